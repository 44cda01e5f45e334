"""Who is over when pairs are made, and which pair they join where three may meet."""

from collections.abc import Sequence

import numpy as np

from bot.domain.matching.grouping import Grouping
from bot.domain.matching.preference import Pair, Preference
from bot.domain.matching.solver import Weights, solve_fairly
from bot.domain.model import MemberId


def sit_out(preference: Preference, weights: Weights) -> Grouping:
    """Pairs only; whoever is over sits out, because it is their turn."""
    return Grouping.of(preference.turns, solve_fairly(preference, weights))


def join_pairs(grouping: Grouping, preference: Preference) -> Grouping:
    """Each one left joins the pair that suits best, at most one to a pair; whom no pair may take stays left."""
    free = list(grouping.pairs)
    joined: list[tuple[MemberId, Pair]] = []
    left: list[MemberId] = []
    for member in grouping.left:
        best = _best_to_join(member, free, preference)
        if best is None:
            left.append(member)
            continue
        free.remove(best)
        joined.append((member, best))
    return Grouping(grouping.pairs, tuple(joined), left=tuple(left))


def _best_to_join(member: MemberId, pairs: Sequence[Pair], preference: Preference) -> Pair | None:
    """The pair that a third suits best; None where neither may take them."""
    if not pairs:
        return None
    third, *_ = preference.places([member])
    ends = [np.array(preference.places(side)) for side in zip(*pairs, strict=True)]
    sides = [(np.minimum(end, third), np.maximum(end, third)) for end in ends]
    may = np.flatnonzero(preference.may_meet(*sides[0]) & preference.may_meet(*sides[1]))
    suits = [preference.fitting(a[may], b[may]) for a, b in sides]
    together = [one + other for one, other in zip(*suits, strict=True)]
    return pairs[int(may[together.index(max(together))])] if together else None
