"""Rounds of thousands: an assignment instead of a matching, which is quicker by far and nearly as good.

The best assignment (who "meets" whom, one way) over each member's candidates is found exactly. In it most members
have each other; the rest stand in rings, of which an even one falls into pairs at once and an odd one leaves one
member over. Those who are over are paired among themselves.

The prices that make the bound come with the assignment. They tell also which pairs that are no candidates could be
worth more than their prices (`trades`): these become candidates, and the assignment is made again, a few times.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from bot.domain.matching.candidates import promising
from bot.domain.matching.common import Places
from bot.domain.matching.edges import Edges
from bot.domain.matching.points import Points
from bot.domain.matching.preference import Pair, Preference
from bot.domain.matching.solver import solve, weights_of
from bot.domain.matching.trades import Market
from bot.domain.matching.views import Pairs, only_fresh, seen_in_views

MATCHED_AT_ONCE = 2_000  # of those who are over
HELPED, HELPERS = 500, 500  # members who are over, and pairs taken apart for them
EFFORT = 20_000  # members, over all assignments that are made


def draw_many(preference: Preference) -> tuple[tuple[Pair, ...], Points]:
    """Everybody in pairs, but for one where the number is odd: whoever's turn it is; and twice the prices (`prices`)."""
    odd = _odd_one(preference)
    edges, assigned, prices = _assignment(preference, odd)
    found, alone = _pairs_in(edges, assigned)
    over = np.array(sorted({*alone} - {odd}), np.int64)
    pairs = [*_by_ids(preference, found), *_among_themselves(preference, over)]
    if len(pairs) < preference.size // 2:
        pairs = _with_help(preference, pairs)
    return tuple(sorted(pairs)), prices


def _with_help(preference: Preference, pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs, some of which are taken apart so that whoever is over finds somebody; the odd one may change."""
    paired = preference.places(pairs).reshape(-1, 2)
    over = np.setdiff1d(np.arange(preference.size), paired)[:HELPED]
    chance = np.argsort(preference.ties(paired[:, 0], paired[:, 1]), kind="stable")
    opened, kept = chance[:HELPERS], chance[HELPERS:]
    some = np.sort(np.concatenate([over, paired[opened].ravel()]))
    return [*(pairs[at] for at in kept.tolist()), *_among_themselves(preference, some)]


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


def _by_ids(preference: Preference, pairs: Sequence[tuple[int, int]]) -> Iterator[Pair]:
    ids = preference.ids.tolist()
    return ((ids[min(pair)], ids[max(pair)]) for pair in pairs)


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
