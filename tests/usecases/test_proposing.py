"""Proposing a time: offered hours, a no by button, words taken back; and half-time with and without a reminder."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.commands import AnswerProposal
from bot.domain.model import MeetingStatus, PairingId
from bot.domain.proposals import TimeChosen, TimeOffered
from bot.ports import Store
from tests.talk import Talk, introduced

ID = PairingId(1)


@pytest.fixture
async def talk(sqlite_store: Store) -> Talk:
    return await introduced(sqlite_store)


async def test_a_no_to_a_time_leaves_the_meeting_as_it_is(talk: Talk) -> None:
    await talk.says("ada", "/121 arrange thursday 15:00")
    assert "[That doesn't suit me] [Call the 1-2-1 off]" in talk.heard_by("ben")[-1]
    assert "I have told @Ada" in await talk.presses("ben", "That doesn't suit me")
    assert "The 1-2-1 itself is still on" in talk.heard_by("ada")[-1]
    assert (await talk.meeting()).status is MeetingStatus.PROPOSED


async def test_a_no_on_an_old_message_shows_what_is_proposed_now(talk: Talk) -> None:
    await talk.says("ada", "/121 arrange thursday 15:00")
    old = TimeChosen(pairing=ID, sequence=(await talk.meeting()).sequence, number=0)
    await talk.says("ada", "/121 arrange friday 15:00")
    no = AnswerProposal(who=talk.ref("ben"), accepts=False, chosen=old)
    assert "[Fri 27 Nov, 15:00]" in await talk.does(no)
    assert "Agreed" in await talk.says("ben", "/121 accept")


async def test_a_no_is_taken_back(talk: Talk) -> None:
    await talk.says("ada", "/121 arrange thursday 15:00 at the library")
    await talk.says("ben", "/121 decline-time")
    assert "[Thu 26 Nov, 15:00]" in await talk.presses("ben", "Take it back")
    assert "@Ben takes the no back" in talk.heard_by("ada")[-1]
    assert "Agreed" in await talk.says("ben", "/121 accept")
    assert (await talk.meeting()).place == "the library"


async def test_a_no_to_a_time_that_is_over_is_not_taken_back(talk: Talk) -> None:
    await talk.says("ada", "/121 arrange tomorrow 9:00")
    await talk.says("ben", "/121 decline-time")
    await talk.until(talk.clock.now() + timedelta(days=2))
    assert "already past" in await talk.says("ben", "/121 undo-time")


async def test_after_a_no_another_time_is_proposed_as_ever(talk: Talk) -> None:
    await talk.says("ada", "/121 arrange thursday 15:00 at the library")
    await talk.says("ben", "/121 decline-time")
    answer = await talk.says("ben", "/121 arrange thursday 15:00")
    assert "I have asked @Ada" in answer
    assert "replaces" not in answer
    assert "nothing" not in await talk.says("ben", "/121 undo-time")
    assert (await talk.meeting()).proposals == ()


async def test_ones_own_proposal_is_taken_back(talk: Talk) -> None:
    assert "[Take it back]" in await talk.says("ada", "/121 arrange thursday 15:00")
    answer = await talk.presses("ada", "Take it back")
    assert "your proposal stands no longer: Thursday 26 November, 15:00." in answer
    assert "@Ada takes back the proposal Thursday 26 November, 15:00" in talk.heard_by("ben")[-1]
    assert "Nobody has proposed" in await talk.says("ben", "/121 accept")
    assert "There is no proposal of yours" in await talk.says("ada", "/121 undo-time")


async def test_nobody_takes_back_what_is_the_others(talk: Talk) -> None:
    await talk.says("ada", "/121 arrange thursday 15:00")
    assert "There is no proposal of yours" in await talk.says("ben", "/121 undo-time")
    await talk.says("ben", "/121 decline-time")
    assert "There is no proposal of yours" in await talk.says("ada", "/121 undo-time")


async def test_arrange_alone_offers_times_with_a_button_each(talk: Talk) -> None:
    answer = await talk.says("ada", "/121 arrange")
    assert "both of you could then" in answer
    assert "[Tue 24 Nov, 09:00]" in answer
    await talk.presses("ada", "Tue 24 Nov, 09:00")
    assert "@Ada proposes Tuesday 24 November, 09:00" in talk.heard_by("ben")[-1]
    assert "[That doesn't suit me]" in await talk.says("ben", "/121 arrange")


async def test_an_offered_time_that_is_over_is_not_proposed(talk: Talk) -> None:
    await talk.says("ada", "/121 arrange")
    await talk.until(talk.clock.now() + timedelta(days=2))
    assert "already past" in await talk.presses("ada", "Tue 24 Nov, 09:00")


async def test_where_no_hour_suits_both_it_says_so_and_what_to_do(talk: Talk) -> None:
    await talk.says("ada", "/121 profile available: mon 9-10")
    await talk.says("ben", "/121 profile available: tue 9-10")
    answer = await talk.says("ada", "/121 arrange")
    assert "I find no hour in which both of you are free" in answer
    assert "/121 arrange saturday 10:00" in answer
    assert "[Propose a time]" in answer


async def test_the_introduction_says_so_too(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    await talk.says("ada", "/121 setup name Coffee")
    for member, hours in (("ada", "mon 9-10"), ("ben", "tue 9-10")):
        await talk.says(member, f"/121 profile available: {hours}")
        await talk.says(member, "/121 join")
        await talk.says(member, "/121 pair-me")
    assert "A good time: I find no hour" in talk.heard_by("ada")[-1]


async def test_a_meeting_within_the_hour_offers_half_time_at_once(talk: Talk) -> None:
    assert "[Tell us at half-time]" in await talk.says("ada", "/121 arranged today 9:20")
    assert any("[Tell us at half-time]" in said for said in talk.heard_by("ben"))
    await talk.presses("ada", "Tell us at half-time")
    await talk.presses("ben", "Tell us at half-time")
    await talk.until(datetime(2026, 11, 23, 9, 55, tzinfo=UTC))
    assert any("time to change over" in said for said in talk.heard_by("ada"))


async def test_a_later_meeting_leaves_half_time_to_the_reminder(talk: Talk) -> None:
    assert "half-time" not in await talk.says("ada", "/121 arranged today 10:01")


async def test_half_time_by_command_and_taken_back(talk: Talk) -> None:
    assert "There is no half-time ahead" in await talk.says("ada", "/121 half-time")
    await talk.says("ada", "/121 arranged today 9:20")
    await talk.says("ada", "/121 half-time")
    assert "I'll tell you both" in await talk.says("ben", "/121 half-time")
    assert "I'll say nothing" in await talk.presses("ben", "Take it back")
    assert "@Ben would rather not" in talk.heard_by("ada")[-1]
    await talk.says("ben", "/121 half-time")
    await talk.says("ada", "/121 half-time off")
    await talk.until(datetime(2026, 11, 23, 9, 55, tzinfo=UTC))
    assert not [said for said in talk.heard_by("ada") if "time to change over" in said]


async def test_half_time_is_for_two(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    await talk.says("ada", "/121 setup in threes name Coffee")
    for member in ("ada", "ben", "cleo"):
        await talk.says(member, "/121 join")
    await talk.waits("2 hours")
    assert "[Tell us at half-time]" not in await talk.says("ada", "/121 arranged today 11:20")
    assert "Half-time is for two" in await talk.says("ada", "/121 half-time")


def test_an_offered_time_comes_back_as_it_went() -> None:
    offered = TimeOffered(pairing=ID, at=datetime(2026, 11, 24, 9, 30, tzinfo=UTC))
    assert TimeOffered.decode(offered.encode()) == offered
