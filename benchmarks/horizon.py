"""In how many rounds does everybody meet everybody? A stable group, drawn again and again until somebody repeats.

The limit is n - 1 rounds for an even number of members, n where one sits out. `python benchmarks/horizon.py 4 40` for
the sizes from 4 to 40.
"""

import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import perf_counter

from bot.domain.matching import Candidate, Rules, draw
from bot.domain.model import Member, MemberId, OddRule, PastPair, WorkspaceId

MONDAY = datetime(2026, 1, 5, 10, tzinfo=UTC)


def members(size: int, *, teams: bool) -> list[Member]:
    """A group; with `teams`, two of odd size, whose members are brought together across them."""
    return [
        Member(
            id=MemberId(n),
            workspace_id=WorkspaceId(1),
            external_id=str(n),
            last_seen_at=MONDAY,
            team=("", "red" if n <= size // 2 | 1 else "blue")[teams],
        )
        for n in range(1, size + 1)
    ]


def rounds_until_repeat(size: int, *, teams: bool) -> tuple[int, float]:
    """How many rounds go by without a repeat, and the seconds of the slowest draw."""
    candidates = [Candidate(member=member) for member in members(size, teams=teams)]
    history: dict[tuple[MemberId, MemberId], PastPair] = {}
    slowest, limit = 0.0, size - 1 + size % 2
    for number in range(limit):
        began = perf_counter()
        drawn = draw(candidates, history.values(), Rules(odd=OddRule.SIT_OUT), seed=number)
        slowest = max(slowest, perf_counter() - began)
        if any(match.repeat for match in drawn.matches):
            return number, slowest
        at = MONDAY + number * timedelta(weeks=1)
        for match in drawn.matches:
            a, b = match.members
            history[a, b] = PastPair(a=a, b=b, paired=1, met=1, last_paired_at=at, last_met_at=at)
        out = {sit_out.member for sit_out in drawn.sit_outs}
        candidates = [
            replace(c, odd_count=c.odd_count + 1, odd_at=at) if c.member.id in out else c
            for c in candidates
        ]
    return limit, slowest


def main() -> None:
    """Measure, and print a line for each size that falls short, and the sums."""
    first, last = (int(given) for given in (sys.argv[1:] or ["4", "40"]))
    reached = sizes = 0
    slowest = 0.0
    began = perf_counter()
    for size in range(first, last + 1):
        for teams in (False, True):
            rounds, seconds = rounds_until_repeat(size, teams=teams)
            slowest, sizes = max(slowest, seconds), sizes + 1
            limit = size - 1 + size % 2
            reached += rounds == limit
            if rounds < limit:
                print(f"  n = {size}{', teams' if teams else ''}: {rounds} of {limit} rounds")
    print(f"{reached} of {sizes} groups of {first} to {last} reach the limit")
    print(f"  slowest draw {slowest:.2f} s, all together {perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
