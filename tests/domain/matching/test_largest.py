"""Nobody is left over who need not be: compared with a solver for any graph."""

import random

import numpy as np
import pytest

from bot.domain.matching.largest import ALONE, enlarged
from bot.domain.matching.solver import solve
from bot.domain.model import MemberId

Graph = dict[int, set[int]]


def some_graph(size: int, chance: random.Random) -> Graph:
    """Rings, stars and chains come of so few pairs."""
    graph: Graph = {one: set() for one in range(size)}
    for _ in range(int(size * chance.uniform(0.5, 2))):
        a, b = chance.sample(range(size), 2)
        graph[a].add(b)
        graph[b].add(a)
    return graph


def largest(graph: Graph, mates: list[int]) -> list[int]:
    found = enlarged(np.array(mates), lambda one: np.array(sorted(graph[one]), np.int64))
    return [int(mate) for mate in found]


@pytest.mark.parametrize("size", range(2, 21))
def test_it_pairs_as_many_as_the_solver_and_only_who_may_meet(size: int) -> None:
    for seed in range(20):
        graph = some_graph(size, random.Random(seed))
        mates = largest(graph, [ALONE] * size)
        paired = [one for one in range(size) if mates[one] != ALONE]
        assert all(mates[one] in graph[one] and mates[mates[one]] == one for one in paired)
        weights = {(MemberId(a), MemberId(b)): 0 for a in graph for b in graph[a] if a < b}
        assert len(paired) == 2 * len(solve(weights))


def test_who_had_a_partner_before_keeps_one() -> None:
    chain: Graph = {0: {1}, 1: {0, 2}, 2: {1, 3}, 3: {2, 4}, 4: {3}}
    assert largest(chain, [ALONE, 2, 1, ALONE, ALONE]) == [1, 0, 3, 2, ALONE]
