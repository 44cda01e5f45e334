"""What people type about a relationship: how often they want to meet again, and what they promised."""

import re

from bot.commands import AboutMember, MeetAgain, NotNow, WishAgain, problems
from bot.commands.day_words import is_past, read_day
from bot.commands.normalise import fold, polish, squash
from bot.commands.problems import Misread
from bot.domain.dates import CalendarDay, DaysAhead, DayWords, EndOfMonth, EndOfWeek
from bot.domain.promises import PromiseKind, PromiseState
from bot.domain.relationships import Rhythm

_WAYS: dict[Rhythm | None, tuple[str, ...]] = {
    Rhythm.MONTHLY: ("monthly", "month", "every month", "each month", "once a month"),
    Rhythm.QUARTERLY: (
        "quarterly",
        "quarter",
        "every quarter",
        "every 3 months",
        "every three months",
    ),
    Rhythm.YEARLY: ("yearly", "year", "every year", "once a year", "annually"),
    Rhythm.NEVER: ("never", "not at all", "no", "off"),
    None: ("usual", "as usual", "default", "as the group", "like the group"),
}
_RHYTHMS = {squash(fold(way)): rhythm for rhythm, ways in _WAYS.items() for way in ways}


def read_rhythm(words: str) -> Rhythm | None:
    """How often; None is as the circle has it. Raises `Misread`."""
    said = squash(fold(words))
    if said not in _RHYTHMS:
        raise Misread(problems.no_rhythm(words))
    return _RHYTHMS[said]


_WHEN: dict[str, type[AboutMember]] = {
    squash(way): kind
    for kind, ways in {
        MeetAgain: ("", "now", "soon"),
        WishAgain: ("next round", "in the next round", "next time", "in a round"),
        NotNow: ("not now", "later", "another time", "ask later", "ask me later"),
    }.items()
    for way in ways
}


def read_when(words: str) -> type[AboutMember]:
    """What is asked about meeting somebody again: now, in the next round, or not now. Raises `Misread`."""
    kind = _WHEN.get(squash(fold(words)))
    if kind is None:
        raise Misread(problems.no_when(words))
    return kind


_BY = re.compile(
    r"(?i)^(?P<what>.*\S)\s(?P<by>by|until|before(?! yesterday)|till|on)\s(?P<day>\S.*)$"
)
_TOMORROW = re.compile(
    r"(?i)^(?P<what>.*?\S)\s(?:at\s)?(?P<day>today|tonight|tomorrow|next \w+|in \w+ (?:days?|weeks?)"
    r"|(?:the )?end of (?:the |this |next )?(?:day|week|month|year))$"
)
_BY_AT_START = re.compile(r"(?i)^(?P<by>by|until|before|till|on)\s(?=\S)")
_SAID = re.compile(r"[^\s:,;]+")
_MARK = re.compile(r"\s?(?:[:,;]|[-–—]\s)\s?")  # noqa: RUF001
_NEAR = re.compile(r"(?i)today|tonight|tomorrow")
MOST_WORDS = 6  # "thursday the 3rd of december 2026"
_STRETCHES: tuple[tuple[re.Pattern[str], DayWords], ...] = tuple(
    (re.compile(shape), meaning)
    for shape, meaning in (
        (r"(?:the )?end of (?:the |this )?day|this (?:afternoon|evening)", DaysAhead(0)),
        (r"(?:the )?end of (?:the |this )?week|this week|(?:the )?weekend", EndOfWeek()),
        (r"(?:the )?(?:end of )?(?:the )?next week", EndOfWeek(1)),
        (r"(?:the )?end of (?:the |this )?month|this month", EndOfMonth()),
        (r"(?:the )?(?:end of )?(?:the )?next month", EndOfMonth(1)),
        (r"(?:the )?end of (?:the |this )?year|this year", CalendarDay(31, 12)),
    )
)
_SURELY_A_DAY = frozenset(
    {"by", "until", "till"}
)  # "on" and "before" may belong to what is promised
_KIND_OF = {
    "introduc": PromiseKind.INTRODUCTION,
    "connect": PromiseKind.CONNECTION,
    "contact": PromiseKind.CONNECTION,
    "follow": PromiseKind.FOLLOW,
    "send": PromiseKind.MATERIAL,
    "share": PromiseKind.MATERIAL,
    "lend": PromiseKind.MATERIAL,
}


