"""How often a member wants a partner, as people type it: `every 2 weeks`, `weekly`, `every other week`, `once a month`."""

import re

from bot.commands import problems
from bot.commands.normalise import fold, polish
from bot.commands.problems import Misread
from bot.domain.taking_part import MOST_WEEKS_APART

_WEEKS = {
    **dict.fromkeys(("", "weekly", "each", "every", "a", "one", "once a"), 1),
    **dict.fromkeys(("other", "second", "2nd", "two", "fortnight", "fortnightly"), 2),
    **{word: number for number, word in enumerate(("three", "four", "five", "six"), 3)},
    **dict.fromkeys(("month", "monthly"), 4),
}
_SAID = re.compile(
    r"(?:once )?(?:every |each |a )?(?P<count>\d{1,3}|[a-z0-9]*)(?: ?weeks?)?", re.ASCII
)


def read_every(value: str) -> int:
    """A partner every so many weeks; 1 is every round. Raises `Misread`."""
    said = _SAID.fullmatch(polish(fold(value)))
    count = said["count"] if said else None
    if count in {"week", "weeks"}:
        count = ""
    weeks = int(count) if count and count.isdecimal() else _WEEKS.get(count or "") if said else None
    if weeks is None or not 1 <= weeks <= MOST_WEEKS_APART:
        raise Misread(problems.no_every(value, MOST_WEEKS_APART))
    return weeks
