"""The day and the time of a meeting, in either order, as people type them."""

from datetime import time

from bot.commands import problems
from bot.commands.clock_words import read_time
from bot.commands.day_words import read_day
from bot.commands.problems import Misread
from bot.domain.dates import DayWords

MOST_WORDS = 12  # "on thursday the 3rd of december 2026 at 3 p.m." has ten


def read_appointment(text: str) -> tuple[DayWords, time]:
    """The day and time that folded text means. Raises `Misread` when one is missing, impossible or unclear."""
    words = text.removeprefix("for ").split()[:MOST_WORDS]
    if not words:
        raise Misread(problems.when_do_you_meet())
    first_problem: Misread | None = None
    for day_said, time_said in _ways_to_split(words):
        try:
            day, at = read_day(day_said), read_time(time_said)
        except Misread as problem:
            first_problem = first_problem or problem
        else:
            if day is not None and at is not None:
                return day, at
    raise first_problem or _half_said(text)


def _ways_to_split(words: list[str]) -> list[tuple[str, str]]:
    halves = [(" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words))]
    return [*halves, *((second, first) for first, second in halves)]


def _half_said(text: str) -> Misread:
    try:
        if read_day(text) is not None:
            return Misread(problems.at_what_time(text))
        if read_time(text) is not None:
            return Misread(problems.on_which_day(text))
    except Misread as problem:
        return problem
    return Misread(problems.no_day_and_time(text))
