"""The best set of pairs: a maximum-weight matching of maximum size (Edmonds' blossom algorithm, by rustworkx)."""

from collections.abc import Sequence
from heapq import nlargest, nsmallest

from bot.domain.matching.model import Candidate
from bot.domain.matching.preference import Pair, Preference

ALL_PAIRS_UP_TO = 250
BEST_CANDIDATES = 24
CHANCE_CANDIDATES = 8

Edge = tuple[
    int, int, int
]  # two places in the order of ids, and the weight of bringing them together


def solve(
    candidates: Sequence[Candidate], forbidden: frozenset[Pair], preference: Preference
) -> tuple[Pair, ...]:
    """The pairs that leave the fewest over and are preferred most; `forbidden` pairs are (smaller id, larger id).

    Up to 250 members it weighs all pairs, and the answer is exact. Above, each member brings their 24
    best and 8 chance candidates, which keeps a thousand members within seconds; should that leave more
    over than it must, all pairs are weighed after all.
    """
    ordered = sorted(candidates, key=lambda candidate: candidate.member.id)
    edges = _edges(ordered, forbidden, preference)
    if len(ordered) > ALL_PAIRS_UP_TO:
        pairs = _match(_thinned(edges, len(ordered), preference))
        if len(pairs) < _most_pairs(edges):
            pairs = _match(edges)
    else:
        pairs = _match(edges)
    ids = [candidate.member.id for candidate in ordered]
    return tuple(sorted((ids[min(pair)], ids[max(pair)]) for pair in pairs))


def _edges(
    ordered: Sequence[Candidate], forbidden: frozenset[Pair], preference: Preference
) -> list[Edge]:
    return [
        (i, j, preference.weight(one, other))
        for i, one in enumerate(ordered)
        for j, other in enumerate(ordered[i + 1 :], i + 1)
        if (one.member.id, other.member.id) not in forbidden
    ]


def _match(edges: list[Edge]) -> list[tuple[int, int]]:
    import rustworkx as rx  # noqa: PLC0415 - loading it takes longer than most commands

    graph = rx.PyGraph(multigraph=False)
    graph.extend_from_weighted_edge_list(edges)
    matched = rx.max_weight_matching(graph, max_cardinality=True, weight_fn=lambda weight: weight)
    return list(matched)


def _most_pairs(edges: list[Edge]) -> int:
    """No more pairs than this are possible: half of those who may meet anybody."""
    return len({end for edge in edges for end in edge[:2]}) // 2


def _thinned(edges: list[Edge], members: int, preference: Preference) -> list[Edge]:
    """Each member's candidates by fit alone: by weight all would bring the same few, whose turn it was."""
    turn_unit, tie_unit = preference.turn_unit, preference.tie_unit
    by_member: list[list[Edge]] = [[] for _ in range(members)]
    for edge in edges:
        by_member[edge[0]].append(edge)
        by_member[edge[1]].append(edge)
    kept: set[Edge] = set()
    for own in by_member:
        kept.update(nlargest(BEST_CANDIDATES, own, key=lambda edge: edge[2] % turn_unit))
        kept.update(nsmallest(CHANCE_CANDIDATES, own, key=lambda edge: edge[2] % tie_unit))
    return sorted(kept)
