"""As few left over as can be: a set of pairs is made larger, a pair at a time, for as long as any larger one exists.

Whoever is left over looks for a way on which those they may meet and those they are paired with alternate, and which ends at
another who is left over: with the pairs of it exchanged there is one more. A way may have to run through a ring of an
odd number; such a ring is treated as one member (Edmonds, Paths, trees, and flowers, 1965,
https://doi.org/10.4153/CJM-1965-045-4). Where no way is found, nobody whom that search has reached is on any other.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bot.domain.matching.common import Places, Truths

ALONE = -1

Others = Callable[[int], Places]  # whom a member may meet


def mates_of(size: int, a: Places, b: Places) -> Places:
    """With whom each is paired, `ALONE` for nobody."""
    mates = np.full(size, ALONE)
    mates[a], mates[b] = b, a
    return mates


def pairs_of(mates: Places) -> tuple[Places, Places]:
    """The pairs, the smaller place of each first."""
    first = np.flatnonzero(mates > np.arange(len(mates)))
    return first, mates[first]


def listed(size: int, a: Places, b: Places) -> Others:
    """Whom each may meet, of pairs that may."""
    source, target = np.concatenate([a, b]), np.concatenate([b, a])
    order = np.argsort(source, kind="stable")
    starts, targets = np.searchsorted(source[order], np.arange(size + 1)), target[order]
    return lambda one: targets[starts[one] : starts[one + 1]]


def enlarged(mates: Places, *others: Others) -> Places:
    """With whom each is paired, `ALONE` for nobody, in a largest set of pairs; who had a partner before keeps one.

    Where several tell whom a member may meet, the next one, who knows more, is only asked where the last was no help.
    """
    mates = mates.copy()
    open_ = np.ones(len(mates), np.bool_)
    for one in np.flatnonzero(mates == ALONE).tolist():
        if mates[one] == ALONE:
            search = _Search.of(one, mates, others, open_)
            if not search.lengthens():
                open_ &= ~(search.outer | (search.came_from != ALONE))
    return mates


@dataclass
class _Search:
    """Ways from one who is left over.

    `outer`: who would be left over in their place after an exchange. `came_from`: who leads to each of the others.
    `base`: the first of the ring that each is in.
    """

    root: int
    mates: Places
    others: tuple[Others, ...]
    open: Truths
    outer: Truths
    came_from: Places
    base: Places
    waiting: list[int]

    @classmethod
    def of(cls, root: int, mates: Places, others: tuple[Others, ...], open_: Truths) -> "_Search":
        """The beginning: only the root is reached."""
        outer = np.zeros(len(mates), np.bool_)
        outer[root] = True
        nowhere, alone = np.full(len(mates), ALONE), np.arange(len(mates))
        return cls(root, mates, others, open_, outer, nowhere, alone, [root])

    def lengthens(self) -> bool:
        """Whether a way was found; the pairs of it are exchanged."""
        asked = [0 for _ in self.others]
        while True:
            # Whoever was reached is first asked of those who know little, which is quick.
            one = next((n for n, count in enumerate(asked) if count < len(self.waiting)), None)
            if one is None:
                return False
            member = self.waiting[asked[one]]
            asked[one] += 1
            if self._goes_on(member, self.others[one](member)):
                return True

    def _goes_on(self, member: int, near: Places) -> bool:
        """Whether a way ends near a member; if not, more are reached from there."""
        near = near[self.open[near]]
        free = near[(self.mates[near] == ALONE) & (near != self.root)]
        if len(free):
            self.came_from[free[0]] = member
            self._exchange(int(free[0]))
            return True
        self._reach(member, near)
        for other in near[self.outer[near]].tolist():
            if self.base[other] != self.base[member]:
                self._close_ring(member, other)
        return False

    def _reach(self, member: int, near: Places) -> None:
        """Everybody near who is paired and not reached yet; of two who are paired with each other only one."""
        new = near[~self.outer[near] & (self.came_from[near] == ALONE)]
        both = np.isin(self.mates[new], new)
        new = new[~both | (new < self.mates[new])]
        self.came_from[new] = member
        self.outer[self.mates[new]] = True
        self.waiting += self.mates[new].tolist()

    def _close_ring(self, one: int, other: int) -> None:
        """A ring of an odd number was found: all in it are as good as its first."""
        first = self._meeting_point(one, other)
        ring = np.zeros(len(self.base), np.bool_)
        for end, beyond in ((one, other), (other, one)):
            self._mark(end, beyond, first, ring)
        inside = ring[self.base]
        self.base[inside] = first
        self.waiting += np.flatnonzero(inside & ~self.outer).tolist()
        self.outer |= inside

    def _meeting_point(self, one: int, other: int) -> int:
        """Where the ways of the two back to the root come together."""
        passed = set()
        at = int(self.base[one])
        while at != self.base[self.root]:
            passed.add(at)
            at = int(self.base[self.came_from[self.mates[at]]])
        passed.add(at)
        at = int(self.base[other])
        while at not in passed:
            at = int(self.base[self.came_from[self.mates[at]]])
        return at

    def _mark(self, at: int, beyond: int, first: int, ring: Truths) -> None:
        """Who is on the way back to the first of the ring, and how each of them is reached from the other side."""
        while self.base[at] != first:
            mate = int(self.mates[at])
            ring[self.base[at]] = ring[self.base[mate]] = True
            self.came_from[at] = beyond
            beyond, at = mate, int(self.came_from[mate])

    def _exchange(self, end: int) -> None:
        while end != ALONE:
            before = int(self.came_from[end])
            following = int(self.mates[before])
            self.mates[before], self.mates[end] = end, before
            end = following
