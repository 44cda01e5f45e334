"""Clocks that jump, machines that sleep, zones that change: nobody hears anything twice, or more than is good."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from bot.domain.model import Circle, Platform
from bot.domain.relationships import due_again
from bot.ports import Store
from tests.scheduler.scripted import rounds
from tests.talk import MONDAY_NINE, Talk

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
FOUR = ("ada", "ben", "cleo", "dan")
SET_UP = "/121 setup every week on monday at 10:00 in Europe/London name Coffee"


class LooseClock:
    """A machine's clock that somebody may put back."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    async def set(self, moment: datetime) -> None:
        self._now = moment


async def circle_of(store: Store) -> Circle:
    async with store.begin() as tx:
        workspace = await tx.people.workspace(Platform.PLAYGROUND, "riverside")
        assert workspace is not None
        (circle,) = await tx.circles.of_workspace(workspace.id)
    return circle


async def at_work(store: Store, clock: LooseClock | None = None) -> Talk:
    """Four members, a day after their first round."""
    talk = Talk(store)
    if clock is not None:
        talk = Talk(store, clock=clock)  # type: ignore[arg-type]
    await talk.says("ada", SET_UP)
    for who in FOUR:
        await talk.says(who, "/121 join")
    await talk.until(MONDAY_NINE + HOUR + DAY)
    assert len(await rounds(store)) == 1
    return talk


def introductions(talk: Talk) -> Counter[str]:
    return Counter(d.key for d in talk.table.sent if d.key.startswith("intro:"))


def nothing_twice(talk: Talk) -> bool:
    return len({sent.key for sent in talk.table.sent}) == len(talk.table.sent)


@pytest.mark.parametrize(
    ("length", "opened"), [(HOUR, 1), (WEEK, 2), (3 * WEEK, 2)], ids=["hour", "week", "three weeks"]
)
async def test_a_machine_that_slept_wakes_up_politely(
    sqlite_store: Store, length: timedelta, opened: int
) -> None:
    talk = await at_work(sqlite_store)
    before = len(talk.table.sent)
    await talk.clock.set(talk.clock.now() + length)
    for _ in range(3):
        await talk.parts.runner.run_once()
    assert len(await rounds(sqlite_store)) == opened
    assert nothing_twice(talk)
    heard = Counter(who for sent in talk.table.sent[before:] for who in sent.address.ids)
    assert all(heard[who] <= 3 for who in FOUR), heard
    assert set(introductions(talk).values()) == {1}
    await talk.until(talk.clock.now() + 3 * WEEK)
    periods = [one.period for one in await rounds(sqlite_store)]
    assert len(set(periods)) == len(periods)
    assert nothing_twice(talk)


@pytest.mark.parametrize("back", [HOUR, DAY])
async def test_a_clock_that_is_put_back_opens_no_second_round(
    sqlite_store: Store, back: timedelta
) -> None:
    clock = LooseClock(MONDAY_NINE)
    talk = await at_work(sqlite_store, clock)
    await clock.set(MONDAY_NINE + HOUR + timedelta(minutes=5) - back)
    for minutes in range(0, int((back + HOUR).total_seconds()) // 60, 10):
        await clock.set(MONDAY_NINE + HOUR - back + timedelta(minutes=minutes))
        await talk.parts.runner.run_once()
    assert len(await rounds(sqlite_store)) == 1
    assert nothing_twice(talk)
    assert "Noted" in await talk.says("ada", "/121 met")
    await talk.until(MONDAY_NINE + WEEK + 2 * HOUR)
    assert len(await rounds(sqlite_store)) == 2


async def test_a_clock_that_ran_a_day_ahead_and_comes_back_does_nothing_again(
    sqlite_store: Store,
) -> None:
    clock = LooseClock(MONDAY_NINE)
    talk = await at_work(sqlite_store, clock)
    sunday = MONDAY_NINE + WEEK - DAY + 2 * HOUR
    await clock.set(sunday + DAY)  # the second round opens a day early
    await talk.parts.runner.run_once()
    assert len(await rounds(sqlite_store)) == 2
    await clock.set(sunday)
    for hour in range(30):
        await clock.set(sunday + hour * HOUR)
        await talk.parts.runner.run_once()
    assert len(await rounds(sqlite_store)) == 2
    assert nothing_twice(talk)
    await talk.until(MONDAY_NINE + 2 * WEEK + 2 * HOUR)
    assert len(await rounds(sqlite_store)) == 3


async def test_a_leap_day_is_a_day(sqlite_store: Store) -> None:
    clock = LooseClock(datetime(2028, 2, 28, 9, tzinfo=UTC))  # a Monday
    talk = Talk(sqlite_store, clock=clock)  # type: ignore[arg-type]
    await talk.says("ada", "/121 setup every week on tuesday at 10:00 in Europe/London name Coffee")
    for who in FOUR:
        await talk.says(who, "/121 join")
    await talk.until(datetime(2028, 3, 14, 12, tzinfo=UTC))
    opened = [one.opened_at for one in await rounds(sqlite_store)]
    assert [at.date() for at in opened] == [date(2028, 2, 29), date(2028, 3, 7), date(2028, 3, 14)]
    a_year_later = due_again(opened[0], 12)
    assert a_year_later is not None
    assert a_year_later.date() == date(2029, 2, 28)


async def test_where_the_rules_of_a_zone_change_the_next_round_is_at_its_hour_again(
    sqlite_store: Store,
) -> None:
    talk = await at_work(sqlite_store)
    circle = await circle_of(sqlite_store)
    # As it was planned under rules that no longer hold.
    async with sqlite_store.begin() as tx:
        await tx.save(replace(circle, next_round_at=circle.next_round_at + HOUR))
    await talk.until(MONDAY_NINE + 3 * WEEK)
    opened = [one.opened_at for one in await rounds(sqlite_store)]
    assert [at.hour for at in opened] == [10, 11, 10]
    assert all(later.date() - one.date() == WEEK for one, later in pairwise(opened))
    assert nothing_twice(talk)


async def test_a_circle_in_a_zone_that_no_longer_exists_goes_on(sqlite_store: Store) -> None:
    talk = await at_work(sqlite_store)
    circle = await circle_of(sqlite_store)
    async with sqlite_store.begin() as tx:
        await tx.save(replace(circle, time_zone="Atlantis/Lost"))
    await talk.until(MONDAY_NINE + 2 * WEEK + 2 * HOUR)
    assert len(await rounds(sqlite_store)) == 3
    assert "Coffee" in await talk.says("ada", "/121 status")
    assert "Rounds" in await talk.says("ada", "/121 setup")
    assert nothing_twice(talk)
