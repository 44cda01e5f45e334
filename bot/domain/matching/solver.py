"""The best set of pairs: a maximum-weight matching of maximum size (Edmonds' blossom algorithm, by rustworkx)."""

from collections.abc import Mapping, Sequence

import numpy as np

from bot.domain.matching.candidates import all_pairs, promising
from bot.domain.matching.common import Places
from bot.domain.matching.points import Points
from bot.domain.matching.preference import FRESH, Pair, Preference
from bot.domain.matching.prices import prices
from bot.domain.model import MemberId

ALL_PAIRS_UP_TO = 300  # members; above, the best candidates of each are enough
WIDER = 4  # times as many candidates, where the first ones leave somebody over
STEPS = 2**4  # in a point of `Preference.worth`, by which equals are told apart

Weights = Mapping[Pair, int]  # of each pair that may meet, the smaller id first


def weigh(preference: Preference) -> Weights:
    """The weights of all pairs that may meet."""
    return weights_of(preference, *all_pairs(preference))


def weights_of(preference: Preference, a: Places, b: Places) -> Weights:
    """The weights of some pairs, each with the smaller place first."""
    pairs = zip(preference.ids[a].tolist(), preference.ids[b].tolist(), strict=True)
    return dict(zip(pairs, preference.weights(a, b), strict=True))


def without(weights: Weights, *gone: MemberId) -> Weights:
    """The weights of the pairs in which none of these members is."""
    return {pair: w for pair, w in weights.items() if pair[0] not in gone and pair[1] not in gone}


def solve(weights: Weights) -> tuple[Pair, ...]:
    """The pairs that leave the fewest over and are preferred most; exact."""
    return _match(sorted({member for pair in weights for member in pair}), weights)


def solve_promising(preference: Preference) -> tuple[tuple[Pair, ...], Points | None]:
    """The same among each member's best candidates, which keeps two thousand members within seconds; and prices.

    The best candidates are those pairs that are worth nearly as much as the prices of their two (`certificate`),
    among pairs that are no repeats. Where those leave somebody over who need not be, others are tried, then all;
    then there are no prices.
    """
    every_pair = all_pairs(preference)
    fresh = preference.freshness(*every_pair)[0] == FRESH
    a, b = every_pair[0][fresh], every_pair[1][fresh]
    worth = preference.worth(a, b) * STEPS + preference.ties(a, b) % STEPS
    doubled = prices(preference.size, a, b, worth)
    spare = doubled[a] + doubled[b] - 2 * worth
    everybody, most = np.arange(preference.size), len(np.unique(every_pair)) // 2
    few = promising(preference, everybody, (a, b), spare.max(initial=0) - spare)
    pairs = solve(weights_of(preference, *few))
    if len(pairs) == most:
        return pairs, -(-doubled // STEPS)
    few = promising(preference, everybody, every_pair, preference.rank(*every_pair), times=WIDER)
    pairs = solve(weights_of(preference, *few))
    return (pairs if len(pairs) == most else solve(weights_of(preference, *every_pair))), None


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
