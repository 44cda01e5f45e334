"""Time zones as people type them: an IANA name, a city that stands for one, or what people call it."""

import re
import unicodedata
from collections import Counter
from difflib import get_close_matches
from functools import cache
from zoneinfo import available_timezones

from bot.commands import problems
from bot.commands.problems import Misread
from bot.commands.zone_names import CALLED, LETTERS, SEVERAL
from bot.commands.zone_offsets import is_offset, where_it_is_so

_NO_PLACES = frozenset({"Factory", "localtime"})
_TIME = re.compile(r"(?i)\stime$")  # "New York time"
MOST_WORDS = 4


def read_zone(words: list[str]) -> tuple[str, int]:
    """The zone's IANA name and how many of the words name it. Raises `Misread` when none do."""
    for length in range(min(len(words), MOST_WORDS), 0, -1):
        said = _key(words[:length])
        if said in SEVERAL:
            raise Misread(problems.several_zones(" ".join(words[:length])))
        zone = _zones().get(said)
        if zone is not None:
            return zone, length
    if is_offset(words[0]):
        raise Misread(problems.hours_are_no_zone(words[0], where_it_is_so(words[0])))
    raise Misread(problems.no_such_zone(words[0], _nearest(words[0])))


def read_whole_zone(text: str) -> str:
    """The zone that the whole text names, with or without "time" after it. Raises `Misread`."""
    words = _TIME.sub("", text.replace(",", " ").strip()).split()
    if not words:
        raise Misread(problems.no_such_zone(text, None))
    zone, length = read_zone(words)
    if length < len(words):
        raise Misread(problems.no_such_zone(text, zone))
    return zone


def knows(text: str) -> bool:
    """Whether the whole text names a zone, or several."""
    said = _key(_TIME.sub("", text).split())
    return said in SEVERAL or said in _zones()


@cache
def zone_names() -> frozenset[str]:
    """The IANA names with an area, such as `Europe/Berlin`."""
    return frozenset(name for name in available_timezones() if "/" in name)


def _key(words: list[str]) -> str:
    """As the names are written: in small letters, without the marks on them."""
    apart = unicodedata.normalize("NFKD", "_".join(words).casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _nearest(word: str) -> str | None:
    """The zone with the likest name, or with the likest last part where the name begins with an area."""
    if any(character.isdigit() for character in word):
        return None  # no name is like "GMT+1": the nearest one is an hour off
    close = get_close_matches(_key([word])[:60], _zones(), n=1, cutoff=0.75)
    return _zones()[close[0]] if close else None


@cache
def _zones() -> dict[str, str]:
    """Every zone by its name, by its city where only one zone has that city, and by what people call it."""
    names = sorted(available_timezones() - _NO_PLACES)
    cities = Counter(_city(name) for name in names)
    by_city = {
        _city(name): name
        for name in names
        # "GMT+1" is no city, and what the name Etc/GMT+1 means is an hour behind Greenwich.
        if "/" in name and not name.startswith("Etc/") and cities[_city(name)] == 1
    }
    # Among the names EST is a zone without summer, which hardly anybody means.
    return by_city | {name.casefold(): name for name in names} | CALLED | LETTERS


def _city(name: str) -> str:
    return name.rpartition("/")[2].casefold()
