"""How much one pair is preferred to another: one integer each, lexicographic in several lines.

A round is a set of pairs, and its weight is the sum of theirs. A line outweighs all that stand below it
because its unit exceeds the greatest sum that those can reach over a whole round (at most n/2 pairs, and
two more where three meet). The lines, the most important first:

1. whose turn it is: those who were left over longest ago lose the least by being left over now (only
   matters where somebody must be);
2. no two meet again who have met, unless both wish to;
3. no two are introduced again who were, even if they did not meet;
4. where a repeat is unavoidable, the one that lies furthest back (the meeting, or the introduction if they
   never met);
5. what the two wish for (`points.Suiting.wishes`);
6. what the circle likes (`points.Suiting.fits`);
7. a hash of seed and ids, which breaks ties the same way in any order of input, on any machine.

The lines are computed for many pairs at once, in two halves of 63 bits: lines 2 to 4 (`above`) and 5 to 7 (`below`).
The solver computes with 128-bit integers and doubles weights, so a weight stays below 2**120; both hold up to
5,000 members. Larger groups are drawn in another way (`large`).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.domain.matching.common import Places, Truths
from bot.domain.matching.model import Candidate, Rules, Wish
from bot.domain.matching.points import MOST_FIT, MOST_WISHES, Points, Suiting, suiting
from bot.domain.model import MemberId, PastPair

Pair = tuple[MemberId, MemberId]

TURNS = 64  # turns are told apart up to here, the longest ago first
AGES = (
    2**16
)  # repeats are told apart by their rank in time, in so many steps: all pairs of 362 members
TIES = 2**16
NOTHING: Places = np.array([], np.int64)
NEVER_MET, NEVER_INTRODUCED = 2, 1  # how fresh a pair is: 3 both, 2 introduced only, 0 met
FRESH = NEVER_MET + NEVER_INTRODUCED


@dataclass(frozen=True)
class Preference:
    """The preference order of one draw, over the places of its members in id order.

    `past`: the earlier pairs that count as repeats, by their keys `a * n + b` (a < b), sorted; `past_fresh` how fresh each of them still is, and `past_age` its rank from the latest (0) to the longest
    ago. `most_pairs`: more than the pairs of any round, those in a trio included. `forbidden` are the keys of pairs that must not meet. `bound`: with whom an organiser wants each to meet, -1
    for nobody.
    """

    ids: NDArray[np.int64]
    turns: Mapping[MemberId, int]
    past: Places
    past_fresh: Points
    past_age: Points
    forbidden: Places
    bound: Places
    suiting: Suiting
    seed: int
    most_pairs: int

    @property
    def size(self) -> int:
        """How many members there are."""
        return len(self.ids)

    def places(self, members: Sequence[MemberId] | Sequence[Pair] | Places) -> Places:
        """Where these members stand in id order."""
        return np.searchsorted(self.ids, np.asarray(members, np.int64)).astype(np.int64)

    def repeats(self) -> frozenset[Pair]:
        """The earlier pairs by their ids."""
        ends = (self.ids[side].tolist() for side in np.divmod(self.past, max(self.size, 1)))
        return frozenset(zip(*ends, strict=True))

    @property
    def wish_unit(self) -> int:
        """More than all that a circle likes about the pairs of a round together."""
        return MOST_FIT * self.most_pairs + 1

    @property
    def below_unit(self) -> int:
        """More than all of lines 5 to 7 of a round together."""
        return (MOST_WISHES + 1) * (MOST_FIT + 1) * TIES * self.most_pairs**3

    @property
    def turn_unit(self) -> int:
        """More than lines 2 to 7 of a round together; a weight modulo this is what speaks for a pair itself."""
        return (2 * self.most_pairs + 2) * AGES * self.most_pairs**2 * self.below_unit

    @cached_property
    def _turn_of(self) -> Points:
        return np.array(list(self.turns.values()), np.int64)

    def may_meet(self, a: Places, b: Places) -> Truths:
        """Whether nothing forbids these pairs (each a < b)."""
        forbidden = _found(self.forbidden, self._keys(a, b))
        return ~(forbidden | self.suiting.ruled_out(a, b))

    def may_pair(self, a: Places, b: Places) -> Truths:
        """Whether these may meet, and neither is wanted elsewhere."""
        free: Truths = (self.bound[a] < 0) & (self.bound[b] < 0)
        free |= self.bound[a] == b
        return self.may_meet(a, b) & free

    def is_bound(self, member: MemberId) -> bool:
        """Whether an organiser wants them to meet somebody certain."""
        return bool(self.bound[self.places([member])[0]] >= 0)

    def weights(self, a: Places, b: Places) -> list[int]:
        """How much is gained by bringing each of these pairs together; never negative."""
        unit, turns = self.turn_unit, (self._turn_of[a] + self._turn_of[b]).tolist()
        return [turn * unit + fit for turn, fit in zip(turns, self.fitting(a, b), strict=True)]

    def fitting(self, a: Places, b: Places) -> list[int]:
        """The same by lines 2 to 7: what speaks for the pair, whoever's turn it is to be left over."""
        unit = self.below_unit
        halves = zip(self.above(a, b).tolist(), self.below(a, b).tolist(), strict=True)
        return [above * unit + below for above, below in halves]

    def above(self, a: Places, b: Places) -> Points:
        """Lines 2 to 4 of these pairs."""
        fresh, age = self.freshness(a, b)
        met = 2 * self.most_pairs * (fresh >= NEVER_MET) + fresh % NEVER_MET
        return met * (AGES * self.most_pairs) + age

    def below(self, a: Places, b: Places) -> Points:
        """Lines 5 to 7 of these pairs."""
        found = self.suiting.wishes(a, b) * ((MOST_FIT + 1) * self.most_pairs)
        found += self.suiting.fits(a, b)
        return found * (TIES * self.most_pairs) + self.ties(a, b)

    def worth(self, a: Places, b: Places) -> Points:
        """Lines 5 and 6 as one number, in which all fits of a round do not make up for one point of wishes."""
        return self.suiting.wishes(a, b) * self.wish_unit + self.suiting.fits(a, b)

    def rank(self, a: Places, b: Places) -> Points:
        """Lines 2 to 7 in one number below 2**53, which orders pairs but must not be summed."""
        fresh, age = self.freshness(a, b)
        found = (fresh * AGES + age) * (MOST_WISHES + 1) + self.suiting.wishes(a, b)
        return (found * (MOST_FIT + 1) + self.suiting.fits(a, b)) * TIES + self.ties(a, b)

    def freshness(self, a: Places, b: Places) -> tuple[Points, Points]:
        """How fresh each pair is (0 to 3), and how long ago it was together (`AGES` - 1: never)."""
        fresh, age = np.full(len(a), FRESH), np.full(len(a), AGES - 1)
        if len(self.past):
            keys = self._keys(a, b)
            at = np.minimum(np.searchsorted(self.past, keys), len(self.past) - 1)
            again = self.past[at] == keys
            fresh[again], age[again] = self.past_fresh[at[again]], self.past_age[at[again]]
        return fresh, age

    def ties(self, a: Places, b: Places) -> Points:
        """A number from 0 to 65,535 for each pair, from nothing but the seed and the two ids."""
        return scattered(self.seed, self.ids[a], self.ids[b]).astype(np.int64) % TIES

    def _keys(self, a: Places, b: Places) -> Places:
        return a * self.size + b


