"""By when something is due, as people type it: a day or the end of a stretch of days, and perhaps a time with it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.commands import problems
from bot.commands.day_words import MONTH_OF, is_past, read_day
from bot.commands.normalise import fold, polish
from bot.commands.problems import Misread
from bot.commands.said_zone_words import without_zone
from bot.domain.dates import (
    CalendarDay,
    DayBefore,
    DaysAhead,
    DayWords,
    EndOfMonth,
    EndOfWeek,
    WeekdayOf,
)


@dataclass(frozen=True, slots=True)
class Due:
    """A day; `timed`: a time of day was said with it, and only the day is kept."""

    day: DayWords
    timed: bool = False


_TODAY = DaysAhead(0)
_LAST_DAY = {1: 31, 2: 28, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}
_QUARTERS = {"1": 3, "2": 6, "3": 9, "4": 12}
_IN_MONTH = {"early": 1, "beginning": 1, "start": 1, "mid": 15, "middle": 15}
_IN_WEEK = {"early": 0, "beginning": 0, "start": 0, "mid": 2, "middle": 2}
_WHERE = rf"(?:the )?(?P<where>{'|'.join(_IN_MONTH)})[ -]?(?:of )?(?:the )?"
_END = r"(?:the )?(?:very )?(?:end|late)[ -](?:of )?(?:the |this )?"
_MONTH = rf"(?P<month>{'|'.join(MONTH_OF)})\.?"


def _always(day: DayWords) -> Callable[[re.Match[str]], DayWords]:
    return lambda _: day


def _in_month(found: re.Match[str]) -> DayWords:
    return CalendarDay(_IN_MONTH[found["where"]], MONTH_OF[found["month"]])


def _in_next_week(found: re.Match[str]) -> DayWords:
    return WeekdayOf(_IN_WEEK[found["where"]], weeks=1)


def _end_of_month(found: re.Match[str]) -> DayWords:
    return _last_of(MONTH_OF[found["month"]])


def _end_of_quarter(found: re.Match[str]) -> DayWords:
    return _last_of(_QUARTERS[found["quarter"]])


def _last_of(month: int) -> DayWords:
    return CalendarDay(_LAST_DAY[month], month)


# "By" one of these is by its end: "by next week", "by december".
_STRETCHES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], DayWords]], ...] = tuple(
    (re.compile(shape), meaning)
    for shape, meaning in (
        (rf"{_END}day|this (?:morning|afternoon|evening)", _always(_TODAY)),
        (rf"{_END}week|this week|eow|(?:the )?week ?end", _always(EndOfWeek())),
        (rf"(?:this|over the|at the|during the|{_END}) ?weekend", _always(WeekdayOf(6))),
        (r"(?:the )?(?:end of )?(?:the )?next week", _always(EndOfWeek(1))),
        (rf"{_WHERE}next week", _in_next_week),
        (rf"{_END}month|this month|month end|eom", _always(EndOfMonth())),
        (r"(?:the )?(?:end of )?(?:the )?next month", _always(EndOfMonth(1))),
        (rf"(?:{_END}|in ){_MONTH}", _end_of_month),
        (rf"{_WHERE}{_MONTH}", _in_month),
        (rf"(?:{_END})?q(?P<quarter>[1-4])", _end_of_quarter),
        (
            rf"{_END}year|this year|year end|eoy|(?:the )?new year(?:'?s)?(?: eve)?",
            _always(_last_of(12)),
        ),
        (r"christmas(?: eve)?|xmas", _always(CalendarDay(24, 12))),
    )
)
_BARE_MONTH = re.compile(_MONTH)
_HOUR = (
    r"(?:noon|midday|midnight|\d{1,2}[:.h]\d\d(?: ?[ap]\.?m\b\.?)?|\d{1,2} ?[ap]\.?m\b\.?"
    r"|\d{1,2} ?(?:h|hrs|hours|o'clock)|(?<=at )\d{1,2}|(?<=around )\d{1,2})"
)
# What may stand with a day, at either end, and whether it says a time of day.
_CLOCK = rf"(?:(?:at|around|about|before|by) |@ ?)?{_HOUR}"
_PART = r"(?:(?:in|during) the )?(?:early |late )?(?:morning|afternoon|evening|night|lunch ?time)|first thing"
_CLOSE = r"eod|cob|(?:the )?(?:end|close) of (?:the )?(?:(?:business|working|work) ?)?(?:day|business|play)"
_LATEST = r"(?:at )?(?:the )?(?:very )?latest"


def _at_either_end(shape: str) -> re.Pattern[str]:
    return re.compile(rf"^(?:{shape}),? (?=\S)|,? (?:on )?(?:{shape})$")


_BESIDE = (
    (_at_either_end(_CLOCK), True),
    (_at_either_end(_PART), True),
    (_at_either_end(_CLOSE), False),
    (_at_either_end(_LATEST), False),
    (re.compile(r"^(?:(?:the )?end of|on|of|later|sometime) "), False),
)
_TIME = re.compile(_CLOCK)
_A_CLOCK = re.compile(r"(?i)\d|noon|midday|midnight")
_CLOSING = re.compile(_CLOSE)
_BEFORE = "before"


def due_of(text: str, after: str = "") -> Due | None:
    """The day that the text says, whole; None where it says none. `after`: the word before it, such as "by" or "before".

    Raises `Misread` for a day that is impossible or unclear.
    """
    said = polish(fold(without_zone(text) if _A_CLOCK.search(text) else text))
    month = _BARE_MONTH.fullmatch(said)
    if month and after not in {"", "on"}:
        number = MONTH_OF[month["month"]]
        return Due(DayBefore(CalendarDay(1, number)) if after == _BEFORE else _last_of(number))
    due = _read(said) or _today(said)
    return _before(due, said) if due and after == _BEFORE else due


def _today(said: str) -> Due | None:
    """A time without a day, or the end of this one."""
    if _CLOSING.fullmatch(said):
        return Due(_TODAY)
    return Due(_TODAY, timed=True) if _TIME.fullmatch(said) else None


def _before(due: Due, said: str) -> Due:
    """The last day before another; but before the end of something, or before a time, is by then."""
    match due.day:
        case EndOfWeek(weeks) if said == "next week":
            return Due(EndOfWeek(weeks - 1))
        case EndOfMonth(months) if said == "next month":
            return Due(EndOfMonth(months - 1))
    return due if due.timed or not read_day(said) else Due(DayBefore(due.day))


def _read(said: str) -> Due | None:
    day = _day(said)
    if day is not None:
        return Due(day)
    for beside, timed in _BESIDE:
        rest = beside.sub("", said, count=1)
        due = _read(rest) if rest != said else None
        if due is not None:
            return replace(due, timed=due.timed or timed)
    return None


def _day(said: str) -> DayWords | None:
    found = ((shape.fullmatch(said), meaning) for shape, meaning in _STRETCHES)
    return next((meaning(one) for one, meaning in found if one), None) or read_day(said)


def read_due(text: str) -> Due:
    """By when something is to be done. Raises `Misread`."""
    if is_over(text):
        raise Misread(problems.day_is_over(text))
    due = due_of(text, "by")
    if due is None:
        raise Misread(problems.no_such_day(text))
    return due


def is_over(text: str) -> bool:
    """Whether the text says a day that is over: "yesterday"."""
    return is_past(polish(fold(text)))
