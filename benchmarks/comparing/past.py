"""What an algorithm is given and what it answers: a week, the pairings so far, a round."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import combinations
from random import Random

Pair = tuple[int, int]
Group = tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Week:
    """Who belongs to the group (each in a seat of their own), and who takes part this week, by id."""

    number: int
    roster: Group
    present: Group


@dataclass(frozen=True, kw_only=True, slots=True)
class Round:
    """Who meets, who gets nobody, and who was made a third or got two meetings.

    `unrecorded`: groups that the algorithm does not write down.
    """

    groups: tuple[Group, ...]
    left: Group = ()
    odd: Group = ()
    unrecorded: frozenset[Group] = frozenset()


def pair_of(a: int, b: int) -> Pair:
    """Two members as a pair, the smaller id first."""
    return (a, b) if a < b else (b, a)


def pairs_of(groups: Iterable[Group]) -> list[Pair]:
    """Every two who are in one group."""
    return [pair_of(a, b) for group in groups for a, b in combinations(group, 2)]


@dataclass(kw_only=True, slots=True)
class Past:
    """The rounds so far: in which weeks two were paired, in which somebody was the odd one, and since when they are there."""

    week: int = 0
    weeks: dict[Pair, list[int]] = field(default_factory=dict)
    partners: dict[int, list[int]] = field(default_factory=dict)
    odd: dict[int, list[int]] = field(default_factory=dict)
    groups: set[frozenset[int]] = field(default_factory=set)
    came: dict[int, int] = field(default_factory=dict)

    def welcome(self, members: Iterable[int]) -> None:
        """These are there this week; keep since when."""
        for member in members:
            self.came.setdefault(member, self.week)

    def record(self, drawn: Round) -> None:
        """A week has gone by."""
        for group in drawn.groups:
            if group not in drawn.unrecorded:
                self._record(group)
        for member in (*drawn.left, *drawn.odd):
            self.odd.setdefault(member, []).append(self.week)
        self.week += 1

    def _record(self, group: Group) -> None:
        self.groups.add(frozenset(group))
        for a, b in combinations(group, 2):
            self.weeks.setdefault(pair_of(a, b), []).append(self.week)
            self.partners.setdefault(a, []).append(b)
            self.partners.setdefault(b, []).append(a)

    def count(self, a: int, b: int) -> int:
        """How often two were paired."""
        return len(self.weeks.get(pair_of(a, b), ()))

    def ago(self, a: int, b: int) -> int | None:
        """How many weeks ago two were paired last; None for never."""
        weeks = self.weeks.get(pair_of(a, b))
        return None if weeks is None else self.week - weeks[-1]

    def lately(self, a: int, b: int, weeks: int) -> bool:
        """Whether two were paired in the last so many weeks."""
        ago = self.ago(a, b)
        return ago is not None and ago <= weeks


Algorithm = Callable[[Week, Past, Random], Round]


def shuffled(members: Iterable[int], chance: Random) -> list[int]:
    """The members in an order of chance."""
    order = list(members)
    chance.shuffle(order)
    return order


def one_by_one(
    queue: Iterable[int], choose: Callable[[int, list[int]], int | None]
) -> tuple[list[Group], list[int]]:
    """Pairs, and those for whom nobody was chosen: each in turn chooses among those who are still there."""
    waiting, groups, left = list(queue), list[Group](), list[int]()
    while waiting:
        one = waiting.pop(0)
        other = choose(one, waiting)
        if other is None:
            left.append(one)
        else:
            waiting.remove(other)
            groups.append((one, other))
    return groups, left


def two_by_two(order: list[int]) -> tuple[list[Group], list[int]]:
    """The first with the second, the third with the fourth; the last of an odd number is left."""
    groups: list[Group] = list(zip(order[::2], order[1::2], strict=False))
    return groups, order[2 * len(groups) :]


def joined(groups: list[Group], third: int, place: int) -> Round:
    """The round in which a third joins the group at this place."""
    trio = (*groups[place], third)
    return Round(groups=(*groups[:place], trio, *groups[place + 1 :]), odd=(third,))
