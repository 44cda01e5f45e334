"""What becomes of a circle when its channel changes, and who may be in it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands import (
    AccountChanged,
    Command,
    Installed,
    Join,
    MemberArrived,
    PlaceClosed,
    PlaceRenamed,
    PlaceReopened,
    Roster,
    SetUp,
    ShutOut,
    Uninstalled,
)
from bot.domain.model import Belonging, Circle, Enrolment, MemberRef, MembershipState, Platform
from bot.ports import Store
from tests.talk import CHANNEL, MONDAY_NINE, Talk

NOBODY = MemberRef(platform=Platform.PLAYGROUND, workspace="riverside", member="")


@pytest.fixture
async def talk(sqlite_store: Store) -> Talk:
    talk = Talk(sqlite_store)
    await talk.does(SetUp(who=talk.ref("ada"), place=CHANNEL, channel_name="coffee"))
    for member in ("ada", "ben"):
        await talk.says(member, "/121 join")
    return talk


async def circles(talk: Talk) -> tuple[Circle, ...]:
    async with talk.store.begin() as tx:
        workspace = await tx.people.workspace(Platform.PLAYGROUND, talk.workspace)
        return await tx.circles.of_workspace(workspace.id) if workspace else ()


async def active(talk: Talk) -> set[str]:
    (circle,) = await circles(talk)
    async with talk.store.begin() as tx:
        memberships = await tx.circles.memberships(circle.id)
        members = await tx.people.members([m.member_id for m in memberships])
        return {
            members[m.member_id].external_id
            for m in memberships
            if m.state is MembershipState.ACTIVE
        }


def guest(talk: Talk, member: str, belonging: Belonging = Belonging.GUEST) -> MemberRef:
    return replace(talk.ref(member), belonging=belonging)


async def test_a_circle_called_as_its_channel_takes_its_new_name(talk: Talk) -> None:
    await talk.does(PlaceRenamed(who=NOBODY, place=CHANNEL, name="tea"))
    assert [circle.name for circle in await circles(talk)] == ["tea"]
    await talk.says("ada", "/121 setup name Founders")
    await talk.does(PlaceRenamed(who=NOBODY, place=CHANNEL, name="coffee"))
    assert [circle.name for circle in await circles(talk)] == ["Founders"]


async def test_a_name_that_another_circle_has_is_not_taken(talk: Talk) -> None:
    await talk.says("ada", "/121 setup name Tea", place="tearoom")
    await talk.does(PlaceRenamed(who=NOBODY, place=CHANNEL, name="tea"))
    assert [circle.name for circle in await circles(talk)] == ["coffee", "Tea"]


async def test_a_circle_rests_while_its_channel_is_archived(talk: Talk) -> None:
    await talk.does(PlaceClosed(who=NOBODY, place=CHANNEL))
    assert await circles(talk) == ()
    assert "so its circle rests" in talk.heard_by("ada")[-1]
    assert not any("rests" in heard for heard in talk.heard_by("ben"))
    await talk.waits("2 weeks")
    assert not any("meet" in heard for heard in talk.heard_by("ben")[1:])
    assert "There is no circle here yet" in await talk.says("ben", "/121 join")
    await talk.does(PlaceReopened(who=NOBODY, place=CHANNEL))
    assert await active(talk) == {"ada", "ben"}
    (circle,) = await circles(talk)
    assert circle.next_round_at > talk.clock.now()
    await talk.waits("1 week")
    assert any("Your 1-2-1 for this round" in heard for heard in talk.heard_by("ben"))


async def test_a_channel_that_comes_back_opens_nothing_that_an_organiser_closed(talk: Talk) -> None:
    assert "coffee is closed" in await talk.says("ada", "/121 setup close")
    await talk.does(PlaceReopened(who=NOBODY, place=CHANNEL))
    assert await circles(talk) == ()
    assert "is open again" in await talk.says("ada", "/121 setup on tuesday")
    assert await active(talk) == {"ada", "ben"}


async def test_only_organisers_close_a_circle(talk: Talk) -> None:
    assert "Only an organiser" in await talk.says("ben", "/121 setup close")
    assert len(await circles(talk)) == 1


async def test_organisers_hear_when_121_is_removed_from_a_channel_and_can_close_the_circle(
    talk: Talk,
) -> None:
    await talk.does(ShutOut(who=NOBODY, place=CHANNEL))
    assert "I was removed from the channel of coffee" in talk.heard_by("ada")[-1]
    assert "coffee is closed" in await talk.presses("ada", "Close the circle")
    assert await circles(talk) == ()


async def test_guests_may_join_unless_the_organiser_says_no(talk: Talk) -> None:
    await talk.does(Join(who=guest(talk, "gus"), place=CHANNEL))
    assert await active(talk) == {"ada", "ben", "gus"}
    await talk.says("ada", "/121 setup members only")
    assert await active(talk) == {"ada", "ben"}
    answer = await talk.does(Join(who=guest(talk, "gus"), place=CHANNEL))
    assert "not open to guests" in answer


async def test_people_of_other_organisations_only_where_the_organiser_wants_them(
    talk: Talk,
) -> None:
    stranger = guest(talk, "sam", Belonging.OUTSIDER)
    await talk.does(Join(who=stranger, place=CHANNEL))
    assert await active(talk) == {"ada", "ben"}
    await talk.says("ada", "/121 setup outsiders, everybody in the channel")
    await talk.does(MemberArrived(who=stranger, place=CHANNEL))
    assert await active(talk) == {"ada", "ben", "sam"}


async def test_a_roster_takes_in_only_those_whom_the_circle_admits(talk: Talk) -> None:
    await talk.says("ada", "/121 setup everybody in the channel, members only")
    present = (talk.ref("ada"), talk.ref("ben"), guest(talk, "gus"), talk.ref("cleo"))
    await talk.does(Roster(who=talk.ref("ada"), place=CHANNEL, present=present))
    assert await active(talk) == {"ada", "ben", "cleo"}


async def test_a_member_who_becomes_a_guest_leaves_circles_without_guests(talk: Talk) -> None:
    await talk.says("ada", "/121 setup members only")
    await talk.does(AccountChanged(who=guest(talk, "ben")))
    assert await active(talk) == {"ada"}


async def test_a_time_zone_follows_the_account_until_the_member_chooses_one(talk: Talk) -> None:
    async def zone() -> str | None:
        async with talk.store.begin() as tx:
            known = await tx.people.known(Platform.PLAYGROUND, talk.workspace, "ben")
            return known[1].time_zone if known else None

    moved = replace(talk.ref("ben"), time_zone="Asia/Tokyo")
    await talk.does(AccountChanged(who=moved))
    assert await zone() == "Asia/Tokyo"
    await talk.says("ben", "/121 profile time zone: Europe/Rome")
    await talk.does(AccountChanged(who=moved))
    assert await zone() == "Europe/Rome"
    await talk.says("ben", "/121 profile time zone: -")
    await talk.does(AccountChanged(who=moved))
    assert await zone() == "Asia/Tokyo"


@pytest.mark.parametrize(
    "command",
    [
        PlaceRenamed(who=NOBODY, place="elsewhere", name="x"),
        PlaceClosed(who=NOBODY, place="elsewhere"),
        PlaceReopened(who=NOBODY, place="elsewhere"),
        ShutOut(who=NOBODY, place="elsewhere"),
        AccountChanged(who=replace(NOBODY, member="nobody")),
        PlaceClosed(who=replace(NOBODY, workspace="hillside"), place=CHANNEL),
        PlaceRenamed(who=replace(NOBODY, workspace="hillside"), place=CHANNEL, name="x"),
        PlaceReopened(who=replace(NOBODY, workspace="hillside"), place=CHANNEL),
        Uninstalled(who=replace(NOBODY, workspace="hillside")),
    ],
)
async def test_what_happens_elsewhere_changes_nothing(talk: Talk, command: Command) -> None:
    before = await circles(talk)
    sent = len(talk.table.sent)
    await talk.does(command)
    assert await circles(talk) == before
    assert len(talk.table.sent) == sent


async def test_121_removed_from_a_workspace_says_nothing_more_and_forgets_it_after_a_month(
    talk: Talk,
) -> None:
    await talk.waits("1 week")
    sent = len(talk.table.sent)
    await talk.does(Uninstalled(who=NOBODY))
    await talk.waits("3 weeks")
    assert len(talk.table.sent) == sent
    await talk.bot.tidy()
    async with talk.store.begin() as tx:
        assert await tx.people.workspace(Platform.PLAYGROUND, talk.workspace) is not None
    await talk.waits("2 weeks")
    await talk.bot.tidy()
    async with talk.store.begin() as tx:
        assert await tx.people.workspace(Platform.PLAYGROUND, talk.workspace) is None


async def test_121_let_in_again_goes_on_where_it_was_and_greets_whoever_did_it(talk: Talk) -> None:
    await talk.does(Uninstalled(who=NOBODY))
    await talk.waits("1 week")
    await talk.does(Installed(who=talk.ref("ada")))
    assert "type /invite and choose me" in talk.heard_by("ada")[-1]
    assert await active(talk) == {"ada", "ben"}
    (circle,) = await circles(talk)
    assert circle.next_round_at > MONDAY_NINE + timedelta(weeks=1)
    await talk.waits("6 weeks")
    await talk.bot.tidy()
    assert len(await circles(talk)) == 1


async def test_separate_messages_where_the_organiser_wants_them(talk: Talk) -> None:
    await talk.says("ada", "/121 setup apart")
    await talk.says("ada", "/121 pair-me")
    await talk.says("ben", "/121 pair-me")
    introductions = [d for d in talk.table.sent if d.pairing_id is not None]
    assert [delivery.address.ids for delivery in introductions] == [("ada",), ("ben",)]
    await talk.reacts("ben")
    assert "1 of 48 met" in await talk.says("ada", "/121 status")


async def test_the_circle_remembers_how_it_is_joined(talk: Talk) -> None:
    await talk.says("ada", "/121 setup everybody in the channel")
    await talk.says("ada", "/121 setup close")
    await talk.says("ada", "/121 setup")
    (circle,) = await circles(talk)
    assert circle.enrolment is Enrolment.CHANNEL
