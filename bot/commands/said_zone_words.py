"""The time zone that people type with a time: "15:00 CET", "3pm New York time", "thursday 15:00 in Europe/Berlin"."""

import re
from collections.abc import Iterator
from functools import cache

from bot.commands import problems
from bot.commands.problems import Misread
from bot.commands.zone_names import LETTERS, SEVERAL
from bot.commands.zone_offsets import OFFSET, fixed_zone, is_offset
from bot.commands.zone_words import knows, read_whole_zone, zone_names

_WORDS_TOO = frozenset({"ct", "et", "mt", "pt"})  # in small letters they may be anything
_LETTERS = "|".join(sorted({*LETTERS, *(name for name in SEVERAL if len(name) == 3)} - _WORDS_TOO))  # noqa: PLR2004
_CAPITALS = rf"(?-i:{_LETTERS.upper()})"
_CAPITALS_ONLY = rf"(?-i:{'|'.join(sorted(_WORDS_TOO)).upper()})"
_AREA = "Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Pacific"
_CITY_TIME = r"[^\W\d_]+(?:[\s_-][^\W\d_]+){0,2}\stime"
_CLOCK = r"\d\s?[ap]\.?m\b\.?|\dh|\d|\bnoon|\bmidday|\bmidnight|\bo'clock|\bhrs|\bhours"
_AFTER = r"\s?\)?(?=$|[\s,;.!])"
_AT_AN_END = (
    r"(?=$|[,;.!)]|\s(?:at|in|on)\s)"  # "in West Ham" and "in the Half Time Café" are places
)
_MARKS = r"[\s,(]{1,3}"
_IN_A_PLACE = re.compile(r"(?i)\d[:h]\d\d\b.*\s(?:at|in)\s[^\W\d].*\d\s?\(?[A-Z]")
_OWN = re.compile(r"(?i)(?:(?:my|our)(?: own)? )?(?:local )?time")
_OF_OTHERS = re.compile(r"(?i)(?:your|their|his|her)(?: own)?(?: local)? time")
_NO_PLACES = frozenset(
    {"any", "break", "coffee", "dinner", "first", "half", "last", "lunch", "next", "same", "some", "tea", "this"}
)  # fmt: skip


def take_zone(typed: str) -> tuple[str, str]:
    """A day and a time without the zone that is typed with them, and that zone's IANA name.

    "" where there is none, and for "my time". It stands after the time ("15:00 CET"), or at the end; an IANA name stands
    anywhere. Raises `Misread` for one that nobody knows, and for letters that mean several.
    """
    for found in _places_of_a_zone(typed):
        zone = _meant(found["zone"])
        if zone is not None:
            return _without(typed, found), zone
    return typed, ""


def without_zone(typed: str) -> str:
    """The text without the zone that is typed with a time in it, be it known or not."""
    found = (one for one in _places_of_a_zone(typed) if not _is_some_time(one["zone"]))
    return next((_without(typed, one) for one in found), typed)


def _places_of_a_zone(typed: str) -> Iterator[re.Match[str]]:
    """Where a zone may be said. After "15:00 in Room 4" capitals belong to the room."""
    for way in _ways():
        found = way.search(typed)
        if found is not None and not (
            found.groupdict().get("clock") and _IN_A_PLACE.search(typed, 0, found.end())
        ):
            yield found


def _without(typed: str, found: re.Match[str]) -> str:
    clock = found.groupdict().get("clock") or ""
    return (typed[: found.start()] + clock + typed[found.end() :]).strip()


@cache
def _ways() -> tuple[re.Pattern[str], ...]:
    known = "|".join(map(re.escape, sorted(zone_names())))
    name = rf"(?:{known}|(?:{_AREA})/[\w+\-/]+)"  # what looks like a zone and is none is no place either
    short = rf"{OFFSET}|{_LETTERS}|{_CAPITALS_ONLY}"
    return (
        re.compile(rf"(?i)(?:^|{_MARKS})(?:in\s+)?(?P<zone>{name}){_AFTER}"),
        re.compile(rf"(?i)(?P<clock>{_CLOCK})\s?(?:\(\s?)?(?P<zone>{short}){_AFTER}"),
        re.compile(
            rf"(?i)(?P<clock>{_CLOCK})\s\(?(?:in\s)?(?:the\s)?(?P<zone>{short}|{_CITY_TIME})\)?{_AT_AN_END}"
        ),
        re.compile(rf"(?i){_MARKS}(?:in\s+)?(?P<zone>{OFFSET})\)?[\s.!]*$"),
        # Without a mark before them, capitals at the end belong to a place: "at Café EST".
        re.compile(rf"(?i)(?:[,(;]\s*|\sin\s+)(?P<zone>{_CAPITALS})\)?[\s.!]*$"),
    )


def _meant(said: str) -> str | None:
    """The zone that is said; None where the words are about something else: "for the first time", "tea time"."""
    if _OWN.fullmatch(said):
        return ""
    if _OF_OTHERS.fullmatch(said):
        raise Misread(problems.whose_time(said))
    if is_offset(said):
        return fixed_zone(said)
    if not knows(said) and _is_some_time(said):
        return None
    return read_whole_zone(said)


def _is_some_time(said: str) -> bool:
    """Whether it is "time" with words before it that are no place's name: that would begin with a capital."""
    *before, last = said.casefold().split()
    return last == "time" and not (said[0].isupper() and _NO_PLACES.isdisjoint(before))
