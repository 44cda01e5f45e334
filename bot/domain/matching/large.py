"""Rounds of thousands: an assignment instead of a matching, which is quicker by far and nearly as good.

The best assignment (who "meets" whom, one way) over each member's candidates is found exactly. In it most members
have each other; the rest stand in rings, of which an even one falls into pairs at once and an odd one leaves one
member over. Those who are over are paired among themselves. To be paired at all is worth nothing in an assignment, so
some may be over still who need not be; for them pairs are exchanged (`largest`).

The prices that make the bound come with the assignment. They tell also which pairs that are no candidates could be
worth more than their prices (`trades`): these become candidates, and the assignment is made again, a few times.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from bot.domain.matching.candidates import Pairs, promising
from bot.domain.matching.common import Places
from bot.domain.matching.edges import Edges
from bot.domain.matching.largest import ALONE, Others, enlarged, listed, mates_of, pairs_of
from bot.domain.matching.points import Points
from bot.domain.matching.preference import NOTHING, Pair, Preference
from bot.domain.matching.solver import solve, weights_of
from bot.domain.matching.trades import Market
from bot.domain.matching.views import only_fresh, seen_in_views

MATCHED_AT_ONCE = 2_000  # of those who are over
MOST_RATED = 20_000_000  # pairs that are no candidates, for those who are over
EFFORT = 20_000  # members, over all assignments that are made


def draw_many(preference: Preference) -> tuple[tuple[Pair, ...], Points]:
    """Everybody in pairs, but for one where the number is odd: whoever's turn it is; and twice the prices (`prices`)."""
    odd = _odd_one(preference)
    edges, assigned, prices = _assignment(preference, odd)
    found, alone = _pairs_in(edges, assigned)
    over = np.array(sorted({*alone} - {odd}), np.int64)
    a, b = np.array(found, np.int64).reshape(-1, 2).T
    pairs = [*_by_ids(preference, (a, b)), *_among_themselves(preference, over)]
    if len(pairs) < preference.size // 2:
        pairs = _with_help(preference, edges, pairs, odd)
    return tuple(sorted(pairs)), prices


def _with_help(preference: Preference, edges: Edges, pairs: list[Pair], odd: int) -> list[Pair]:
    """The pairs, some of them exchanged so that as few as can be are over; the odd one may change only for that."""
    mates = mates_of(preference.size, *preference.places(pairs).reshape(-1, 2).T)
    candidates = listed(preference.size, *edges.pairs())
    for kept in (odd, ALONE):
        mates = enlarged(mates, candidates, _anybody_but(kept, preference))
        if np.count_nonzero(mates == ALONE) == preference.size % 2:
            break
    return list(_by_ids(preference, pairs_of(mates)))


def _anybody_but(odd: int, preference: Preference) -> Others:
    """Whom each may meet, candidate or not; nobody any more, when that was asked of too many."""
    asked, everybody = iter(range(MOST_RATED // preference.size)), np.arange(preference.size)

    def others(one: int) -> Places:
        if next(asked, None) is None:
            return NOTHING
        me = np.full(preference.size, one)
        may = preference.may_pair(np.minimum(me, everybody), np.maximum(me, everybody))
        may[[one, odd] if odd != ALONE else one] = False
        return np.flatnonzero(may)

    return others


def _assignment(preference: Preference, odd: int) -> tuple[Edges, Places, Points]:
    """The best assignment, without the odd one, and prices for everybody."""
    market = Market.of(preference)
    pairs = _without(odd, seen_in_views(preference))
    for _ in range(max(EFFORT // preference.size, 1)):
        edges = Edges.of(preference, *pairs)
        assigned = edges.assigned()
        prices = edges.prices(assigned)
        more = _without(odd, only_fresh(preference, [pairs, *market.undervalued(prices)]))
        if len(more[0]) == len(pairs[0]):
            break
        pairs = more
    return edges, assigned, market.for_everybody(prices)


def _without(odd: int, pairs: Pairs) -> Pairs:
    kept = (pairs[0] != odd) & (pairs[1] != odd)
    return pairs[0][kept], pairs[1][kept]


def _by_ids(preference: Preference, pairs: Pairs) -> Iterator[Pair]:
    ends = (preference.ids[side].tolist() for side in (np.minimum(*pairs), np.maximum(*pairs)))
    return zip(*ends, strict=True)


def _odd_one(preference: Preference) -> int:
    """Whose turn it is to be over; -1 in an even number."""
    if preference.size % 2 == 0:
        return -1
    everybody = np.arange(preference.size)
    turns = np.array(list(preference.turns.values()))
    return int(np.lexsort((preference.ties(everybody, everybody), turns))[0])


def _pairs_in(edges: Edges, assigned: Places) -> tuple[list[tuple[int, int]], list[int]]:
    """The pairs that an assignment falls into, and who is over."""
    pairs: list[tuple[int, int]] = []
    over: list[int] = []
    for ring in _rings(assigned.tolist()):
        here = _best_of_ring(edges, ring)
        pairs += here
        over += set(ring) - {member for pair in here for member in pair}
    return pairs, over


def _rings(assigned: Sequence[int]) -> Iterator[list[int]]:
    """The rings in which each meets the next, those of one included."""
    seen = [False] * len(assigned)
    for first in range(len(assigned)):
        ring: list[int] = []
        member = first
        while not seen[member]:
            seen[member] = True
            ring.append(member)
            member = assigned[member]
        if ring:
            yield ring


def _best_of_ring(edges: Edges, ring: Sequence[int]) -> list[tuple[int, int]]:
    """Neighbours in pairs, in the best of the ways there are: two where the ring is even, else one for each member."""
    length = len(ring)
    if length == 1:
        return []
    steps = [(ring[n], ring[(n + 1) % length]) for n in range(length)]
    worth = [edges.of_pair(*step) for step in steps]

    def way(start: int) -> list[int]:
        return [(start + n) % length for n in range(0, length - 1, 2)]

    starts = range(2 if length % 2 == 0 else length)
    best = max(starts, key=lambda start: sum(worth[n] for n in way(start)))
    return [steps[n] for n in way(best)]


def _among_themselves(preference: Preference, over: Places) -> tuple[Pair, ...]:
    """Those who are over in pairs, as well as can be, a thousand or two at a time."""
    found: list[Pair] = []
    for some in np.array_split(over, -(-len(over) // MATCHED_AT_ONCE)) if len(over) else []:
        i, j = np.triu_indices(len(some), 1)
        a, b = some[i], some[j]
        may = preference.may_pair(a, b)
        a, b = a[may], b[may]
        few = replace(preference, most_pairs=len(some) // 2 + 3)
        found += solve(weights_of(few, *promising(few, some, (a, b), few.rank(a, b))))
    return tuple(found)
