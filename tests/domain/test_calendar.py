"""When things fall due."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import (
    after_meeting,
    instant,
    known_zone,
    latest_slot,
    next_round,
    next_slot,
    period_of,
    plan_again,
    plan_questions,
    polite,
    shared_hours,
    slots,
    too_late,
    working_hours,
    zone_of,
)
from bot.domain.model import Cadence, Circle, FollowUpKind, Holiday, WorkspaceId

LONDON = ZoneInfo("Europe/London")
NEW_YORK = ZoneInfo("America/New_York")
TOKYO = ZoneInfo("Asia/Tokyo")
MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)

WEEKLY = Cadence(
    every_weeks=1, weekday=0, at=time(10), time_zone="Europe/London", anchor=date(2026, 11, 23)
)


def circle(**changes: object) -> Circle:
    made = Circle(
        workspace_id=WorkspaceId(1),
        name="Coffee",
        channel="coffee",
        time_zone="Europe/London",
        anchor=date(2026, 11, 23),
        next_round_at=MONDAY,
        created_at=MONDAY,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def test_the_next_round_is_strictly_after_the_present_one() -> None:
    assert next_slot(WEEKLY, (), MONDAY) == MONDAY + timedelta(weeks=1)
    assert next_slot(WEEKLY, (), MONDAY - timedelta(seconds=1)) == MONDAY


@pytest.mark.parametrize("weeks", [1, 2, 3, 4])
def test_rounds_keep_their_rhythm_from_the_anchor_on(weeks: int) -> None:
    cadence = replace(WEEKLY, every_weeks=weeks)
    first = next_slot(cadence, (), MONDAY)
    assert first == MONDAY + timedelta(weeks=weeks)
    assert next_slot(cadence, (), first) == MONDAY + timedelta(weeks=2 * weeks)


def test_a_rhythm_that_began_long_ago_or_later_keeps_its_weeks() -> None:
    cadence = replace(WEEKLY, every_weeks=3, anchor=date(2020, 1, 6))
    weeks = [(slot.date() - cadence.anchor).days // 7 for slot in _first(cadence, MONDAY, 5)]
    assert [week % 3 for week in weeks] == [0, 0, 0, 0, 0]
    ahead = replace(cadence, anchor=date(2030, 1, 7))
    assert (date(2030, 1, 7) - next_slot(ahead, (), MONDAY).date()).days % 21 == 0


def _first(cadence: Cadence, after: datetime, many: int) -> list[datetime]:
    found: list[datetime] = []
    while len(found) < many:
        after = next_slot(cadence, (), after)
        found.append(after)
    return found


def test_holidays_leave_their_rounds_out() -> None:
    winter = Holiday(first=date(2026, 11, 30), last=date(2026, 12, 13))
    assert next_slot(WEEKLY, (winter,), MONDAY) == MONDAY + timedelta(weeks=3)


def test_a_holiday_without_an_end_in_sight_does_not_hang() -> None:
    forever = Holiday(first=date(2000, 1, 1), last=date(9000, 1, 1))
    assert next_slot(WEEKLY, (forever,), MONDAY) > MONDAY + timedelta(weeks=500)


def test_a_round_at_half_past_two_falls_once_in_the_night_that_skips_it() -> None:
    # London has no 01:30 on 28 March 2027; New York no 02:30 on 14 March 2027.
    cadence = replace(WEEKLY, weekday=6, at=time(2, 30), time_zone="America/New_York")
    before = datetime(2027, 3, 13, tzinfo=UTC)
    first, second = _first(cadence, before, 2)
    assert first == datetime(2027, 3, 14, 7, 30, tzinfo=UTC)
    assert second == datetime(2027, 3, 21, 6, 30, tzinfo=UTC)


def test_a_round_at_half_past_one_falls_once_in_the_night_that_repeats_it() -> None:
    cadence = replace(WEEKLY, weekday=6, at=time(1, 30), time_zone="America/New_York")
    before = datetime(2026, 10, 31, tzinfo=UTC)
    first, second = _first(cadence, before, 2)
    assert first == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert second == datetime(2026, 11, 8, 6, 30, tzinfo=UTC)


@given(
    zone=st.sampled_from(sorted(available_timezones())),
    weekday=st.integers(0, 6),
    minute=st.integers(0, 24 * 60 - 1),
    year=st.integers(2020, 2035),
)
def test_every_zone_has_one_slot_in_each_week(
    zone: str, weekday: int, minute: int, year: int
) -> None:
    cadence = Cadence(
        every_weeks=1,
        weekday=weekday,
        at=time(minute // 60, minute % 60),
        time_zone=zone,
        anchor=date(2026, 1, 5),
    )
    start = datetime(year, 1, 1, tzinfo=UTC)
    found = _first(cadence, start, 53)
    periods = [period_of(slot, ZoneInfo(zone)) for slot in found]
    # A gap at midnight may carry a slot into the next day, and on Sunday into the next week.
    assert len(set(found)) == 53
    assert len(set(periods)) >= 52


def test_the_period_is_the_local_iso_week_also_at_the_turn_of_the_year() -> None:
    assert period_of(datetime(2027, 1, 1, 12, tzinfo=UTC), LONDON) == "2026-W53"
    assert period_of(datetime(2026, 11, 22, 23, 30, tzinfo=UTC), TOKYO) == "2026-W48"
    assert period_of(datetime(2026, 11, 22, 23, 30, tzinfo=UTC), LONDON) == "2026-W47"


def test_after_three_weeks_of_sleep_the_latest_slot_counts() -> None:
    asleep = circle()
    now = MONDAY + timedelta(weeks=3, days=2)
    assert latest_slot(asleep, now) == MONDAY + timedelta(weeks=3)
    assert not too_late(asleep, now)


def test_an_overdue_round_is_dropped_when_the_next_is_less_than_a_day_away() -> None:
    assert too_late(circle(), MONDAY + timedelta(days=6, hours=1))
    assert not too_late(circle(), MONDAY + timedelta(days=5))
    assert not too_late(circle(), MONDAY + timedelta(minutes=1))


def test_questions_come_in_order_before_the_end_and_by_day() -> None:
    planned = plan_questions(MONDAY, MONDAY + timedelta(weeks=1), [LONDON])
    assert [(question.kind, question.due_at) for question in planned] == [
        (FollowUpKind.NUDGE, datetime(2026, 11, 25, 10, tzinfo=UTC)),
        (FollowUpKind.MID_ROUND, datetime(2026, 11, 27, 8, tzinfo=UTC)),
        (FollowUpKind.END_OF_ROUND, datetime(2026, 11, 29, 16, tzinfo=UTC)),
    ]


def test_a_short_pairing_gets_fewer_questions_but_always_the_last() -> None:
    kinds = [q.kind for q in plan_questions(MONDAY, MONDAY + timedelta(days=1), [LONDON])]
    assert kinds[-1] is FollowUpKind.END_OF_ROUND
    assert FollowUpKind.NUDGE not in kinds


@pytest.mark.parametrize(
    ("days_left", "planned"),
    [
        (
            6,
            [
                (FollowUpKind.NUDGE, datetime(2026, 11, 25, 10, tzinfo=UTC)),
                (FollowUpKind.END_OF_ROUND, datetime(2026, 11, 28, 16, tzinfo=UTC)),
            ],
        ),
        (3, [(FollowUpKind.END_OF_ROUND, datetime(2026, 11, 25, 16, tzinfo=UTC))]),
        (1, [(FollowUpKind.END_OF_ROUND, datetime(2026, 11, 24, 10, tzinfo=UTC))]),
    ],
)
def test_who_lost_their_time_is_asked_for_another_and_never_at_once(
    days_left: int, planned: list[tuple[FollowUpKind, datetime]]
) -> None:
    asked = plan_again(MONDAY, MONDAY + timedelta(days=days_left), [LONDON])
    assert [(question.kind, question.due_at) for question in asked] == planned


moments = st.datetimes(
    min_value=datetime(2020, 1, 1),  # noqa: DTZ001 - Hypothesis adds the zone
    max_value=datetime(2035, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@given(moment=moments, zone=st.sampled_from(sorted(available_timezones())))
def test_a_single_member_is_only_written_to_by_day(moment: datetime, zone: str) -> None:
    at = polite(moment, [ZoneInfo(zone)])
    assert moment <= at <= moment + timedelta(hours=26)
    assert 8 <= at.astimezone(ZoneInfo(zone)).hour < 20


@given(moment=moments)
def test_two_whose_days_overlap_are_written_to_when_it_is_day_for_both(moment: datetime) -> None:
    at = polite(moment, [LONDON, NEW_YORK])
    assert all(8 <= at.astimezone(zone).hour < 20 for zone in (LONDON, NEW_YORK))


@given(moment=moments)
def test_where_no_hour_suits_both_the_first_decides(moment: datetime) -> None:
    auckland_side = ZoneInfo("Pacific/Auckland")
    at = polite(moment, [LONDON, auckland_side])
    assert 8 <= at.astimezone(LONDON).hour < 20


def test_after_an_arranged_meeting_the_question_waits_two_hours_or_for_the_morning() -> None:
    noon = datetime(2026, 11, 25, 12, tzinfo=UTC)
    assert after_meeting(noon, [LONDON]) == noon + timedelta(hours=2)
    evening = datetime(2026, 11, 25, 19, tzinfo=UTC)
    assert after_meeting(evening, [LONDON]) == datetime(2026, 11, 26, 8, tzinfo=UTC)


@pytest.mark.parametrize("name", [None, "", "Mars/Olympus", "../etc/passwd", "Europe/Atlantis"])
def test_an_unknown_zone_falls_back(name: str | None) -> None:
    assert zone_of(name, "Europe/London") == LONDON
    assert zone_of(name, "nowhere").key == "UTC"


def test_a_circle_asks_its_own_calendar() -> None:
    assert next_round(circle(), MONDAY) == MONDAY + timedelta(weeks=1)
    assert next(slots(WEEKLY, (), date(2026, 11, 25))) == MONDAY


def test_a_skipped_local_time_is_one_moment() -> None:
    assert instant(date(2027, 3, 28), time(1, 30), LONDON) == datetime(
        2027, 3, 28, 1, 30, tzinfo=UTC
    )


def hours(*zones: ZoneInfo, now: datetime = MONDAY, days: int = 7) -> list[str]:
    found = shared_hours(now, now + timedelta(days=days), zones)
    return [f"{at.astimezone(zones[0]):%a %H:%M}" for at in found]


def test_times_for_two_are_early_in_the_middle_and_late_in_the_hours_they_share() -> None:
    assert hours(LONDON, LONDON) == ["Tue 09:00", "Wed 12:00", "Thu 16:00"]
    assert hours(LONDON, NEW_YORK) == ["Tue 14:00", "Wed 15:00", "Thu 16:00"]


def test_times_for_two_far_apart_are_within_their_waking_hours_or_none() -> None:
    assert hours(LONDON, TOKYO) == ["Tue 08:00", "Wed 09:00", "Thu 10:00"]
    assert hours(ZoneInfo("Pacific/Honolulu"), ZoneInfo("Africa/Cairo")) == []


def test_times_are_on_working_days_and_before_the_end() -> None:
    friday = MONDAY + timedelta(days=4)
    assert hours(LONDON, now=friday)[0] == "Mon 09:00"
    assert hours(LONDON, now=friday, days=2) == []


@given(st.lists(st.sampled_from(sorted(available_timezones())), min_size=2, max_size=3))
def test_a_time_that_is_proposed_is_day_for_everybody(names: list[str]) -> None:
    zones = [ZoneInfo(name) for name in names]
    until = MONDAY + timedelta(days=7)
    for at in shared_hours(MONDAY, until, zones):
        assert MONDAY < at < until
        for zone in zones:
            local = at.astimezone(zone)
            assert local.weekday() < 5
            assert local.hour >= 8
            assert local + timedelta(hours=1) <= local.replace(hour=20, minute=0)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("UTC", date(2026, 11, 23), range(9, 18)),
        ("Europe/Berlin", date(2026, 11, 23), range(8, 17)),
        ("Europe/Berlin", date(2026, 7, 6), range(7, 16)),
        ("Asia/Kolkata", date(2026, 11, 23), range(4, 12)),  # 3:30 to 12:30 in UTC
        ("Asia/Kathmandu", date(2026, 11, 23), range(4, 12)),  # 3:15 to 12:15
        ("Asia/Tokyo", date(2026, 11, 23), range(9)),
        ("Pacific/Auckland", date(2026, 7, 6), [21, 22, 23, *range(6)]),
        ("America/Los_Angeles", date(2026, 11, 23), [*range(17, 24), 0, 1]),
    ],
)
def test_the_working_day_of_each_zone_in_hours_of_utc(
    zone: str, day: date, hours: Iterable[int]
) -> None:
    assert working_hours(day, ZoneInfo(zone)) == sum(1 << hour for hour in hours)


def test_the_working_day_moves_with_the_clock_on_the_day_on_which_it_is_changed() -> None:
    saturday, sunday = date(2027, 3, 27), date(2027, 3, 28)
    assert working_hours(saturday, LONDON) == sum(1 << hour for hour in range(9, 18))
    assert working_hours(sunday, LONDON) == sum(1 << hour for hour in range(8, 17))


@given(
    zone=st.sampled_from(sorted(available_timezones())),
    day=st.dates(date(2000, 1, 1), date(2040, 1, 1)),
)
def test_every_zone_has_eight_or_nine_working_hours(zone: str, day: date) -> None:
    assert working_hours(day, ZoneInfo(zone)).bit_count() in {8, 9}


def test_the_first_zone_that_is_known_counts() -> None:
    assert known_zone(None, "Atlantis/Centre", "Asia/Tokyo", "UTC") == TOKYO
    assert known_zone(None, "", "Atlantis/Centre") is None
