"""Peers that solve a round exactly, each with its own idea of a good one; by rustworkx's matching of most weight."""

from collections.abc import Iterable
from itertools import combinations
from random import Random

import rustworkx as rx
from comparing.past import Group, Past, Round, Week, shuffled

ALONE, JUST_NOW, LATELY = 50, 1_000_000, 50  # what colette charges
TIES = 1_000_000


def beans(week: Week, past: Past, _chance: Random) -> Round:
    """Yelp/beans: as many pairs as there can be outside a cooldown of 10 weeks; all of them count the same."""
    pairs = combinations(week.present, 2)
    allowed = {(a, b): 1 for a, b in pairs if not past.lately(a, b, 10)}
    return _round(week, _most_weight(week.present, allowed))


def colette(week: Week, past: Past, chance: Random) -> Round:
    """The least cost: a partner of the last round or of the last 10, being alone; what costs the same, by chance.

    Its roles (who organises, who pays) are left out: they would only narrow the choice.
    """
    order = shuffled(week.present, chance)
    # A pair is made where it is cheaper than two who are alone, so its weight is what it saves.
    saved = {(a, b): 2 * ALONE - _cost(past, a, b) for a, b in combinations(order, 2)}
    worth = {
        pair: TIES * saving + chance.randrange(TIES // len(order))
        for pair, saving in saved.items()
        if saving > 0
    }
    return _round(week, _most_weight(order, worth))


def _cost(past: Past, a: int, b: int) -> int:
    if past.lately(a, b, 1):
        return JUST_NOW
    return LATELY if past.lately(a, b, 10) else 0


def _most_weight(members: Iterable[int], weights: dict[tuple[int, int], int]) -> list[Group]:
    graph: rx.PyGraph[int, int] = rx.PyGraph(multigraph=False)
    places = dict(zip(members, graph.add_nodes_from(list(members)), strict=True))
    graph.add_edges_from([(places[a], places[b], w) for (a, b), w in weights.items()])
    matched = rx.max_weight_matching(graph, max_cardinality=False, weight_fn=int)
    return sorted((graph[min(edge)], graph[max(edge)]) for edge in matched)


def _round(week: Week, groups: list[Group]) -> Round:
    paired = {member for group in groups for member in group}
    left = tuple(member for member in week.present if member not in paired)
    return Round(groups=tuple(groups), left=left)
