"""The odd one of an odd number, and the pair they join.

The best trio and the best pairs of all others depend on each other. Which trios are tried grows with what
can be gained, and shrinks with what it costs:

- up to 61 members each is tried as the third (those first whose turn it is): the others are paired exactly,
  then the third joins the best pair. Above, the weights choose who is over.
- where that repeats somebody, whole trios are tried too, with exact pairs of the others, until one repeats
  nobody: up to 13 members all trios, so that what repeats is as little as can be; up to 61 the 150
  likeliest; up to 250 the 20 likeliest with the third that was chosen; above, none.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import nsmallest

from bot.domain.matching.leftover import Grouping, join_pairs, joining, over, sit_out
from bot.domain.matching.preference import Pair, Preference
from bot.domain.matching.solver import Weights, solve, without
from bot.domain.model import MemberId

TRIOS_TRIED: Mapping[int, int] = {13: 858, 61: 150, 250: 20}  # by the size up to which that is so
TRY_EVERY_THIRD_UP_TO = 61


def make_trios(members: Sequence[MemberId], weights: Weights, preference: Preference) -> Grouping:
    """Pairs, and whoever is over joins one; nobody is left whom some pair may take."""
    order = _Order(weights, preference)
    best = join_pairs(sit_out(members, weights, preference), weights, preference)
    if len(members) % 2 == 0:
        return best
    thirds: Sequence[MemberId] = [third for third, _ in best.joined]
    if len(members) <= TRY_EVERY_THIRD_UP_TO:
        best = min([best, *_each_third(members, weights, preference)], key=order)
        turns = {preference.turns[third] for third, _ in best.joined}
        thirds = [member for member in members if preference.turns[member] in turns]
    for grouping in _whole_trios(members, thirds, order):
        if len(best.joined) != 1 or not any(order.repeats(best)):
            break
        best = min(best, grouping, key=order)
    return best


def _each_third(
    members: Sequence[MemberId], weights: Weights, preference: Preference
) -> Iterator[Grouping]:
    """What comes of each possible third; only of those whose turn it is, where one of them finds a place."""
    for turn in sorted({preference.turns[member] for member in members}):
        placed = False
        for third in (member for member in members if preference.turns[member] == turn):
            pairs = solve(without(weights, third), preference)
            left = (*over((m for m in members if m != third), pairs), third)
            grouping = join_pairs(Grouping(pairs, left=left), weights, preference)
            placed |= not grouping.left and len(grouping.joined) == 1
            yield grouping
        if placed:
            return


def _whole_trios(
    members: Sequence[MemberId], thirds: Iterable[MemberId], order: "_Order"
) -> Iterator[Grouping]:
    tried = next((most for size, most in TRIOS_TRIED.items() if len(members) <= size), 0)
    possible = (
        (order.trio(third, pair), third, pair)
        for third in (thirds if tried else ())
        for pair in order.weights
        if third not in pair and all(side in order.weights for side in joining(third, pair))
    )
    for _, third, pair in nsmallest(tried, possible):
        rest = without(order.weights, third, *pair)
        pairs = tuple(sorted((pair, *solve(rest, order.preference))))
        left = over((member for member in members if member != third), pairs)
        yield Grouping(pairs, ((third, pair),), left)


class _Order:
    """Orders groupings, the best first.

    The fewest left over and the fewest trios; thirds whose turn it is; the fewest repeats of any two who
    would meet; what suits best. Equals are told apart by their hashes, which are part of the fit.
    """

    def __init__(self, weights: Weights, preference: Preference) -> None:
        self.weights = weights
        self.preference = preference

    def __call__(self, grouping: Grouping) -> tuple[int, ...]:
        turns = sum(self.preference.turns[third] for third, _ in grouping.joined)
        placing = (len(grouping.left), len(grouping.joined), turns)
        return (*placing, *self.repeats(grouping), -self._fit(_who_meet(grouping)))

    def repeats(self, grouping: Grouping) -> tuple[int, int]:
        """How many would meet again, and how many would be introduced again."""
        return self._again(_who_meet(grouping))

    def trio(self, third: MemberId, pair: Pair) -> tuple[int, ...]:
        """Orders trios by themselves, the likeliest first."""
        sides = (pair, *joining(third, pair))
        return (*self._again(sides), -self._fit(sides))

    def _again(self, pairs: Iterable[Pair]) -> tuple[int, int]:
        history = self.preference.history
        past = [history[pair] for pair in pairs if pair in history]
        return sum(p.met > 0 for p in past), len(past)

    def _fit(self, pairs: Iterable[Pair]) -> int:
        return sum(self.weights[pair] % self.preference.turn_unit for pair in pairs)


def _who_meet(grouping: Grouping) -> list[Pair]:
    joined = (side for third, pair in grouping.joined for side in joining(third, pair))
    return [*grouping.pairs, *joined]
