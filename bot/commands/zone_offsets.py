"""Time zones said as hours ahead of Greenwich: "UTC+5:30", "GMT-3", "+02:00"."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from bot.commands import problems
from bot.commands.problems import Misread

# A minus is written in three ways. Without letters it would be a stretch of time: "15:00-16:00".
OFFSET = r"(?:(?:utc|gmt)\s?[+\-−–]\s?\d{1,2}(?::?\d\d)?|\+\d{1,2}:\d\d)"  # noqa: RUF001
_PARTS = re.compile(
    r"(?i)(?:utc|gmt)?\s?(?P<sign>\S)\s?(?P<hours>\d{1,2}?)(?::?(?P<minutes>\d\d))?"
)
_WHOLE = re.compile(rf"(?i){OFFSET}")
_HOUR = 60  # minutes
# Where the clocks are never changed: hours that are not whole have no zone of their own among the names.
_NOT_WHOLE = {
    -570: "Pacific/Marquesas",
    210: "Asia/Tehran",
    270: "Asia/Kabul",
    330: "Asia/Kolkata",
    345: "Asia/Kathmandu",
    390: "Asia/Yangon",
    525: "Australia/Eucla",
    570: "Australia/Darwin",
}
_WELL_KNOWN = (
    "America/Los_Angeles", "America/Denver", "America/Chicago", "America/New_York", "America/Sao_Paulo",
    "Europe/London", "Africa/Lagos", "Europe/Berlin", "Europe/Helsinki", "Africa/Johannesburg", "Africa/Nairobi",
    "Asia/Dubai", "Asia/Karachi", "Asia/Kolkata", "Asia/Bangkok", "Asia/Singapore", "Asia/Tokyo", "Australia/Sydney",
    "Pacific/Auckland",
)  # fmt: skip
_WINTER_AND_SUMMER = datetime(2026, 1, 1), datetime(2026, 7, 1)  # noqa: DTZ001 - a zone is put to them


def is_offset(said: str) -> bool:
    """Whether the text says so many hours ahead of Greenwich, or behind it."""
    return _WHOLE.fullmatch(said) is not None


def fixed_zone(said: str) -> str:
    """The zone in which it is always so many hours ahead. Raises `Misread` where there is none."""
    ahead = _minutes(said)
    hours, rest = divmod(abs(ahead), _HOUR)
    # In the IANA names of these zones the sign is the other way round.
    whole = f"Etc/GMT{'-' if ahead > 0 else '+'}{hours}"
    zone = _NOT_WHOLE.get(ahead) if rest else whole
    if zone is None or zone not in available_timezones():
        raise Misread(problems.no_such_zone(said, None))
    return zone


def where_it_is_so(said: str) -> tuple[str, ...]:
    """Well-known zones that are so many hours ahead, in winter or in summer."""
    ahead = timedelta(minutes=_minutes(said))
    return tuple(
        name
        for name in _WELL_KNOWN
        if ahead in {day.replace(tzinfo=ZoneInfo(name)).utcoffset() for day in _WINTER_AND_SUMMER}
    )


def _minutes(said: str) -> int:
    found = _PARTS.fullmatch(said)
    if found is None:
        raise ValueError(said)
    minutes = int(found["hours"]) * _HOUR + int(found["minutes"] or 0)
    return minutes if found["sign"] == "+" else -minutes
