"""The best round by trying everything, and by an integer programme: written apart from the code it examines.

A pair's lines are seven numbers, the most important first, and a round's are their sums: members placed, turns of
those who are left over (the fewer the better), freshness, ages of repeats, wishes, fit. Ties are not compared.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import combinations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from bot.domain.matching import Candidate, Rules, Wish
from bot.domain.matching.similarity import alike
from bot.domain.model import MemberId, PastPair

Lines = tuple[int, ...]
NOTHING: Lines = (0, 0, 0, 0, 0)


def lines(
    one: Candidate,
    other: Candidate,
    past: Mapping[tuple[MemberId, MemberId], PastPair],
    rules: Rules,
) -> Lines:
    """Not met before, never introduced, how long ago, wishes, fit."""
    ids = one.member.id, other.member.id
    wish = rules.wishes.get(ids, Wish(0)) | rules.wishes.get(ids[::-1], Wish(0))
    before = None if Wish.AGAIN in wish else past.get(ids)
    moments = sorted({moment(p) for key, p in past.items() if not again(key, rules)}, reverse=True)
    age = 2**16 - 1 if before is None else moments.index(moment(before))
    fresh = (int(before is None or not before.met), int(before is None))
    return (*fresh, age, wishes(one, other, wish), fit(one, other, rules))


def again(pair: tuple[MemberId, MemberId], rules: Rules) -> bool:
    return any(set(pair) == set(key) and Wish.AGAIN in wish for key, wish in rules.wishes.items())


def moment(pair: PastPair) -> datetime:
    return pair.last_met_at or pair.last_paired_at


def wishes(one: Candidate, other: Candidate, wish: Wish) -> int:
    ways = sum(
        common(a.member.looking_for, b.member.can_offer) for a, b in ((one, other), (other, one))
    )
    return (0, 2, 5)[ways] + 6 * (Wish.AGAIN in wish) + 3 * (Wish.ASKED in wish)


def fit(one: Candidate, other: Candidate, rules: Rules) -> int:
    a, b, policy = one.member, other.member, rules.policy
    teams = bool(a.team and b.team) and (a.team == b.team) is policy.within_teams
    return (
        policy.team * teams
        + policy.tenure * (one.newcomer != other.newcomer)
        + policy.hours * ((one.hours & other.hours).bit_count() >= 2)
        + policy.formats * common(a.formats, b.formats)
        + policy.languages * common(a.languages, b.languages)
        + policy.interests * common(a.interests, b.interests)
    )


def common(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    return any(alike(one, other) for one in ours for other in theirs)


def may_meet(one: Candidate, other: Candidate, rules: Rules) -> bool:
    ids = one.member.id, other.member.id
    lacks = rules.policy.demands_hours and one.hours and other.hours and not one.hours & other.hours
    named = one.member.formats and other.member.formats
    unlike = rules.policy.demands_format and not common(one.member.formats, other.member.formats)
    return not (ids in rules.blocked or ids[::-1] in rules.blocked or lacks or (named and unlike))


class Group:
    """Candidates with the lines of each two; None where they must not meet."""

    def __init__(
        self, candidates: Sequence[Candidate], history: Sequence[PastPair], rules: Rules
    ) -> None:
        self.people = sorted(candidates, key=lambda c: c.member.id)
        self.size = len(self.people)
        past = {(p.a, p.b): p for p in history}
        self.lines = {
            (i, j): lines(a, b, past, rules) if may_meet(a, b, rules) else None
            for (i, a), (j, b) in combinations(enumerate(self.people), 2)
        }
        never = datetime.min.replace(tzinfo=UTC)
        keys = [(c.odd_at or never, c.odd_count) for c in self.people]
        ranks = sorted(set(keys))
        self.turns = [ranks.index(key) for key in keys]

    def value(self, groups: Sequence[Sequence[int]], thirds: Sequence[int] = ()) -> Lines | None:
        """The lines of a round of groups by place; None where somebody must not meet another."""
        pairs = [pair for group in groups for pair in combinations(sorted(group), 2)]
        found = [self.lines[pair] for pair in pairs]
        placed = {place for group in groups for place in group}
        over = [place for place in range(self.size) if place not in placed]
        sums = [NOTHING, *[each for each in found if each is not None]]
        if len(sums) <= len(found):
            return None
        turns = sum(self.turns[place] for place in (*over, *thirds))
        return (-len(over), -turns, *(sum(line) for line in zip(*sums, strict=True)))

    def best_pairs(self) -> Lines:
        """The best of all rounds of pairs, by trying them."""
        return max(v for some in rounds_of(self.size) if (v := self.value(some)) is not None)

    def best_with_a_trio(self) -> Lines | None:
        """The best of all rounds with one trio in which everybody has a place, by trying them."""
        found = []
        for trio in combinations(range(self.size), 3):
            rest = [place for place in range(self.size) if place not in trio]
            third = min(trio, key=self.turns.__getitem__)
            for pairs in rounds_of(len(rest)):
                if 2 * len(pairs) == len(rest):
                    some = [trio, *((rest[a], rest[b]) for a, b in pairs)]
                    found.append(self.value(some, [third]))
        return max((value for value in found if value is not None), default=None)

    def best_with_trios(self) -> Lines:
        """The best of all rounds of pairs and trios, the fewest trios first, by trying them."""
        found = []
        for some in self._rounds_of_groups(3):
            trios = [each for each in some if len(each) == 3]
            value = self.value(some, [min(each, key=self.turns.__getitem__) for each in trios])
            assert value is not None
            found.append((value[0], -len(trios), *value[1:]))
        return max(found)

    def best_groups(self, size: int) -> Lines:
        """The best of all rounds of groups of two to this size, by trying them."""
        found = [self.value_of_groups(some, size) for some in self._rounds_of_groups(size)]
        return max(value for value in found if value is not None)

    def value_of_groups(self, groups: Sequence[Sequence[int]], size: int) -> Lines | None:
        """The lines of a round of groups of at most this size; how they are filled stands after the turns."""
        value = self.value(groups)
        if value is None or max(map(len, groups), default=0) > size:
            return None
        return (*value[:2], -sum((size - len(some)) ** 2 for some in groups), *value[2:])

    def _rounds_of_groups(self, size: int) -> Iterator[tuple[tuple[int, ...], ...]]:
        allowed = {pair for pair, known in self.lines.items() if known is not None}
        return rounds_of_groups(tuple(range(self.size)), size, allowed)

    def best_by_programme(self, *, trio: bool) -> list[int]:
        """The same for larger groups, a line at a time (without turns): each is fixed before the next is made best."""
        groups = [pair for pair, known in self.lines.items() if known is not None]
        trios = [
            some
            for some in combinations(range(self.size), 3)
            if trio and all(self.lines[pair] is not None for pair in combinations(some, 2))
        ]
        extra = [LinearConstraint([[0] * len(groups) + [1] * len(trios)], 1, 1)] if trio else []
        return self._programme([*groups, *trios], extra)

    def best_groups_by_programme(self, size: int) -> list[int]:
        """The same for groups of one size, into which all must fit."""
        groups = [
            some
            for some in combinations(range(self.size), size)
            if all(self.lines[pair] is not None for pair in combinations(some, 2))
        ]
        return self._programme(groups, [])

    def _programme(
        self, columns: Sequence[tuple[int, ...]], extra: Sequence[LinearConstraint]
    ) -> list[int]:
        gains = np.array([self._gain(some) for some in columns])
        rows = [(place, n) for n, some in enumerate(columns) for place in some]
        places, numbers = np.array(rows).T
        members = coo_array((np.ones(len(rows)), (places, numbers)), (self.size, len(columns)))
        rules = [LinearConstraint(members.tocsr(), 0, 1), *extra]
        found: list[int] = []
        for line in range(gains.shape[1]):
            solved = milp(
                -gains[:, line],
                constraints=rules,
                integrality=np.ones(len(columns), np.int64),
                bounds=Bounds(0, 1),
                options={"mip_rel_gap": 0},
            )
            assert solved.fun is not None, solved.message
            best = round(-solved.fun)
            found.append(best)
            rules.append(LinearConstraint(gains[None, :, line], best - 0.1, np.inf))
        return found

    def _gain(self, group: Sequence[int]) -> list[int]:
        value = self.value([group])
        assert value is not None
        return [len(group), *value[2:]]


@lru_cache
def rounds_of(size: int) -> list[tuple[tuple[int, int], ...]]:
    """Every set of pairs among so many places, the empty one included."""
    return list(_rounds(tuple(range(size))))


def _rounds(places: tuple[int, ...]) -> Iterator[tuple[tuple[int, int], ...]]:
    if len(places) < 2:
        yield ()
        return
    first, *rest = places
    yield from _rounds(tuple(rest))
    for other in rest:
        for some in _rounds(tuple(place for place in rest if place != other)):
            yield ((first, other), *some)


def rounds_of_groups(
    places: tuple[int, ...], size: int, allowed: Collection[tuple[int, int]]
) -> Iterator[tuple[tuple[int, ...], ...]]:
    """Every set of groups of two to `size` among places in order, in which any two are allowed; the empty one included."""
    if not places:
        yield ()
        return
    first, *rest = places
    yield from rounds_of_groups(tuple(rest), size, allowed)
    for many in range(1, size):
        for others in combinations(rest, many):
            group = (first, *others)
            if all(pair in allowed for pair in combinations(group, 2)):
                left = tuple(place for place in rest if place not in others)
                for some in rounds_of_groups(left, size, allowed):
                    yield (group, *some)
