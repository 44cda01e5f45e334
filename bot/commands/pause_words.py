"""How long a pause is, as people type it."""

import re
from dataclasses import dataclass

from bot.commands import problems
from bot.commands.day_words import COUNT, count_of, is_past, read_day
from bot.commands.problems import Misread
from bot.domain.dates import DaysAhead, DayWords

MOST_WEEKS = 52
_UNTIL_BACK = re.compile(
    r"|until (?:i'm|i am|i come|i get) back|until further notice|for now|indefinitely"
)
_UNTIL = re.compile(r"^(?:until|untill|till|til|'til|to) ")
_LASTING = re.compile(
    rf"(?:for )?(?:the next )?(?P<count>{COUNT}) ?(?P<unit>d|day|w|wk|week|fortnight|month|year)s?"
)
# A month or a year is made of whole weeks, so that coming back falls on the same weekday.
_WEEKS_IN = {
    "w": 1.0,
    "wk": 1.0,
    "week": 1.0,
    "fortnight": 2.0,
    "month": MOST_WEEKS / 12,
    "year": 52.0,
}


@dataclass(frozen=True, slots=True)
class Length:
    """Until a day, or for some weeks; neither: until the member comes back."""

    until: DayWords | None = None
    weeks: int | None = None


def read_pause(text: str) -> Length:
    """The length that folded text means. Raises `Misread`."""
    if _UNTIL_BACK.fullmatch(text):
        return Length()
    lasting = _LASTING.fullmatch(text)
    if lasting is not None:
        return _lasting(count_of(lasting["count"]), lasting["unit"])
    said = _UNTIL.sub("", text)
    if is_past(said):
        raise Misread(problems.day_is_past(said))
    day = read_day(said)
    if day is None:
        raise Misread(problems.no_pause(text))
    return Length(until=day)


def _lasting(count: int, unit: str) -> Length:
    weeks_each = _WEEKS_IN.get(unit, 1 / 7)
    if not 0 < count * weeks_each <= MOST_WEEKS:
        raise Misread(problems.pause_too_long(MOST_WEEKS))
    if unit in _WEEKS_IN:
        return Length(weeks=round(count * weeks_each))
    return Length(until=DaysAhead(count))