def read_promise(words: str) -> tuple[str, PromiseKind, DayWords | None]:
    """What was promised, of which kind, and by when (None where no day is named). Raises `Misread`."""
    if not words or _only_a_day(words):
        raise Misread(problems.no_promise())
    what, by = _after_day(words) or _without_day(words)
    said = fold(what).casefold()
    kinds = (kind for start, kind in _KIND_OF.items() if start in said)
    return what, next(kinds, PromiseKind.OTHER), by


def _only_a_day(words: str) -> bool:
    """Whether nothing is said but by when."""
    day = _BY_AT_START.sub("", words)
    return _is_past(day) or _due_day(day) is not None


def _after_day(words: str) -> tuple[str, DayWords] | None:
    """The words after the day at their beginning, and that day; None where they begin with none.

    A mark ends it: `friday: send the deck`. After "by", and where it is near, it needs none: `by friday send the deck`.
    """
    by = _BY_AT_START.match(words)
    start = by.end() if by else 0
    surely = by is not None and by["by"].casefold() in _SURELY_A_DAY
    for last in reversed([*_SAID.finditer(words, start)][:MOST_WORDS]):
        day, rest = words[start : last.end()], words[last.end() :]
        mark = _MARK.match(rest)
        what = rest[mark.end() :] if mark else rest.strip()
        if not what or not (mark or surely or _NEAR.fullmatch(day)):
            continue
        if by and _is_past(day):
            raise Misread(problems.day_is_over(day))
        due = _due_day(day)
        if due is not None:
            return what, due
    return None


def _without_day(words: str) -> tuple[str, DayWords | None]:
    """The words without the day at their end. "by" may also be a part of what is promised."""
    by = _BY.match(words)
    if by and by["by"].casefold() in _SURELY_A_DAY and _is_past(by["day"]):
        raise Misread(problems.day_is_over(by["day"]))
    for found in (by, _TOMORROW.match(words)):
        day = _due_day(found["day"]) if found else None
        if found and day is not None:
            return found["what"].rstrip(" ,;"), day
    return words, None


def read_due(text: str) -> DayWords:
    """By when something is to be done. Raises `Misread`."""
    if _is_past(text):
        raise Misread(problems.day_is_over(text))
    day = _due_day(text)
    if day is None:
        raise Misread(problems.no_such_day(text))
    return day


def _is_past(text: str) -> bool:
    return is_past(polish(fold(text)))


def _due_day(text: str) -> DayWords | None:
    """A day, or the end of a week, a month, a year."""
    said = polish(fold(text))
    ends = (meaning for shape, meaning in _STRETCHES if shape.fullmatch(said))
    return next(ends, None) or read_day(said)


_SETTLED = {
    "done": PromiseState.KEPT,
    "kept": PromiseState.KEPT,
    "tick": PromiseState.KEPT,
    "drop": PromiseState.DROPPED,
    "dropped": PromiseState.DROPPED,
    "open": PromiseState.OPEN,
    "undo": PromiseState.OPEN,
}
_NUMBER = re.compile(r"(?:no\.?|number|#)?\s?(\d{1,4})")


def read_settling(words: str) -> tuple[PromiseState, int]:
    """What became of the promise with a number. Raises `Misread`."""
    verb, _, rest = words.partition(" ")
    number = _NUMBER.fullmatch(rest.strip())
    if verb not in _SETTLED or number is None:
        raise Misread(problems.no_settling(words))
    return _SETTLED[verb], int(number[1])
