"""Hours of every week, as people type them: `mon-fri 9-12, wed 14:00-17:30`."""

import re
from collections.abc import Iterator
from datetime import time

from bot.commands import problems
from bot.commands.clock_words import read_time
from bot.commands.day_words import WEEKDAY, WEEKDAY_OF
from bot.commands.normalise import fold, tidy
from bot.commands.problems import Misread
from bot.domain.model import Free

MOST_SPANS = 21
_WEEK = range(7)
_NOTHING = frozenset({"", "-"})
_TO = r"\s?(?:-|to|until|till|through)\s?"
_DAY = rf"{WEEKDAY}s?\b\.?"
_HOUR = r"(?:noon|midday|\d{1,2}(?:[:.h]\d{2})?(?:\s?[ap]\.?m\b\.?)?)"
_PIECE = re.compile(
    rf"""(?P<between>[\s,;&+]+|(?:and|on|from|at)\b)
    |(?P<begins>{_HOUR}){_TO}(?P<ends>{_HOUR})(?![\w:])
    |(?P<first>{_DAY}){_TO}(?P<last>{_DAY})
    |(?P<group>(?:every|each|any)\sday|daily|weekdays?\b|weekends?\b)
    |(?P<day>{_DAY})""",
    re.VERBOSE,
)
_GROUPS = {"weekday": _WEEK[:5], "weekend": _WEEK[5:]}
Span = tuple[time, time]


def read_free(text: str) -> tuple[Free, ...]:
    """The hours that typed text means, in the order of the week, none twice. Raises `Misread`."""
    folded = fold(tidy(text))
    if folded in _NOTHING:
        return ()
    hours = _merged(_spans(folded))
    if len(hours) > MOST_SPANS:
        raise Misread(problems.too_many_hours(len(hours), MOST_SPANS))
    return hours


def _spans(text: str) -> Iterator[tuple[int, Span]]:
    """Every day with its hours. Days gather until hours follow; the next day begins anew."""
    days: list[int] = []
    served = False
    for found in _pieces(text):
        if not found["begins"]:
            days = [*([] if served else days), *_days(found)]
            served = False
            continue
        if not days:
            raise Misread(problems.hours_without_day(found[0]))
        span = _hours(found)
        yield from ((day, span) for day in days)
        served = True
    if not served:
        raise Misread(problems.day_without_hours(text))


def _pieces(text: str) -> Iterator[re.Match[str]]:
    at = 0
    while at < len(text):
        found = _PIECE.match(text, at)
        if found is None:
            raise Misread(problems.no_hours(text[at:]))
        at = found.end()
        if not found["between"]:
            yield found


def _days(found: re.Match[str]) -> tuple[int, ...]:
    if found["group"]:
        return tuple(_GROUPS.get(found["group"].rstrip("s"), _WEEK))
    first = _weekday(found["first"] or found["day"])
    last = _weekday(found["last"] or found["day"])
    # "sat-mon" runs over the end of the week.
    return tuple((first + step) % 7 for step in range((last - first) % 7 + 1))


def _weekday(said: str) -> int:
    plain = said.rstrip(".")
    return WEEKDAY_OF[plain] if plain in WEEKDAY_OF else WEEKDAY_OF[plain.removesuffix("s")]


def _hours(found: re.Match[str]) -> Span:
    ends = _time(found["ends"])
    begins = _begins(found["begins"], found["ends"], ends)
    if begins >= ends:
        raise Misread(problems.hours_backwards(begins, ends))
    return begins, ends


def _begins(said: str, ends_said: str, ends: time) -> time:
    """In "2-5pm" and "9-5pm" the first hour has no half of its own: the later one that fits."""
    if not ends_said.rstrip(".").endswith("m") or not said[-1].isdigit():
        return _time(said)
    if not 1 <= int(re.split(r"[:.h]", said)[0]) <= 12:  # noqa: PLR2004 - hours on a dial
        return _time(said)
    evening, morning = _time(f"{said}pm"), _time(f"{said}am")
    return evening if evening < ends else morning


def _time(said: str) -> time:
    at = read_time(said)
    if at is None:
        raise Misread(problems.no_such_time(said))
    return at


def _merged(spans: Iterator[tuple[int, Span]]) -> tuple[Free, ...]:
    merged: list[Free] = []
    for day, (begins, ends) in sorted(spans):
        before = merged[-1] if merged else None
        if before is not None and before.weekday == day and begins <= before.ends:
            merged[-1] = Free(weekday=day, begins=before.begins, ends=max(before.ends, ends))
        else:
            merged.append(Free(weekday=day, begins=begins, ends=ends))
    return tuple(merged)
