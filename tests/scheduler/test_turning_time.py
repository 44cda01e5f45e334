"""Time that jumps, sleeps or is put back: nothing is skipped, and every round happens once."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.errors import TryLater
from bot.ports import Store
from scheduler.clocks import StillClock
from scheduler.turning import turn
from tests.scheduler.scripted import rounds, scene, set_up
from tests.talk import MONDAY_NINE, Talk

NEW_YORK = ZoneInfo("America/New_York")
HOUR = timedelta(hours=1)


class Calendar:
    """A programme of dated things, each done when its time has come."""

    def __init__(self, clock: StillClock, *due: datetime) -> None:
        self.clock = clock
        self.waiting = sorted(due)
        self.done: list[tuple[datetime, datetime]] = []
        self.stuck_until: datetime | None = None

    async def tick(self) -> None:
        if self.stuck_until and self.clock.now() < self.stuck_until:
            return
        now = self.clock.now()
        self.done += [(due, now) for due in self.waiting if due <= now]
        self.waiting = [due for due in self.waiting if due > now]

    async def next_due(self) -> datetime | None:
        return min(self.waiting, default=None)


async def test_on_the_way_everything_is_done_at_its_own_time() -> None:
    clock = StillClock(MONDAY_NINE)
    due = [MONDAY_NINE + n * HOUR for n in (5, 1, 30, 100)]
    calendar = Calendar(clock, *due)
    await turn(clock, calendar, calendar.tick, MONDAY_NINE + 30 * HOUR)
    assert calendar.done == [(moment, moment) for moment in sorted(due)[:3]]
    assert clock.now() == MONDAY_NINE + 30 * HOUR


async def test_what_is_overdue_is_done_before_the_clock_moves() -> None:
    clock = StillClock(MONDAY_NINE)
    calendar = Calendar(clock, MONDAY_NINE - HOUR)
    await turn(clock, calendar, calendar.tick, MONDAY_NINE + HOUR)
    assert calendar.done == [(MONDAY_NINE - HOUR, MONDAY_NINE)]


async def test_what_must_wait_does_not_hold_the_clock_up() -> None:
    clock = StillClock(MONDAY_NINE)
    calendar = Calendar(clock, MONDAY_NINE, MONDAY_NINE + 2 * HOUR)
    calendar.stuck_until = MONDAY_NINE + timedelta(seconds=5)
    await turn(clock, calendar, calendar.tick, MONDAY_NINE + 3 * HOUR)
    assert [due for due, _ in calendar.done] == [MONDAY_NINE, MONDAY_NINE + 2 * HOUR]
    assert clock.now() == MONDAY_NINE + 3 * HOUR


async def test_the_clock_is_not_turned_back() -> None:
    clock = StillClock(MONDAY_NINE)
    calendar = Calendar(clock)
    await turn(clock, calendar, calendar.tick, MONDAY_NINE - HOUR)
    assert clock.now() == MONDAY_NINE


async def test_a_message_that_must_wait_goes_out_on_the_way(sqlite_store: Store) -> None:
    here = scene(sqlite_store)
    await set_up(here.talk, "ada", "ben")
    here.table.fails["group:ada,ben"].append(TryLater("busy", after=timedelta(minutes=1)))
    await here.talk.until(MONDAY_NINE + 3 * HOUR)
    assert here.table.taken.count("intro:1") == 1
    assert here.talk.clock.now() == MONDAY_NINE + 3 * HOUR


async def test_three_weeks_of_sleep_end_in_one_late_round(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    await set_up(talk, "ada", "ben", "cleo", "dan")
    await talk.clock.set(MONDAY_NINE + timedelta(weeks=3, days=2))
    for _ in range(3):
        await talk.parts.runner.run_once()
    (late,) = await rounds(sqlite_store)
    assert late.opened_at == talk.clock.now()
    assert late.period == "2026-W51"
    assert late.ends_at == datetime(2026, 12, 21, 10, tzinfo=UTC)
    introductions = [d.key for d in talk.table.sent if d.key.startswith("intro:")]
    assert introductions == ["intro:1", "intro:2"]
    await talk.until(late.ends_at)
    assert [a.period for a in await rounds(sqlite_store)] == ["2026-W51", "2026-W52"]


async def test_who_wakes_up_less_than_a_day_before_a_round_waits_for_it(
    sqlite_store: Store,
) -> None:
    talk = Talk(sqlite_store)
    await set_up(talk, "ada", "ben")
    await talk.clock.set(MONDAY_NINE + timedelta(weeks=3) - 5 * HOUR)
    await talk.parts.runner.run_once()
    assert await rounds(sqlite_store) == []
    await talk.until(MONDAY_NINE + timedelta(weeks=3) + 2 * HOUR)
    assert len(await rounds(sqlite_store)) == 1


@pytest.mark.parametrize(
    ("at", "sunday", "happens"),
    [
        ("02:30", datetime(2027, 3, 14, tzinfo=UTC), "2027-03-14 03:30"),  # no such time that night
        ("01:30", datetime(2026, 11, 1, tzinfo=UTC), "2026-11-01 01:30"),  # twice that night
        ("02:30", datetime(2026, 11, 1, tzinfo=UTC), "2026-11-01 02:30"),
    ],
)
async def test_the_night_the_clock_changes_has_one_round(
    sqlite_store: Store, at: str, sunday: datetime, happens: str
) -> None:
    zones = dict.fromkeys(("ada", "ben", "cleo", "dan"), NEW_YORK.key)
    talk = Talk(sqlite_store, clock=StillClock(sunday - timedelta(days=3)), zones=zones)
    await set_up(talk, *zones, how=f"/121 setup at {at} on sunday in America/New_York")
    for minutes in range(0, 3 * 24 * 60 + 12 * 60, 15):  # as a machine's own clock goes
        await talk.clock.set(sunday - timedelta(days=3) + timedelta(minutes=minutes))
        await talk.parts.runner.run_once()
    (one,) = await rounds(sqlite_store)
    local = one.opened_at.astimezone(NEW_YORK)
    assert f"{local:%Y-%m-%d %H:%M}" == happens
    assert len([d for d in talk.table.sent if d.key.startswith("intro:")]) == 2
    next_sunday = one.ends_at.astimezone(NEW_YORK)
    assert f"{next_sunday:%A %H:%M}" == f"Sunday {at}"
    assert next_sunday.date() == local.date() + timedelta(days=7)
