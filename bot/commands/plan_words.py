"""What people type of a weekly plan: `2 a week`, `two`, `once a week`, `off`."""

import re

from bot.commands import problems
from bot.commands.normalise import fold, polish, squash
from bot.commands.problems import Misread
from bot.domain.plans import MOST_PLANNED

_COUNTED = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBERS = {word: number for number, word in enumerate(_COUNTED)}
_NUMBERS |= {"a": 1, "an": 1, "once": 1, "twice": 2, "thrice": 3, "zero": 0}
_OFF = {"off", "none", "no", "noplan", "never", "stop", "nothing", "zero", "end"}
_A_WEEK = re.compile(
    r"(?P<sign>-?)\s?(?:(?P<digits>\d{1,4})|(?P<word>[a-z]+))\s?x?"
    r"(?:\s(?:times|1-2-1s?|1-to-1s?|meetings?))?"
    r"(?:\s?/\s?week|\s(?:a|per|each|every)\sweek|\sweekly)?",
    re.ASCII,
)


def read_plan(words: str) -> int:
    """How many a week; 0 is none any more. Raises `Misread`."""
    said = polish(fold(words))
    if squash(said) in _OFF:
        return 0
    found = _A_WEEK.fullmatch(said)
    if found is None or (found["word"] and found["word"] not in _NUMBERS):
        raise Misread(problems.no_plan(words))
    number = int(found["digits"]) if found["digits"] else _NUMBERS[found["word"]]
    if found["sign"] or number > MOST_PLANNED:
        raise Misread(problems.plan_out_of_range(words, MOST_PLANNED))
    return number
