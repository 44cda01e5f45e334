"""One round: how long it takes, how much memory, and how good it is. Each size in a process of its own.

Scoring and the choice of candidates are included, loading the libraries is not. `python benchmarks/pairing.py 100 1000`
for these sizes only. The members seek and offer 200 things, the first ones most often (Zipf's law); "scarce": what is
sought most is not what is offered most; "even": all things as often. Their turns to sit out lie weeks apart.
"""

import random
import resource
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from math import log2
from time import perf_counter

from bot.domain.matching import Candidate, Rules, draw
from bot.domain.model import Member, MemberId, PastPair, WorkspaceId

MONDAY = datetime(2026, 1, 5, 10, tzinfo=UTC)
SIZES = (100, 1_000, 10_000, 100_000)
THINGS = 200
WEEKS = 52  # each has met so many others before
NEW, SMALL = 0.1, 1_000
KINDS = ("", "scarce", "even")
SHIFTS = (0, 8, 16)  # where working days begin, in UTC


def crowd(size: int, kind: str = "") -> list[Candidate]:
    """Invented members."""
    chance = random.Random(size)
    sought = [f"thing number{n}" for n in range(THINGS)]
    offered = sought[60:] + sought[:60] if kind == "scarce" else sought
    often = [1 if kind == "even" else 1 / (n + 1) for n in range(THINGS)]
    return [
        Candidate(
            member=Member(
                id=MemberId(n),
                workspace_id=WorkspaceId(1),
                external_id=str(n),
                last_seen_at=MONDAY,
                team=f"team {chance.randrange(50)}",
                looking_for=tuple(dict.fromkeys(chance.choices(sought, often, k=2))),
                can_offer=tuple(dict.fromkeys(chance.choices(offered, often, k=2))),
                interests=tuple(f"interest{chance.randrange(60)}" for _ in range(2)),
                languages=("English", chance.choice(["Deutsch", "Suomi", "Polski"])),
                formats=tuple(chance.sample(["online", "in person", "phone", "walk"], 2)),
            ),
            hours=(0x1FF << chance.choice(SHIFTS)) & 0xFFFFFF,
            newcomer=chance.random() < NEW,
            odd_count=1,
            odd_at=MONDAY - chance.randrange(WEEKS) * timedelta(weeks=1),
        )
        for n in range(1, size + 1)
    ]


def history(size: int) -> list[PastPair]:
    """Each has met some others: those who stand next to them in a ring."""
    weeks = [MONDAY + timedelta(weeks=n) for n in range(min(WEEKS, size // 3) // 2)]
    return [
        PastPair(
            a=MemberId(n), b=MemberId(n + step), paired=1, met=1, last_paired_at=at, last_met_at=at
        )
        for step, at in enumerate(weeks, 1)
        for n in range(1, size - step + 1)
    ]


def measure(size: int, kind: str) -> None:
    """Draw once, and print it. The best of three draws of small groups, which are over in a blink."""
    import rustworkx  # noqa: F401, PLC0415
    import scipy.optimize  # noqa: PLC0415
    import scipy.sparse.csgraph  # noqa: F401, PLC0415

    people, past = crowd(size, kind), history(size)
    times = []
    for _ in range(3 if size <= SMALL else 1):
        began = perf_counter()
        drawn = draw(people, past, Rules(), seed=1)
        times.append(perf_counter() - began)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    repeats = sum(match.repeat for match in drawn.matches)
    print(
        f"| {size:,}{kind and f' {kind}'} | {min(times):.3f} | {memory:,.0f} | "
        f"{drawn.certificate.share:.2%} | {len(drawn.sit_outs)} | {repeats} |",
        flush=True,
    )
    print(f"{min(times)}", file=sys.stderr)


def main() -> None:
    """All sizes, each in a process of its own."""
    if sys.argv[1:2] == ["--one"]:
        measure(int(sys.argv[2]), "".join(sys.argv[3:]))
        return
    print("| members | seconds | memory, MB | of the bound | left out | repeats |")
    print("|---|---|---|---|---|---|", flush=True)
    times = {}
    for size in [int(given) for given in sys.argv[1:]] or SIZES:
        for kind in KINDS:
            done = subprocess.run(
                [sys.executable, __file__, "--one", str(size), kind],
                check=True,
                stderr=subprocess.PIPE,
                text=True,
            )
            if not kind:
                times[size] = float(done.stderr.splitlines()[-1])
    if {10_000, 100_000} <= times.keys():
        ratio = times[100_000] / times[10_000]
        constant = ratio / (10 * log2(100_000) / log2(10_000))
        print(f"from 10,000 to 100,000: {ratio:.1f} times as long, {constant:.2f} times n log n")


if __name__ == "__main__":
    main()
