"""When members are reminded of a meeting, and when half of it is over."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.calendar import instant

MORNING = time(8, 30)
BEFORE = timedelta(hours=1)
HALF = timedelta(minutes=30)
LATEST_HALF_TIME = timedelta(minutes=10)


def reminder_at(at: datetime, zone: ZoneInfo) -> datetime:
    """When to remind somebody: at half past eight on the day, or an hour before where that is earlier."""
    return min(instant(at.astimezone(zone).date(), MORNING, zone), at - BEFORE)


def first_reminder(now: datetime, at: datetime, zones: Sequence[ZoneInfo]) -> datetime | None:
    """When the first of them is reminded; who arranges after that morning is reminded an hour before, if there is one."""
    due = [reminder_at(at, zone) for zone in zones]
    ahead = [moment if moment > now else at - BEFORE for moment in due]
    return min((moment for moment in ahead if moment > now), default=None)


def comes_unreminded(now: datetime, at: datetime) -> bool:
    """Whether a meeting is so soon that nobody is reminded of it any more."""
    return at - BEFORE <= now


def is_half_time(now: datetime, at: datetime) -> bool:
    """Whether half of the hour is over, for ten minutes at the most."""
    return at + HALF <= now <= at + HALF + LATEST_HALF_TIME
