"""One round drawn from files."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from adapters.files.history import NO_HISTORY, read_history
from adapters.files.members import MemberFile, read_members
from adapters.files.turns import turns
from bot.domain.matching import Candidate, Draw, Rules, draw
from bot.domain.model import Member, OddRule


@dataclass(frozen=True, kw_only=True, slots=True)
class PairReport:
    """A round drawn from files: the members, the draw, remarks on the files, and how long it took."""

    group: MemberFile
    drawn: Draw
    notes: tuple[str, ...]
    seconds: float


def pair(
    members: Path, history: Path | None, seed: int, odd: OddRule, seconds: Callable[[], float]
) -> PairReport:
    """Draw one round; `seconds` is a stopwatch (only differences count). Raises `InvalidInput`."""
    started = seconds()
    group = read_members(members)
    past = read_history(history) if history else NO_HISTORY
    odd_days = turns(past.introductions, group.ids)
    drawn = draw(
        [_candidate(member, odd_days[member.external_id]) for member in group.members],
        past.past_pairs(group.ids),
        Rules(odd=odd, blocked=group.blocked),
        seed,
    )
    return PairReport(
        group=group, drawn=drawn, notes=group.notes + past.notes, seconds=seconds() - started
    )


def _candidate(member: Member, odd_days: list[date]) -> Candidate:
    return Candidate(
        member=member,
        odd_count=len(odd_days),
        odd_at=datetime.combine(odd_days[-1], time(), UTC) if odd_days else None,
    )
