"""What members of thousands could be worth to each other, though they are no candidates of each other.

An offer is a trade: one seeks what another gives, or both seek what the other gives. Who could trade stands under the
same key: the thing that is sought, or the two things of an exchange. So whether any two could be worth more than their
prices can be told without a look at every two: by the cheapest who seeks and the cheapest who gives.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bot.domain.matching.candidates import Pairs
from bot.domain.matching.common import Places, Truths
from bot.domain.matching.points import BOTH_WAYS, ONE_WAY, Points
from bot.domain.matching.preference import Preference
from bot.domain.matching.views import both_ways

PARTNERS = 6


@dataclass(frozen=True)
class Trade:
    """Entries (a key, and a member) of who seeks and who gives, and what a trade is worth, doubled.

    The keys are numbers from 0, without a gap; each stands on both sides.
    """

    sides: tuple[Pairs, Pairs]
    kinds: int
    least: int

    @classmethod
    def of(cls, seekers: Pairs, givers: Pairs, least: int) -> "Trade":
        """Only what is both sought and given is kept."""
        keys = np.intersect1d(seekers[0], givers[0])
        return cls((_under(keys, seekers), _under(keys, givers)), len(keys), least)

    def cheapest(self, above: Points) -> tuple[Points, Points]:
        """The lowest price under each key, of who seeks and of who gives."""
        lowest = [np.full(self.kinds, np.iinfo(np.int64).max) for _ in self.sides]
        for low, (keys, members) in zip(lowest, self.sides, strict=True):
            np.minimum.at(low, keys, above[members])
        return lowest[0], lowest[1]

    def raised(self, above: Points) -> Points:
        """Prices at which any two under one key cost at least what the trade is worth; the fewer are made dearer."""
        low = self.cheapest(above)
        lack = np.maximum(self.least - low[0] - low[1], 0)
        many = [np.bincount(keys, minlength=self.kinds) for keys, _ in self.sides]
        fewer = many[0] <= many[1]
        raised = above.copy()
        for (keys, members), mine, chosen in zip(self.sides, low, (fewer, ~fewer), strict=True):
            floor = np.where(chosen & (lack > 0), mine + lack, 0)
            np.maximum.at(raised, members, floor[keys])
        return raised

    def undervalued(self, above: Points) -> Iterator[Pairs]:
        """Pairs of those under a key who could be worth more than they cost, cheap ones with cheap ones."""
        low = self.cheapest(above)
        ours, theirs = (
            _cheap((keys, members), above, self.least - other[keys])
            for (keys, members), other in zip(self.sides, low[::-1], strict=True)
        )
        first, last = (np.searchsorted(theirs[0], ours[0], side=side) for side in ("left", "right"))
        mine = np.arange(len(ours[0])) - np.searchsorted(ours[0], ours[0])
        room = last - first
        for step in range(PARTNERS):
            some = room > step
            yield ours[1][some], theirs[1][first[some] + (mine[some] + step) % room[some]]


def _cheap(entries: Pairs, above: Points, most: Points) -> Pairs:
    """The entries below a price, by key, the cheapest first."""
    below = above[entries[1]] < most
    keys, members = entries[0][below], entries[1][below]
    order = np.lexsort((members, above[members], keys))
    return keys[order], members[order]


def _under(keys: Places, entries: Pairs) -> Pairs:
    """Which of the keys each entry stands under, and whose it is; other entries are left away."""
    if not len(keys):
        return np.array([], np.int64), np.array([], np.int64)
    places = np.minimum(np.searchsorted(keys, entries[0]), len(keys) - 1)
    known: Truths = keys[places] == entries[0]
    return places[known], entries[1][known]


@dataclass(frozen=True)
class Market:
    """All trades of a group, and for each member (doubled) what the circle can like at most."""

    trades: tuple[Trade, ...]
    likes: Points

    @classmethod
    def of(cls, preference: Preference) -> "Market":
        """The exchanges and the offers of a group."""
        suiting = preference.suiting
        point = 2 * preference.wish_unit
        sought, given = suiting.offers.sought, suiting.offers.given
        one_way = (sought.numbers, sought.owners), (given.numbers, given.owners)
        trades = (
            Trade.of(*both_ways(suiting.offers), BOTH_WAYS * point),
            Trade.of(*one_way, ONE_WAY * point),
        )
        return cls(trades, suiting.fits_at_most())

    def undervalued(self, doubled: Points) -> list[Pairs]:
        """Pairs that may be worth more than these prices of their two."""
        above = np.maximum(doubled - self.likes, 0)
        return [pairs for trade in self.trades for pairs in trade.undervalued(above)]

    def for_everybody(self, doubled: Points) -> Points:
        """Prices that hold for all pairs, from those that hold for the candidates.

        A pair is worth at most what a trade makes it worth, and half of what the circle could like at best about each
        of the two. Pairs that somebody asked for are candidates always.
        """
        above = np.maximum(doubled - self.likes, 0)
        for trade in self.trades:
            above = trade.raised(above)
        found: Points = above + self.likes
        return found
