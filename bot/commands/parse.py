"""Typed text to a command. Pure, and never an exception: what is not understood is a command too."""

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot import commands
from bot.commands import Command, problems
from bot.commands.days import NotUnderstood, day, moment
from bot.commands.normalise import fold, tidy
from bot.commands.set_up_words import changes
from bot.domain.dates import DaysAhead
from bot.domain.model import Answer, MemberRef

Find = Callable[[str], tuple[MemberRef, ...]]

LONGEST = 2_000
LONGEST_ECHO = 80
LONGEST_LINE = 500
MOST_WEEKS = 52
NUMBERS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "six": 6, "eight": 8}
FIELDS = {
    "looking for": "looking_for",
    "looking_for": "looking_for",
    "can offer": "can_offer",
    "can_offer": "can_offer",
    "offer": "can_offer",
    "business": "business",
    "interests": "interests",
    "interest": "interests",
    "formats": "formats",
    "format": "formats",
    "limit": "limit",
    "team": "team",
    "time zone": "time_zone",
    "time_zone": "time_zone",
    "timezone": "time_zone",
}
FIELDS_SHOWN = "business, looking for, can offer, interests, formats, team, limit, time zone"

_SPELLINGS: dict[str, tuple[str, ...]] = {
    "help": ("help", "?", "commands", "what"),
    "join": ("join", "subscribe", "start", "i'm in", "sign me up"),
    "leave": ("leave", "unsubscribe", "stop", "quit", "opt out"),
    "pair-me": ("pair-me", "pair me with", "pair me", "pairme", "pair_me", "pair", "partner",
                "match me", "find me a partner", "find me somebody"),
    "cancel": ("cancel", "cancel request", "cancel my request"),
    "status": ("status", "me", "how am i doing"),
    "met": ("met", "we met", "we've met", "we have met", "done"),
    "not-yet": ("not-yet", "not yet", "notyet", "not met yet"),
    "not-met": ("not-met", "not met", "notmet", "not_met", "didn't meet", "did not meet",
                "we didn't meet", "we did not meet"),
    "cannot": ("can't make it", "cannot make it", "i can't make it"),
    "arranged": ("arranged for", "arranged", "arrange", "we meet", "meeting"),
    "skip": ("skip", "skip next round", "skip the next round", "skip this round"),
    "pause": ("pause", "snooze", "break"),
    "resume": ("resume", "back", "i'm back", "i am back", "unpause"),
    "history": ("history", "past", "who have i met"),
    "block": ("block",),
    "unblock": ("unblock",),
    "profile": ("profile", "my profile"),
    "setup": ("setup", "set up", "set-up", "settings"),
    "round preview": ("round preview", "round-preview", "preview round", "preview"),
    "round now": ("round now", "round-now", "draw now"),
}  # fmt: skip
SPELLINGS = {spelling: name for name, some in _SPELLINGS.items() for spelling in some}
_LONGEST_FIRST = sorted(SPELLINGS, key=len, reverse=True)
_ITSELF = re.compile(r"/\s?121\b")


@dataclass(frozen=True, slots=True)
class _Said:
    """What was typed: the subcommand's name, the rest as typed and folded, and who typed it where."""

    name: str
    rest: str
    folded: str
    find: Find
    source: dict[str, Any]


def parse(
    text: str,
    who: MemberRef,
    find: Find,
    *,
    place: str | None = None,
    event: str | None = None,
) -> Command:
    """The command that the text means. `find` gives the members a typed name could mean.

    What it does not understand becomes `Unclear`, with the problem if it is known and the nearest command.
    """
    source: dict[str, Any] = {"who": who, "place": place, "event": event}
    if len(text) > LONGEST:
        said = tidy(text[:LONGEST_ECHO])
        return commands.Unclear(**source, said=said, problem=problems.too_long(LONGEST))
    shown = _ITSELF.sub("", tidy(text), count=1).strip() if _begins(text) else tidy(text)
    if not fold(shown):
        return commands.ShowHelp(**source)
    name, rest = _split(shown)
    if name is None:
        return commands.Unclear(**source, said=shown[:LONGEST_ECHO], nearest=_nearest(shown))
    said_it = _Said(name, rest, fold(rest), find, source)
    try:
        return _READERS[name](said_it)
    except NotUnderstood as problem:
        return commands.Unclear(**source, said=shown[:LONGEST_ECHO], problem=str(problem))


def _begins(text: str) -> bool:
    return bool(_ITSELF.match(tidy(text)))


def _split(shown: str) -> tuple[str | None, str]:
    """The subcommand and the rest, as it was typed; the longest spelling wins."""
    folded = fold(shown)
    if folded in SPELLINGS:
        return SPELLINGS[folded], ""
    words = shown.split(" ")
    for spelling in _LONGEST_FIRST:
        length = spelling.count(" ") + 1
        if length < len(words) and fold(" ".join(words[:length])).rstrip(":,") == spelling:
            return SPELLINGS[spelling], " ".join(words[length:])
    return None, shown


