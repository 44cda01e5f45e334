"""In how many rounds does everybody meet everybody? A stable group, drawn again and again until somebody repeats.

The limit is n - 1 rounds for an even number of members, n where one sits out. `python benchmarks/horizon.py 4 40` for
the sizes from 4 to 40; `... 4 40 static` for one kind of group only. `python benchmarks/horizon.py wanted` asks what pairs cost
that an organiser wants together: in small groups, with pairs of chance in about half of the rounds.
"""

import random
import sys
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import perf_counter

from bot.domain.matching import Candidate, Rules, draw
from bot.domain.model import Member, MemberId, OddRule, PastPair, WorkspaceId

MONDAY = datetime(2026, 1, 5, 10, tzinfo=UTC)


def uniform(size: int) -> list[Member]:
    """Nobody prefers anybody."""
    return [
        Member(id=MemberId(n), workspace_id=WorkspaceId(1), external_id=str(n), last_seen_at=MONDAY)
        for n in range(1, size + 1)
    ]


def teams(size: int) -> list[Member]:
    """Two teams of odd size, whose members are brought together across them first: the hardest preference known."""
    odd = size // 2 | 1
    return [replace(one, team="red" if one.id <= odd else "blue") for one in uniform(size)]


def static(size: int) -> list[Member]:
    """Everybody has their likes and wishes, which stay the same all the time."""
    chance = random.Random(size)

    def some(what: str, of: int, most: int) -> tuple[str, ...]:
        return tuple(f"{what}{n}" for n in chance.sample(range(of), chance.randint(0, most)))

    return [
        replace(
            one,
            looking_for=some("skill", 12, 2),
            can_offer=some("skill", 12, 2),
            interests=some("interest", 9, 3),
            languages=some("language", 3, 2),
            formats=some("format", 3, 2),
            team=f"team{chance.randrange(4)}",
        )
        for one in uniform(size)
    ]


GROUPS: Mapping[str, Callable[[int], list[Member]]] = {
    group.__name__: group for group in (uniform, static, teams)
}


Pairs = frozenset[tuple[MemberId, MemberId]]
SIZES, LUCKS = range(6, 11), range(48)


def nobody_wanted(_: Collection[tuple[MemberId, MemberId]]) -> Pairs:
    """No pair is wanted by an organiser."""
    return frozenset()


def wanting(
    size: int, pairs: int, luck: int
) -> Callable[[Collection[tuple[MemberId, MemberId]]], Pairs]:
    """In half of the rounds so many pairs of chance, who have not met yet."""
    chance = random.Random(luck)

    def wanted(met: Collection[tuple[MemberId, MemberId]]) -> Pairs:
        ids = [MemberId(n) for n in chance.sample(range(1, size + 1), 2 * pairs)]
        some = {(min(two), max(two)) for two in zip(ids[::2], ids[1::2], strict=True)}
        return frozenset() if chance.getrandbits(1) or some & set(met) else frozenset(some)

    return wanted


def rounds_until_repeat(
    members: list[Member],
    wanted: Callable[[Collection[tuple[MemberId, MemberId]]], Pairs] = nobody_wanted,
) -> tuple[int, float]:
    """How many rounds go by without a repeat, and the seconds of the slowest draw. `wanted`: who must meet next, of who met."""
    candidates = [Candidate(member=member) for member in members]
    history: dict[tuple[MemberId, MemberId], PastPair] = {}
    slowest, limit = 0.0, limit_of(len(members))
    for number in range(limit):
        began = perf_counter()
        rules = Rules(odd=OddRule.SIT_OUT, together=wanted(history))
        drawn = draw(candidates, history.values(), rules, seed=number)
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


def limit_of(size: int) -> int:
    """In how many rounds everybody can have met everybody."""
    return size - 1 + size % 2


def measure_wanted() -> None:
    """Print how many small groups repeat early when pairs of chance are wanted."""
    for pairs in (1, 2):
        short = {
            size: sum(
                rounds_until_repeat(uniform(size), wanting(size, pairs, luck))[0] < limit_of(size)
                for luck in LUCKS
            )
            for size in SIZES
        }
        print(
            f"{pairs} wanted at once: {sum(short.values())} of {len(SIZES) * len(LUCKS)} groups repeat early; by size {short}"
        )


def main() -> None:
    """Measure, and print a line for each kind of group, and for each size that falls short."""
    if sys.argv[1:] == ["wanted"]:
        measure_wanted()
        return
    first, last = (int(given) for given in (sys.argv[1:3] or ["4", "40"]))
    for name in sys.argv[3:] or GROUPS:
        reached = 0
        slowest = (0.0, 0)
        began = perf_counter()
        for size in range(first, last + 1):
            rounds, seconds = rounds_until_repeat(GROUPS[name](size))
            slowest = max(slowest, (seconds, size))
            reached += rounds == limit_of(size)
            if rounds < limit_of(size):
                print(f"  n = {size}, {name}: {rounds} of {limit_of(size)} rounds", flush=True)
        print(
            f"{name}: {reached} of {last - first + 1} groups of {first} to {last} reach the limit;"
            f" the slowest draw {slowest[0]:.2f} s (n = {slowest[1]}),"
            f" all together {perf_counter() - began:.0f} s",
            flush=True,
        )


if __name__ == "__main__":
    main()
