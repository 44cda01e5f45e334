"""The day and the time of a meeting, in either order, as people type them."""

import re
from datetime import time

from bot.commands import problems
from bot.commands.clock_words import read_time
from bot.commands.day_words import read_day
from bot.commands.normalise import fold, polish
from bot.commands.problems import Misread
from bot.domain.dates import DayWords
from bot.domain.meetings import LONGEST_PLACE

MOST_WORDS = 12  # "on thursday the 3rd of december 2026 at 3 p.m." has ten


def read_appointment(text: str, name: str = "arranged") -> tuple[DayWords, time]:
    """The day and time that folded text means. Raises `Misread` when one is missing, impossible or unclear."""
    words = text.removeprefix("for ").split()[:MOST_WORDS]
    if not words:
        raise Misread(problems.when_do_you_meet(name))
    first_problem: Misread | None = None
    for day_said, time_said in _ways_to_split(words):
        try:
            day, at = read_day(day_said), read_time(time_said)
        except Misread as problem:
            first_problem = first_problem or problem
        else:
            if day is not None and at is not None:
                return day, at
    raise first_problem or _half_said(text, name)


def read_proposal(typed: str) -> tuple[DayWords, time, str]:
    """A day and a time, and after "at" the place, as it was typed: `thursday at 15:00 at the Café`."""
    for at in re.finditer(r"(?i),? (?:at|in) |, ?", typed):
        try:
            day, clock = read_appointment(polish(fold(typed[: at.start()])))
        except Misread:
            continue
        if not _is_time(typed[at.end() :]):
            return day, clock, read_place(typed[at.end() :])
    return (*read_appointment(polish(fold(typed)), "arrange"), "")


def _is_time(text: str) -> bool:
    try:
        return read_time(polish(fold(text))) is not None
    except Misread:
        return True


def read_place(text: str) -> str:
    """A place on one line. Raises `Misread` for one that is too long."""
    place = " ".join(text.split())
    if len(place) > LONGEST_PLACE:
        raise Misread(problems.place_too_long(LONGEST_PLACE))
    return place


def _ways_to_split(words: list[str]) -> list[tuple[str, str]]:
    halves = [(" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words))]
    return [*halves, *((second, first) for first, second in halves)]


def _half_said(text: str, name: str) -> Misread:
    try:
        if read_day(text) is not None:
            return Misread(problems.at_what_time(name, text))
        if read_time(text) is not None:
            return Misread(problems.on_which_day(name, text))
    except Misread as problem:
        return problem
    return Misread(problems.no_day_and_time(name, text))
