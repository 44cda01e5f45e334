"""Times at which an hour together suits everybody: in the hours they gave, each in their own time zone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.calendar import (
    DAY_BEGINS,
    DAY_ENDS,
    SATURDAY,
    TIMES_SHOWN,
    WORK_BEGINS,
    WORK_ENDS,
    instant,
    shared_hours,
    zone_of,
)
from bot.domain.model import Free, Member

LENGTH = timedelta(hours=1)
STEP = timedelta(minutes=30)
EARLIEST = time(7)  # even hours that a member gave are looked at within these only
LATEST = time(22)


@dataclass(frozen=True, kw_only=True, slots=True)
class Diary:
    """When somebody can meet, in their own zone; without hours: in office hours."""

    zone: ZoneInfo
    free: tuple[Free, ...] = ()


@dataclass(frozen=True, slots=True)
class _Span:
    begins: datetime
    ends: datetime


def diaries(people: Sequence[Member], otherwise: str) -> tuple[Diary, ...]:
    """The diaries of some members; `otherwise` is the zone of those who have none."""
    return tuple(
        Diary(zone=zone_of(one.time_zone, otherwise), free=one.available) for one in people
    )


def times_for(now: datetime, until: datetime, whose: Sequence[Diary]) -> tuple[datetime, ...]:
    """Up to three moments, on three days from tomorrow on, at which an hour is free for everybody.

    Who gave no hours has office hours, or longer ones where those leave nothing. The first moment is early in the hours
    they share, the second in the middle, the third late.
    """
    if not any(diary.free for diary in whose):
        return shared_hours(now, until, [diary.zone for diary in whose])
    for usual in (_working_days(WORK_BEGINS, WORK_ENDS), _working_days(DAY_BEGINS, DAY_ENDS)):
        shared = [_Span(_tomorrow(now, whose), until)]
        for diary in whose:
            shared = list(_both(shared, _spans(diary, usual, now, until)))
        if found := _spread(list(_beginnings(shared)), whose[0].zone):
            return found
    return ()


def _working_days(begins: time, ends: time) -> tuple[Free, ...]:
    return tuple(Free(weekday=day, begins=begins, ends=ends) for day in range(SATURDAY))


def _tomorrow(now: datetime, whose: Sequence[Diary]) -> datetime:
    """The moment from which on it is tomorrow, at the earliest, for all of them."""
    days = ((now.astimezone(diary.zone).date() + timedelta(days=1), diary.zone) for diary in whose)
    return max(instant(day, time(), zone) for day, zone in days)


def _spans(
    diary: Diary, usual: tuple[Free, ...], now: datetime, until: datetime
) -> tuple[_Span, ...]:
    """The hours of a diary between two moments, in order, with those that touch joined."""
    spans: list[_Span] = []
    first, last = now.astimezone(diary.zone).date(), until.astimezone(diary.zone).date()
    for ahead in range((last - first).days + 1):
        for span in _on(first + timedelta(days=ahead), diary.free or usual, diary.zone):
            if spans and span.begins <= spans[-1].ends:
                earlier = spans.pop()
                spans.append(_Span(earlier.begins, max(earlier.ends, span.ends)))
            else:
                spans.append(span)
    return tuple(spans)


def _on(day: date, free: tuple[Free, ...], zone: ZoneInfo) -> Iterator[_Span]:
    for one in sorted(free, key=lambda one: one.begins):
        begins, ends = max(one.begins, EARLIEST), min(one.ends, LATEST)
        if one.weekday != day.weekday() or begins >= ends:
            continue
        span = _Span(instant(day, begins, zone), instant(day, ends, zone))
        if span.begins.astimezone(zone).date() == day:  # a clock can skip a whole day, as in Samoa
            yield span


def _both(some: Sequence[_Span], others: Sequence[_Span]) -> Iterator[_Span]:
    """What lies in one of these spans and in one of those."""
    for one in some:
        for other in others:
            begins, ends = max(one.begins, other.begins), min(one.ends, other.ends)
            if ends - begins >= LENGTH:
                yield _Span(begins, ends)


def _beginnings(spans: Sequence[_Span]) -> Iterator[datetime]:
    for span in spans:
        for step in range((span.ends - LENGTH - span.begins) // STEP + 1):
            yield span.begins + step * STEP


def _spread(moments: Sequence[datetime], zone: ZoneInfo) -> tuple[datetime, ...]:
    days: dict[date, list[datetime]] = {}
    for moment in moments:
        days.setdefault(moment.astimezone(zone).date(), []).append(moment)
    return tuple(
        that_day[place * (len(that_day) - 1) // (TIMES_SHOWN - 1)]
        for place, that_day in enumerate(list(days.values())[:TIMES_SHOWN])
    )
