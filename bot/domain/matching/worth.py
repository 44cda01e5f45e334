"""What groups of three or four are worth: one number for each two, for who is alone, and for how full a group is.

Lines count as for pairs (see `preference`), the most important first: nobody meets whom they must not; whom an
organiser wants together are; the fewest are alone; it is their turn; groups are filled: the squares of their empty
seats are the fewest (so groups are as few and as even as can be); then repeats, wishes, likes and chance.

A line's unit exceeds what so many `changes` can gain in all lower lines: where members are exchanged between two groups,
those of an exchange, which keeps numbers below 63 bits; where whole rounds are compared, all their pairs, in Python's integers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.domain.matching.common import Places
from bot.domain.matching.points import MOST_FIT, MOST_WISHES, Points
from bot.domain.matching.preference import AGES, NEVER_MET, TURNS, Preference, ranked

CHANGES = 6  # pairs that come about or end when two members of groups of four are exchanged
TIES = 2**4
FEW_AGES = 2**8  # of repeats, where exchanges are compared
MEETINGS = 2  # at most so many for each member of a round, each counted for one of its two

Numbers = NDArray[Any]  # whole numbers of 64 bits, or Python's


@dataclass(frozen=True)
class Worth:
    """The worth of groups of `size`: of each two, of each who is alone, and of so many in a group."""

    size: int
    square: Numbers
    alone: Numbers
    seats: Numbers

    @classmethod
    def of_exchanges(cls, preference: Preference, members: Places, size: int) -> "Worth":
        """In which one exchange can be compared with another."""
        return cls._of(preference, members, size, CHANGES, FEW_AGES)

    @classmethod
    def of_rounds(cls, preference: Preference, members: Places, size: int) -> "Worth":
        """In which one round can be compared with another."""
        return cls._of(preference, members, size, MEETINGS * len(members), AGES)

    @classmethod
    def _of(
        cls, preference: Preference, members: Places, size: int, changes: int, ages: int
    ) -> "Worth":
        kind = np.int64 if ages == FEW_AGES else object
        i, j = np.triu_indices(len(members), 1)
        a, b = members[i], members[j]
        worth: Numbers = np.zeros(len(a), kind)
        unit = 1
        for points, most in _suiting(preference, a, b, ages):
            worth += points.astype(kind) * unit
            unit *= most * changes + 1
        empty = size - np.arange(size + 1)
        seats: Numbers = -(empty**2).astype(kind) * unit
        seats[:2] = 0  # nobody sits there, or one alone
        unit *= size**2 * changes + 1
        turns = np.array(list(preference.turns.values()))[members]
        alone = -np.minimum(turns, TURNS - 1).astype(kind) * unit
        unit *= (TURNS - 1) * changes + 1
        alone -= unit
        unit *= changes + 1
        worth += (preference.bound[a] == b).astype(kind) * unit
        worth -= (~preference.may_meet(a, b)).astype(kind) * unit * (changes + 1)
        square: Numbers = np.zeros((len(members), len(members)), kind)
        square[i, j] = square[j, i] = worth
        return cls(size, square, alone, seats)

    def of_group(self, group: Sequence[int]) -> int:
        """What one group is worth."""
        if len(group) == 1:
            return int(self.alone[group[0]])
        pairs = sum(self.square[pair] for pair in combinations(group, 2))
        return int(pairs + self.seats[len(group)])

    def of(self, groups: Places) -> int:
        """What a round is worth, by the group of each member."""
        together = np.triu(groups[:, None] == groups, 1)
        sizes = np.bincount(groups)
        alone = self.alone[sizes[groups] == 1]
        return int(self.square[together].sum() + self.seats[sizes].sum() + alone.sum())


def _suiting(
    preference: Preference, a: Places, b: Places, ages: int
) -> Iterator[tuple[Points, int]]:
    """The lines that speak for each two, the least important first, and the most that each can be."""
    fresh, age = preference.freshness(a, b)
    yield preference.ties(a, b) % TIES, TIES - 1
    yield preference.suiting.fits(a, b), MOST_FIT
    yield preference.suiting.wishes(a, b), MOST_WISHES
    yield age if ages == AGES else ranked(age, ages), ages - 1
    yield fresh % NEVER_MET, 1
    yield fresh // NEVER_MET, 1
