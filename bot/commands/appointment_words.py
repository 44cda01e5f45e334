"""The day and the time of a meeting, in either order, as people type them."""

import re
from collections.abc import Callable
from datetime import time

from bot.commands import problems
from bot.commands.clock_words import read_time
from bot.commands.day_words import is_past, read_day
from bot.commands.normalise import fold, polish
from bot.commands.problems import Misread
from bot.commands.said_zone_words import take_zone
from bot.domain.dates import DayWords
from bot.domain.meetings import LONGEST_PLACE

MOST_WORDS = 12  # "on thursday the 3rd of december 2026 at 3 p.m." has ten
_MIDNIGHT = re.compile(r"(?:at )?(?:12 )?midnight")
_ON = (
    "zoom|teams|(?:google )?meet|skype|whats ?app|signal|telegram|face ?time|webex|jitsi|slack|discord"
    "|(?:(?:video|phone)[ -]?)?call|video|phone|telephone"
)
# How people meet, as it stands after a time without "at" or a comma.
_HOW = (
    r"(?:online|remotely|remote|virtually|virtual|in person|face to face|https?://\S+"
    rf"|(?:by|on|via|over|for) (?:an? |the )?(?:{_ON}|walk)|(?:{_ON})|via https?://\S+)(?=$|[\s,.;!])"
)
_PARTS = "morning|afternoon|evening|night"
_PART = re.compile(rf" (?:(?:in|during) the |at )?(?P<part>{_PARTS})(?= |$)")
_NO_PART = rf"(?!(?:the )?(?:{_PARTS})(?:$|[,.;]| at | in ))"  # "9 in the morning"
_PLACE = re.compile(rf"(?i),? (?={_HOW})|,? (?:at|in) {_NO_PART}|, ?| @ ?| [-–] | (?=\()")  # noqa: RUF001
_BARE_HOUR = re.compile(r"(?:at )?(?P<hour>\d{1,2})(?:[:.h]\d\d)?")
_TWELVE = 12
_SURELY_EVENING = 6  # "at 3 at night" may be any night
_BETWEEN = re.compile(r" ?(?:,|/|\bor\b|\band\b) ?")
_DATE_T_TIME = re.compile(r"(?<=\d)t(?=\d)")  # 2026-12-03t15:00

Moment = tuple[DayWords, time]


def read_appointment(typed: str, name: str) -> tuple[DayWords, time, str, str | None]:
    """The day and time that are meant, the zone they are in ("" is the member's own), and the place as it was typed.

    It stands after "at", or is how they meet: `thursday at 15:00 at the Café`; None where there is none. `name`: the
    subcommand. Raises `Misread` when a day or a time is missing, impossible, past or unclear.
    """
    without, zone = take_zone(typed)
    problem: Misread | None = None
    for at in _PLACE.finditer(without):
        rest = without[at.end() :]
        try:
            moment = _read(polish(fold(without[: at.start()])), name)
        except Misread as misread:
            problem = problem or misread
            continue
        if moment is None or _means(_time, polish(fold(rest)), name):
            continue
        if _means(_read, polish(fold(rest)), name):
            raise Misread(problems.several_times())
        return (*moment, zone, read_place(rest))
    return (*_certainly(without, name, problem), zone, None)


def _certainly(typed: str, name: str, problem: Misread | None) -> Moment:
    """The day and time of a text that has nothing else; `problem`: what was wrong with its beginning, if that had both."""
    text = polish(fold(typed))
    moment = _read(text, name)
    if moment is None:
        raise problem or _half_said(text, name)
    return moment


def _read(text: str, name: str) -> Moment | None:
    """The day and time that folded text means; None where it is not a day and a time. Raises `Misread`."""
    part = _PART.search(text)
    words = _DATE_T_TIME.sub(" ", _PART.sub("", text, 1)).removeprefix("for ").split()[:MOST_WORDS]
    problem: Misread | None = None
    for day_said, bare in _ways_to_split(words):
        time_said = _in_part(bare, "night" if day_said == "tonight" else part and part["part"])
        if not (_means(_day, day_said, name) and _means(_time, time_said, name)):
            continue  # what one half of it could be wrong with says nothing
        try:
            day, at = _day(day_said, name), _time(time_said, name)
        except Misread as misread:
            problem = problem or misread
        else:
            if day is not None and at is not None:
                return day, at
    if problem is not None:
        raise problem
    return None


def _in_part(time_said: str, part: str | None) -> str:
    """The time with the half of the day that its part belongs to: "9" in the evening is "9pm"."""
    bare = _BARE_HOUR.fullmatch(time_said)
    if part is None or bare is None or not 1 <= (hour := int(bare["hour"])) <= _TWELVE:
        return time_said
    if hour == _TWELVE and part in {"evening", "night"}:
        return "midnight"
    half = "am" if part == "morning" else "pm"
    return time_said if part == "night" and hour < _SURELY_EVENING else f"{time_said}{half}"


def _means(reader: Callable[[str, str], object | None], said: str, name: str) -> bool:
    """Whether the words are of this kind, be they right or wrong."""
    try:
        return reader(said, name) is not None
    except Misread:
        return True


def _day(said: str, name: str) -> DayWords | None:
    if is_past(said):
        raise Misread(problems.day_has_gone_by(name, said))
    return read_day(said)


def _time(said: str, name: str) -> time | None:
    if _MIDNIGHT.fullmatch(said):
        raise Misread(problems.which_midnight(name))
    return read_time(said)


def read_place(text: str) -> str:
    """A place on one line. Raises `Misread` for one that is too long."""
    place = " ".join(text.split())
    place = place[1:-1] if place.startswith("(") and place.endswith(")") else place
    if len(place) > LONGEST_PLACE:
        raise Misread(problems.place_too_long(LONGEST_PLACE))
    return place


def _ways_to_split(words: list[str]) -> list[tuple[str, str]]:
    halves = [(" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words))]
    return [*halves, *((second, first) for first, second in halves)]


def _half_said(text: str, name: str) -> Misread:
    if not text:
        return Misread(problems.when_do_you_meet(name))
    try:
        if _day(text, name) is not None:
            return Misread(problems.at_what_time(name, text))
        if _time(text, name) is not None:
            return Misread(problems.on_which_day(name, text))
    except Misread as problem:
        return problem
    some = _BETWEEN.split(text)
    if len(some) > 1 and all(_is_some_moment(one, name) for one in some):
        return Misread(problems.several_times())
    return Misread(problems.no_day_and_time(name, text))


def _is_some_moment(text: str, name: str) -> bool:
    return any(_means(reader, text, name) for reader in (_day, _time, _read))
