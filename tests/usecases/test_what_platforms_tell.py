"""What platforms tell the bot: who is where, who left, which reaction was put on what; and repeats of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands import MemberArrived, MemberLeft, Reacted, Roster, SetUp, ShowStatus
from bot.deliveries import AddressKind, Receipt
from bot.domain.model import MeetingStatus, MembershipState, Platform
from bot.ports import Store
from tests.talk import CHANNEL, Table, Talk, receipt_of


async def set_up(talk: Talk, *members: str, how: str = "") -> None:
    await talk.says("ada", f"/121 setup {how} name Coffee")
    for member in members:
        await talk.says(member, "/121 join")


async def statuses(talk: Talk, member: str) -> list[MeetingStatus]:
    async with talk.store.begin() as tx:
        known = await tx.people.known(Platform.PLAYGROUND, talk.workspace, member)
        assert known is not None
        return [meeting.status for _, meeting in await tx.pairings.of_member(known[1].id)]


async def active(talk: Talk) -> set[str]:
    async with talk.store.begin() as tx:
        workspace = await tx.people.workspace(Platform.PLAYGROUND, talk.workspace)
        assert workspace is not None
        (circle,) = await tx.circles.of_workspace(workspace.id)
        memberships = await tx.circles.memberships(circle.id)
        members = await tx.people.members([m.member_id for m in memberships])
        return {
            members[m.member_id].external_id
            for m in memberships
            if m.state is MembershipState.ACTIVE
        }


async def test_a_circle_that_follows_its_channel_has_everybody_who_is_in_it(
    sqlite_store: Store,
) -> None:
    talk = Talk(sqlite_store)
    await set_up(talk, how="everybody in the channel")
    present = tuple(talk.ref(member) for member in ("ada", "ben", "cleo"))
    await talk.does(Roster(who=talk.ref("ada"), place=CHANNEL, present=present))
    assert await active(talk) == {"ada", "ben", "cleo"}
    await talk.does(Roster(who=talk.ref("ada"), place=CHANNEL, present=present[:2]))
    assert await active(talk) == {"ada", "ben"}
    welcomes = [m for m in talk.heard_by("ben") if m.startswith("Welcome")]
    assert len(welcomes) == 1


async def test_an_opt_in_circle_takes_nobody_in_by_itself(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    await set_up(talk, "ada")
    await talk.does(MemberArrived(who=talk.ref("ben"), place=CHANNEL))
    await talk.does(Roster(who=talk.ref("ada"), place=CHANNEL, present=(talk.ref("ben"),)))
    await talk.does(MemberLeft(who=talk.ref("ada"), place=CHANNEL))
    assert await active(talk) == {"ada"}


async def test_whoever_leaves_the_workspace_is_paired_no_more_and_the_partner_hears(
    sqlite_store: Store,
) -> None:
    talk = Talk(sqlite_store)
    await set_up(talk, "ada", "ben", "cleo")
    await talk.says("ada", "/121 pair-me")
    await talk.says("ben", "/121 pair-me")
    await talk.does(MemberLeft(who=talk.ref("ben")))
    assert await active(talk) == {"ada", "cleo"}
    assert await statuses(talk, "ada") == [MeetingStatus.CANCELLED]
    assert "can't make it" in talk.heard_by("ada")[-1]
    await talk.waits("2 hours")
    assert [d.address.ids for d in talk.table.sent if d.key.startswith("intro:")][-1] == (
        "ada",
        "cleo",
    )


@pytest.mark.parametrize("place", [None, CHANNEL])
async def test_a_stranger_who_leaves_changes_nothing(
    sqlite_store: Store, place: str | None
) -> None:
    talk = Talk(sqlite_store)
    await set_up(talk, "ada")
    await talk.does(MemberLeft(who=talk.ref("zoe"), place=place))
    assert await active(talk) == {"ada"}


async def pair(talk: Talk) -> Receipt:
    await set_up(talk, "ada", "ben")
    await talk.says("ada", "/121 pair-me")
    await talk.says("ben", "/121 pair-me")
    return receipt_of(next(d for d in talk.table.sent if d.key.startswith("intro:")))


async def test_only_a_check_mark_by_one_of_the_two_records_a_meeting(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    intro = await pair(talk)
    await talk.says("cleo", "/121 join")
    elsewhere = Receipt(channel=intro.channel, message="another")
    for who, receipt, emoji in (
        ("cleo", intro, "✅"),
        ("stranger", intro, "✅"),
        ("ada", intro, "👍"),
        ("ada", elsewhere, "✅"),
    ):
        await talk.does(Reacted(who=talk.ref(who), receipt=receipt, emoji=emoji))
        assert await statuses(talk, "ada") == [MeetingStatus.PROPOSED], (who, emoji)
    await talk.does(Reacted(who=talk.ref("ben"), receipt=intro, emoji="☑️"))
    assert await statuses(talk, "ada") == [MeetingStatus.MET]


async def test_a_strangers_reaction_leaves_no_trace_of_them(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    intro = await pair(talk)
    await talk.does(Reacted(who=talk.ref("stranger"), receipt=intro, emoji="✅"))
    async with sqlite_store.begin() as tx:
        assert await tx.people.known(Platform.PLAYGROUND, talk.workspace, "stranger") is None


async def test_an_event_that_comes_twice_does_its_work_once(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    await pair(talk)
    status = ShowStatus(who=talk.ref("ada"), event="Ev1")
    assert (await talk.bot.handle(status)).message is not None
    assert (await talk.bot.handle(status)).message is None


async def test_no_question_is_asked_of_those_who_have_met(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    intro = await pair(talk)
    await talk.does(Reacted(who=talk.ref("ada"), receipt=intro, emoji="✅"))
    before = len(talk.table.sent)
    await talk.says("ada", "/121 pause")
    await talk.says("ben", "/121 pause")
    await talk.waits("8 days")
    assert len(talk.table.sent) == before


async def test_the_questions_come_back_when_we_met_is_taken_back(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    await pair(talk)
    await talk.reacts("ada")
    await talk.reacts("ada", off=True)
    await talk.waits("3 days")
    assert any(d.key.startswith("nudge:") for d in talk.table.sent)


async def test_where_there_are_no_group_rooms_each_gets_a_message(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store, table=Table(group_dm=False))
    await set_up(talk, "ada", "ben")
    await talk.waits("2 hours")
    intros = [d for d in talk.table.sent if d.key.startswith("intro:")]
    assert [d.address.ids for d in intros] == [("ada",), ("ben",)]
    assert all(d.address.kind is AddressKind.MEMBER for d in intros)
    await talk.does(Reacted(who=talk.ref("ben"), receipt=receipt_of(intros[1]), emoji="✅"))
    assert await statuses(talk, "ada") == [MeetingStatus.MET]


async def test_two_workspaces_with_the_same_people_do_not_mix(sqlite_store: Store) -> None:
    one = Talk(sqlite_store)
    other = Talk(sqlite_store, workspace="elsewhere")
    for talk in (one, other):
        await set_up(talk, "ada")
    await one.says("ada", "/121 pair-me")
    await other.says("ben", "/121 join")
    assert "first in the queue" in await other.says("ben", "/121 pair-me")


async def test_over_nine_rounds_of_nine_each_sits_out_once(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    members = [f"m{n}" for n in range(8)]
    await set_up(talk, "ada", *members, how="sit out")
    for _ in range(9):
        await talk.until(talk.clock.now() + timedelta(days=7))
        for member in ("ada", *members):
            await talk.says(member, "/121 status")
    out = [d.address.ids[0] for d in talk.table.sent if d.key.startswith("sits-out:")]
    assert sorted(out) == sorted(["ada", *members])


async def test_an_event_that_says_nothing_of_rights_takes_none_away(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    await set_up(talk)
    silent = replace(talk.ref("ada"), organiser=None, time_zone=None)
    await talk.does(MemberArrived(who=silent, place=CHANNEL))
    async with talk.store.begin() as tx:
        known = await tx.people.known(Platform.PLAYGROUND, talk.workspace, "ada")
        assert known is not None
        assert (known[1].organiser, known[1].time_zone) == (True, "Europe/London")
    await talk.does(ShowStatus(who=replace(silent, organiser=False)))
    async with talk.store.begin() as tx:
        workspace = await tx.people.workspace(Platform.PLAYGROUND, talk.workspace)
        assert workspace is not None
        assert await tx.people.organisers(workspace.id) == ()


async def test_a_new_circle_takes_the_channels_name_unless_another_has_it(
    sqlite_store: Store,
) -> None:
    talk = Talk(sqlite_store)
    for place in ("C1", "C2"):
        await talk.does(SetUp(who=talk.ref("ada"), place=place, channel_name="Founders"))
    async with talk.store.begin() as tx:
        workspace = await tx.people.workspace(Platform.PLAYGROUND, talk.workspace)
        assert workspace is not None
        circles = await tx.circles.of_workspace(workspace.id)
        assert [circle.name for circle in circles] == ["Founders", "C2"]
    await talk.does(SetUp(who=talk.ref("ada"), place="C1", channel_name="renamed", weekday=2))
    async with talk.store.begin() as tx:
        assert (await tx.circles.get(circles[0].id)).name == "Founders"
