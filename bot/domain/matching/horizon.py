"""Looking ahead: a round that is best by itself may spoil the rounds after it.

In a group of n members everybody can meet everybody in n - 1 rounds without a repeat (n, where one sits out).
Who takes the best round each time reaches that only by luck: the pairs not yet met may no longer fall apart
into whole rounds, and a strong preference can halve the way (https://arxiv.org/abs/2007.10704). So, as soon
as everybody has met half of the others:

- the best round is taken if the pairs that would still be fresh after it fall apart into as many rounds as
  there can be;
- otherwise they are taken apart now, and of the rounds that come of it the most preferred one is drawn.

Taking apart is exact matching with chance weights, again and again, until the rounds come out even. With a
degree above half of the members there always is a next round (Dirac's theorem), so nothing is checked before.
"""

from collections.abc import Iterable, Mapping, Sequence
from random import Random

from bot.domain.matching.preference import Pair, Preference
from bot.domain.matching.solver import Weights, perfect, solve
from bot.domain.model import MemberId

LARGEST = 100  # members; above, a group meets for more than two years before it matters
NOBODY = MemberId(-1)  # with whom the one who sits out is paired
UNEVEN = 1  # where members have met more unlike numbers of others, they come and go, and no plan would hold
CHECKS = 12
TRIES = 300
CHANCE = 2**20


def far_sighted(members: Sequence[MemberId], weights: Weights, preference: Preference) -> Weights:
    """The weights, or only those of one round, where the best round would cost a later one.

    For groups in which all are paired, or one sits out. Repeatable: chance comes from the seed.
    """
    graph = _fresh(members, weights, preference)
    nodes = len(members) + len(members) % 2
    degrees = [len(others) for others in graph.values()]
    rounds = min(degrees, default=0)
    if max(degrees, default=0) > rounds + UNEVEN:
        return weights
    if not 4 <= nodes <= LARGEST or rounds < 2 or 2 * rounds >= nodes + 2 or len(graph) < nodes:  # noqa: PLR2004 - fewer have no choice
        return weights
    chance = Random(preference.seed)  # noqa: S311 - it need not be secret, but the same each time
    free = _with_nobody(members, solve(weights))
    if _is_fresh(graph, free) and _falls_apart(_left(graph, free), rounds - 1, chance, CHECKS):
        return weights
    for attempt in range(TRIES):
        found = _apart(graph, rounds, chance, sparing=attempt % 2 == 0)
        if found is not None:
            best = max(found, key=lambda one: sum(weights.get(pair, 0) for pair in one))
            return {pair: weights[pair] for pair in best if NOBODY not in pair}
    return weights


_Graph = Mapping[MemberId, frozenset[MemberId]]


def _fresh(members: Sequence[MemberId], weights: Weights, preference: Preference) -> _Graph:
    """Who may meet whom for the first time; where the number is odd, also whose turn it is to meet nobody."""
    repeats = preference.repeats()
    pairs = [pair for pair in weights if pair not in repeats]
    if len(members) % 2:
        fewest = min((preference.turns[member] for member in members), default=0)
        pairs += [(NOBODY, one) for one in members if preference.turns[one] == fewest]
    return _graph(pairs)


def _graph(pairs: Iterable[Pair]) -> _Graph:
    others: dict[MemberId, set[MemberId]] = {}
    for a, b in pairs:
        others.setdefault(a, set()).add(b)
        others.setdefault(b, set()).add(a)
    return {one: frozenset(known) for one, known in others.items()}


def _with_nobody(members: Sequence[MemberId], pairs: Sequence[Pair]) -> tuple[Pair, ...]:
    paired = {member for pair in pairs for member in pair}
    return (*pairs, *((NOBODY, member) for member in members if member not in paired))


def _is_fresh(graph: _Graph, pairs: Iterable[Pair]) -> bool:
    return all(b in graph.get(a, ()) for a, b in pairs)


def _left(graph: _Graph, gone: Iterable[Pair]) -> _Graph:
    """The graph without these pairs, in which each stands at most once."""
    without = dict(graph)
    for a, b in gone:
        without[a] = without[a] - {b}
        without[b] = without[b] - {a}
    return without


def _falls_apart(graph: _Graph, rounds: int, chance: Random, tries: int) -> bool:
    return any(
        _apart(graph, rounds, chance, sparing=attempt % 2 == 0) is not None
        for attempt in range(tries)
    )


def _apart(
    graph: _Graph, rounds: int, chance: Random, *, sparing: bool
) -> list[tuple[Pair, ...]] | None:
    """So many rounds that share no pair; None where chance led into a dead end.

    `sparing`: pairs whose two have many others in common go first. The few between parts of the group that hang
    together loosely (two teams who met each other before themselves) are needed in every round.
    """
    found: list[tuple[Pair, ...]] = []
    for _ in range(rounds):
        pairs = [(a, b) for a in sorted(graph) for b in sorted(graph[a]) if a < b]
        weights = {
            (a, b): chance.randrange(CHANCE) + sparing * CHANCE * len(graph[a] & graph[b])
            for a, b in pairs
        }
        one = perfect(sorted(graph), weights)
        if one is None:
            return None
        found.append(one)
        graph = _left(graph, one)
    return found
