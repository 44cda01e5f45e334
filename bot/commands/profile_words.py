"""One line of a profile, as people type it."""

import re

from bot.commands import problems
from bot.commands.normalise import polish, squash
from bot.commands.problems import Misread

# The name of each line, as `EditProfile` has it, with the other ways of typing it.
LINES: dict[str, tuple[str, ...]] = {
    "business": ("my business", "what i do", "work"),
    "best": ("what i do best", "i do best", "my best", "best at"),
    "looking_for": ("i'm looking for", "i look for", "looking", "seeking", "i need", "need"),
    "can_offer": ("i can offer", "i offer", "offer", "offers", "offering"),
    "interests": ("my interests", "interest", "hobbies"),
    "languages": ("language", "my languages", "i speak", "speaks"),
    "formats": ("format",),
    "goals": ("my goals", "goal"),
    "networks": ("where else i network", "other groups", "groups", "my groups", "network"),
    "available": ("availability", "free", "i'm free", "hours", "my hours", "when i'm free"),
    "team": ("my team", "department"),
    "limit": ("my limit",),
    "every": ("how often", "my rhythm", "cadence"),
    "time_zone": ("my time zone", "zone", "tz"),
}
MOST_CHARACTERS = 500
_LINE_OF = {squash(way): line for line, ways in LINES.items() for way in (line, *ways)}
_LONGEST = 4  # words in the name of a line
_CHOSEN = frozenset(
    {"available", "every", "formats", "limit", "time_zone"}
)  # their values are looked up, not shown
_NOTHING = frozenset({"", "-", "–", "—"})  # noqa: RUF001 - the dashes that keyboards make of "-"

# These say by themselves that they are about a profile; "i need help" and "work starts" do not.
_CLEAR = frozenset(
    squash(way)
    for way in (
        *(
            "looking for",
            "i'm looking for",
            "can offer",
            "i can offer",
            "interests",
            "my interests",
        ),
        *("languages", "my languages", "i speak", "my goals", "available", "availability"),
        *("every", "limit", "my limit", "time zone", "my time zone"),
    )
)


def begins_a_line(text: str) -> bool:
    """Whether a text is about a line of the profile though it doesn't say "profile": it names the line, with a colon or clearly."""
    name, colon, _ = text.replace("：", ":").partition(":")  # noqa: RUF001 - a full-width colon
    words = text.split()
    starts = (
        squash(" ".join(words[:length])) for length in range(1, min(len(words), _LONGEST) + 1)
    )
    return bool(colon and squash(name) in _LINE_OF) or not _CLEAR.isdisjoint(starts)


def shown(line: str) -> str:
    """The name of a line as people read it."""
    return line.replace("_", " ")


def read_line(text: str) -> tuple[str, str]:
    """The line of the profile, and what to write there ("" empties it). Raises `Misread`."""
    line, value = _split(text)
    if value in _NOTHING:
        return line, ""
    if len(value) > MOST_CHARACTERS:
        raise Misread(problems.value_too_long(shown(line), len(value), MOST_CHARACTERS))
    return line, polish(value) if line in _CHOSEN else value


def _split(text: str) -> tuple[str, str]:
    marked = re.fullmatch(r"([^:：=]*)[:：=](.*)", text)  # noqa: RUF001 - a full-width colon
    if marked is not None and squash(marked[1]) in _LINE_OF:
        return _LINE_OF[squash(marked[1])], marked[2].strip()
    words = text.split()
    for length in range(min(len(words), _LONGEST), 0, -1):
        line = _LINE_OF.get(squash(" ".join(words[:length])))
        if line is not None and length == len(words):
            raise Misread(problems.no_value(shown(line)))
        if line is not None:
            return line, " ".join(words[length:])
    raise Misread(problems.no_such_line(text, tuple(shown(line) for line in LINES)))
