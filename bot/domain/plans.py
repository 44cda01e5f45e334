"""A plan: how many 1-2-1s a week a member has promised themselves, and when they hear how the week went."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.calendar import instant, monday_of

MOST_PLANNED = 5
FRIDAY = timedelta(days=4)
AT = time(15)
ON_SATURDAY = timedelta(days=5)
TOO_LATE = time(20)
WEEK = timedelta(weeks=1)


def next_friday(now: datetime, zone: ZoneInfo) -> datetime:
    """The first Friday, 15:00 where the member is, strictly after a moment."""
    monday = monday_of(now.astimezone(zone).date())
    this = instant(monday + FRIDAY, AT, zone)
    return this if this > now else instant(monday + WEEK + FRIDAY, AT, zone)


def worth_it_until(friday: datetime, zone: ZoneInfo) -> datetime:
    """Until when the line of a Friday is worth sending: Saturday evening."""
    return instant(monday_of(friday.astimezone(zone).date()) + ON_SATURDAY, TOO_LATE, zone)


def week_of(now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """A member's week: from Monday, midnight, to the next one."""
    monday = monday_of(now.astimezone(zone).date())
    return instant(monday, time(), zone), instant(monday + WEEK, time(), zone)


def year_of(now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """A member's year: from 1 January, midnight, to the next one."""
    day = now.astimezone(zone).date().replace(month=1, day=1)
    return instant(day, time(), zone), instant(day.replace(year=day.year + 1), time(), zone)
