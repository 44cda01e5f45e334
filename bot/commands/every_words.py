"""How often a member wants a partner, as people type it: `every 2 weeks`, `weekly`, `every other week`, `once a month`."""

import re

from bot.commands import problems
from bot.commands.day_words import COUNT, count_of
from bot.commands.normalise import fold, polish
from bot.commands.problems import Misread
from bot.domain.taking_part import MOST_WEEKS_APART

_IN_WORDS = {
    **dict.fromkeys(("", "week", "weekly"), 1),
    **dict.fromkeys(("other week", "second week", "fortnight", "fortnightly"), 2),
    **dict.fromkeys(("month", "monthly"), 4),
}
_OFTEN = re.compile(r"(?:once )?(?:(?:every|each|a)(?: |$))?(?P<rest>.*)")
_WEEKS = re.compile(rf"(?P<count>{COUNT})(?: ?weeks?)?", re.ASCII)


def read_every(value: str) -> int:
    """A partner every so many weeks; 1 is every round. Raises `Misread`."""
    said = _OFTEN.fullmatch(polish(fold(value)))
    rest = said["rest"] if said else value
    counted = _WEEKS.fullmatch(rest)
    weeks = count_of(counted["count"]) if counted else _IN_WORDS.get(rest, 0)
    if not 1 <= weeks <= MOST_WEEKS_APART:
        raise Misread(problems.no_every(value, MOST_WEEKS_APART))
    return weeks
