"""The day that people mean."""

from datetime import date

import pytest

from bot.domain.dates import (
    CalendarDay,
    DayBefore,
    DayOfMonth,
    DayWords,
    EndOfMonth,
    EndOfWeek,
    NextWeekday,
    OnWeekday,
    OtherWeekday,
    WeekdayOf,
)

MONDAY, FRIDAY, SATURDAY = date(2026, 11, 23), date(2026, 11, 27), date(2026, 11, 28)
NEW_YEARS_EVE = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("said", "today", "day"),
    [
        (EndOfWeek(), MONDAY, FRIDAY),
        (EndOfWeek(), FRIDAY, FRIDAY),
        (EndOfWeek(), SATURDAY, date(2026, 11, 29)),
        (EndOfWeek(1), MONDAY, date(2026, 12, 4)),
        (EndOfWeek(1), SATURDAY, date(2026, 12, 4)),
        (EndOfMonth(), MONDAY, date(2026, 11, 30)),
        (EndOfMonth(), NEW_YEARS_EVE, NEW_YEARS_EVE),
        (EndOfMonth(1), MONDAY, NEW_YEARS_EVE),
        (EndOfMonth(1), NEW_YEARS_EVE, date(2027, 1, 31)),
        (EndOfMonth(), date(2028, 2, 1), date(2028, 2, 29)),
    ],
)
def test_the_end_of_a_week_or_a_month(said: DayWords, today: date, day: date) -> None:
    assert said.seen_from(today) == day


@pytest.mark.parametrize(
    ("said", "today", "day"),
    [
        (DayOfMonth(23), MONDAY, MONDAY),
        (DayOfMonth(22), MONDAY, date(2026, 12, 22)),
        (DayOfMonth(31), date(2026, 11, 1), NEW_YEARS_EVE),
        (DayOfMonth(30), date(2027, 1, 31), date(2027, 3, 30)),
        (NextWeekday(0, 1), MONDAY, date(2026, 12, 7)),
        (NextWeekday(4, 1), MONDAY, date(2026, 12, 4)),
        (WeekdayOf(4, 1), SATURDAY, date(2026, 12, 4)),
        (WeekdayOf(4, 0), SATURDAY, FRIDAY),
        (DayBefore(NextWeekday(4)), MONDAY, date(2026, 11, 26)),
        (DayBefore(CalendarDay(1, 12)), MONDAY, date(2026, 11, 30)),
    ],
)
def test_days_that_are_named_by_another(said: DayWords, today: date, day: date) -> None:
    assert said.seen_from(today) == day


def test_a_date_that_is_another_weekday_says_which_day_it_is() -> None:
    assert OnWeekday(3, CalendarDay(3, 12)).seen_from(MONDAY) == date(2026, 12, 3)
    with pytest.raises(OtherWeekday) as other:
        OnWeekday(4, CalendarDay(3, 12)).seen_from(MONDAY)
    assert other.value.day == date(2026, 12, 3)


def test_a_month_has_no_thirty_second() -> None:
    with pytest.raises(ValueError, match="32"):
        DayOfMonth(32).seen_from(MONDAY)
