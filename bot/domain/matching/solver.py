"""The best set of pairs: a maximum-weight matching of maximum size (Edmonds' blossom algorithm, by rustworkx)."""

from collections.abc import Sequence
from heapq import nlargest

from bot.domain.matching.model import Candidate
from bot.domain.matching.preference import Pair, Preference, tie_break
from bot.domain.model import MemberId

ALL_PAIRS_UP_TO = 250
BEST_CANDIDATES = 24
CHANCE_CANDIDATES = 8


def solve(
    candidates: Sequence[Candidate], forbidden: frozenset[Pair], preference: Preference
) -> tuple[Pair, ...]:
    """The pairs that leave the fewest over and are preferred most; `forbidden` pairs are (smaller id, larger id).

    Up to 250 members it weighs all pairs, and the answer is exact. Above, each member brings their 24
    best and 8 chance candidates, which keeps a thousand members within seconds.
    """
    import rustworkx as rx  # noqa: PLC0415 - loading it takes longer than most commands

    ordered = sorted(candidates, key=lambda candidate: candidate.member.id)
    edges = _edges(ordered, forbidden, preference)
    graph = rx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(len(ordered)))
    graph.add_edges_from(edges)
    matched = rx.max_weight_matching(
        graph, max_cardinality=True, weight_fn=lambda weight: weight, verify_optimum=False
    )
    ids = [candidate.member.id for candidate in ordered]
    return tuple(sorted((ids[min(edge)], ids[max(edge)]) for edge in matched))


Edge = tuple[int, int, int]


def _edges(
    ordered: Sequence[Candidate], forbidden: frozenset[Pair], preference: Preference
) -> list[Edge]:
    edges = [
        (i, j, preference.weight(one, other))
        for i, one in enumerate(ordered)
        for j, other in enumerate(ordered[i + 1 :], i + 1)
        if (one.member.id, other.member.id) not in forbidden
    ]
    if len(ordered) <= ALL_PAIRS_UP_TO:
        return edges
    return _thinned(edges, len(ordered), preference.seed)


def _thinned(edges: list[Edge], members: int, seed: int) -> list[Edge]:
    by_member: list[list[Edge]] = [[] for _ in range(members)]
    for edge in edges:
        by_member[edge[0]].append(edge)
        by_member[edge[1]].append(edge)
    kept: set[Edge] = set()
    for own in by_member:
        kept.update(nlargest(BEST_CANDIDATES, own, key=lambda edge: edge[2]))
        kept.update(
            nlargest(
                CHANCE_CANDIDATES,
                own,
                key=lambda edge: tie_break(seed + 1, MemberId(edge[0]), MemberId(edge[1])),
            )
        )
    return sorted(kept)
