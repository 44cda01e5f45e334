"""The best set of pairs: a maximum-weight matching of maximum size (Edmonds' blossom algorithm, by rustworkx)."""

from collections.abc import Mapping, Sequence
from heapq import nlargest, nsmallest
from itertools import combinations

from bot.domain.matching.model import Candidate
from bot.domain.matching.preference import Pair, Preference
from bot.domain.model import MemberId

ALL_PAIRS_UP_TO = 250
BEST_CANDIDATES = 24
CHANCE_CANDIDATES = 8

Weights = Mapping[Pair, int]  # of each pair that may meet, the smaller id first


def weigh(
    candidates: Sequence[Candidate], forbidden: frozenset[Pair], preference: Preference
) -> Weights:
    """The weights of all pairs of candidates (in id order) that are not forbidden."""
    return {
        (one.member.id, other.member.id): preference.weight(one, other)
        for one, other in combinations(candidates, 2)
        if (one.member.id, other.member.id) not in forbidden
    }


def without(weights: Weights, *gone: MemberId) -> Weights:
    """The weights of the pairs in which none of these members is."""
    return {pair: w for pair, w in weights.items() if pair[0] not in gone and pair[1] not in gone}


def solve(weights: Weights, preference: Preference) -> tuple[Pair, ...]:
    """The pairs that leave the fewest over and are preferred most.

    Up to 250 members all pairs count, and the answer is exact. Above, each member brings their 24 best and
    8 chance candidates, which keeps a thousand members within seconds; should that leave more over than it
    must, all pairs count after all.
    """
    members = sorted({member for pair in weights for member in pair})
    if len(members) > ALL_PAIRS_UP_TO:
        pairs = _match(members, _thinned(weights, preference))
        if len(pairs) == len(members) // 2:
            return pairs
    return _match(members, weights)


def perfect(members: Sequence[MemberId], weights: Weights) -> tuple[Pair, ...] | None:
    """The best set of pairs that leaves nobody over; None where there is none."""
    pairs = _match(members, weights)
    return pairs if 2 * len(pairs) == len(members) else None


def _match(members: Sequence[MemberId], weights: Weights) -> tuple[Pair, ...]:
    import rustworkx as rx  # noqa: PLC0415 - loading it takes longer than most commands

    places = {member: place for place, member in enumerate(members)}
    graph = rx.PyGraph(multigraph=False)
    graph.extend_from_weighted_edge_list(
        [(places[a], places[b], weight) for (a, b), weight in weights.items()]
    )
    matched = rx.max_weight_matching(graph, max_cardinality=True, weight_fn=lambda weight: weight)
    return tuple(sorted((members[min(edge)], members[max(edge)]) for edge in matched))


def _thinned(weights: Weights, preference: Preference) -> Weights:
    """Each member's candidates by fit alone: by weight all would bring the same few, who had their turn already."""
    turn_unit, tie_unit = preference.turn_unit, preference.tie_unit
    of_member: dict[MemberId, list[Pair]] = {}
    for pair in weights:
        of_member.setdefault(pair[0], []).append(pair)
        of_member.setdefault(pair[1], []).append(pair)
    kept: set[Pair] = set()
    for own in of_member.values():
        kept.update(nlargest(BEST_CANDIDATES, own, key=lambda pair: weights[pair] % turn_unit))
        kept.update(nsmallest(CHANCE_CANDIDATES, own, key=lambda pair: weights[pair] % tie_unit))
    return {pair: weights[pair] for pair in sorted(kept)}