def _nearest(shown: str) -> str | None:
    folded = fold(shown)
    tries = (folded, folded.split(" ")[0])
    close = (match for t in tries for match in difflib.get_close_matches(t, SPELLINGS, n=1))
    found = next(close, None)
    return SPELLINGS[found] if found else None


def _member(said: _Said) -> MemberRef:
    name = said.rest.strip().rstrip(".,!?")
    found = said.find(name)
    if not found:
        raise NotUnderstood(problems.nobody(name[:LONGEST_ECHO]))
    if len(found) > 1:
        raise NotUnderstood(problems.several(name[:LONGEST_ECHO]))
    return found[0]


def _circle(said: _Said) -> str | None:
    return re.sub(r"(?i)^in ", "", said.rest).strip() or None


def _pair_me(said: _Said) -> Command:
    if said.folded in {"", "now"}:
        return commands.PairMe(**said.source)
    return commands.PairMe(**said.source, whom=_member(said))


def _blocking(
    kind: type[commands.BlockMember | commands.UnblockMember],
) -> Callable[[_Said], Command]:
    def read(said: _Said) -> Command:
        if not said.folded:
            raise NotUnderstood(problems.who_is_meant(said.name))
        return kind(**said.source, whom=_member(said))

    return read


def _report(answer: Answer) -> Callable[[_Said], Command]:
    return lambda said: commands.ReportMeeting(**said.source, answer=answer)


def _in_circle(
    kind: type[commands.Join | commands.Leave | commands.SkipRound],
) -> Callable[[_Said], Command]:
    return lambda said: kind(**said.source, circle=_circle(said))


def _plain(kind: Callable[..., Command]) -> Callable[[_Said], Command]:
    return lambda said: kind(**said.source)


def _arranged(said: _Said) -> Command:
    on, at = moment(said.folded)
    return commands.Arrange(**said.source, day=on, at=at)


def _pause(said: _Said) -> Command:
    words = said.folded.removeprefix("for ").removeprefix("until ").removeprefix("till ").strip()
    if not words:
        return commands.Pause(**said.source)
    if span := re.fullmatch(r"(\w+) (day|week|month)s?", words):
        return _pause_for(said, span[1], span[2])
    return commands.Pause(**said.source, until=day(words))


def _pause_for(said: _Said, how_many: str, unit: str) -> Command:
    number = NUMBERS.get(how_many, int(how_many[:4]) if how_many.isdecimal() else 0)
    weeks = number * {"day": 0, "week": 1, "month": 4}[unit]
    if unit == "day" and 1 <= number <= MOST_WEEKS * 7:
        return commands.Pause(**said.source, until=DaysAhead(number))
    if not 1 <= weeks <= MOST_WEEKS:
        raise NotUnderstood(problems.how_many_weeks(MOST_WEEKS))
    return commands.Pause(**said.source, weeks=weeks)


def _profile(said: _Said) -> Command:
    if not said.folded:
        return commands.EditProfile(**said.source)
    words = said.rest.split(" ")
    for length in (2, 1):
        head = " ".join(words[:length])
        label, colon, inline = head.partition(":")
        field = FIELDS.get(fold(label))
        if field is not None and (not colon or not inline.count(":")):
            value = f"{inline} {' '.join(words[length:])}".strip()
            return _edit(said, field, value.removeprefix(":").strip())
    raise NotUnderstood(problems.profile_lines(FIELDS_SHOWN))


def _edit(said: _Said, field: str, value: str) -> Command:
    if len(value) > LONGEST_LINE:
        raise NotUnderstood(problems.line_too_long(LONGEST_LINE))
    return commands.EditProfile(**said.source, field=field, value=value)


def _set_up(said: _Said) -> Command:
    return commands.SetUp(**said.source, **changes(said.rest))


_READERS: dict[str, Callable[[_Said], Command]] = {
    "help": _plain(commands.ShowHelp),
    "join": _in_circle(commands.Join),
    "leave": _in_circle(commands.Leave),
    "pair-me": _pair_me,
    "cancel": _plain(commands.CancelRequest),
    "status": _plain(commands.ShowStatus),
    "met": _report(Answer.MET),
    "not-yet": _report(Answer.NOT_YET),
    "not-met": _report(Answer.DID_NOT),
    "cannot": _report(Answer.CANNOT),
    "arranged": _arranged,
    "skip": _in_circle(commands.SkipRound),
    "pause": _pause,
    "resume": _plain(commands.Resume),
    "history": _plain(commands.ShowHistory),
    "block": _blocking(commands.BlockMember),
    "unblock": _blocking(commands.UnblockMember),
    "profile": _profile,
    "setup": _set_up,
    "round preview": _plain(commands.PreviewRound),
    "round now": _plain(commands.OpenRoundNow),
}
