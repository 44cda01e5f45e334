"""Those who are over when pairs are made, and the pairs they join.

The best trio and the best pairs of all others depend on each other, so trios are tried: the others of each are paired
exactly, and where some of these are over too, their trios are tried in turn. A round that leaves the fewest has as many
pairs (a trio counts as one that somebody joined) as there can be: where it had fewer, there would be a way from one who
is over to another, on which a pair or a trio gives up one member and gains another, and at its end there is a pair
more. So a trio is of use only if the others leave one less over than without it. Parts of the group none of whom may
meet any of another are looked at each for itself: one whom nobody may meet makes an even number odd for all others.

Which trios are worth a try is told by prices (see `prices`): a trio and the prices of all others bound what can come of
it, so the likeliest are tried first, and as soon as the bound of the next one does not exceed the best that was found,
no other can be better. Most often a handful is enough. Above 120 members not all thirds are tried.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bot.domain.matching.candidates import all_who_may_meet
from bot.domain.matching.common import Places
from bot.domain.matching.grouping import Grouping
from bot.domain.matching.leftover import join_pairs, sit_out
from bot.domain.matching.parts import parts
from bot.domain.matching.points import Points
from bot.domain.matching.preference import Pair, Preference
from bot.domain.matching.prices import prices
from bot.domain.matching.solver import Weights, solve, weights_of, without
from bot.domain.model import MemberId

ALL_THIRDS_UP_TO = 120
THIRDS = 8
EFFORT = 300_000  # pairs weighed in all tries together
EXACT = 50  # bits of whole numbers that stay exact in floating point, with room for sums


def make_trios(preference: Preference, weights: Weights) -> Grouping:
    """Pairs, and those who are over join some; nobody is left who can be in a pair or a trio."""
    paired = sit_out(preference, weights)
    if not paired.left:
        return paired
    tries = iter(range(max(EFFORT // max(len(weights), 1), 1)))
    return _Search.of(preference).best(list(preference.turns), weights, len(paired.left), tries)


@dataclass(frozen=True, slots=True)
class _Trio:
    """Somebody, the pair they would join, how dear it is that it is their turn, and twice what can come of it."""

    third: MemberId
    pair: Pair
    turn: int
    bound: int


@dataclass(frozen=True)
class _Search:
    """Looks for the best trios. `weights` are those of all who may meet, without turns.

    `square` and `doubled` are the worth of those and twice the prices, in rough units; `turns` is how dear turns are.

    Whoever is in no trio has one partner, so all groupings have as many pairs: what all pairs have in common can be
    taken off, and the rest rounded down to what is exact in floating point. `rough` is what rounding may hide.
    """

    preference: Preference
    weights: Weights
    square: Points
    doubled: Points
    turns: Points
    base: int
    shift: int

    @classmethod
    def of(cls, preference: Preference) -> "_Search":
        """A search among all who may meet."""
        meeting = weights_of(preference, *all_who_may_meet(preference))
        alone = {pair: weight % preference.turn_unit for pair, weight in meeting.items()}
        base = min(alone.values(), default=0)
        shift = max((max(alone.values(), default=0) - base).bit_length() - EXACT, 0)
        a, b = preference.places(list(alone)).reshape(-1, 2).T
        worth = np.array([(weight - base) >> shift for weight in alone.values()], np.int64)
        square = np.full((preference.size, preference.size), -1, np.int64)
        square[a, b] = square[b, a] = worth
        doubled = prices(preference.size, a, b, worth)
        turns = np.array(list(preference.turns.values()), np.int64)
        return cls(preference, alone, square, doubled, turns, base, shift)

    def best(
        self, members: Sequence[MemberId], pairs: Weights, most: int, tries: Iterator[int]
    ) -> Grouping:
        """The best grouping of these, by the weights of pairs that can be made; any, if more than `most` are over."""
        paired = Grouping.of(members, solve(pairs))
        if not 0 < len(paired.left) <= most:
            return paired
        found = [self.preference.ids[part].tolist() for part in self._parts(members)]
        if len(found) == 1:
            return self._best_of_part(members, pairs, paired, tries)
        return Grouping.of_parts(
            self.best(part, without(pairs, *{*members} - {*part}), most, tries) for part in found
        )

    def _parts(self, members: Sequence[MemberId]) -> list[Places]:
        here = self.preference.places(members)
        return [here[part] for part in parts(self.square[np.ix_(here, here)] >= 0)]

    def _best_of_part(
        self, members: Sequence[MemberId], pairs: Weights, paired: Grouping, tries: Iterator[int]
    ) -> Grouping:
        over = len(paired.left)
        best = join_pairs(paired, self.preference)
        for trio, _ in zip(self._likeliest(members, over), tries, strict=False):
            if self._none_better(trio, best, over):
                break
            gone = trio.third, *trio.pair
            rest = [member for member in members if member not in gone]
            others = self.best(rest, without(pairs, *gone), over - 1, tries)
            with_it = Grouping((trio.pair,), ((trio.third, trio.pair),))
            best = min(best, Grouping.of_parts([others, with_it]), key=self._order)
        return best

    def _none_better(self, trio: _Trio, best: Grouping, over: int) -> bool:
        """Whether neither this trio nor one after it can be part of a better grouping: all thirds come after it too."""
        turns = self._turns_taken(best)
        if best.left or trio.turn * over < turns:
            return False
        return trio.turn * over > turns or trio.bound <= self._rough(best)

    def _likeliest(self, members: Sequence[MemberId], over: int) -> Iterator[_Trio]:
        """Trios of these: by whose turn it is to be the third, and of those first the ones of which most can come."""
        here = self.preference.places(members)
        for turn in np.unique(self.turns[here]).tolist():
            yield from self._likeliest_with(here[self.turns[here] == turn], here, over)

    def _likeliest_with(self, thirds: Places, here: Places, over: int) -> Iterator[_Trio]:
        if len(here) > ALL_THIRDS_UP_TO:
            thirds = np.sort(thirds[np.argsort(self.doubled[thirds], kind="stable")[:THIRDS]])
        third, a, b = self._trios(thirds, here)
        sides = self.square[third, a] + self.square[third, b] + self.square[a, b]
        theirs = self.doubled[third] + self.doubled[a] + self.doubled[b]
        other_trios = (over - 1) * 3 * int(self.doubled[here].max(initial=0))
        bounds = 2 * sides + int(self.doubled[here].sum()) - theirs + other_trios
        ids = self.preference.ids
        for at in np.argsort(-bounds, kind="stable").tolist():
            pair = MemberId(int(ids[a[at]])), MemberId(int(ids[b[at]]))
            turn = int(self.turns[third[at]])
            yield _Trio(MemberId(int(ids[third[at]])), pair, turn, int(bounds[at]))

    def _trios(self, thirds: Places, here: Places) -> tuple[Places, Places, Places]:
        """Every trio of those who are here that may meet, once, with one of these, whose turn it is, as the third."""
        i, j = np.nonzero(np.triu(self.square[np.ix_(here, here)] >= 0, 1))
        a, b = np.tile(here[i], len(thirds)), np.tile(here[j], len(thirds))
        third = np.repeat(thirds, len(i))
        kept = (self.square[third, a] >= 0) & (self.square[third, b] >= 0)
        for other in (a, b):
            kept &= (self.turns[other] >= self.turns[third]) & (other != third)
            kept &= (other > third) | ~np.isin(other, thirds)
        for one, two, three in ((third, a, b), (a, third, b), (b, third, a)):
            wanted = self.preference.bound[one]
            kept &= (wanted < 0) | (wanted == two) | (wanted == three)
        return third[kept], a[kept], b[kept]

    def _turns_taken(self, grouping: Grouping) -> int:
        taken = (*grouping.left, *(third for third, _ in grouping.joined))
        return sum(self.preference.turns[member] for member in taken)

    def _rough(self, grouping: Grouping) -> int:
        """Twice what a grouping is worth in rough units, less what rounding may have hidden in another."""
        meetings = grouping.sides()
        worth = sum((self.weights[pair] - self.base) >> self.shift for pair in meetings)
        return 2 * (worth - (len(meetings) if self.shift else 0))

    def _order(self, grouping: Grouping) -> tuple[int, ...]:
        """Orders groupings, the best first.

        The fewest left over and the fewest trios; those whose turn it is; then all who would meet, by their weights.
        """
        fit = sum(self.weights[pair] for pair in grouping.sides())
        return len(grouping.left), len(grouping.joined), self._turns_taken(grouping), -fit
