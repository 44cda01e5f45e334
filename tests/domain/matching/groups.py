"""Invented members, histories and groupings for the tests of the draw."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

from bot.domain.matching import Candidate, Draw, Match
from bot.domain.matching.preference import Pair
from bot.domain.model import Member, MemberId, PastPair, WorkspaceId

START = datetime(2026, 1, 5, tzinfo=UTC)


def member(number: int, **profile: Any) -> Member:
    return Member(
        id=MemberId(number),
        workspace_id=WorkspaceId(1),
        external_id=f"m{number}",
        last_seen_at=START,
        **profile,
    )


def group(size: int) -> list[Candidate]:
    return [Candidate(member=member(number)) for number in range(1, size + 1)]


def past(a: int, b: int, week: int = 0, *, met: bool = True) -> PastPair:
    at = START + timedelta(weeks=week)
    return PastPair(
        a=MemberId(min(a, b)),
        b=MemberId(max(a, b)),
        paired=1,
        met=int(met),
        last_paired_at=at,
        last_met_at=at if met else None,
    )


def blocks(*pairs: tuple[int, int]) -> frozenset[Pair]:
    return frozenset((MemberId(a), MemberId(b)) for a, b in pairs)


def together(drawn: Draw) -> set[tuple[int, ...]]:
    return {match.members for match in drawn.matches}


def everybody_in(drawn: Draw) -> list[int]:
    """Each member once for each place they have in the draw, in order."""
    placed = [m for match in drawn.matches for m in match.members]
    return sorted([*placed, *(out.member for out in drawn.sit_outs)])


def pairs_in(groupings: Iterable[tuple[int, ...]]) -> list[tuple[int, int]]:
    """Any two who would meet, the smaller number first."""
    return [(a, b) for some in groupings for a, b in combinations(sorted(some), 2)]


def all_pairings(numbers: Sequence[int]) -> Iterator[list[tuple[int, ...]]]:
    """Every way to put an even number together two by two."""
    if not numbers:
        yield []
        return
    first, *rest = numbers
    for other in rest:
        remaining = [number for number in rest if number != other]
        for pairing in all_pairings(remaining):
            yield [(first, other), *pairing]


def all_with_a_trio(numbers: Sequence[int], thirds: set[int]) -> Iterator[list[tuple[int, ...]]]:
    """Every way to put an odd number together with one trio, in which is one of `thirds`."""
    for trio in combinations(numbers, 3):
        if thirds & set(trio):
            rest = [number for number in numbers if number not in trio]
            for pairing in all_pairings(rest):
                yield [trio, *pairing]


class Group:
    """A group that meets week after week and remembers it."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self.candidates = list(candidates)
        self.history: dict[tuple[int, int], PastPair] = {}
        self.weeks = 0

    def live(self, drawn: Draw) -> None:
        """Everybody in the draw meets, and whoever was the odd one is counted."""
        for a, b in pairs_in(match.members for match in drawn.matches):
            self.history[a, b] = past(a, b, self.weeks)
        odd = {out.member for out in drawn.sit_outs} | {odd_one(match) for match in drawn.matches}
        now = START + timedelta(weeks=self.weeks)
        self.candidates = [
            replace(c, odd_count=c.odd_count + 1, odd_at=now) if c.member.id in odd else c
            for c in self.candidates
        ]
        self.weeks += 1


def odd_one(match: Match) -> MemberId | None:
    return match.odd_one
