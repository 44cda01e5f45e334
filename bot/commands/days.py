"""Days and times as people type them."""

import re
from datetime import date, time

from bot.commands import problems
from bot.domain.dates import CalendarDay, DaysAhead, DayWords, NextWeekday

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SHORTEST_NAME = 3
A_LEAP_YEAR = 2024
AFTERNOON = 12

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.?\s?(\d{4})?")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}))?")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)? (?:of )?([a-z]+),?(?: (\d{4}))?")
_MONTH_DAY = re.compile(r"([a-z]+) (\d{1,2})(?:st|nd|rd|th)?,?(?: (\d{4}))?")
_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))? ?(a\.?m\.?|p\.?m\.?)?")


class NotUnderstood(ValueError):
    """A text that means nothing here; its message is the sentence to answer with."""


def weekday(word: str) -> int | None:
    """The weekday of a name or its beginning, Monday being 0."""
    return _by_beginning(word, WEEKDAYS)


def _by_beginning(word: str, names: tuple[str, ...]) -> int | None:
    bare = word.rstrip(".")
    if len(bare) < SHORTEST_NAME:
        return None
    return next((place for place, name in enumerate(names) if name.startswith(bare)), None)


def day(words: str) -> DayWords:
    """The day that folded words name. Raises `NotUnderstood`."""
    bare = words.removeprefix("on ").removeprefix("next ").strip()
    if bare in {"today", "tomorrow"}:
        return DaysAhead(int(bare == "tomorrow"))
    named = weekday(bare)
    if named is not None:
        return NextWeekday(named)
    return _date(bare)


def _date(words: str) -> CalendarDay:
    if found := _ISO.fullmatch(words):
        return _checked(words, int(found[3]), int(found[2]), int(found[1]))
    if found := _DOTTED.fullmatch(words):
        return _checked(words, int(found[1]), int(found[2]), _year(found[3]))
    if found := _SLASHED.fullmatch(words):
        return _slashed(words, int(found[1]), int(found[2]), _year(found[3]))
    for pattern, day_at, month_at in ((_DAY_MONTH, 1, 2), (_MONTH_DAY, 2, 1)):
        if found := pattern.fullmatch(words):
            month = _by_beginning(found[month_at], MONTHS)
            if month is not None:
                return _checked(words, int(found[day_at]), month + 1, _year(found[3]))
    raise NotUnderstood(problems.which_day(words))


def _year(text: str | None) -> int | None:
    return int(text) if text else None


def _slashed(words: str, one: int, other: int, year: int | None) -> CalendarDay:
    possible = {(d, m) for d, m in ((one, other), (other, one)) if m <= len(MONTHS)}
    if len(possible) > 1:
        raise NotUnderstood(problems.day_or_month_first(words))
    for found in possible:
        return _checked(words, *found, year)
    raise NotUnderstood(problems.which_day(words))


def _checked(words: str, day_of_month: int, month: int, year: int | None) -> CalendarDay:
    try:
        date(year or A_LEAP_YEAR, month, day_of_month)
    except ValueError:
        raise NotUnderstood(problems.which_day(words)) from None
    return CalendarDay(day_of_month, month, year)


def clock(words: str) -> time:
    """The time of day that folded words name. Raises `NotUnderstood`."""
    bare = words.removeprefix("at ").strip()
    if bare in {"noon", "midday"}:
        return time(12)
    found = _TIME.fullmatch(bare)
    if not found:
        raise NotUnderstood(problems.no_such_time(words))
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "")[:1]
    if half and not 1 <= hour <= AFTERNOON:
        raise NotUnderstood(problems.no_such_time(words))
    if half:
        hour = hour % AFTERNOON + (AFTERNOON if half == "p" else 0)
    try:
        return time(hour, minute)
    except ValueError:
        raise NotUnderstood(problems.no_such_time(words)) from None


def moment(words: str) -> tuple[DayWords, time]:
    """A day and a time, in this order, with or without "at". Raises `NotUnderstood`."""
    parts = words.replace(" at ", " ").split(" ")
    for split in range(len(parts) - 1, 0, -1):
        try:
            return day(" ".join(parts[:split])), clock(" ".join(parts[split:]))
        except NotUnderstood:
            continue
    raise NotUnderstood(problems.when_do_you_meet())
