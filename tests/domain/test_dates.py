"""The day that people mean."""

from datetime import date

import pytest

from bot.domain.dates import DayWords, EndOfMonth, EndOfWeek, resolve

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
    assert resolve(said, today) == day
