"""Times that suit everybody, in the hours they gave."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import shared_hours
from bot.domain.model import Free
from bot.domain.slots import Diary, times_for

MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)
WEEK = timedelta(days=7)
HOUR = timedelta(hours=1)


def diary(zone: str, *free: str) -> Diary:
    """A diary; hours like `3 09:00-12:00` (a weekday, from, to)."""
    return Diary(zone=ZoneInfo(zone), free=tuple(hours(one) for one in free))


def hours(text: str) -> Free:
    day, span = text.split()
    begins, ends = (time.fromisoformat(at) for at in span.split("-"))
    return Free(weekday=int(day), begins=begins, ends=ends)


def found(*whose: Diary, now: datetime = MONDAY) -> list[str]:
    zone = whose[0].zone
    return [f"{at.astimezone(zone):%a %d %H:%M}" for at in times_for(now, now + WEEK, whose)]


@pytest.mark.parametrize(
    ("whose", "times"),
    [
        ((diary("UTC", "2 09:00-10:00"), diary("UTC")), ["Wed 25 09:00"]),
        ((diary("UTC", "2 09:00-09:59"), diary("UTC")), []),
        ((diary("UTC", "1 09:00-11:00", "3 09:00-11:00"), diary("UTC")), ["Tue 24 09:00", "Thu 26 09:30"]),
        ((diary("UTC", "1 09:00-09:30", "1 09:30-10:00"), diary("UTC")), ["Tue 24 09:00"]),
        ((diary("UTC", "5 10:00-12:00"), diary("UTC", "5 11:00-12:00")), ["Sat 28 11:00"]),
        ((diary("UTC", "5 10:00-12:00"), diary("UTC")), []),
        ((diary("UTC", "1 05:00-08:00"), diary("UTC", "1 05:00-09:00")), ["Tue 24 07:00"]),
        ((diary("UTC", "1 21:00-23:59"), diary("UTC", "1 20:00-23:59")), ["Tue 24 21:00"]),
        ((diary("UTC", "0 09:00-12:00"), diary("UTC", "0 09:00-12:00")), ["Mon 30 09:00"]),
        ((diary("UTC", "1 19:00-20:00"), diary("UTC")), ["Tue 24 19:00"]),
        ((diary("Asia/Kathmandu", "1 09:00-10:00"), diary("Asia/Kolkata", "1 08:45-10:00")), ["Tue 24 09:00"]),
        ((diary("Asia/Kolkata", "1 14:00-15:30"), diary("Europe/London", "1 09:00-12:00")), ["Tue 24 14:30"]),
    ],
)  # fmt: skip
def test_an_hour_is_found_in_the_hours_that_all_gave(
    whose: tuple[Diary, ...], times: list[str]
) -> None:
    assert found(*whose) == times


def test_over_the_date_line_it_is_tuesday_here_and_wednesday_there() -> None:
    honolulu = diary("Pacific/Honolulu", "1 14:00-18:00")
    auckland = diary("Pacific/Auckland", "2 13:00-16:00")
    assert found(honolulu, auckland) == ["Tue 24 14:00"]
    assert found(auckland, honolulu) == ["Wed 25 13:00"]


def test_the_hours_move_with_the_clock() -> None:
    friday = datetime(2027, 3, 26, 10, tzinfo=UTC)
    london, utc = diary("Europe/London", "0 09:00-10:00"), diary("UTC", "0 08:00-09:00")
    assert times_for(friday, friday + WEEK, [london, utc]) == (
        datetime(2027, 3, 29, 8, tzinfo=UTC),
    )


def test_a_day_that_the_clock_skips_is_nobodys() -> None:
    before = datetime(2011, 12, 27, 10, tzinfo=UTC)  # Samoa had no Friday, 30 December 2011
    apia = diary("Pacific/Apia", "4 09:00-12:00")
    assert times_for(before, before + timedelta(days=5), [apia, apia]) == ()


def test_a_time_is_tomorrow_for_everybody() -> None:
    now = datetime(2026, 11, 23, 21, tzinfo=UTC)  # Tuesday in Auckland
    auckland, london = diary("Pacific/Auckland", "1 09:00-22:00"), diary("Europe/London")
    assert times_for(now, now + timedelta(days=2), [auckland, london]) == ()


def test_without_any_hours_it_is_the_working_day() -> None:
    zones = [ZoneInfo("Europe/London"), ZoneInfo("America/New_York")]
    whose = [Diary(zone=zone) for zone in zones]
    assert times_for(MONDAY, MONDAY + WEEK, whose) == shared_hours(MONDAY, MONDAY + WEEK, zones)


spans = st.builds(
    lambda day, begins, length: Free(
        weekday=day, begins=time(begins), ends=time(min(begins + length, 23), 30)
    ),
    st.integers(0, 6),
    st.integers(0, 23),
    st.integers(0, 12),
)
someone = st.builds(
    Diary,
    zone=st.sampled_from(sorted(available_timezones())).map(ZoneInfo),
    free=st.lists(spans, max_size=6).map(tuple),
)


@given(
    st.lists(someone, min_size=2, max_size=3).filter(lambda some: any(one.free for one in some)),
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_whatever_is_found_lies_in_the_hours_of_everybody(
    whose: list[Diary], now: datetime
) -> None:
    times = times_for(now, now + WEEK, whose)
    assert len({at.astimezone(whose[0].zone).date() for at in times}) == len(times) <= 3
    for at in times:
        assert now < at <= now + WEEK - HOUR
        for one in whose:
            assert at.astimezone(one.zone).date() > now.astimezone(one.zone).date()
            assert at.astimezone(one.zone).hour >= 7
            assert all(_is_free(one, at + part) for part in (timedelta(), HOUR / 2, HOUR))


def _is_free(one: Diary, at: datetime) -> bool:
    local = at.astimezone(one.zone)
    clock = local.time().replace(fold=0)
    if not one.free:
        return local.weekday() < 5 and time(8) <= clock <= time(20)
    return any(
        free.weekday == local.weekday() and free.begins <= clock <= free.ends for free in one.free
    )