def scattered(seed: int, a: Points, b: Points) -> NDArray[np.uint64]:
    """64 bits for each pair of numbers, evenly scattered: the finishing steps of SplitMix64, a number at a time.

    Steele, Lea and Flood, Fast splittable pseudorandom number generators, 2014, https://doi.org/10.1145/2660193.2660195.
    """
    state = np.full(len(a), seed % 2**64, np.uint64)
    for numbers in (a, b):
        state = _finish(state ^ _finish(numbers.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)))
    return state


def _finish(bits: NDArray[np.uint64]) -> NDArray[np.uint64]:
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return bits ^ (bits >> np.uint64(31))


def _found(some: Places, keys: Places) -> Truths:
    """Which keys stand among some, which are sorted."""
    if not len(some):
        return np.zeros(len(keys), np.bool_)
    at = np.minimum(np.searchsorted(some, keys), len(some) - 1)
    return np.asarray(some[at] == keys)


def prefer(
    candidates: Sequence[Candidate], history: Collection[PastPair], rules: Rules, seed: int
) -> Preference:
    """The preference order of a draw among these candidates, who stand in id order. The history names nobody else."""
    places = {candidate.member.id: place for place, candidate in enumerate(candidates)}
    again = (pair for pair, wish in rules.wishes.items() if Wish.AGAIN in wish)
    free = Preference(
        ids=np.array(list(places), np.int64),
        turns=_turns(candidates),
        past=NOTHING,
        past_fresh=NOTHING,
        past_age=NOTHING,
        forbidden=_keys_of(rules.blocked, places),
        bound=np.full(len(places), -1, np.int64),
        suiting=suiting(candidates, rules.wishes, rules.policy),
        seed=seed,
        most_pairs=len(places) // 2 + 3,
    )
    known = _remember(free, history, _keys_of(again, places))
    return replace(known, bound=_bound(known, _keys_of(rules.together, places)))


