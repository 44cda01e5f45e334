"""A member's week, and how much of the bot's own accord fits into it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.model import FollowUpKind
from bot.domain.reminders import (
    ASKED_FOR,
    MOST_A_WEEK,
    ReminderKind,
    has_room,
    next_week,
    said_this_week,
    week_began,
    week_ends,
)

LONDON = ZoneInfo("Europe/London")
AUCKLAND = ZoneInfo("Pacific/Auckland")
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def test_a_week_begins_on_monday_where_the_member_is() -> None:
    sunday_noon = MONDAY - timedelta(hours=12)
    assert week_began(sunday_noon, LONDON) == MONDAY - timedelta(weeks=1)
    assert week_began(sunday_noon, AUCKLAND) == MONDAY - timedelta(hours=13)  # Monday there already


def test_the_next_week_begins_on_monday_morning_also_over_the_change_of_clocks() -> None:
    before = datetime(2026, 10, 24, 12, tzinfo=UTC)  # the clocks go back on the 25th
    assert next_week(before, LONDON) == datetime(2026, 10, 26, 8, 30, tzinfo=UTC)
    in_summer = datetime(2026, 10, 13, 12, tzinfo=UTC)
    assert next_week(in_summer, LONDON) == datetime(2026, 10, 19, 7, 30, tzinfo=UTC)


def test_a_week_ends_at_midnight_before_121_speaks_again() -> None:
    new_york = ZoneInfo("America/New_York")
    saturday = datetime(2026, 10, 31, 12, tzinfo=UTC)  # the clocks go back there on the day after
    assert week_ends(saturday, new_york) == datetime(2026, 11, 2, 5, tzinfo=UTC)
    assert next_week(saturday, new_york) == datetime(2026, 11, 2, 13, 30, tzinfo=UTC)


def test_only_what_was_said_this_week_counts() -> None:
    pings = [MONDAY - timedelta(seconds=1), MONDAY, MONDAY + timedelta(days=1)]
    assert said_this_week(pings, MONDAY + timedelta(hours=1), LONDON) == 1
    assert said_this_week(pings, MONDAY + timedelta(days=6), LONDON) == 2
    assert said_this_week(pings, MONDAY + timedelta(weeks=1), LONDON) == 0


@pytest.mark.parametrize(
    ("kind", "said", "room"),
    [
        (FollowUpKind.NUDGE, MOST_A_WEEK - 2, True),
        (FollowUpKind.NUDGE, MOST_A_WEEK - 1, False),
        (FollowUpKind.MID_ROUND, MOST_A_WEEK - 1, False),
        (FollowUpKind.END_OF_ROUND, MOST_A_WEEK - 1, True),
        (FollowUpKind.END_OF_ROUND, MOST_A_WEEK, False),
    ],
)
def test_did_you_meet_still_fits_after_the_others(
    kind: FollowUpKind, said: int, *, room: bool
) -> None:
    assert has_room(kind, said, MOST_A_WEEK) is room


def test_what_a_member_asked_for_does_not_count() -> None:
    assert {ReminderKind.PROMISE, ReminderKind.WEEK} == ASKED_FOR


@given(MOMENTS, st.sampled_from([LONDON, AUCKLAND, ZoneInfo("America/New_York")]))
def test_a_moment_lies_in_its_week_and_the_next_is_ahead(now: datetime, zone: ZoneInfo) -> None:
    assert week_began(now, zone) <= now < week_ends(now, zone) < next_week(now, zone)
    assert next_week(now, zone) - now < timedelta(days=8)
