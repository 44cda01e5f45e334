"""A circle's settings, in any order, as organisers type them.

The text is read from the left: at each word every reader tries, and the one that understands takes its
words away. What nobody takes is named in the problem.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, time
from typing import TypedDict

from bot.commands import problems
from bot.commands.clock_words import TIME, time_of
from bot.commands.day_words import COUNT, FULL_DATE, WEEKDAY, WEEKDAY_OF, count_of, read_day
from bot.commands.normalise import fold, polish, shorten
from bot.commands.policy_words import Wish, take_wish
from bot.commands.problems import SHOWN, Misread
from bot.commands.zone_words import read_zone
from bot.domain.dates import CalendarDay
from bot.domain.model import Admits, Enrolment, Holiday, OddRule, Told

MOST_WEEKS = 4
MOST_MONTHS = 24
SIZES = range(2, 5)  # how many may meet at once
LONGEST_NAME = 80


class Settings(TypedDict, total=False):
    """What changes, by the names that `SetUp` gives it."""

    name: str
    every_weeks: int
    weekday: int
    at: time
    time_zone: str
    enrolment: Enrolment
    size: int
    odd_rule: OddRule
    policy: tuple[Wish, ...]
    admits: Admits
    told: Told
    again_months: int
    add_holiday: Holiday
    clear_holidays: bool


def read_settings(text: str) -> Settings:
    """The settings in a tidy text. Raises `Misread` for words that set nothing or the same thing twice."""
    text, name = _take_name(text)
    settings = Settings() if name is None else Settings(name=name)
    rest, lost = polish(fold(text)), list[str]()
    while rest := rest.lstrip(" ,;·&"):
        taken = _take(rest)
        if taken is None:
            word, _, rest = rest.partition(" ")
            lost.append(word)
            continue
        if lost:
            break
        found, end = taken
        if _named(found) & _named(settings):
            raise Misread(problems.said_twice(rest[:end].strip(" ,;")))
        settings, rest = _together(settings, found), rest[end:]
    if lost:
        raise Misread(problems.no_setting(shorten(" ".join(lost), SHOWN)))
    return settings


def _named(settings: Settings) -> set[str]:
    """What the settings set; of a policy, each part of it."""
    return {*(settings.keys() - {"policy"}), *(name for name, _ in settings.get("policy", ()))}


def _together(some: Settings, more: Settings) -> Settings:
    wishes = (*some.get("policy", ()), *more.get("policy", ()))
    return some | more | (Settings(policy=wishes) if wishes else Settings())


_NAME = re.compile(
    r"""(?:^|(?<=\s))(?:name|named|called)(?:\s*[:=]\s*|\s+|$)
    (?:["“„«](?P<quoted>[^"“”«»]*)["”“»](?=\s|$)|(?P<rest>.*))""",
    re.VERBOSE | re.IGNORECASE,
)


def _take_name(text: str) -> tuple[str, str | None]:
    """The text without the name in it, and the name: the rest of the line, or what stands in quotes."""
    found = _NAME.search(text)
    if found is None:
        return text, None
    name = (found["rest"] if found["quoted"] is None else found["quoted"]).strip()
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Misread(problems.name_length(LONGEST_NAME))
    return f"{text[: found.start()]} {text[found.end() :]}", name


def _take(rest: str) -> tuple[Settings, int] | None:
    """The settings that the text begins with and where they end."""
    if wanted := take_wish(rest):
        return Settings(policy=(wanted[0],)), wanted[1]
    for shape, reader in _READERS:
        found = shape.match(rest)
        if found is not None:
            return reader(found)
    return None


def _rhythm(found: re.Match[str]) -> tuple[Settings, int]:
    weeks = count_of(found["count"])
    if not 1 <= weeks <= MOST_WEEKS:
        raise Misread(problems.how_often(MOST_WEEKS))
    return Settings(every_weeks=weeks), found.end()


def _size(found: re.Match[str]) -> tuple[Settings, int]:
    size = _SIZE_OF.get(found["size"]) or count_of(found["size"])
    if size not in SIZES:
        raise Misread(problems.group_size())
    return Settings(size=size), found.end()


_SIZE_OF = {"pairs": 2, "twos": 2, "trios": 3, "threes": 3, "fours": 4, "fives": 5, "sixes": 6}


def _again(found: re.Match[str]) -> tuple[Settings, int]:
    months = count_of(found["months"]) if found["months"] else 0
    if not 0 <= months <= MOST_MONTHS:
        raise Misread(problems.no_months(found[0]))
    return Settings(again_months=months), found.end()


