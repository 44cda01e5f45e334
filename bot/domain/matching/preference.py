"""How much one pair is preferred to another: one integer each, lexicographic in several lines.

A round is a set of pairs, and its weight is the sum of theirs. A line outweighs all that stand below it
because its unit exceeds the greatest sum that those can reach over a whole round (at most n/2 pairs). The
lines, the most important first:

1. whose turn it is: those who were left over least often lose the least by being left over now (only
   matters where somebody must be);
2. no two meet again who have met;
3. no two are introduced again who were, even if they did not meet;
4. where a repeat is unavoidable, the one that lies furthest back (the meeting, or the introduction if they
   never met);
5. what the two wish for, offer and care about;
6. a hash of seed and ids, which breaks ties the same way in any order of input, on any machine.

The solver computes with 128-bit integers and doubles weights, so a weight stays below 2**120; with the
widths below, that is so up to 190,000 members.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b

from bot.domain.matching.model import Candidate
from bot.domain.matching.similarity import liking
from bot.domain.model import MemberId, PastPair

Pair = tuple[MemberId, MemberId]

TURNS = 64  # how often somebody was the odd one is told apart up to here
AGES = 256  # repeats are told apart by their rank in time, in so many steps
LIKINGS = 16
TIES = 2**16


@dataclass(frozen=True, slots=True)
class Preference:
    """The weights of one draw."""

    turns: Mapping[MemberId, int]
    history: Mapping[Pair, PastPair]
    ages: Mapping[Pair, int]
    seed: int
    pairs: int

    def weight(self, one: Candidate, other: Candidate) -> int:
        """How much is gained by bringing these two together (all six lines); never negative."""
        turns = self.turns[one.member.id] + self.turns[other.member.id]
        return turns * self.turn_unit + self.fit(one, other)

    @property
    def turn_unit(self) -> int:
        """More than all fits of a round together; a weight modulo this is its fit."""
        return 2 * 2 * AGES * LIKINGS * TIES * self.pairs**5

    @property
    def tie_unit(self) -> int:
        """More than all hashes of a round together; a weight modulo this is its hash."""
        return TIES * self.pairs

    def fit(self, one: Candidate, other: Candidate) -> int:
        """How well the two suit each other (lines 2 to 6), whoever's turn it is to be left over."""
        a, b = one.member, other.member
        if a.id > b.id:
            a, b = b, a
        past = self.history.get((a.id, b.id))
        age = AGES - 1 if past is None else self.ages[a.id, b.id]
        fit = 2 * self.pairs * (past is None or not past.met) + (past is None)
        fit = fit * AGES * self.pairs + age
        fit = fit * LIKINGS * self.pairs + liking(a, b)
        return fit * TIES * self.pairs + tie_break(self.seed, a.id, b.id)


def prefer(candidates: Iterable[Candidate], history: Iterable[PastPair], seed: int) -> Preference:
    """The preference order of a draw among these candidates."""
    some = tuple(candidates)
    here = {candidate.member.id for candidate in some}
    past = {(pair.a, pair.b): pair for pair in history if pair.a in here and pair.b in here}
    return Preference(
        turns=_turns(some),
        history=past,
        ages=_ages(past),
        seed=seed,
        pairs=max(len(some) // 2, 1),
    )


def _turns(candidates: tuple[Candidate, ...]) -> dict[MemberId, int]:
    """How dear it is to leave somebody over: by how often, then how lately, they were the odd one."""
    never = datetime.min.replace(tzinfo=UTC)
    keys = {c.member.id: (c.odd_count, c.odd_at or never) for c in candidates}
    ranks = {key: rank for rank, key in enumerate(sorted(set(keys.values())))}
    return {member: min(ranks[key], TURNS - 1) for member, key in keys.items()}


def _ages(history: Mapping[Pair, PastPair]) -> dict[Pair, int]:
    """For each earlier pair, its rank from the latest (0) to the longest ago."""
    lately = {pair: past.last_met_at or past.last_paired_at for pair, past in history.items()}
    latest_first = sorted(set(lately.values()), reverse=True)
    step = max(len(latest_first) / (AGES - 1), 1.0)
    ranks = {moment: int(place / step) for place, moment in enumerate(latest_first)}
    return {pair: ranks[moment] for pair, moment in lately.items()}


def tie_break(seed: int, a: MemberId, b: MemberId) -> int:
    """A number from 0 to 65,535 that depends on nothing but the seed and the two ids."""
    return int.from_bytes(blake2b(f"{seed}/{a}/{b}".encode(), digest_size=2).digest())
