from datetime import datetime, timedelta

import pytest

from adapters.playground.chat import Chat
from adapters.playground.clock import TurnableClock
from adapters.playground.turning import By, target
from tests.adapters.playground.scripted import MONDAY, NEXT_MONDAY, SettableTime

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


async def test_it_runs_with_real_time_and_ahead_of_it(chat: Chat) -> None:
    time = SettableTime()
    clock = TurnableClock(time, DAY, keep=chat.set_ahead)
    time.moment += HOUR
    assert clock.now() == MONDAY + DAY + HOUR


async def test_put_forward_it_stays_so_after_a_new_start(chat: Chat) -> None:
    time = SettableTime()
    await TurnableClock(time, keep=chat.set_ahead).set(NEXT_MONDAY)
    time.moment += HOUR
    again = TurnableClock(time, await chat.ahead(), keep=chat.set_ahead)
    assert again.now() == NEXT_MONDAY + HOUR


async def test_it_never_goes_back(chat: Chat) -> None:
    time = SettableTime()
    clock = TurnableClock(time, keep=chat.set_ahead)
    await clock.set(MONDAY - DAY)
    assert clock.now() == MONDAY
    time.moment -= DAY  # somebody corrects the machine's clock
    assert clock.now() == MONDAY
    assert await chat.ahead() == timedelta(0)


async def test_it_begins_no_earlier_than_what_was_seen_in_an_earlier_run(chat: Chat) -> None:
    time = SettableTime(MONDAY - DAY)
    clock = TurnableClock(time, last=MONDAY, keep=chat.set_ahead)
    time.moment += HOUR
    assert clock.now() == MONDAY + HOUR


@pytest.mark.parametrize(
    ("by", "now", "next_round", "expected"),
    [
        (By.HOUR, MONDAY, None, MONDAY + HOUR),
        (By.DAY, MONDAY, NEXT_MONDAY, MONDAY + DAY),
        (By.WEEK, MONDAY, NEXT_MONDAY, NEXT_MONDAY),
        (By.NEXT_ROUND, MONDAY, NEXT_MONDAY, NEXT_MONDAY),
        (By.END_OF_ROUND, MONDAY, NEXT_MONDAY, NEXT_MONDAY - HOUR),
        (By.END_OF_ROUND, NEXT_MONDAY - HOUR, NEXT_MONDAY, None),
        (By.NEXT_ROUND, NEXT_MONDAY, NEXT_MONDAY, None),
        (By.NEXT_ROUND, MONDAY, None, None),
        (By.END_OF_ROUND, MONDAY, None, None),
    ],
)
def test_where_the_hand_goes(
    by: By, now: datetime, next_round: datetime | None, expected: datetime | None
) -> None:
    assert target(by, now, next_round) == expected
