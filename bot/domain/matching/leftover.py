"""Who is over when pairs are made, and which pair they join where three may meet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bot.domain.matching.preference import Pair, Preference
from bot.domain.matching.solver import Weights, solve
from bot.domain.model import MemberId


@dataclass(frozen=True, slots=True)
class Grouping:
    """Pairs, and for each member who joined one the pair they joined; or larger groups. Whoever is left has nobody."""

    pairs: tuple[Pair, ...]
    joined: tuple[tuple[MemberId, Pair], ...] = ()
    groups: tuple[tuple[MemberId, ...], ...] = ()
    left: tuple[MemberId, ...] = ()

    @classmethod
    def of(cls, preference: Preference, pairs: tuple[Pair, ...]) -> "Grouping":
        """Pairs only; whoever is in none is left."""
        return cls(pairs, left=over(preference.turns, pairs))


def sit_out(preference: Preference, weights: Weights) -> Grouping:
    """Pairs only; whoever is over sits out. The weights see to it that it is their turn."""
    return Grouping.of(preference, solve(weights))


def over(members: Iterable[MemberId], pairs: Iterable[Pair]) -> tuple[MemberId, ...]:
    """Those who are in no pair."""
    paired = {member for pair in pairs for member in pair}
    return tuple(member for member in members if member not in paired)


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


def joining(third: MemberId, pair: Pair) -> tuple[Pair, Pair]:
    """The two pairs that come about when a third joins a pair."""
    a, b = pair
    return (min(a, third), max(a, third)), (min(b, third), max(b, third))
