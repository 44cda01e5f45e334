"""The time zone that people type with a time: "15:00 CET", "3pm New York time", "thursday 15:00 in Europe/Berlin"."""

import re
from functools import cache

from bot.commands import problems
from bot.commands.problems import Misread
from bot.commands.zone_words import read_whole_zone, zone_names

# What people write after a time, and where the clocks go by it. They mean what those clocks show that day, be it summer or
# winter: who is told "15:00 EST" in July is rung at three in New York.
_SHORT = {
    "utc": "UTC",
    "gmt": "UTC",
    "bst": "Europe/London",
    **dict.fromkeys(("cet", "cest", "mez", "mesz"), "Europe/Berlin"),
    **dict.fromkeys(("eet", "eest"), "Europe/Helsinki"),
    "msk": "Europe/Moscow",
    **dict.fromkeys(("est", "edt", "et"), "America/New_York"),
    **dict.fromkeys(("cdt", "ct"), "America/Chicago"),
    **dict.fromkeys(("mst", "mdt", "mt"), "America/Denver"),
    **dict.fromkeys(("pst", "pdt", "pt"), "America/Los_Angeles"),
    **dict.fromkeys(("akst", "akdt"), "America/Anchorage"),
    "hst": "Pacific/Honolulu",
    "sast": "Africa/Johannesburg",
    "sgt": "Asia/Singapore",
    "hkt": "Asia/Hong_Kong",
    "jst": "Asia/Tokyo",
    "kst": "Asia/Seoul",
    "awst": "Australia/Perth",
    **dict.fromkeys(("aest", "aedt"), "Australia/Sydney"),
    **dict.fromkeys(("nzst", "nzdt"), "Pacific/Auckland"),
}
_SEVERAL = frozenset({"ast", "cst", "ist"})  # China's or Chicago's; India's, Israel's or Ireland's
_WORDS_TOO = frozenset({"ct", "et", "mt", "pt"})  # in small letters they may be anything
_LETTERS = "|".join(sorted({*_SHORT, *_SEVERAL} - _WORDS_TOO))
_CAPITALS = rf"(?-i:{_LETTERS.upper()})"
_CAPITALS_ONLY = rf"(?-i:{'|'.join(sorted(_WORDS_TOO)).upper()})"
_OFFSET = r"(?:utc|gmt)\s?[+\-−–]\s?\d{1,2}(?::?\d\d)?"  # noqa: RUF001 - a minus is written so too
_AHEAD = re.compile(r"(?i)(?:utc|gmt)\s?(?P<sign>\S)\s?(?P<hours>\d{1,2}?)(?::?(?P<minutes>\d\d))?")
_AREA = "Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Pacific"
_CITY_TIME = r"[^\W\d_]+(?:[\s_-][^\W\d_]+){0,2}\stime"
_CLOCK = r"\d\s?[ap]\.?m\b\.?|\dh|\d|\bnoon|\bmidday|\bmidnight|\bo'clock|\bhrs|\bhours"
_AFTER = r"\s?\)?(?=$|[\s,;.!])"
_AT_AN_END = (
    r"(?=$|[,;.!)]|\s(?:at|in|on)\s)"  # "in West Ham" and "in the Half Time Café" are places
)
_MARKS = r"[\s,(]{1,3}"


def take_zone(typed: str) -> tuple[str, str]:
    """A day and a time without the zone that is typed with them, and that zone's IANA name: "" where there is none.

    It stands after the time ("15:00 CET"), or at the end; an IANA name stands anywhere. Raises `Misread` for one that
    nobody knows, and for letters that mean several.
    """
    for way in _ways():
        found = way.search(typed)
        if found is not None:
            clock = found.groupdict().get("clock") or ""
            rest = typed[: found.start()] + clock + typed[found.end() :]
            return rest.strip(), _meant(found["zone"])
    return typed, ""


@cache
def _ways() -> tuple[re.Pattern[str], ...]:
    known = "|".join(map(re.escape, sorted(zone_names())))
    name = rf"(?:{known}|(?:{_AREA})/[\w+\-/]+)"  # what looks like a zone and is none is no place either
    short = rf"{_OFFSET}|{_LETTERS}|{_CAPITALS_ONLY}"
    return (
        re.compile(rf"(?i)(?:^|{_MARKS})(?:in\s+)?(?P<zone>{name}){_AFTER}"),
        re.compile(rf"(?i)(?P<clock>{_CLOCK})\s?(?:\(\s?)?(?P<zone>{short}){_AFTER}"),
        re.compile(
            rf"(?i)(?P<clock>{_CLOCK})\s(?:in\s)?(?:the\s)?(?P<zone>{short}|{_CITY_TIME}){_AT_AN_END}"
        ),
        re.compile(rf"(?i){_MARKS}(?:in\s+)?(?P<zone>{_OFFSET})\)?[\s.!]*$"),
        # Without a mark before them, capitals at the end belong to a place: "at Café EST".
        re.compile(rf"(?i)(?:[,(;]\s*|\sin\s+)(?P<zone>{_CAPITALS})\)?[\s.!]*$"),
    )


def _meant(said: str) -> str:
    small = said.casefold()
    if small in _SEVERAL:
        raise Misread(problems.several_zones(said))
    ahead = _AHEAD.fullmatch(said)
    if ahead is not None:
        return _ahead_of_greenwich(ahead)
    if small in _SHORT:
        return _SHORT[small]
    return read_whole_zone(re.sub(r"(?i)\stime$", "", said))


def _ahead_of_greenwich(said: re.Match[str]) -> str:
    """The zone that is always so many hours ahead. In the IANA names of these zones the sign is the other way round."""
    zone = f"Etc/GMT{'-' if said['sign'] == '+' else '+'}{int(said['hours'])}"
    if int(said["minutes"] or 0) or zone not in zone_names():
        raise Misread(problems.no_such_zone(said[0], None))
    return zone
