"""What a circle prefers in a pair, as organisers type it: "prefer interests 5, teams 2, within teams, hours required"."""

import re
from collections.abc import Mapping

from bot.commands import problems
from bot.commands.day_words import COUNT, count_of
from bot.commands.normalise import fold, polish, shorten
from bot.commands.problems import SHOWN, Misread
from bot.domain.model import HEAVIEST

Wish = tuple[str, int]  # a name in `Policy`, and what stands there

# How people call each weight.
_CALLED: Mapping[str, str] = {
    "team": r"(?:other\s|different\s)?teams?",
    "tenure": r"newcomers?",
    "hours": r"(?:working\s|common\s|shared\s)?hours?",
    "formats": r"(?:shared\s)?formats?",
    "languages": r"(?:shared\s)?languages?",
    "interests": r"(?:shared\s)?interests?",
}
_REQUIRED = r"\s(?:are\s|is\s)?(?:required|needed|a\smust)"
_NOT_REQUIRED = r"\s(?:are\s|is\s)?(?:not\s(?:required|needed)|optional)"
_SAID: Mapping[str, Wish] = {
    r"across\steams": ("within_teams", False),
    r"(?:within|inside)\steams|(?:with)?in\sthe\ssame\steam": ("within_teams", True),
    rf"hours?{_REQUIRED}": ("demands_hours", True),
    rf"hours?{_NOT_REQUIRED}": ("demands_hours", False),
    rf"formats?{_REQUIRED}": ("demands_format", True),
    rf"formats?{_NOT_REQUIRED}": ("demands_format", False),
}


def _shape(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?:prefer\s)?(?:{words})(?![\w-])", re.VERBOSE)


_FLAGS = tuple((_shape(words), wish) for words, wish in _SAID.items())
_WEIGHTS = tuple(
    (_shape(rf"{words}(?:\s?[:=]?\s?(?P<weight>{COUNT}|zero|\d{{1,9}}))?"), name)
    for name, words in _CALLED.items()
)
_PREFER = re.compile(r"prefer(?![\w-])")


def read_policy(text: str) -> tuple[Wish, ...]:
    """Everything that a text wants of a pair. Raises `Misread` for what is none of it, or stands there twice."""
    wanted = dict[str, int]()
    rest = polish(fold(text))
    while rest := rest.lstrip(" ,;·&"):
        taken = take_wish(rest)
        if taken is None:
            raise Misread(problems.no_preference(shorten(rest, SHOWN)))
        (name, value), end = taken
        if name in wanted:
            raise Misread(problems.said_twice(rest[:end]))
        wanted[name], rest = value, rest[end:]
    return tuple(wanted.items())


def take_wish(rest: str) -> tuple[Wish, int] | None:
    """The wish that the text begins with, and where it ends; None where it begins with none."""
    for shape, wish in _FLAGS:
        if found := shape.match(rest):
            return wish, found.end()
    for shape, name in _WEIGHTS:
        if found := shape.match(rest):
            return (name, _weight(found)), found.end()
    if _PREFER.match(rest):
        raise Misread(problems.no_preference(shorten(rest, SHOWN)))
    return None


def _weight(found: re.Match[str]) -> int:
    said = found["weight"]
    if said is None:
        raise Misread(problems.how_much(found[0], HEAVIEST))
    weight = 0 if said == "zero" else count_of(said)
    if weight > HEAVIEST:
        raise Misread(problems.how_much(found[0], HEAVIEST))
    return weight
