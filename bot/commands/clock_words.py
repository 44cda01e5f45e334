"""Times of day as people type them."""

import re
from datetime import time

from bot.commands import problems
from bot.commands.problems import Misread

TIME = re.compile(
    r"""(?:at\s+|@\s*)?(?:
        (?P<noon>noon|midday|12\s*noon)
        | (?P<hour>\d{1,2})
          (?:[:.h](?P<minute>\d{2}))?
          \s*(?P<half>[ap]\.?m\b\.?)?
          (?:\s*(?:h|hrs|hours|o'clock)\b)?
    )(?![\w:/-]|\.\d)""",
    re.VERBOSE,
)
_LAST_UNCLEAR_HOUR = 6  # "at 3" is hardly meant at night, "at 9" is the morning
_HALF_DAY = 12


def read_time(text: str) -> time | None:
    """The time that folded text means; None when it is none. Raises `Misread` when no clock shows it."""
    found = TIME.fullmatch(text)
    return None if found is None else time_of(found)


def time_of(found: re.Match[str]) -> time:
    """The time that a match of `TIME` means."""
    if found["noon"]:
        return time(_HALF_DAY)
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        return _in_half(hour, minute, found)
    if 1 <= hour <= _LAST_UNCLEAR_HOUR and len(found["hour"]) == 1:
        raise Misread(problems.morning_or_afternoon(_said(found)))
    return _time(hour, minute, found)


def _in_half(hour: int, minute: int, found: re.Match[str]) -> time:
    if not 1 <= hour <= _HALF_DAY:
        raise Misread(problems.no_such_time(_said(found)))
    afternoon = _HALF_DAY if found["half"].startswith("p") else 0
    return _time(hour % _HALF_DAY + afternoon, minute, found)


def _time(hour: int, minute: int, found: re.Match[str]) -> time:
    try:
        return time(hour, minute)
    except ValueError:
        raise Misread(problems.no_such_time(_said(found))) from None


def _said(found: re.Match[str]) -> str:
    return found[0].removeprefix("at ")
