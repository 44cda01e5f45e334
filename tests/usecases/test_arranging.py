"""Finding a time: who comes too late, who crosses whom, clocks that differ, three at once, and reminders."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.commands import AnswerProposal
from bot.domain.meeting_day import first_reminder, is_half_time, reminder_at
from bot.domain.model import Meeting, MeetingStatus, PairingId
from bot.domain.proposals import TimeChosen
from bot.messages import plain
from bot.ports import Store
from scheduler.clocks import StillClock
from tests.talk import LONDON, Talk

ID = PairingId(1)


@dataclass
class Pair:
    """Ada and Ben (and whoever else there is) with a 1-2-1 open."""

    talk: Talk

    async def says(self, member: str, text: str) -> str:
        return await self.talk.says(member, f"/121 {text}")

    async def accepts(self, member: str, sequence: int, number: int = 0) -> str:
        """Press a button with a time, as it stood after so many changes."""
        chosen = TimeChosen(pairing=ID, sequence=sequence, number=number)
        command = AnswerProposal(who=self.talk.ref(member), accepts=True, chosen=chosen)
        reply = await self.talk.bot.handle(command)
        await self.talk.parts.runner.run_once()
        assert reply.message is not None
        return plain(reply.message, str.capitalize, LONDON)

    async def meeting(self) -> Meeting:
        async with self.talk.store.begin() as tx:
            found = await tx.pairings.get(ID)
        assert found is not None
        return found[1]

    def heard(self, member: str) -> str:
        return self.talk.heard_by(member)[-1]


async def introduced(talk: Talk, *more: str) -> Pair:
    await talk.says("ada", "/121 setup name Coffee")
    for member in ("ada", "ben", *more):
        await talk.says(member, "/121 join")
    if more:
        await talk.until(talk.clock.now() + timedelta(days=7))
    else:
        await talk.says("ada", "/121 pair-me")
        await talk.says("ben", "/121 pair-me")
    return Pair(talk)


@pytest.fixture
async def pair(sqlite_store: Store) -> Pair:
    return await introduced(Talk(sqlite_store))


async def test_a_button_of_a_proposal_that_was_replaced_shows_the_one_that_counts(
    pair: Pair,
) -> None:
    await pair.says("ada", "arrange thursday 15:00")
    await pair.says("ada", "arrange friday 11:00")
    assert "[Fri 27 Nov, 11:00]" in await pair.accepts("ben", sequence=1)
    assert (await pair.meeting()).status is MeetingStatus.PROPOSED
    assert "Agreed" in await pair.accepts("ben", sequence=2)


async def test_two_who_propose_at_once_each_hear_of_the_other(pair: Pair) -> None:
    await pair.says("ada", "arrange thursday 15:00")
    answer = await pair.says("ben", "arrange friday 11:00")
    assert "It replaces Thursday 26 November, 15:00" in answer
    assert "It replaces Thursday 26 November, 15:00" in pair.heard("ada")
    assert "your own proposal" in await pair.accepts("ben", sequence=1)
    assert "Agreed" in await pair.says("ada", "accept")


async def test_two_who_propose_the_same_time_have_agreed(pair: Pair) -> None:
    await pair.says("ada", "arrange thursday 15:00 at the library")
    assert "Agreed" in await pair.says("ben", "arrange thursday 15:00")
    assert (await pair.meeting()).place == "the library"


async def test_what_was_arranged_has_its_place_in_the_answer_and_for_the_other(pair: Pair) -> None:
    answer = await pair.says("ada", "arranged thursday 10:00 at Café Zimt")
    assert "Noted: you and @Ben, Thursday 26 November, 10:00 (Café Zimt)." in answer
    assert "Thursday 26 November, 10:00 (Café Zimt)" in pair.heard("ben")
    answer = await pair.says("ben", "arranged friday 10:00")
    assert "Friday 27 November, 10:00 (Café Zimt, as before)." in answer
    assert (await pair.meeting()).place == "Café Zimt"
    await pair.says("ben", "arranged friday 11:00 online")
    assert (await pair.meeting()).place == "online"


async def test_a_time_that_moves_keeps_its_place_and_the_answer_says_so(pair: Pair) -> None:
    await pair.says("ada", "arrange thursday 15:00 at the library")
    answer = await pair.says("ada", "arrange friday 15:00")
    assert "Friday 27 November, 15:00 (the library, as before)." in answer
    assert "Friday 27 November, 15:00 (the library)." in pair.heard("ben")


@pytest.mark.parametrize("undone", ["undo-time", "cannot"])
async def test_a_time_that_is_gone_takes_its_place_with_it(pair: Pair, undone: str) -> None:
    await pair.says("ada", "arranged thursday 15:00 at the library")
    await pair.says("ada", undone)
    await pair.says("ada", "not-yet")
    assert "library" not in await pair.says("ada", "arrange friday 15:00")
    await pair.says("ben", "accept")
    assert (await pair.meeting()).place == ""


async def test_a_time_that_is_over_cannot_be_accepted_any_more(pair: Pair) -> None:
    await pair.says("ada", "arrange tomorrow 9:00")
    await pair.talk.until(pair.talk.clock.now() + timedelta(days=2))
    for answer in (await pair.accepts("ben", sequence=1), await pair.says("ben", "accept")):
        assert "That time is already past" in answer
        assert "[Another time]" in answer
    assert "I have told @Ada" in await pair.says("ben", "decline-time")


async def test_who_has_left_in_between_meets_nobody(pair: Pair) -> None:
    await pair.says("ada", "arrange thursday 15:00")
    await pair.says("ada", "leave")
    assert "no open 1-2-1" in await pair.accepts("ben", sequence=1)
    assert "can't make it" in pair.heard("ben")


async def test_a_stranger_answers_nothing(pair: Pair) -> None:
    await pair.says("ada", "arrange thursday 15:00")
    await pair.says("cleo", "join")
    assert "not one of yours" in await pair.accepts("cleo", sequence=1)


async def test_an_agreed_time_holds_until_another_is_accepted(pair: Pair) -> None:
    await pair.says("ada", "arranged thursday 15:00")
    await pair.says("ben", "arrange friday 11:00")
    before = await pair.meeting()
    assert before.arranged_for == datetime(2026, 11, 26, 15, tzinfo=UTC)
    await pair.says("ada", "accept")
    after = await pair.meeting()
    assert after.arranged_for == datetime(2026, 11, 27, 11, tzinfo=UTC)
    assert after.sequence > before.sequence
    await pair.says("ada", "can't make it")
    assert (await pair.meeting()).sequence == after.sequence + 1


async def test_whoever_can_make_it_after_all_finds_a_new_time(pair: Pair) -> None:
    await pair.says("ada", "arranged thursday 15:00")
    await pair.says("ada", "can't make it")
    (removal,) = [
        str(file.content)
        for delivery in pair.talk.table.seen_by("ben")
        for file in delivery.message.attachments
        if "CANCEL" in str(file.content)
    ]
    assert "DTSTART:20261126T150000Z" in removal
    await pair.says("ada", "not-yet")
    again = await pair.meeting()
    assert (again.status, again.arranged_for) == (MeetingStatus.PROPOSED, None)
    await pair.says("ada", "arranged friday 15:00")
    assert (await pair.meeting()).sequence == again.sequence + 1


async def test_a_time_that_the_clock_skips_is_not_proposed(sqlite_store: Store) -> None:
    clock = StillClock(datetime(2027, 3, 25, 9, tzinfo=UTC))
    pair = await introduced(Talk(sqlite_store, clock=clock))
    for way in ("arrange", "arranged"):
        answer = await pair.says("ada", f"{way} sunday 01:30")
        assert "On 28 March 2027 the clocks go forward, and there is no 01:30." in answer
        assert "Did you mean 02:30?" in answer
    assert (await pair.meeting()).proposals == ()


async def test_a_button_shows_the_year_that_is_not_this_one(sqlite_store: Store) -> None:
    clock = StillClock(datetime(2026, 12, 29, 9, tzinfo=UTC))
    zones = {"ben": "Pacific/Auckland"}
    pair = await introduced(Talk(sqlite_store, clock=clock, zones=zones))
    await pair.says("ada", "arrange thursday 10:30")
    assert "[Thu 31 Dec, 23:30]" in pair.heard("ben")
    await pair.says("ada", "arrange thursday 11:30")
    assert "[Fri 1 Jan 2027, 00:30]" in pair.heard("ben")
    assert "[Fri 1 Jan 2027, 00:30]" in await pair.says("ben", "status")


async def test_a_date_that_is_another_weekday_is_asked_about(pair: Pair) -> None:
    which = "4 December 2026 is a Friday. Which day do you mean?"
    assert await pair.says("ada", "arrange thursday 4 december 15:00") == which
    assert await pair.says("ada", "promise @ben the book by thursday 4 december") == which
    assert await pair.says("ada", "pause until thursday 4 december") == which
    assert "Friday 4 December, 15:00" in await pair.says("ada", "arrange fri 4 december 15:00")


async def test_where_the_clock_skips_a_time_is_said_if_it_is_elsewhere(sqlite_store: Store) -> None:
    clock = StillClock(datetime(2027, 3, 11, 9, tzinfo=UTC))
    pair = await introduced(Talk(sqlite_store, clock=clock))
    answer = await pair.says("ada", "arrange sunday 02:30 Eastern time")
    assert "the clocks go forward in America/New_York, and there is no 02:30." in answer
    assert "Did you mean 03:30?" in answer


async def test_a_time_that_the_clock_shows_twice_is_the_first_of_the_two(
    sqlite_store: Store,
) -> None:
    clock = StillClock(datetime(2026, 10, 22, 9, tzinfo=UTC))
    pair = await introduced(Talk(sqlite_store, clock=clock))
    await pair.says("ada", "arranged sunday 01:30")
    assert (await pair.meeting()).arranged_for == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


async def test_over_the_date_line_each_sees_their_own_day(sqlite_store: Store) -> None:
    zones = {"ada": "Pacific/Honolulu", "ben": "Pacific/Auckland"}
    pair = await introduced(Talk(sqlite_store, zones=zones))
    await pair.says("ada", "arrange 2026-11-26 14:00")
    assert "[Fri 27 Nov, 13:00]" in pair.heard("ben")


async def test_a_time_in_a_zone_is_that_time_there(pair: Pair) -> None:
    answer = await pair.says("ada", "arrange friday 15:00 in Europe/Berlin")
    assert "Friday 27 November, 14:00" in answer
    assert "[Fri 27 Nov, 14:00]" in pair.heard("ben")
    await pair.says("ben", "arranged friday 9am EST")
    after = await pair.meeting()
    assert after.arranged_for == datetime(2026, 11, 27, 14, tzinfo=UTC)
    assert after.place == ""


async def test_a_day_is_the_one_where_the_asker_is_whatever_the_zone_of_the_time(
    sqlite_store: Store,
) -> None:
    clock = StillClock(datetime(2026, 11, 23, 20, tzinfo=UTC))  # Tuesday already in Tokyo
    pair = await introduced(Talk(sqlite_store, clock=clock))
    await pair.says("ada", "arranged tomorrow 18:00 Tokyo time")
    assert (await pair.meeting()).arranged_for == datetime(2026, 11, 24, 9, tzinfo=UTC)


async def test_a_date_that_has_just_gone_by_is_past_with_a_place_too(pair: Pair) -> None:
    answer = await pair.says("ada", "arrange 22 November 15:00 online")
    assert answer == "That time is already past. If you have met: /121 met"
    await pair.says("ada", "arrange friday 15:00 online")
    assert (await pair.meeting()).proposed_place == "online"


async def test_of_three_the_last_who_accepts_counts_and_all_hear(sqlite_store: Store) -> None:
    pair = await introduced(Talk(sqlite_store), "cleo")
    await pair.says("ada", "arrange thursday 15:00")
    assert "[Thu 3 Dec, 15:00]" in pair.heard("ben")
    assert "[Thu 3 Dec, 15:00]" in pair.heard("cleo")
    await pair.accepts("ben", sequence=1)
    assert "Agreed" in await pair.accepts("cleo", sequence=1)
    for member in ("ada", "ben"):
        assert "@Cleo agrees" in pair.heard(member)
    assert "You have a time already" in await pair.accepts("ben", sequence=1)


async def test_a_meeting_that_is_moved_is_remembered_on_its_new_day_only(pair: Pair) -> None:
    await pair.says("ada", "arranged thursday 15:00")
    await pair.says("ada", "arranged friday 15:00")
    await pair.talk.waits("1 hour")
    await pair.says("ben", "not yet")
    await pair.talk.until(datetime(2026, 11, 28, tzinfo=UTC))
    told = [said for said in pair.talk.heard_by("ben") if said.startswith("Today at")]
    assert len(told) == 1
    assert any("Friday 08:30" in line for line in pair.talk.lines)


async def test_a_reminder_that_waits_while_the_meeting_is_moved_is_not_sent(pair: Pair) -> None:
    await pair.says("ada", "arranged thursday 15:00")
    await pair.talk.clock.set(datetime(2026, 11, 26, 9, tzinfo=UTC))
    await pair.talk.bot.tick()
    await pair.says("ben", "arranged friday 15:00")
    assert not [said for said in pair.talk.heard_by("ada") if said.startswith("Today at")]


async def test_a_check_mark_on_and_off_brings_no_question_back_that_a_time_has_replaced(
    pair: Pair,
) -> None:
    await pair.says("ada", "arranged sunday 10:00")
    await pair.talk.reacts("ada")
    await pair.talk.reacts("ada", off=True)
    await pair.talk.until(datetime(2026, 11, 30, 9, tzinfo=UTC))
    asked = [sent.key for sent in pair.talk.table.sent if sent.key.startswith("end_of_round:")]
    assert len(asked) == 1


async def test_each_is_remembered_in_their_own_morning(sqlite_store: Store) -> None:
    pair = await introduced(Talk(sqlite_store, zones={"ben": "America/New_York"}))
    await pair.says("ada", "arranged thursday 16:00")
    await pair.talk.until(datetime(2026, 11, 26, 9, tzinfo=UTC))
    assert "Today at 16:00" in pair.heard("ada")
    assert "Today at" not in pair.heard("ben")
    await pair.talk.until(datetime(2026, 11, 26, 13, 45, tzinfo=UTC))
    assert "Today at 11:00" in pair.heard("ben")
    assert sum(said.startswith("Today at") for said in pair.talk.heard_by("ada")) == 1


async def test_a_meeting_called_off_is_not_remembered(pair: Pair) -> None:
    await pair.says("ada", "arranged thursday 15:00")
    await pair.says("ben", "can't make it")
    await pair.talk.until(datetime(2026, 11, 27, tzinfo=UTC))
    assert not [said for said in pair.talk.heard_by("ada") if said.startswith("Today at")]


async def test_half_time_is_told_only_if_both_wish_it_and_not_after_a_move(pair: Pair) -> None:
    await pair.says("ada", "arranged thursday 15:00")
    await pair.talk.until(datetime(2026, 11, 26, 9, tzinfo=UTC))
    await pair.talk.presses("ada", "Tell us at half-time")
    await pair.talk.presses("ben", "Tell us at half-time")
    await pair.says("ada", "arranged tomorrow 10:00")
    await pair.talk.until(datetime(2026, 11, 26, 17, tzinfo=UTC))
    assert not [said for said in pair.talk.heard_by("ada") if "time to change over" in said]


LATE = datetime(2026, 11, 26, 15, tzinfo=UTC)


async def test_who_has_asked_for_half_time_is_not_offered_it_again(pair: Pair) -> None:
    await pair.says("ada", "arranged thursday 15:00")
    await pair.says("ada", "half-time")
    await pair.talk.until(datetime(2026, 11, 26, 9, tzinfo=UTC))
    assert "half-time" not in pair.heard("ada")
    assert "[Tell us at half-time]" in pair.heard("ben")
    await pair.says("ada", "arranged friday 15:00")  # a new time has its own half-time
    for member in ("ada", "ben"):
        await pair.says(member, "half-time")
    await pair.talk.until(datetime(2026, 11, 27, 9, tzinfo=UTC))
    for member in ("ada", "ben"):
        assert pair.heard(member).startswith("Today at 15:00")
        assert "half-time" not in pair.heard(member)


def test_the_reminder_comes_at_half_past_eight_or_an_hour_before() -> None:
    assert reminder_at(LATE, LONDON) == LATE.replace(hour=8, minute=30)
    assert reminder_at(LATE.replace(hour=9), LONDON) == LATE.replace(hour=8)
    noon, soon = LATE.replace(hour=12), LATE - timedelta(minutes=59)
    assert first_reminder(noon, LATE, [LONDON]) == LATE - timedelta(hours=1)
    assert first_reminder(soon, LATE, [LONDON]) is None


@pytest.mark.parametrize(("minutes", "told"), [(29, False), (30, True), (40, True), (41, False)])
def test_half_time_lasts_ten_minutes(minutes: int, *, told: bool) -> None:
    assert is_half_time(LATE + timedelta(minutes=minutes), LATE) is told


def test_a_button_comes_back_as_it_went_and_fits_its_proposal_only() -> None:
    meeting = Meeting(pairing_id=ID, proposals=(LATE,), sequence=12_345)
    chosen = TimeChosen(pairing=ID, sequence=2_345, number=0)
    assert TimeChosen.decode(chosen.encode()) == chosen
    assert chosen.is_of(meeting)
    assert not chosen.is_of(replace(meeting, sequence=12_346))
    assert not replace(chosen, number=1).is_of(meeting)
