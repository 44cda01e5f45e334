"""The best set of pairs: a maximum-weight matching of maximum size (Edmonds' blossom algorithm, by rustworkx)."""

from collections.abc import Mapping, Sequence

import numpy as np

from bot.domain.matching.candidates import Pairs, all_pairs, promising
from bot.domain.matching.common import Places
from bot.domain.matching.largest import enlarged, listed, mates_of, pairs_of
from bot.domain.matching.points import Points
from bot.domain.matching.preference import FRESH, Pair, Preference
from bot.domain.matching.prices import prices
from bot.domain.model import MemberId

ALL_PAIRS_UP_TO = 300  # members; above, the best candidates of each are enough
WIDER = 2  # times as many candidates, where the first ones leave over whom they need not
CHANCES = 2**4  # steps by which pairs that are worth the same are told apart
STEPS = (
    2**6
)  # in a point of `Preference.worth`, times the members: no chance in any price comes near half a point

NOBODY = MemberId(-1)  # with whom the one who sits out is paired

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


def solve_fairly(preference: Preference, weights: Weights) -> tuple[Pair, ...]:
    """The same as `solve`, sooner by far where at most one need be over: whoever's turn it is.

    Turns say nothing about the pairs then, and weights that differ by turns make the search take four times as long.
    """
    turns = {member: preference.turns[member] for pair in weights for member in pair}
    alone = {pair: weight % preference.turn_unit for pair, weight in weights.items()}
    if len(turns) % 2:
        fewest = min(turns.values())
        alone |= {(NOBODY, member): 0 for member, turn in turns.items() if turn == fewest}
    whole = perfect(sorted({member for pair in alone for member in pair}), alone)
    return solve(weights) if whole is None else tuple(pair for pair in whole if NOBODY not in pair)


def solve_promising(preference: Preference) -> tuple[tuple[Pair, ...], Points | None]:
    """The same among each member's best candidates, which keeps two thousand members within seconds; and prices.

    The best candidates are those pairs that are worth nearly as much as the prices of their two (`certificate`),
    among pairs that are no repeats or wanted together. Where those leave over too many, or somebody whose turn it is not, more of each are
    tried, repeats too, and the pairs of a largest round with them; then there are no prices.
    """
    every_pair = all_pairs(preference)
    wanted = preference.bound[every_pair[0]] == every_pair[1]
    fresh = wanted | (preference.freshness(*every_pair)[0] == FRESH)
    a, b = every_pair[0][fresh], every_pair[1][fresh]
    step = STEPS * preference.size
    worth = preference.worth(a, b) * step + preference.ties(a, b) % CHANCES
    doubled = prices(preference.size, a, b, worth)
    spare = doubled[a] + doubled[b] - 2 * worth
    everybody = np.arange(preference.size)
    few = promising(preference, everybody, (a, b), spare.max(initial=0) - spare)
    pairs = solve_fairly(preference, weights_of(preference, *few))
    largest = _largest(preference, pairs, every_pair)
    if len(largest[0]) == len(pairs) and _leaves_whose_turn_it_is(preference, pairs, every_pair):
        return pairs, (doubled + step // 2) // step
    few = promising(preference, everybody, every_pair, preference.rank(*every_pair), times=WIDER)
    both = (np.concatenate(ends) for ends in zip(few, largest, strict=True))
    return solve_fairly(preference, weights_of(preference, *both)), None


def _largest(preference: Preference, pairs: Sequence[Pair], every_pair: Pairs) -> Pairs:
    """The pairs, or more of them where that is possible, by places."""
    found = preference.places(pairs).reshape(-1, 2).T
    if len(pairs) == len(np.unique(every_pair)) // 2:
        return found[0], found[1]
    return pairs_of(
        enlarged(mates_of(preference.size, *found), listed(preference.size, *every_pair))
    )


def _leaves_whose_turn_it_is(
    preference: Preference, pairs: Sequence[Pair], every_pair: Pairs
) -> bool:
    """Whether no others could be left over whose turn it is rather, of those who may meet anybody."""
    turns = np.array(list(preference.turns.values()), np.int64)
    meeting = np.unique(every_pair)
    left = np.setdiff1d(meeting, preference.places(pairs))
    return int(turns[left].sum()) == int(np.sort(turns[meeting])[: len(left)].sum())


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
