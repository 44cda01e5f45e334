"""One round drawn from files."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from adapters.files.history import NO_HISTORY, read_history
from adapters.files.members import MemberFile, read_members
from adapters.files.turns import turns
from bot.commands.policy_words import read_policy
from bot.domain.calendar import known_zone, working_hours
from bot.domain.matching import Candidate, Draw, Rules, draw
from bot.domain.model import USUAL, Member, OddRule, Policy

# Working hours are compared in winter, so that the same files give the same pairs on any day of the year.
_A_DAY = date(2026, 1, 15)


@dataclass(frozen=True, kw_only=True, slots=True)
class Choices:
    """How a round is to be drawn. `together` and `apart`: pairs by the ids of the file."""

    seed: int
    size: int = 2
    odd: OddRule = OddRule.TRIO
    policy: Policy = USUAL
    together: tuple[tuple[str, str], ...] = ()
    apart: tuple[tuple[str, str], ...] = ()


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
    members: Path, history: Path | None, choices: Choices, seconds: Callable[[], float]
) -> PairReport:
    """Draw one round; `seconds` is a stopwatch (only differences count). Raises `InvalidInput`."""
    started = seconds()
    group = read_members(members)
    past = read_history(history) if history else NO_HISTORY
    odd_days = turns(past.introductions, group.ids)
    rules = Rules(
        size=choices.size,
        odd=choices.odd,
        policy=choices.policy,
        blocked=group.blocked | group.pairs_of(choices.apart),
        together=group.pairs_of(choices.together),
        wishes=group.wishes,
    )
    candidates = [
        _candidate(group, member, odd_days[member.external_id]) for member in group.members
    ]
    drawn = draw(candidates, past.past_pairs(group.ids), rules, choices.seed)
    return PairReport(
        group=group,
        drawn=drawn,
        size=choices.size,
        notes=group.notes + past.notes,
        seconds=seconds() - started,
    )


def _candidate(group: MemberFile, member: Member, odd_days: list[date]) -> Candidate:
    return Candidate(
        member=member,
        odd_count=len(odd_days),
        odd_at=datetime.combine(odd_days[-1], time(), UTC) if odd_days else None,
        hours=_hours(member.time_zone),
        newcomer=member.id in group.newcomers,
    )


@cache
def _hours(name: str | None) -> int:
    zone = known_zone(name)
    return working_hours(_A_DAY, zone) if zone else 0
