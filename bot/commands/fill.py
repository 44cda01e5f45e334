"""What a form says, once it is filled in, as a command. `bot.words.forms` asks; the names here are theirs."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from bot import commands
from bot.commands import Command, problems
from bot.commands.appointment_words import read_place
from bot.commands.clock_words import read_time
from bot.commands.day_words import FULL_DATE, is_past, read_day
from bot.commands.due_words import Due, read_due
from bot.commands.normalise import fold, polish, tidy
from bot.commands.policy_words import Wish, read_policy
from bot.commands.problems import Misread
from bot.commands.said_zone_words import take_zone
from bot.commands.set_up_words import LONGEST_NAME, MOST_MONTHS, SIZES
from bot.commands.zone_words import read_whole_zone
from bot.domain.dates import CalendarDay, DayWords
from bot.domain.model import (
    LARGEST_ID,
    WEIGHTS,
    Admits,
    Answer,
    CircleId,
    Enrolment,
    Holiday,
    MemberId,
    MemberRef,
    OddRule,
    PairingId,
    Told,
    Via,
)
from bot.domain.plans import MOST_PLANNED
from bot.domain.promises import PromiseKind
from bot.domain.referrals import ReferralState, Warmth
from bot.domain.relationships import Rhythm
from bot.errors import BotError
from bot.messages import Action, Values

Source = dict[str, Any]
USUAL = "usual"  # a rhythm that is not chosen: as the circle has it
YES = "yes"


class Misfilled(BotError):
    """Some inputs cannot be used: by the name of each, a sentence for the member."""

    def __init__(self, problems_by_input: Mapping[str, str]) -> None:
        super().__init__()
        self.problems = problems_by_input


def fill(action: Action, values: Values, who: MemberRef) -> Command:
    """The command behind a form. Raises `Misfilled`, and KeyError for a form that this version does not know, or that nobody made."""
    if action.about > LARGEST_ID:
        raise KeyError(action.about)
    sheet = _Sheet(values)
    command = FORMS[action.name](sheet, {"who": who}, action.about)
    if sheet.problems:
        raise Misfilled(sheet.problems)
    return command


class _Sheet:
    """The values of a form, each read as what it must be; what cannot be read is collected."""

    def __init__(self, values: Values) -> None:
        self._values = values
        self.problems: dict[str, str] = {}

    def text(self, name: str) -> str:
        return self._values.get(name, "").strip()

    def read(self, name: str, reader: Callable[[str], Any], otherwise: Any) -> Any:
        """What the reader makes of an input; the other value where it makes nothing of it."""
        try:
            return reader(self.text(name))
        except Misread as misread:
            self.problems[name] = str(misread)
        except ValueError:
            self.problems[name] = problems.please_choose()
        return otherwise


def _day(text: str) -> DayWords:
    """A date as a date input gives it, or a day as people type it. ValueError, `Misread`."""
    if day := _date(text):
        return day
    said = polish(fold(_something(text)))
    if is_past(said):
        raise Misread(problems.day_is_past(text))
    typed = read_day(said)
    if typed is None:
        raise Misread(problems.no_day(text))
    return typed


def _date(text: str) -> CalendarDay | None:
    """A date as a date input gives it."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return CalendarDay(day.day, day.month, day.year)


def _due(text: str) -> Due:
    """By when something is promised. `Misread`."""
    day = _date(text)
    return Due(day) if day else read_due(text)


def _hour(text: str) -> time:
    """A time as a time input gives it, or as people type it. ValueError, `Misread`."""
    typed = read_time(polish(fold(_something(text))))
    try:
        at = typed or time.fromisoformat(text)
    except ValueError:
        raise Misread(problems.no_time(text)) from None
    if at.tzinfo is not None:  # "15:00-02" is no time of the member's own clock
        raise Misread(problems.no_time(text))
    return at


def _hour_and_zone(text: str) -> tuple[time, str]:
    """The same, and the zone that is typed with it."""
    without, zone = take_zone(text)
    return _hour(without), zone


def _arrange(sheet: _Sheet, source: Source, about: int) -> Command:
    times = sheet.read("times", _moments, ())
    own = bool(sheet.text("day") or sheet.text("at") or not times)
    day = sheet.read("day", _day, None) if own else None
    at, zone = sheet.read("at", _hour_and_zone, (None, "")) if own else (None, "")
    return commands.Propose(
        **source,
        times=times,
        day=day,
        at=at,
        zone=zone,
        where=sheet.read("place", read_place, ""),
        pairing=PairingId(about),
    )


def _moments(text: str) -> tuple[datetime, ...]:
    moments = tuple(datetime.fromisoformat(one) for one in text.split(",") if one)
    if any(moment.tzinfo is None for moment in moments):
        raise ValueError
    return moments


def _pause(sheet: _Sheet, source: Source, about: int) -> Command:
    del about
    until = sheet.read("until", _day, None) if sheet.text("until") else None
    return commands.Pause(**source, until=until)


def _report(sheet: _Sheet, source: Source, about: int) -> Command:
    answer = sheet.read("answer", Answer, Answer.NOT_YET)
    return commands.ReportMeeting(**source, answer=answer, pairing=PairingId(about), via=Via.BUTTON)


def _profile(sheet: _Sheet, source: Source, about: int) -> Command:
    del about
    zone = sheet.text("time_zone") and sheet.read("time_zone", read_whole_zone, "")
    lines = {
        name: sheet.text(name)
        for name in (
            "business",
            "best",
            "looking_for",
            "can_offer",
            "interests",
            "goals",
            "networks",
            "languages",
            "team",
            "formats",
            "available",
        )
    }
    lines |= {"limit": sheet.text("limit") or "1", "time_zone": zone}
    if sheet.text("every"):
        lines["every"] = sheet.text("every")
    return commands.FillInProfile(**source, lines=tuple(lines.items()))


