"""Which pairs are weighed at all: of a small group all of them, of a larger one the best of each member."""

import numpy as np

from bot.domain.matching.common import Places
from bot.domain.matching.points import Points
from bot.domain.matching.preference import Preference

BEST = 24
NEIGHBOURS = 4

Pairs = tuple[Places, Places]  # pairs by the places of their two, the smaller one first


def all_pairs(preference: Preference) -> Pairs:
    """All pairs that may meet and of whom neither is wanted elsewhere, by places, the smaller one first."""
    a, b = np.triu_indices(preference.size, 1)
    may = preference.may_pair(a, b)
    return a[may], b[may]


def all_who_may_meet(preference: Preference) -> Pairs:
    """The same, though they are wanted elsewhere: a third may join such a pair."""
    a, b = np.triu_indices(preference.size, 1)
    may = preference.may_meet(a, b)
    return a[may], b[may]


def promising(
    preference: Preference,
    among: Places,
    pairs: Pairs,
    rank: Points,
    times: int = 1,
) -> Pairs:
    """Of ranked pairs among some members (in order) those that one of the two has among their best, and a ring's.

    The ring stands in an order of chance, and sees to it that there is a way to pair most. Of equals the later pair
    is the better one: left to NumPy, the choice would depend on the machine.
    """
    size, best = len(among), BEST * times
    i, j = np.searchsorted(among, pairs)
    ranks = np.full((size, size), -1, np.int64)
    ranks[i, j] = ranks[j, i] = _one_by_one(rank)
    chosen = np.zeros((size, size), np.bool_)
    top = np.argpartition(ranks, max(size - best, 0), axis=1)[:, max(size - best, 0) :]
    chosen[np.arange(size)[:, None], top] = True
    ring = np.argsort(preference.ties(among, among), kind="stable")
    for step in range(1, NEIGHBOURS * times + 1):
        chosen[ring, np.roll(ring, step)] = True
    kept = (chosen | chosen.T)[i, j]
    return pairs[0][kept], pairs[1][kept]


def _one_by_one(rank: Points) -> Points:
    """Ranks in the same order, of which no two are the same."""
    unique = np.empty_like(rank)
    unique[np.argsort(rank, kind="stable")] = np.arange(len(rank))
    return unique
