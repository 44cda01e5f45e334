"""A round of groups made better, a step at a time, until no step gains anything.

In a step two members are exchanged, one moves to another group, or both of a pair do.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bot.domain.matching.common import Places
from bot.domain.matching.points import Points
from bot.domain.matching.worth import Worth
from bot.domain.model import PAIR

Step = tuple[int, tuple[tuple[int, int], ...]]  # what it gains, and who goes to which group


def improved(worth: Worth, groups: Places) -> Places:
    """The groups, by a number for each member, after every step that gains something, the greatest gain first."""
    seated = _Seated.of(worth, groups)
    while True:
        gain, going = max(seated.steps(), key=lambda step: step[0])
        if gain <= 0:
            return seated.groups
        for member, there in going:
            seated.go(member, there)


@dataclass
class _Seated:
    """Where members sit, and what each is worth with each group. There are groups in which nobody sits yet."""

    worth: Worth
    groups: Places
    with_group: Points

    @classmethod
    def of(cls, worth: Worth, groups: Places) -> "_Seated":
        """Members in these groups."""
        many = max(int(groups.max()) + 1, len(groups) // PAIR) + 1
        sits = (groups[:, None] == np.arange(many)).astype(np.int64)
        return cls(worth, groups.copy(), worth.square @ sits)

    def go(self, member: int, there: int) -> None:
        """A member goes to another group."""
        self.with_group[:, self.groups[member]] -= self.worth.square[:, member]
        self.with_group[:, there] += self.worth.square[:, member]
        self.groups[member] = there

    def steps(self) -> Iterator[Step]:
        """The best step of each kind."""
        sizes = np.bincount(self.groups, minlength=self.with_group.shape[1])
        yield self._exchange(sizes)
        yield self._move(sizes)
        yield self._move_of_a_pair(sizes)

    def _exchange(self, sizes: Places) -> Step:
        moved = self.with_group[:, self.groups] - self._own()[:, None]
        is_alone = (sizes[self.groups] == 1)[:, None]
        alone = self.worth.alone
        moved += np.where(is_alone, alone - alone[:, None], 0)
        gains = moved + moved.T - 2 * self.worth.square
        gains[self.groups[:, None] == self.groups] = 0
        one, other = _best(gains)
        going = (one, int(self.groups[other])), (other, int(self.groups[one]))
        return int(gains[one, other]), going

    def _move(self, sizes: Places) -> Step:
        everybody, mine = np.arange(len(self.groups)), sizes[self.groups]
        alone, seats, sums = self.worth.alone, self.worth.seats, self._sums()
        gains = self.with_group - self._own()[:, None] + self._joining(sizes, 1)
        gains[:, sizes == 0] += alone[:, None]
        gains += (seats[mine - 1] - seats[mine] - np.where(mine == 1, alone, 0))[:, None]
        gains += np.where(mine == PAIR, sums[self.groups] - alone, 0)[:, None]
        gains[:, sizes >= self.worth.size] = 0
        gains[everybody, self.groups] = 0
        one, there = _best(gains)
        return int(gains[one, there]), ((one, there),)

    def _move_of_a_pair(self, sizes: Places) -> Step:
        order = np.argsort(self.groups, kind="stable")
        pairs = order[sizes[self.groups[order]] == PAIR].reshape(-1, PAIR)
        room = (sizes > 0) & (sizes + PAIR <= self.worth.size)
        if not len(pairs) or not room.any():
            return 0, ()
        gains = self.with_group[pairs].sum(axis=1) + self._joining(sizes, PAIR)
        gains -= self.worth.seats[PAIR]
        gains[:, ~room] = 0
        gains[np.arange(len(pairs)), self.groups[pairs[:, 0]]] = 0
        pair, there = _best(gains)
        return int(gains[pair, there]), tuple((one, there) for one in pairs[pair].tolist())

    def _own(self) -> Points:
        own: Points = self.with_group[np.arange(len(self.groups)), self.groups]
        return own

    def _sums(self) -> Points:
        """What all in each group would lose if they were alone."""
        sums = np.zeros(self.with_group.shape[1], np.int64)
        np.add.at(sums, self.groups, self.worth.alone)
        return sums

    def _joining(self, sizes: Places, many: int) -> Points:
        """What so many more gain a group by the seats they take, and by keeping one company."""
        seats = self.worth.seats
        after = seats[np.minimum(sizes + many, self.worth.size)]
        joined: Points = after - seats[sizes] - np.where(sizes == 1, self._sums(), 0)
        return joined


def _best(gains: Points) -> tuple[int, int]:
    one, other = np.unravel_index(gains.argmax(), gains.shape)
    return int(one), int(other)