def _promise(sheet: _Sheet, source: Source, about: int) -> Command:
    by: Due | None = sheet.read("by", _due, None) if sheet.text("by") else None
    return commands.MakePromise(
        **source,
        whom=MemberId(about),
        what=sheet.read("what", _something, ""),
        kind=sheet.read("kind", PromiseKind, PromiseKind.OTHER),
        by=by.day if by else None,
        timed=by is not None and by.timed,
    )


def _note(sheet: _Sheet, source: Source, about: int) -> Command:
    return commands.WriteNote(**source, whom=MemberId(about), text=sheet.text("text"))


def _rhythm(sheet: _Sheet, source: Source, about: int) -> Command:
    return commands.SetRhythm(
        **source, whom=MemberId(about), rhythm=sheet.read("rhythm", _often, None)
    )


def _often(text: str) -> Rhythm | None:
    return None if text == USUAL else Rhythm(text)


def _guide_line(sheet: _Sheet, source: Source, about: int) -> Command:
    return commands.AnswerGuide(**source, step=about, value=tidy(sheet.text("line")))


def _refer(sheet: _Sheet, source: Source, about: int) -> Command:
    return commands.GiveReferral(
        **source,
        whom=MemberId(about),
        third=sheet.read("who", _something, ""),
        about=sheet.read("about", _something, ""),
        warmth=sheet.read("warmth", Warmth, Warmth.NAME),
        agreed=sheet.text("agreed") == YES,
        anyway=True,  # the form opens with the rule
    )


def _turn_down(sheet: _Sheet, source: Source, about: int) -> Command:
    return commands.SettleReferral(
        **source,
        referral=about,
        state=ReferralState.DECLINED,
        reason=sheet.read("reason", _something, ""),
    )


def _thank(sheet: _Sheet, source: Source, about: int) -> Command:
    return commands.ThankForReferral(
        **source, referral=about, thanks=sheet.text("thanks"), amount=sheet.text("amount")
    )


def _plan(sheet: _Sheet, source: Source, about: int) -> Command:
    del about
    return commands.SetPlan(**source, a_week=sheet.read("a_week", _a_week, 0))


def _circle(sheet: _Sheet, source: Source, about: int) -> Command:
    return commands.SetUp(
        **source,
        circle=CircleId(about),
        place=sheet.read("channel", _something, None),
        name=sheet.read("name", _name, None),
        every_weeks=sheet.read("every_weeks", int, None),
        weekday=sheet.read("weekday", int, None),
        at=sheet.read("at", _hour, None),
        time_zone=sheet.read("time_zone", read_whole_zone, None)
        if sheet.text("time_zone")
        else None,
        enrolment=sheet.read("enrolment", Enrolment, None),
        size=sheet.read("size", _size, None),
        odd_rule=sheet.read("odd_rule", OddRule, None),
        policy=sheet.read("policy", _policy, None),
        admits=sheet.read("admits", Admits, None),
        told=sheet.read("told", Told, None),
        again_months=sheet.read("again_months", _months, None),
        holidays=sheet.read("holidays", _holidays, None),
    )


def _something(text: str) -> str:
    if not text:
        raise ValueError
    return text


def _name(text: str) -> str | None:
    if len(text) > LONGEST_NAME:
        raise Misread(problems.name_length(LONGEST_NAME))
    return text or None


def _size(text: str) -> int:
    size = int(text)
    if size not in SIZES:
        raise ValueError
    return size


def _a_week(text: str) -> int:
    number = int(text)
    if not 0 <= number <= MOST_PLANNED:
        raise ValueError
    return number


def _months(text: str) -> int:
    months = int(text)
    if not 0 <= months <= MOST_MONTHS:
        raise ValueError
    return months


_NOTHING_MATTERS = dict[str, int](
    **dict.fromkeys(WEIGHTS, 0), within_teams=False, demands_hours=False, demands_format=False
)


def _policy(text: str) -> tuple[Wish, ...]:
    """Everything that matters: what is not named makes no difference any more."""
    return tuple((_NOTHING_MATTERS | dict(read_policy(_something(text)))).items())


_HOLIDAY = re.compile(
    rf"(?P<first>{FULL_DATE})(?:\s?(?:-|to|until|till|through)\s?(?P<last>{FULL_DATE}))?",
    re.VERBOSE,
)


def _holidays(text: str) -> tuple[Holiday, ...]:
    """One holiday a line: a date, or two with "to" between them."""
    lines = (polish(fold(line)) for line in re.split(r"[\n;]", text))
    return tuple(_holiday(line) for line in lines if line)


def _holiday(line: str) -> Holiday:
    found = _HOLIDAY.fullmatch(line)
    if found is None:
        raise Misread(problems.no_holiday(line))
    first, last = _full_date(found["first"]), _full_date(found["last"] or found["first"])
    if last < first:
        raise Misread(problems.holiday_backwards(first, last))
    return Holiday(first=first, last=last)


def _full_date(text: str) -> date:
    match read_day(text):
        case CalendarDay(day, month, int() as year):
            return date(year, month, day)
    raise Misread(problems.no_holiday(text))


FORMS: Mapping[str, Callable[[_Sheet, Source, int], Command]] = {
    "arrange": _arrange,
    "pause_until": _pause,
    "report": _report,
    "profile": _profile,
    "promise": _promise,
    "note": _note,
    "rhythm": _rhythm,
    "guide_line": _guide_line,
    "refer": _refer,
    "turn_down": _turn_down,
    "thank": _thank,
    "plan": _plan,
    "circle": _circle,
}
