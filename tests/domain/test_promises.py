"""When who promised something is reminded of it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.promises import reminded_at


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
    expected = tuple(datetime.fromisoformat(at).replace(tzinfo=UTC) for at in (first, second))
    assert reminded_at(date.fromisoformat(day), ZoneInfo(zone)) == expected
