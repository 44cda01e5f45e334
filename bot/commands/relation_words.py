"""What people type about a relationship: how often they want to meet again, and what they promised."""

import re

from bot.commands import problems
from bot.commands.day_words import read_day
from bot.commands.normalise import fold, polish, squash
from bot.commands.problems import Misread
from bot.domain.dates import DayWords
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


_BY = re.compile(r"(?i)^(?P<what>.*\S)\s(?:by|until|before|till|on)\s(?P<day>\S.*)$")
_TOMORROW = re.compile(
    r"(?i)^(?P<what>.*\S)\s(?P<day>today|tonight|tomorrow|next \w+|in \w+ (?:days?|weeks?))$"
)
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
    if not words:
        raise Misread(problems.no_promise())
    what, by = _without_day(words)
    said = fold(what).casefold()
    kinds = (kind for start, kind in _KIND_OF.items() if start in said)
    return what, next(kinds, PromiseKind.OTHER), by


def _without_day(words: str) -> tuple[str, DayWords | None]:
    """The words without the day at their end. "by" may also be a part of what is promised."""
    for shape in (_BY, _TOMORROW):
        found = shape.match(words)
        day = read_day(polish(fold(found["day"]))) if found else None
        if found and day is not None:
            return found["what"].rstrip(" ,;"), day
    return words, None


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
