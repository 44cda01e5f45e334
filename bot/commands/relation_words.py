"""What people type about a relationship: how often they want to meet again, and what became of a promise."""

import re

from bot.commands import AboutMember, MeetAgain, NotNow, WishAgain, problems
from bot.commands.normalise import fold, squash
from bot.commands.problems import Misread
from bot.domain.promises import PromiseState
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
