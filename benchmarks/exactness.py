"""Is a round the best there is? Compared with an integer programme (HiGHS), line by line, from 20 members to 61.

`python -m benchmarks.exactness` in the project's folder. With trios a programme of 61 members takes minutes.
"""

from dataclasses import replace
from time import perf_counter

from bot.domain.matching import draw
from bot.domain.model import OddRule
from tests.domain.matching.oracle import Group
from tests.domain.matching.test_exact import instance, value_of

PAIRS = tuple(range(20, 61, 4))
TRIOS = (21, 25, 29, 33, 41, 51, 61)


def main() -> None:
    """Compare, and print a line for each size."""
    print("| members | odd one | alike | seconds, draw | seconds, programme |")
    print("|---|---|---|---|---|", flush=True)
    for size, odd in [*((n, OddRule.SIT_OUT) for n in PAIRS), *((n, OddRule.TRIO) for n in TRIOS)]:
        people, history, rules = instance(size, 0, odd, sparse=False)
        people = [replace(person, odd_count=0) for person in people]
        known = Group(people, history, rules)
        began = perf_counter()
        drawn = draw(people, history, rules, 0)
        middle = perf_counter()
        best = known.best_by_programme(trio=odd is OddRule.TRIO)
        ended = perf_counter()
        found = value_of(known, drawn) or (0,) * len(best)
        alike = [size + found[0], *found[2:]] == best
        print(
            f"| {size} | {odd.value} | {'yes' if alike else 'NO'} | {middle - began:.3f} | {ended - middle:.1f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
