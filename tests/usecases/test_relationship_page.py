"""The page of two members: the asker's own side, and not a word that changes with the other's."""

from dataclasses import replace

import pytest

from bot.commands import NotNow, OpenForm
from bot.commands.fill import Misfilled, fill
from bot.domain.model import MemberId, WorkspaceId
from bot.domain.referrals import Referral, ReferralState
from bot.messages import proposed
from bot.ports import Store
from tests.talk import MONDAY_NINE, Talk


@pytest.fixture
async def talk(sqlite_store: Store) -> Talk:
    """Ada and Ben have met once."""
    talk = Talk(sqlite_store)
    await talk.says("ada", "/121 setup every 4 weeks name Coffee")
    for member in ("ada", "ben"):
        await talk.says(member, "/121 join")
    await talk.waits("2 hours")
    await talk.says("ada", "/121 met")
    return talk


@pytest.mark.parametrize(
    "done", ["rest @ada", "hold @ada", "rhythm @ada never", "rhythm @ada yearly", "block @ada"]
)
async def test_what_the_other_one_wants_changes_no_word(talk: Talk, done: str) -> None:
    asked = ("/121 with @ben", "/121 rhythm @ben usual", "/121 go-on @ben")
    before = [await talk.says("ada", text) for text in asked]
    await talk.says("ben", f"/121 {done}")
    assert [await talk.says("ada", text) for text in asked] == before


async def test_not_now_gives_the_other_one_away_neither(talk: Talk) -> None:
    command = NotNow(who=talk.ref("ada"), whom=MemberId(2))
    said = await talk.does(command)
    for done in ("rhythm @ada never", "rest @ada"):
        await talk.says("ben", f"/121 {done}")
        assert await talk.does(command) == said


async def test_referrals_are_counted_by_who_gave_and_without_those_taken_back(talk: Talk) -> None:
    gave = Referral(
        workspace_id=WorkspaceId(1),
        giver_id=MemberId(1),
        receiver_id=MemberId(2),
        who="Kim",
        about="a roof",
        given_at=MONDAY_NINE,
    )
    got = replace(gave, giver_id=MemberId(2), receiver_id=MemberId(1))
    async with talk.store.begin() as tx:
        await tx.add(gave, gave, got, replace(gave, state=ReferralState.WITHDRAWN))
    assert "you gave 2, you got 1" in await talk.says("ada", "/121 with @ben")
    assert "you gave 1, you got 2" in await talk.says("ben", "/121 with @ada")


async def test_how_often_is_chosen_by_form_and_the_form_remembers(talk: Talk) -> None:
    async def opened() -> str:
        reply = await talk.bot.handle(OpenForm(who=talk.ref("ada"), form="rhythm", about=2))
        assert reply.form is not None
        return proposed(reply.form.inputs[0])

    reply = await talk.bot.handle(OpenForm(who=talk.ref("ada"), form="rhythm", about=2))
    assert reply.form is not None
    action, me = reply.form.action, talk.ref("ada")
    assert await opened() == "usual"
    assert "once a year" in await talk.does(fill(action, {"rhythm": "yearly"}, me))
    assert await opened() == "yearly"
    assert "I don't ask you" in await talk.does(fill(action, {"rhythm": "never"}, me))
    assert "I ask you again: never\n" in await talk.says("ada", "/121 with @ben")
    assert "as your group does" in await talk.does(fill(action, {"rhythm": "usual"}, me))
    with pytest.raises(Misfilled):
        fill(action, {"rhythm": ""}, me)


async def test_no_rhythm_for_two_who_never_met(talk: Talk) -> None:
    await talk.says("cleo", "/121 join")
    reply = await talk.bot.handle(OpenForm(who=talk.ref("ada"), form="rhythm", about=3))
    assert reply.refused


async def test_letting_it_rest_can_be_taken_back_by_two_who_never_met(talk: Talk) -> None:
    await talk.says("cleo", "/121 join")
    await talk.says("ada", "/121 rest @cleo")
    page = await talk.says("ada", "/121 with @cleo")
    assert "it rests" in page
    assert "[Ask for a 1-2-1]" not in page
    await talk.presses("ada", "Take it back")
    assert "[Ask for a 1-2-1]" in await talk.says("ada", "/121 with @cleo")


async def test_a_wish_to_meet_again_stands_there_and_can_be_taken_back(talk: Talk) -> None:
    await talk.waits("1 minute")
    assert "[Not now]" in await talk.says("ada", "/121 again @ben next round")
    page = await talk.says("ada", "/121 with @ben")
    assert "Next round: you would like to meet again" in page
    assert "would like" not in await talk.says("ben", "/121 with @ada")
    await talk.says("ada", "/121 with @ben")
    assert "Not now, then." in await talk.presses("ada", "Not now")
    assert "would like" not in await talk.says("ada", "/121 with @ben")


async def test_the_1_2_1_that_is_open_stands_first_with_its_buttons(talk: Talk) -> None:
    await talk.says("ada", "/121 pair-me @ben")
    await talk.presses("ben", "Yes, introduce us")
    page = await talk.says("ada", "/121 with @ben")
    assert "Open: no time yet\nMet: once" in page
    assert "[We met] [Arrange a time]" in page
    await talk.says("ben", "/121 arrange thursday 15:00")
    assert "Open: no time yet. @Ben proposes Thursday 26 Nov" in await talk.says(
        "ada", "/121 with @ben"
    )
    await talk.presses("ada", "Thu 26 Nov, 15:00")
    assert "Open: Thursday 26 November, 15:00\n" in await talk.says("ben", "/121 with @ada")
