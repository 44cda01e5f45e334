"""The odd one of an odd number, and the pair they join.

The best trio and the best pairs of all others depend on each other, so trios are tried: the others of each are paired
exactly. Which ones are worth a try is told by prices (see `prices`): a trio and the prices of all others bound
what can come of it, so the likeliest are tried first, and as soon as the bound of the next one does not exceed the
best that was found, no other can be better. Most often a handful is enough. Above 120 members not all thirds are
tried, and above 500 the one who is over simply joins the best pair.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from bot.domain.matching.candidates import all_who_may_meet
from bot.domain.matching.common import Places
from bot.domain.matching.leftover import Grouping, join_pairs, joining, over, sit_out
from bot.domain.matching.points import Points
from bot.domain.matching.preference import Pair, Preference
from bot.domain.matching.prices import prices
from bot.domain.matching.solver import Weights, solve, weights_of, without
from bot.domain.model import MemberId

ALL_THIRDS_UP_TO = 120
SOME_THIRDS_UP_TO = 500
THIRDS = 8
EFFORT = 300_000  # pairs weighed in all tries together
EXACT = 50  # bits of whole numbers that stay exact in floating point, with room for sums


def make_trios(preference: Preference, weights: Weights) -> Grouping:
    """Pairs, and whoever is over joins one; nobody is left whom some pair may take."""
    members = list(preference.turns)
    best = join_pairs(sit_out(preference, weights), preference)
    if len(members) % 2 == 0 or len(members) > SOME_THIRDS_UP_TO:
        return best
    search = _Search.of(preference, weights)
    for turn in sorted(set(preference.turns.values())):
        thirds = [member for member in members if preference.turns[member] == turn]
        best = search.best_with(thirds, best)
        if _is_whole(best):
            return best
    return best


def _is_whole(grouping: Grouping) -> bool:
    """Whether everybody is placed, and there is just one trio."""
    return not grouping.left and len(grouping.joined) == 1


@dataclass(frozen=True)
class _Search:
    """Looks for the best trio. `pairs` are the weights of pairs that can be made, `weights` of all who may meet.

    `square` and `doubled` are the worth of those and twice the prices, in rough units.

    Whoever is in no trio has one partner, so all groupings have as many pairs: what all pairs have in common can be
    taken off, and the rest rounded down to what is exact in floating point. `rough` is what rounding may hide.
    """

    preference: Preference
    pairs: Weights
    weights: Weights
    square: Points
    doubled: Points
    base: int
    shift: int

    @classmethod
    def of(cls, preference: Preference, pairs: Weights) -> "_Search":
        """A search among all who may meet."""
        unit = preference.turn_unit
        meeting = weights_of(preference, *all_who_may_meet(preference))
        alone = {pair: weight % unit for pair, weight in meeting.items()}
        base = min(alone.values(), default=0)
        shift = max((max(alone.values(), default=0) - base).bit_length() - EXACT, 0)
        a, b = preference.places(list(alone)).reshape(-1, 2).T
        worth = np.array([(weight - base) >> shift for weight in alone.values()], np.int64)
        square = np.full((preference.size, preference.size), -1, np.int64)
        square[a, b] = square[b, a] = worth
        doubled = prices(preference.size, a, b, worth)
        made = {pair: weight % unit for pair, weight in pairs.items()}
        return cls(preference, made, alone, square, doubled, base, shift)

    def best_with(self, thirds: Sequence[MemberId], best: Grouping) -> Grouping:
        """The best grouping in which one of these is the third, or the one that was the best before."""
        tries = max(EFFORT // max(len(self.weights), 1), 1)
        for bound, third, pair in islice(self._likeliest(thirds), tries):
            if _is_whole(best) and best.joined[0][0] in thirds and bound <= self._rough(best):
                break
            pairs = tuple(sorted((pair, *solve(without(self.pairs, third, *pair)))))
            left = over((member for member in self.preference.turns if member != third), pairs)
            best = min(best, Grouping(pairs, ((third, pair),), left=left), key=self._order)
        return best

    def _likeliest(self, thirds: Sequence[MemberId]) -> Iterator[tuple[int, MemberId, Pair]]:
        """Trios with one of these, those first of which most can come, each with its bound."""
        places = self.preference.places(thirds)
        if self.preference.size > ALL_THIRDS_UP_TO:
            places = np.sort(places[np.argsort(self.doubled[places], kind="stable")[:THIRDS]])
        third, a, b = self._trios(places)
        sides = self.square[third, a] + self.square[third, b] + self.square[a, b]
        theirs = self.doubled[third] + self.doubled[a] + self.doubled[b]
        bounds = 2 * sides + self.doubled.sum() - theirs
        ids = self.preference.ids
        for at in np.argsort(-bounds, kind="stable").tolist():
            pair = MemberId(int(ids[a[at]])), MemberId(int(ids[b[at]]))
            yield int(bounds[at]), MemberId(int(ids[third[at]])), pair

    def _trios(self, thirds: Places) -> tuple[Places, Places, Places]:
        """Every trio with one of these that may meet, once."""
        a, b = np.nonzero(np.triu(self.square >= 0, 1))
        third, pair = np.repeat(thirds, len(a)), np.tile(np.arange(len(a)), len(thirds))
        a, b = a[pair], b[pair]
        is_third = np.isin(np.arange(self.preference.size), thirds)
        once = (~is_third[a] | (a > third)) & (~is_third[b] | (b > third))
        may = (self.square[third, a] >= 0) & (self.square[third, b] >= 0)
        kept = once & may & (a != third) & (b != third)
        return third[kept], a[kept], b[kept]

    def _rough(self, grouping: Grouping) -> int:
        """Twice what a grouping is worth in rough units, less what rounding may have hidden in another."""
        meetings = _who_meet(grouping)
        worth = sum((self.weights[pair] - self.base) >> self.shift for pair in meetings)
        return 2 * (worth - (len(meetings) if self.shift else 0))

    def _order(self, grouping: Grouping) -> tuple[int, ...]:
        """Orders groupings, the best first.

        The fewest left over and the fewest trios; thirds whose turn it is; then all who would meet, by their weights.
        """
        turns = sum(self.preference.turns[third] for third, _ in grouping.joined)
        fit = sum(self.weights[pair] for pair in _who_meet(grouping))
        return len(grouping.left), len(grouping.joined), turns, -fit


def _who_meet(grouping: Grouping) -> list[Pair]:
    joined = (side for third, pair in grouping.joined for side in joining(third, pair))
    return [*grouping.pairs, *joined]
