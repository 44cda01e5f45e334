"""When who promised something is reminded of it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.promises import reminded_at

LONG_BEFORE = datetime(2026, 1, 1, tzinfo=UTC)


def utc(at: str) -> datetime:
    return datetime.fromisoformat(at).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "first", "second"),
    [
        ("Europe/London", "2026-11-27", "2026-11-27T08:30", "2026-12-04T08:30"),
        ("America/New_York", "2026-11-27", "2026-11-27T13:30", "2026-12-04T13:30"),
        # Over the change of clocks it stays half past eight where the member is.
        ("Europe/London", "2026-10-23", "2026-10-23T07:30", "2026-10-30T08:30"),
        ("Asia/Tokyo", "2028-02-29", "2028-02-28T23:30", "2028-03-06T23:30"),
    ],
)
def test_in_the_morning_of_the_day_and_a_week_later(
    zone: str, day: str, first: str, second: str
) -> None:
    expected = (utc(first), utc(second))
    assert reminded_at(date.fromisoformat(day), LONG_BEFORE, ZoneInfo(zone)) == expected


@pytest.mark.parametrize(
    ("made", "reminded"),
    [
        ("07:00", "08:30"),
        ("08:15", "12:30"),
        ("09:00", "12:30"),
        ("12:15", "16:30"),
        ("16:30", "19:00"),
        ("18:30", "19:00"),
        ("18:31", None),
        ("23:59", None),
    ],
)
def test_what_is_promised_for_the_same_day_comes_later_on_it_but_never_at_night(
    made: str, reminded: str | None
) -> None:
    day = date(2026, 11, 27)
    first, second = reminded_at(day, utc(f"2026-11-27T{made}"), ZoneInfo("Europe/London"))
    assert first == (utc(f"2026-11-27T{reminded}") if reminded else None)
    assert second == utc("2026-12-04T08:30")
