"""Killed at every point, at any moment and while it recovers: nothing is lost, nothing comes twice.

The real program, its own process, a real database file, real sockets. `make test` tries some points, `make crash` all.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random

import pytest

from bot.faults import Point
from tests.crash.child import Fault
from tests.crash.conftest import COUNTS
from tests.crash.week import INTRODUCTIONS, ROUNDS, WORLDS, Outcome, Trouble, World, lived

Record = Callable[[str, object], None]
STEPS = {"slack apart": 19, "slack together": 25, "discord": 31}

pytestmark = [pytest.mark.process]


@dataclass
class Tally:
    """What is counted over many weeks."""

    name: str
    world: World
    weeks: int = 0
    cut: int = 0
    deaths: Counter[str] = field(default_factory=Counter)
    introductions: int = 0
    twice: int = 0
    lost: int = 0
    rounds: int = 0
    met: int = 0
    given_up: int = 0
    broken: list[str] = field(default_factory=list)

    def add(self, outcome: Outcome, what: object) -> None:
        wanted = self.world.messages()
        more, lost = outcome.seen - wanted, wanted - outcome.seen
        self.weeks += 1
        self.cut += outcome.cut
        self.deaths += outcome.deaths
        self.introductions += sum(outcome.introduced)
        self.twice += sum(n for key, n in more.items() if key.startswith("intro:"))
        self.lost += sum(n for key, n in lost.items() if key.startswith("intro:"))
        self.rounds += len(outcome.rounds)
        self.met += outcome.met
        self.given_up += len(outcome.failed)
        self.broken += [f"{what}: {broken}" for broken in outcome.broken(self.world)]

    def __str__(self) -> str:
        seen = self.weeks * len(INTRODUCTIONS) * 2
        points = ", ".join(f"{point} {n}" for point, n in sorted(self.deaths.items()))
        return (
            f"{self.name}: {self.weeks} weeks, {self.deaths.total()} kills ({points}), {self.cut} lines cut; "
            f"introductions seen {self.introductions} of {seen}, twice {self.twice}, lost {self.lost}; "
            f"rounds {self.rounds} of {self.weeks * len(ROUNDS)}; we met {self.met} of {self.weeks * len(ROUNDS)}; "
            f"given up and told {self.given_up}"
        )


@pytest.mark.parametrize("name", list(WORLDS))
async def test_killed_at_every_point_of_a_week_all_comes_once(
    name: str, tmp_path: Path, record_property: Record, *, every_point: bool
) -> None:
    world, step = WORLDS[name], 1 if every_point else STEPS[name]
    cut_every = 0 if world.twice else 3
    tally = Tally(f"each {step}. point, {name}", world)
    for nth in count(step, step):
        trouble = Trouble(faults=(Fault(nth=nth),), cut_every=cut_every)
        outcome = await lived(tmp_path / f"{nth}", world, trouble)
        tally.add(outcome, nth)
        if not outcome.deaths:
            break
    record_property(COUNTS, str(tally))
    assert tally.broken == []
    assert tally.weeks > 2


@pytest.mark.parametrize("name", ["slack apart", "discord"])
async def test_killed_at_any_moment_all_comes_once(
    name: str, tmp_path: Path, record_property: Record, *, every_point: bool
) -> None:
    tally = Tally(f"any moment, {name}", WORLDS[name])
    longest = 0.4 if name.startswith("slack") else 3.0
    for seed in range(10 if every_point else 1):
        rng = Random(seed)
        strikes = tuple(rng.uniform(0.02, longest) for _ in range(6))
        trouble = Trouble(strikes=strikes, cut_every=3)
        tally.add(await lived(tmp_path / f"{seed}", WORLDS[name], trouble), seed)
    record_property(COUNTS, str(tally))
    assert tally.broken == []
    assert tally.deaths.total() > tally.weeks


TWICE = [
    (Point.ACCEPTED, 4, Point.LOOKED_UP, 1),
    (Point.ACCEPTED, 4, Point.RECORDED, 2),
    (Point.ROUND_OPENED, 2, Point.ROUND_OPENED, 1),
    (Point.CLAIMED, 2, Point.CLAIMED, 1),
    (Point.SENDING, 3, Point.LOOKED_UP, 2),
    (Point.SEEN, 1, Point.SEEN, 1),
    (Point.COMMAND_STORED, 6, Point.CLAIMED, 1),
    (Point.DUE_STORED, 1, Point.ACCEPTED, 1),
    (Point.RECORDED, 2, Point.COMMAND_TOLD, 1),
]


@pytest.mark.parametrize("name", ["slack apart", "discord"])
async def test_killed_again_while_it_recovers_all_comes_once(
    name: str, tmp_path: Path, record_property: Record, *, every_point: bool
) -> None:
    tally = Tally(f"twice in a row, {name}", WORLDS[name])
    some = 3 if name.startswith("slack") else 1
    for number, (first, nth, second, again) in enumerate(TWICE if every_point else TWICE[:some]):
        faults = (Fault(nth=nth, point=first), Fault(nth=again, point=second))
        trouble = Trouble(faults=faults, cut_every=3)
        outcome = await lived(tmp_path / f"{number}", WORLDS[name], trouble)
        tally.add(outcome, (first, second))
    record_property(COUNTS, str(tally))
    assert tally.broken == []
    assert tally.deaths.total() >= 2 * tally.weeks


@pytest.mark.parametrize(
    ("point", "nth"),
    [(Point.ACCEPTED, 4), (Point.COMMAND_STORED, 7), (Point.DUE_TOLD, 2), (Point.CLAIMED, 3)],
)
async def test_on_postgresql_too(
    point: Point, nth: int, tmp_path: Path, upgraded_postgresql_url: str, record_property: Record
) -> None:
    name = "slack apart"
    tally = Tally(f"PostgreSQL, {name}", WORLDS[name])
    trouble = Trouble(faults=(Fault(nth=nth, point=point),), cut_every=3)
    tally.add(await lived(tmp_path / "life", WORLDS[name], trouble, upgraded_postgresql_url), point)
    record_property(COUNTS, str(tally))
    assert tally.broken == []
    assert tally.deaths == {point: 1}