def _every_weekday(found: re.Match[str]) -> tuple[Settings, int]:
    weeks = 2 if found["other"] else 1
    return Settings(every_weeks=weeks, weekday=WEEKDAY_OF[found["weekday"]]), found.end()


def _weekday(found: re.Match[str]) -> tuple[Settings, int]:
    return Settings(weekday=WEEKDAY_OF[found["weekday"]]), found.end()


def _time(found: re.Match[str]) -> tuple[Settings, int]:
    return Settings(at=time_of(found)), found.end()


def _zone(found: re.Match[str]) -> tuple[Settings, int]:
    words = found["words"].replace(",", " ").split()
    zone, length = read_zone(words)
    end = found.start("words")
    for word in words[:length]:
        end = found.string.index(word, end) + len(word)
    return Settings(time_zone=zone), end


def _holiday(found: re.Match[str]) -> tuple[Settings, int]:
    if found["first"] is None:
        raise Misread(problems.which_holiday())
    first, last = _full_date(found["first"]), _full_date(found["last"] or found["first"])
    if last < first:
        raise Misread(problems.holiday_backwards(first, last))
    return Settings(add_holiday=Holiday(first=first, last=last)), found.end()


def _full_date(text: str) -> date:
    match read_day(text):
        case CalendarDay(day, month, int() as year):
            return date(year, month, day)
    raise Misread(problems.which_holiday())


def _always(settings: Settings) -> Callable[[re.Match[str]], tuple[Settings, int]]:
    return lambda found: (settings, found.end())


_Reader = Callable[[re.Match[str]], tuple[Settings, int]]
_SHAPES: Mapping[str, _Reader] = {
    r"and": _always(Settings()),
    r"every\s(?:other|2nd|second)\sweek|fortnightly|every\sfortnight|bi-?weekly": _always(
        Settings(every_weeks=2)
    ),
    r"(?:once\s)?(?:every|each|a)\sweek|weekly": _always(Settings(every_weeks=1)),
    rf"every\s(?P<count>{COUNT})\s?(?:weeks?|wks?|w)": _rhythm,
    rf"(?:every|each)\s(?P<other>other\s|2nd\s|second\s)?(?P<weekday>{WEEKDAY})s?\.?": _every_weekday,
    rf"(?:on\s)?(?P<weekday>{WEEKDAY})s?\.?": _weekday,
    r"opt(?:ing)?[-\s]?in": _always(Settings(enrolment=Enrolment.OPT_IN)),
    r"(?:(?:whole|entire)\schannel|(?:every(?:body|one)|all)\sin\sth(?:e|is)\schannel)": _always(
        Settings(enrolment=Enrolment.CHANNEL)
    ),
    r"members\sonly|no\sguests|without\sguests": _always(Settings(admits=Admits.MEMBERS)),
    r"(?:with\s)?guests": _always(Settings(admits=Admits.GUESTS)),
    r"(?:with\s)?outsiders": _always(Settings(admits=Admits.OUTSIDERS)),
    rf"(?:in\s)?(?:a\s)?groups?\sof\s(?P<size>{COUNT})": _size,
    r"(?:in\s)?(?P<size>pairs|twos|threes|fours|fives|sixes)": _size,
    r"in\s(?P<size>trios)": _size,
    rf"(?:meet\s)?again\s(?:after\s(?P<months>{COUNT})\s?months?|never)": _again,
    r"together|in\sa\sgroup": _always(Settings(told=Told.TOGETHER)),
    r"apart|one\sby\sone": _always(Settings(told=Told.APART)),
    r"both\sways": _always(Settings(told=Told.BOTH)),
    r"trios?": _always(Settings(odd_rule=OddRule.TRIO)),
    r"(?:one\s)?sits?[-\s]out": _always(Settings(odd_rule=OddRule.SIT_OUT)),
    r"(?:no|without|clear)\sholidays?": _always(Settings(clear_holidays=True)),
    rf"holidays?(?:\s?:)?(?:\s(?:on\s|from\s)?(?P<first>{FULL_DATE})"
    rf"(?:\s?(?:-|to|until|till|through)\s?(?P<last>{FULL_DATE}))?)?": _holiday,
}
_READERS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    *(
        (re.compile(rf"(?:{shape})(?![\w-])", re.VERBOSE), reader)
        for shape, reader in _SHAPES.items()
    ),
    (TIME, _time),
    (re.compile(r"(?:in\s)?(?:time\s?zone\s?:?\s?)(?P<words>.+)"), _zone),
    (re.compile(r"in\s(?P<words>.+)"), _zone),
    (re.compile(r"(?P<words>\S+/\S+)"), _zone),
)
