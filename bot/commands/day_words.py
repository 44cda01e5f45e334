"""Days as people type them."""

import re
from collections.abc import Callable
from datetime import date

from bot.commands import problems
from bot.commands.problems import Misread
from bot.domain.dates import (
    CalendarDay,
    DayOfMonth,
    DaysAhead,
    DayWords,
    NextWeekday,
    OnWeekday,
    WeekdayOf,
)

_WEEKDAYS = (
    ("monday", "mon"),
    ("tuesday", "tues", "tue"),
    ("wednesday", "weds", "wed"),
    ("thursday", "thurs", "thur", "thu"),
    ("friday", "fri"),
    ("saturday", "sat"),
    ("sunday", "sun"),
)
_MONTHS = (
    ("january", "jan"),
    ("february", "feb"),
    ("march", "mar"),
    ("april", "apr"),
    ("may",),
    ("june", "jun"),
    ("july", "jul"),
    ("august", "aug"),
    ("september", "sept", "sep"),
    ("october", "oct"),
    ("november", "nov"),
    ("december", "dec"),
)
WEEKDAY_OF = {word: number for number, words in enumerate(_WEEKDAYS) for word in words}
MONTH_OF = {word: number for number, words in enumerate(_MONTHS, 1) for word in words}
_COUNTED = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_COUNT_OF = {"a": 1, "an": 1, **{word: number for number, word in enumerate(_COUNTED, 1)}}

COUNT = rf"(?:\d{{1,3}}|{'|'.join(_COUNT_OF)})"
WEEKDAY = rf"(?:{'|'.join(WEEKDAY_OF)})"
_PAST = re.compile(
    rf"(?:on )?(?:the )?(?:day before )?yesterday|last (?:night|week|month|year|{WEEKDAY})"
    rf"|{COUNT} (?:day|week|month|year)s? ago"
)
# "Thursday 3 December": the date says it all, if it is one.
_SAID_TO_BE = re.compile(rf"(?P<weekday>{WEEKDAY})\.? (?:the )?(?=\w*\d|[a-z]{{3,9}}\.? \d)")
_MONTH = rf"(?P<month>{'|'.join(MONTH_OF)})\.?"
_NTH = r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_LEAP_YEAR = 2000  # a date without a year may be 29 February
_DAYS_IN = {"day": 1, "week": 7, "fortnight": 14, "month": 30}
_MONTHS_IN_YEAR = 12
_DAYS_IN_MONTH = 31
_SHORT_YEAR = 2  # digits

# A date that names its year, inside a longer text.
FULL_DATE = r"""(?:20\d\d-\d{1,2}-\d{1,2}|\d{1,2}\.\s?\d{1,2}\.\s?20\d\d
    |\d{1,2}(?:st|nd|rd|th|\.)?\s(?:of\s)?[a-z]{3,9}\.?,?\s20\d\d
    |[a-z]{3,9}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s20\d\d)(?!\d)"""


def read_day(text: str) -> DayWords | None:
    """The day that folded text means; None when it is none.

    Raises `Misread` for a day that the calendar does not have, and for one that could be two.
    """
    text = re.sub(r"^(?:on )?(?:the )?", "", text).replace(",", " ")
    text = " ".join(text.split())
    said = _SAID_TO_BE.match(text)
    for shape, meaning in _SHAPES:
        found = shape.fullmatch(text[said.end() :] if said else text)
        if found is not None:
            day = meaning(found)
            return OnWeekday(WEEKDAY_OF[said["weekday"]], day) if said else day
    return None


def is_past(text: str) -> bool:
    """Whether folded text says a day, or a stretch of days, that is over: "yesterday", "last friday"."""
    return _PAST.fullmatch(text) is not None


def count_of(word: str) -> int:
    """The number that a match of `COUNT` means."""
    return _COUNT_OF[word] if word in _COUNT_OF else int(word)


def _near(found: re.Match[str]) -> DayWords:
    return DaysAhead({"today": 0, "tonight": 0, "tomorrow": 1}.get(found[0], 2))


def _weekday(found: re.Match[str]) -> DayWords:
    return NextWeekday(WEEKDAY_OF[found["weekday"]])


def _weekday_after(found: re.Match[str]) -> DayWords:
    return NextWeekday(WEEKDAY_OF[found["weekday"]], weeks=1)


def _weekday_of(found: re.Match[str]) -> DayWords:
    return WeekdayOf(WEEKDAY_OF[found["weekday"]], weeks=int(found["which"] == "next"))


def _numbered(found: re.Match[str]) -> DayWords:
    day = int(found["day"])
    if not 1 <= day <= _DAYS_IN_MONTH:
        raise Misread(problems.no_such_day(found[0]))
    return DayOfMonth(day)


def _ahead(found: re.Match[str]) -> DayWords:
    return DaysAhead(count_of(found["count"]) * _DAYS_IN[found["unit"]])


def _calendar_day(found: re.Match[str]) -> DayWords:
    month = MONTH_OF.get(found["month"])
    number = int(found["month"]) if month is None else month
    return _checked(int(found["day"]), number, found["year"], found[0])


def _with_slashes(found: re.Match[str]) -> DayWords:
    first, second = int(found["first"]), int(found["second"])
    if first != second and max(first, second) <= _MONTHS_IN_YEAR:
        raise Misread(problems.day_or_month(found[0]))
    month, day = (first, second) if second > _MONTHS_IN_YEAR else (second, first)
    return _checked(day, month, found["year"], found[0])


def _checked(day: int, month: int, year: str | None, said: str) -> CalendarDay:
    whole = None if year is None else int(year) + (2000 if len(year) == _SHORT_YEAR else 0)
    try:
        date(whole or _LEAP_YEAR, month, day)
    except ValueError:
        raise Misread(problems.no_such_day(said)) from None
    return CalendarDay(day, month, whole)


_SHAPES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], DayWords]], ...] = tuple(
    (re.compile(shape, re.VERBOSE), meaning)
    for shape, meaning in (
        (r"today|tonight|tomorrow|day\safter\stomorrow", _near),
        (rf"(?:(?:next|this|coming|following)\s)?(?P<weekday>{WEEKDAY})\.?", _weekday),
        (rf"(?P<weekday>{WEEKDAY})\.?\s(?:of\s|in\s)?(?P<which>next|this)\sweek", _weekday_of),
        (rf"(?P<which>next|this)\sweek,?\s(?:on\s)?(?P<weekday>{WEEKDAY})\.?", _weekday_of),
        (rf"(?:a\sweek\s(?:on|from)\s)?(?P<weekday>{WEEKDAY})\.?(?:\sweek)?", _weekday_after),
        (
            rf"(?:with)?in\s(?:the\snext\s)?(?P<count>{COUNT})\s(?P<unit>day|week|fortnight|month)s?",
            _ahead,
        ),
        (r"(?P<day>\d{1,2})(?:st|nd|rd|th)", _numbered),
        (rf"{_YEAR}[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})", _calendar_day),
        (rf"{_NTH}\s?(?:of\s)?{_MONTH}(?:\s{_YEAR})?", _calendar_day),
        (rf"{_MONTH}\s?(?:the\s)?{_NTH}(?:\s{_YEAR})?", _calendar_day),
        (r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})(?:\.\s?(?P<year>(?:20)?\d\d)?)?", _calendar_day),
        (
            r"(?P<first>\d{1,2})[-/](?P<second>\d{1,2})(?:[-/](?P<year>(?:20)?\d\d))?",
            _with_slashes,
        ),
    )
)
