"""What an organiser says to set up a circle: phrases in any order."""

import difflib
import re
from collections.abc import Callable
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from bot.commands import problems
from bot.commands.days import NotUnderstood, clock, day, weekday
from bot.commands.normalise import fold
from bot.domain.dates import CalendarDay
from bot.domain.model import Enrolment, Holiday, OddRule

LONGEST_NAME = 80
RHYTHMS = {"2": 2, "3": 3, "4": 4, "1": 1, "two": 2, "three": 3, "four": 4, "other": 2, "second": 2}
MOST_WEEKS = 4

Changes = dict[str, Any]


def changes(text: str) -> Changes:
    """What is to be changed, by the fields of `SetUp`. Raises `NotUnderstood`."""
    found: Changes = {}
    rest = text.strip()
    if named := re.search(r"(?i)(?:^|\s)name:?\s+(.+)$", rest):
        found["name"] = _name(named[1].strip())
        rest = rest[: named.start()].strip()
    words = fold(rest).replace(",", " ").strip()
    while words:
        words = _take_one(words, found)
    return found


def _name(name: str) -> str:
    if len(name) > LONGEST_NAME:
        raise NotUnderstood(problems.name_length(LONGEST_NAME))
    return name


def _take_one(words: str, found: Changes) -> str:
    """Take the first phrase off the words, and give the rest."""
    for pattern, take in _PHRASES:
        if match := pattern.match(words):
            found.update(take(match))
            return words[match.end() :].strip()
    raise NotUnderstood(problems.setup_words(words))


def _every(match: re.Match[str]) -> Changes:
    weeks = RHYTHMS.get(match[1] or "1", int(match[1]) if (match[1] or "").isdecimal() else 0)
    if not 1 <= weeks <= MOST_WEEKS:
        raise NotUnderstood(problems.how_often())
    return {"every_weeks": weeks}


def _weekday(match: re.Match[str]) -> Changes:
    found = weekday(match[1])
    if found is None:
        raise NotUnderstood(problems.setup_words(match[0]))
    return {"weekday": found}


def _at(match: re.Match[str]) -> Changes:
    return {"at": clock(match[1].strip())}


def _zone(match: re.Match[str]) -> Changes:
    known = {zone.casefold(): zone for zone in available_timezones()}
    said = match[1]
    if said in known:
        return {"time_zone": known[said]}
    close = difflib.get_close_matches(said, known, n=1)
    raise NotUnderstood(problems.no_such_zone(said, known[close[0]] if close else None))


def _holiday(match: re.Match[str]) -> Changes:
    first = _full_date(match[1])
    last = _full_date(match[2]) if match[2] else first
    if last < first:
        raise NotUnderstood(problems.holiday_dates())
    return {"add_holiday": Holiday(first=first, last=last)}


def _full_date(words: str) -> date:
    found = day(words.strip())
    if not isinstance(found, CalendarDay) or found.year is None:
        raise NotUnderstood(problems.holiday_dates())
    return date(found.year, found.month, found.day)


def _fixed(**change: Any) -> Callable[[re.Match[str]], Changes]:
    return lambda _: change


_DAY = r"(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}(?:st|nd|rd|th)? [a-z]+ \d{4}|\d{1,2}\.\d{1,2}\.\d{4})"
_PHRASES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Changes]], ...] = tuple(
    (re.compile(pattern + r"(?=\s|$)"), take)
    for pattern, take in (
        (r"and", _fixed()),
        (rf"holidays? (?:from )?({_DAY})(?: (?:to|until|-) ({_DAY}))?", _holiday),
        (r"no holidays?", _fixed(clear_holidays=True)),
        (r"weekly|every week", _fixed(every_weeks=1)),
        (r"fortnightly|biweekly", _fixed(every_weeks=2)),
        (r"every (\w+)(?: weeks?)", _every),
        (r"opt[- ]?in|whoever (?:asks|joins)", _fixed(enrolment=Enrolment.OPT_IN)),
        (
            r"(?:the )?whole channel|every(?:body|one)(?: in the channel)?",
            _fixed(enrolment=Enrolment.CHANNEL),
        ),
        (r"trios?", _fixed(odd_rule=OddRule.TRIO)),
        (r"(?:one )?sits?[- ]out", _fixed(odd_rule=OddRule.SIT_OUT)),
        (r"at (\S+(?: ?[ap]\.?m\.?)?)", _at),
        (r"(\d{1,2}[:.]\d{2}(?: ?[ap]\.?m\.?)?|\d{1,2} ?[ap]\.?m\.?|noon)", _at),
        (r"in (\S+)", _zone),
        (r"(?:(?:on|every) )?([a-z]+days?|mon|tue|wed|thu|fri|sat|sun)", _weekday),
    )
)
