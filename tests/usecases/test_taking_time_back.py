"""A time that was agreed and is taken back: by either, by button and by command, in calendars too; and the way back."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from bot.domain.model import MeetingStatus, PairingId
from bot.ports import Store
from tests.talk import Talk, introduced

FRIDAY = datetime(2026, 11, 27, 15, tzinfo=UTC)


@pytest.fixture
async def talk(sqlite_store: Store) -> Talk:
    return await introduced(sqlite_store)


async def agreed(talk: Talk) -> None:
    """Ada proposes, Ben accepts."""
    await talk.says("ada", "/121 arrange friday 15:00 at the library")
    await talk.says("ben", "/121 accept")


def calendars(talk: Talk, member: str) -> list[tuple[str, str, int]]:
    """The method, the id and the sequence of each calendar file that a member was sent."""
    files = [
        Calendar.from_ical(str(file.content, "utf-8"))
        for delivery in talk.table.seen_by(member)
        for file in delivery.message.attachments
    ]
    return [
        (str(file["METHOD"]), str(event["UID"]), int(str(event["SEQUENCE"])))
        for file in files
        for event in file.walk("VEVENT")
    ]


@pytest.mark.parametrize(
    ("who", "label", "other"),
    [("ben", "Take it back", "ada"), ("ada", "I can't at that time", "ben")],
)
async def test_either_takes_an_agreed_time_back_with_a_button(
    talk: Talk, who: str, label: str, other: str
) -> None:
    await agreed(talk)
    answer = await talk.presses(who, label)
    assert f"Friday 27 November, 15:00 no longer holds, and I have told @{other.title()}" in answer
    assert "[Propose another time] [Propose it again]" in answer
    heard = "\n".join(talk.heard_by(other))
    assert f"@{who.title()} can't keep the time that was agreed, Friday 27 November, 15:00" in heard
    assert "[Another time] [Call the 1-2-1 off]" in talk.heard_by(other)[-1]
    meeting = await talk.meeting()
    assert (meeting.status, meeting.arranged_for) == (MeetingStatus.PROPOSED, None)


@pytest.mark.parametrize("who", ["ada", "ben"])
async def test_either_takes_it_back_by_command(talk: Talk, who: str) -> None:
    await talk.says("ada", "/121 arranged friday 15:00")
    assert "no longer holds" in await talk.says(who, "/121 undo-time")
    assert "no agreed time to take back" in await talk.says(who, "/121 undo-time")


async def test_take_it_back_is_about_what_there_is(talk: Talk) -> None:
    what = "What would you like to take back?"
    assert what in await talk.says("ada", "/121 take it back")
    await talk.says("ada", "/121 arrange thursday 15:00")
    assert "proposal stands no longer" in await talk.says("ada", "/121 take it back")
    await talk.says("ada", "/121 arranged friday 15:00")
    assert "no longer holds" in await talk.says("ben", "/121 undo")
    await talk.says("cleo", "/121 join")
    await talk.says("cleo", "/121 pair-me")
    assert "no longer in the queue" in await talk.says("cleo", "/121 take it back")


async def test_take_it_back_asks_where_there_are_two_things(talk: Talk) -> None:
    await talk.says("ada", "/121 profile limit 2")
    await talk.says("ada", "/121 pair-me")
    await talk.says("ada", "/121 arrange thursday 15:00")
    assert "/121 undo-time. Your request" in await talk.says("ada", "/121 take it back")
    assert len((await talk.meeting()).proposals) == 1


async def test_not_at_that_time_does_not_call_all_of_it_off(talk: Talk) -> None:
    await agreed(talk)
    assert "no longer holds" in await talk.says("ben", "/121 can't at that time")
    assert (await talk.meeting()).status is MeetingStatus.PROPOSED


async def test_the_reminder_offers_it_on_the_day(talk: Talk) -> None:
    await agreed(talk)
    await talk.until(FRIDAY - timedelta(hours=3))
    assert "no longer holds" in await talk.presses("ada", "I can't at that time")


async def test_calendars_lose_it_and_take_the_next_one(talk: Talk) -> None:
    await agreed(talk)
    await talk.says("ben", "/121 undo-time")
    await talk.presses("ben", "Propose it again")
    await talk.presses("ada", "Fri 27 Nov, 15:00")
    for member in ("ada", "ben"):
        methods, ids, sequences = zip(*calendars(talk, member), strict=True)
        assert methods == ("PUBLISH", "CANCEL", "PUBLISH")
        assert len(set(ids)) == 1
        assert [*sequences] == sorted(set(sequences))
    assert (await talk.meeting()).place == "the library"


async def test_nobody_is_reminded_of_the_time_or_asked_about_it(talk: Talk) -> None:
    await agreed(talk)
    for member in ("ada", "ben"):
        await talk.says(member, "/121 half-time")
    await talk.says("ben", "/121 undo-time")
    assert "no half-time ahead" in await talk.says("ada", "/121 half-time")
    await talk.until(FRIDAY + timedelta(hours=6))
    heard = "\n".join(talk.heard_by("ada"))
    assert "Today at" not in heard
    assert "change over" not in heard
    assert "did you meet?" not in heard


async def test_a_reminder_that_waits_to_be_sent_is_not_sent_any_more(talk: Talk) -> None:
    await agreed(talk)
    await talk.clock.set(FRIDAY - timedelta(hours=3))
    await talk.bot.tick()
    await talk.says("ben", "/121 undo-time")
    assert not [said for said in talk.heard_by("ada") if "Today at" in said]


async def test_a_reminder_that_waits_is_sent_though_another_time_is_proposed(talk: Talk) -> None:
    await agreed(talk)
    await talk.clock.set(FRIDAY - timedelta(hours=3))
    await talk.bot.tick()
    await talk.says("ben", "/121 arrange saturday 15:00")
    assert [said for said in talk.heard_by("ada") if "Today at" in said]


async def test_whether_they_have_found_another_is_asked_as_ever(talk: Talk) -> None:
    await agreed(talk)
    await talk.says("ben", "/121 undo-time")
    await talk.waits("2 days")
    assert "have you found a time yet?" in talk.heard_by("ada")[-1]
    await talk.until(datetime(2026, 11, 29, 20, tzinfo=UTC))
    assert "did you meet?" in talk.heard_by("ada")[-1]


async def test_agreed_again_in_the_same_moment_it_is_remembered_and_asked_about(talk: Talk) -> None:
    for _ in range(2):
        await agreed(talk)
        await talk.says("ben", "/121 undo-time")
    await agreed(talk)
    await talk.until(FRIDAY + timedelta(hours=6))
    heard = talk.heard_by("ada")
    assert len([said for said in heard if "Today at" in said]) == 1
    assert len([said for said in heard if "did you meet?" in said]) == 1


async def test_a_button_takes_back_no_time_but_its_own(talk: Talk) -> None:
    await talk.says("ada", "/121 arranged thursday 15:00")
    await talk.says("ada", "/121 arranged friday 15:00")
    old = next(said for said in talk.table.seen_by("ben") if said.key.startswith("arranged:"))
    talk.answers["ben"] = old.message
    answer = await talk.presses("ben", "I can't at that time")
    assert "That time is off already. What is agreed now is Friday 27 November, 15:00" in answer
    assert (await talk.meeting()).arranged_for == FRIDAY
    await talk.presses("ben", "I can't at that time")
    talk.answers["ben"] = old.message
    answer = await talk.presses("ben", "I can't at that time")
    assert "No time is agreed now" in answer
    assert "[Arrange a time]" in answer


async def test_a_button_under_a_proposal_takes_back_no_time_that_was_agreed(talk: Talk) -> None:
    await talk.says("ada", "/121 arrange friday 15:00")
    await talk.says("ben", "/121 accept")
    answer = await talk.presses("ada", "Take it back")
    assert "You have a time already: Friday 27 November, 15:00" in answer
    assert "[I can't at that time]" in answer
    assert (await talk.meeting()).arranged_for == FRIDAY


async def test_ones_own_proposal_goes_before_the_time_that_is_agreed(talk: Talk) -> None:
    await agreed(talk)
    await talk.says("ada", "/121 arrange saturday 15:00")
    assert "stands no longer" in await talk.says("ada", "/121 undo-time")
    assert (await talk.meeting()).arranged_for == FRIDAY
    assert "no longer holds" in await talk.says("ada", "/121 undo-time")


async def test_what_the_other_one_proposes_beside_it_can_still_be_accepted(talk: Talk) -> None:
    await agreed(talk)
    await talk.says("ada", "/121 arrange saturday 15:00")
    await talk.says("ben", "/121 undo-time")
    assert "Agreed" in await talk.says("ben", "/121 accept")


async def test_a_time_that_is_over_is_not_taken_back(talk: Talk) -> None:
    await agreed(talk)
    button = talk.answers["ben"]
    await talk.until(FRIDAY + timedelta(minutes=5))
    assert "already past" in await talk.says("ada", "/121 undo-time")
    talk.answers["ben"] = button
    assert "already past" in await talk.presses("ben", "Take it back")


async def test_a_meeting_that_is_settled_keeps_its_time(talk: Talk) -> None:
    await agreed(talk)
    button = talk.answers["ben"]
    await talk.says("ada", "/121 met")
    talk.answers["ben"] = button
    assert "no open 1-2-1" in await talk.presses("ben", "Take it back")
    assert (await talk.meeting()).status is MeetingStatus.MET


async def test_the_calendar_is_told_even_if_all_of_it_is_called_off_at_once(talk: Talk) -> None:
    await agreed(talk)
    await talk.bot.handle(talk._behind("ben", "Take it back"))
    await talk.says("ben", "/121 cannot")
    for member in ("ada", "ben"):
        assert calendars(talk, member)[-1][0] == "CANCEL"


async def test_of_several_agreed_times_one_is_chosen(talk: Talk) -> None:
    await agreed(talk)
    await talk.says("cleo", "/121 join")
    await talk.says("ada", "/121 pair-me @cleo")
    await talk.presses("cleo", "Yes, introduce us")
    await talk.says("cleo", "/121 arranged thursday 11:00")
    answer = await talk.says("ada", "/121 undo-time")
    assert "Which of them do you take back?" in answer
    assert "With @Cleo: Thursday 26 November, 11:00" in answer
    assert (await talk.meeting()).arranged_for == FRIDAY
    assert "26 November, 11:00 no longer holds" in await talk.presses("ada", "Take it back")
    assert "27 November, 15:00 no longer holds" in await talk.says("ada", "/121 undo-time")


async def test_of_three_all_hear_of_it(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    await talk.says("ada", "/121 setup in threes name Coffee")
    for member in ("ada", "ben", "cleo"):
        await talk.says(member, "/121 join")
    await talk.waits("2 hours")
    await talk.says("ada", "/121 arranged friday 15:00")
    answer = await talk.says("cleo", "/121 undo-time")
    assert "I have told @Ada and @Ben" in answer
    for member in ("ada", "ben"):
        assert "@Cleo can't keep the time" in talk.heard_by(member)[-1]
    assert [method for method, _, _ in calendars(talk, "cleo")] == ["PUBLISH", "CANCEL"]


async def test_a_stranger_takes_nothing_back(talk: Talk) -> None:
    await agreed(talk)
    button = talk.answers["ben"]
    await talk.says("cleo", "/121 join")
    talk.answers["cleo"] = button
    assert "not one of yours" in await talk.presses("cleo", "Take it back")


async def test_it_is_all_there_after_a_restart(talk: Talk) -> None:
    await agreed(talk)
    again = Talk(talk.store, table=talk.table, clock=talk.clock, people={"ada", "ben"})
    assert "no longer holds" in await again.presses("ada", "I can't at that time")
    once_more = Talk(talk.store, table=talk.table, clock=talk.clock, people={"ada", "ben"})
    assert "still to find one" in await once_more.presses("ada", "I can't at that time")
    async with once_more.store.begin() as tx:
        found = await tx.pairings.get(PairingId(1))
    assert found is not None
    assert found[1].arranged_for is None


async def test_of_three_a_no_taken_back_asks_the_third_anew(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    await talk.says("ada", "/121 setup name Coffee")
    for member in ("ada", "ben", "cleo"):
        await talk.says(member, "/121 join")
    await talk.says("ada", "/121 round now")
    await talk.says("ada", "/121 arrange thursday 15:00")
    await talk.says("cleo", "/121 decline-time")
    await talk.says("cleo", "/121 undo-time")
    assert "@Cleo takes the no back" in talk.heard_by("ada")[-1]
    assert "@Ada proposes Thursday" in talk.heard_by("ben")[-1]
    assert "when @Cleo has answered" in await talk.says("ben", "/121 accept")


async def test_a_no_that_is_past_does_not_stand_before_an_agreed_time(talk: Talk) -> None:
    await talk.says("ben", "/121 profile limit 2")
    await talk.says("cleo", "/121 join")
    await talk.says("cleo", "/121 pair-me")
    await talk.says("ben", "/121 pair-me")
    await talk.says("ada", "/121 arrange today 14:00")
    await talk.says("ben", "/121 decline-time")
    await talk.says("cleo", "/121 arranged wednesday 15:00")
    await talk.waits("1 day")
    assert "no longer holds" in await talk.says("ben", "/121 undo-time")
