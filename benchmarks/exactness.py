"""Is a round the best there is? Compared with an integer programme (HiGHS), line by line, from 20 members to 61.

`python -m benchmarks.exactness` in the project's folder. With trios a programme of 61 members takes minutes.
"""

from dataclasses import dataclass, replace
from time import perf_counter

from bot.domain.matching import draw
from bot.domain.model import OddRule
from tests.domain.matching.oracle import Group
from tests.domain.matching.test_exact import instance, value_of

PAIRS = (*range(20, 40), *range(40, 61, 4))  # by three
TRIOS = (*range(21, 35, 2), 41, 51, 61)  # by three up to 33, then one
FEW = 33


def main() -> None:
    """Compare, and print a line for each size."""
    print("| members | odd one | alike | seconds, draw | seconds, programme |")
    print("|---|---|---|---|---|", flush=True)
    for size, odd in [*((n, OddRule.SIT_OUT) for n in PAIRS), *((n, OddRule.TRIO) for n in TRIOS)]:
        seeds = range(1 if odd is OddRule.TRIO and size > FEW else 3)
        found = [compare(size, odd, seed) for seed in seeds]
        alike = sum(one.alike for one in found)
        quick, slow = (max(getattr(one, name) for one in found) for name in ("draw", "programme"))
        print(
            f"| {size} | {odd.value} | {alike} of {len(found)} | {quick:.3f} | {slow:.1f} |",
            flush=True,
        )


@dataclass(frozen=True, kw_only=True)
class Compared:
    """Whether both found the same, and how many seconds each took."""

    alike: bool
    draw: float
    programme: float


def compare(size: int, odd: OddRule, seed: int) -> Compared:
    """One group, drawn and solved."""
    people, history, rules = instance(size, seed, odd, sparse=False)
    people = [replace(person, odd_count=0) for person in people]
    known = Group(people, history, rules)
    began = perf_counter()
    drawn = draw(people, history, rules, seed)
    middle = perf_counter()
    best = known.best_by_programme(trio=odd is OddRule.TRIO)
    ended = perf_counter()
    found = value_of(known, drawn) or (0,) * len(best)
    return Compared(
        alike=[size + found[0], *found[2:]] == best, draw=middle - began, programme=ended - middle
    )


if __name__ == "__main__":
    main()