def _remember(preference: Preference, history: Collection[PastPair], again: Places) -> Preference:
    """The preference with these earlier pairs, but for those who both wish to meet again."""

    def numbers(values: Iterable[float], kind: type[np.generic]) -> NDArray[Any]:
        return np.fromiter(values, kind, len(history))

    a = preference.places(numbers((pair.a for pair in history), np.int64))
    b = preference.places(numbers((pair.b for pair in history), np.int64))
    if (a >= b).any():
        message = "a pair of the history does not name the smaller id first"
        raise ValueError(message)
    keys = a * preference.size + b
    moments = numbers(
        ((pair.last_met_at or pair.last_paired_at).timestamp() for pair in history), np.float64
    )
    fresh = numbers((0 if pair.met else NEVER_MET for pair in history), np.int64)
    order = np.argsort(keys, kind="stable")
    if (np.diff(keys[order]) == 0).any():
        message = "a pair stands in the history twice"
        raise ValueError(message)
    order = order[~_found(again, keys[order])]
    return replace(
        preference,
        past=keys[order],
        past_fresh=fresh[order],
        past_age=ranked(-moments[order], AGES - 1),
    )


def _bound(preference: Preference, together: Places) -> Places:
    """With whom each is to meet: of organisers' pairs those that may, and only one of each member."""
    bound = preference.bound.copy()
    a, b = np.divmod(together, max(preference.size, 1))
    may = preference.may_meet(a, b)
    for one, other in zip(a[may], b[may], strict=True):
        if bound[one] < 0 and bound[other] < 0:
            bound[one], bound[other] = other, one
    return bound


def _keys_of(pairs: Iterable[Pair], places: Mapping[MemberId, int]) -> Places:
    known = (
        sorted((places[a], places[b])) for a, b in pairs if a in places and b in places and a != b
    )
    return np.unique(np.array([a * len(places) + b for a, b in known], np.int64))


def _turns(candidates: Sequence[Candidate]) -> dict[MemberId, int]:
    """How dear it is to leave somebody over: by how lately, then how often, they were the odd one.

    How often alone would let whoever was away for long, or came late, be the odd one again and again until they have as
    many turns as the others.
    """
    never = datetime.min.replace(tzinfo=UTC)
    keys = {c.member.id: (c.odd_at or never, c.odd_count) for c in candidates}
    ranks = {key: rank for rank, key in enumerate(sorted(set(keys.values())))}
    return {member: min(ranks[key], TURNS - 1) for member, key in keys.items()}


def ranked(values: NDArray[Any], steps: int) -> Points:
    """For each value its rank among all, from 0; where more than so many differ, those next to each other share one."""
    distinct, which = np.unique(values, return_inverse=True)
    return (which / max(len(distinct) / steps, 1.0)).astype(np.int64)
