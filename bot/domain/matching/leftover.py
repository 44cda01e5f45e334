"""Who is over when pairs are made, and which pair they join where three may meet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain.matching.preference import Pair, Preference
from bot.domain.matching.solver import Weights, solve
from bot.domain.model import MemberId


@dataclass(frozen=True, slots=True)
class Grouping:
    """Pairs, and for each member who joined one the pair they joined; whoever is left has nobody."""

    pairs: tuple[Pair, ...]
    joined: tuple[tuple[MemberId, Pair], ...] = ()
    left: tuple[MemberId, ...] = ()


def sit_out(members: Sequence[MemberId], weights: Weights, preference: Preference) -> Grouping:
    """Pairs only; whoever is over sits out. The weights see to it that it is their turn."""
    pairs = solve(weights, preference)
    return Grouping(pairs, left=over(members, pairs))


def over(members: Iterable[MemberId], pairs: Iterable[Pair]) -> tuple[MemberId, ...]:
    """Those who are in no pair."""
    paired = {member for pair in pairs for member in pair}
    return tuple(member for member in members if member not in paired)


def join_pairs(grouping: Grouping, weights: Weights, preference: Preference) -> Grouping:
    """Each one left joins the pair that suits best, at most one to a pair; whom no pair may take stays left."""
    free = list(grouping.pairs)
    joined: list[tuple[MemberId, Pair]] = []
    left: list[MemberId] = []
    for member in grouping.left:
        sides = {pair: joining(member, pair) for pair in free}
        suits = {
            pair: sum(weights[side] % preference.turn_unit for side in sides[pair])
            for pair in free
            if all(side in weights for side in sides[pair])
        }
        if not suits:
            left.append(member)
            continue
        best = max(suits, key=suits.__getitem__)
        free.remove(best)
        joined.append((member, best))
    return Grouping(grouping.pairs, tuple(joined), tuple(left))


def joining(third: MemberId, pair: Pair) -> tuple[Pair, Pair]:
    """The two pairs that come about when a third joins a pair."""
    a, b = pair
    return (min(a, third), max(a, third)), (min(b, third), max(b, third))
