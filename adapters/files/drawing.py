"""One round drawn from files."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from adapters.files.history import NO_HISTORY, read_history
from adapters.files.members import MemberFile, read_members
from adapters.files.ruled import IdPair, in_each_others_place, together_and_apart, without
from adapters.files.turns import Turns, turns
from bot.commands.policy_words import read_policy
from bot.domain.calendar import known_zone, working_hours
from bot.domain.matching import Candidate, Draw, Rules, draw
from bot.domain.model import USUAL, Member, OddRule, Policy

# Working hours are compared in winter, so that the same files give the same pairs on any day of the year.
_A_DAY = date(2026, 1, 15)


@dataclass(frozen=True, kw_only=True, slots=True)
class Choices:
    """How a round is to be drawn. `together`, `apart` and `swap`, who change places: pairs by the ids of the file."""

    seed: int
    size: int = 2
    odd: OddRule = OddRule.TRIO
    policy: Policy = USUAL
    together: tuple[IdPair, ...] = ()
    apart: tuple[IdPair, ...] = ()
    swap: tuple[IdPair, ...] = ()


def policy_of(text: str) -> Policy:
    """The usual policy with what the text says of it, in the words of `/121 setup`. Raises `BotError`."""
    return replace(USUAL, **dict[str, Any](read_policy(text)))


@dataclass(frozen=True, kw_only=True, slots=True)
class PairReport:
    """A round drawn from files: the members, the draw, remarks on the files, and how long it took."""

    group: MemberFile
    drawn: Draw
    size: int
    notes: tuple[str, ...]
    seconds: float


def pair(
    members: Path, history_file: Path | None, choices: Choices, seconds: Callable[[], float]
) -> PairReport:
    """Draw one round; `seconds` is a stopwatch (only differences count). Raises `InvalidInput`."""
    started = seconds()
    group = read_members(members)
    past = read_history(history_file) if history_file else NO_HISTORY
    turn_of = turns(past.introductions, group.ids)
    together, apart = together_and_apart(group, choices.together, choices.apart)
    rules = Rules(
        size=choices.size,
        odd=choices.odd,
        policy=choices.policy,
        blocked=apart,
        together=together,
        wishes=group.wishes,
    )
    candidates = [
        _candidate(group, member, turn_of[member.external_id]) for member in group.members
    ]
    history = past.past_pairs(group.ids)
    drawn = draw(candidates, history, rules, choices.seed)
    for swap in choices.swap:
        wanted = in_each_others_place(group, drawn, swap, apart)
        rules = replace(rules, together=without(rules.together, wanted) | wanted)
        drawn = draw(candidates, history, rules, choices.seed)
    return PairReport(
        group=group,
        drawn=drawn,
        size=choices.size,
        notes=group.notes + past.notes,
        seconds=seconds() - started,
    )


def _candidate(group: MemberFile, member: Member, turns: Turns) -> Candidate:
    return Candidate(
        member=member,
        odd_count=turns.times,
        odd_at=datetime.combine(turns.last, time(), UTC) if turns.last else None,
        hours=_hours(member.time_zone),
        newcomer=member.id in group.newcomers,
    )


@cache
def _hours(name: str | None) -> int:
    zone = known_zone(name)
    return working_hours(_A_DAY, zone) if zone else 0
