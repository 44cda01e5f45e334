"""Looking ahead: a round that is best by itself may spoil the rounds after it.

In a group of n members everybody can meet everybody in n - 1 rounds without a repeat (n, where one sits out).
Who takes the best round each time reaches that only by luck: the pairs not yet met may no longer fall apart
into whole rounds, and a strong preference can halve the way (https://arxiv.org/abs/2007.10704). So, as soon
as everybody has met half of the others:

- the best round is taken if the pairs that would still be fresh after it fall apart into as many rounds as
  there can be;
- otherwise they are taken apart now, and of the rounds that come of it the most preferred one is drawn (of those with
  the pairs that an organiser wants), if more rounds come of it than after the best round.

Taking apart is exact matching with chance weights, a round at a time. Where no whole round is left, a few of those found
are put back and others are taken, until the rounds come out even. With a degree above half of the members there always is
a next round (Dirac's theorem), so nothing is checked before; and where the best round itself is not whole and fresh, no
round is, and there is nothing to look ahead to.

How many rounds there can be is only bounded by who has the fewest to meet: parts of a group that hang together by a few
pairs may allow fewer, and no search would find the rest. So its work is bounded, in pairs weighed and not in
seconds: the same draw comes of it on any machine.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from random import Random

import numpy as np

from bot.domain.matching.candidates import all_who_may_meet
from bot.domain.matching.preference import Pair, Preference
from bot.domain.matching.solver import NOBODY, Weights, perfect, solve_fairly
from bot.domain.model import MemberId

LARGEST = 100  # members; above, a group meets for more than two years before it matters
UNEVEN = 1  # where members have met more unlike numbers of others, they come and go, and no plan would hold
CHECKED = 3  # times the pairs of all rounds, weighed before the best round is given up
SOUGHT = 20  # the same, before looking ahead is
MOST_WEIGHED = 400_000  # pairs, whatever there is to find
PUT_BACK = 3  # rounds at the most, each time
CHANCE = 2**20
FIRST = CHANCE * LARGEST**2  # more than all other pairs of a round together


def far_sighted(members: Sequence[MemberId], weights: Weights, preference: Preference) -> Weights:
    """The weights, or only those of one round, where the best round would cost a later one.

    For groups in which all are paired, or one sits out. Repeatable: chance comes from the seed.
    """
    wanted = _wanted(preference)
    graph = _fresh(members, wanted, preference)
    nodes = len(members) + len(members) % 2
    rounds = min(map(len, graph.values()), default=0)
    if not 4 <= nodes <= LARGEST or rounds < 2 or 2 * rounds >= nodes + 2 or len(graph) < nodes:  # noqa: PLR2004 - fewer have no choice
        return weights
    best = _with_nobody(members, solve_fairly(preference, weights))
    if not _has_stayed_the_same(preference) or not _is_fresh(graph, best):
        return weights
    chance = Random(preference.seed)  # noqa: S311 - it need not be secret, but the same each time
    after = _apart(_left(graph, best), rounds - 1, chance, CHECKED)
    found = _apart(graph, rounds, chance, SOUGHT, wanted) if len(after) < rounds - 1 else []
    if len(found) <= 1 + len(after):
        return weights
    now = [one for one in found if wanted <= set(one)]
    best = max(now, key=lambda one: sum(weights.get(pair, 0) for pair in one))
    return {pair: weights[pair] for pair in best if NOBODY not in pair}


_Graph = Mapping[MemberId, frozenset[MemberId]]
_Round = tuple[Pair, ...]


def _has_stayed_the_same(preference: Preference) -> bool:
    """Whether everybody has met about as many of the others. Whom they may not meet makes no difference."""
    met = np.bincount(
        np.concatenate(np.divmod(preference.past, preference.size)), minlength=preference.size
    )
    return int(met.max() - met.min()) <= UNEVEN


def _wanted(preference: Preference) -> frozenset[Pair]:
    """The pairs that an organiser wants together this time."""
    places = preference.bound
    one = np.flatnonzero(places > np.arange(preference.size))
    ends = preference.ids[one].tolist(), preference.ids[places[one]].tolist()
    return frozenset(zip(*ends, strict=True))


def _fresh(members: Sequence[MemberId], wanted: Iterable[Pair], preference: Preference) -> _Graph:
    """Who may meet whom for the first time, in this round or a later one, and those who are wanted together now.

    Where the number is odd, also whose turn it is to meet nobody.
    """
    repeats = preference.repeats()
    a, b = (preference.ids[ends].tolist() for ends in all_who_may_meet(preference))
    pairs = {*wanted, *(pair for pair in zip(a, b, strict=True) if pair not in repeats)}
    if len(members) % 2:
        fewest = min((preference.turns[member] for member in members), default=0)
        pairs |= {(NOBODY, one) for one in members if preference.turns[one] == fewest}
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


def _with(graph: _Graph, back: Iterable[Pair]) -> _Graph:
    """The graph with these pairs again, in which each stands at most once."""
    joined = dict(graph)
    for a, b in back:
        joined[a] = joined[a] | {b}
        joined[b] = joined[b] | {a}
    return joined


def _apart(
    graph: _Graph,
    rounds: int,
    chance: Random,
    patience: int,
    wanted: Collection[Pair] = (),
) -> list[_Round]:
    """So many rounds that share no pair, or the most that were found. Of what is wanted all is in one round, where it can be.

    Given up when `patience` times the pairs of all these rounds have been weighed.
    """
    work = min(patience * rounds * _pairs_of(graph), MOST_WEIGHED)
    found: list[_Round] = []
    most: list[_Round] = []
    while len(most) < rounds and work > 0:
        work -= _pairs_of(graph)
        one = _by_chance(graph, chance, wanted)
        if one is not None:
            found.append(one)
            graph = _left(graph, one)
            most = max(most, found[:], key=len)
            continue
        if not found:
            break
        chance.shuffle(found)
        back = [found.pop() for _ in range(min(len(found), chance.randint(1, PUT_BACK)))]
        graph = _with(graph, chain.from_iterable(back))
    return most


def _pairs_of(graph: _Graph) -> int:
    return sum(map(len, graph.values())) // 2


def _by_chance(graph: _Graph, chance: Random, wanted: Collection[Pair]) -> _Round | None:
    """A whole round, in which those wanted come first, then pairs whose two have many others in common.

    The few between parts of the group that hang together loosely (two teams who met each other before themselves) are
    needed in every round.
    """
    pairs = [(a, b) for a in sorted(graph) for b in sorted(graph[a]) if a < b]
    weights = {
        (a, b): chance.randrange(CHANCE) + CHANCE * len(graph[a] & graph[b]) for a, b in pairs
    }
    weights |= {pair: FIRST + weights[pair] for pair in wanted if pair in weights}
    return perfect(sorted(graph), weights)
