"""Where an odd number leaves somebody over: who it is, and which pair they join."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations

from bot.domain.matching.model import Candidate
from bot.domain.matching.preference import Pair, Preference
from bot.domain.matching.solver import solve
from bot.domain.model import MemberId

TRY_EVERY_TRIO_UP_TO = 13
TRY_EVERY_THIRD_UP_TO = 61


@dataclass(frozen=True, slots=True)
class Grouping:
    """Pairs, and for each member who joined one the pair they joined; whoever is left has nobody."""

    pairs: tuple[Pair, ...]
    joined: tuple[tuple[MemberId, Pair], ...] = ()
    left: tuple[MemberId, ...] = ()


def sit_out(
    candidates: Sequence[Candidate], forbidden: frozenset[Pair], preference: Preference
) -> Grouping:
    """Pairs only; whoever is over sits out. The weights see to it that it is their turn."""
    pairs = solve(candidates, forbidden, preference)
    return Grouping(pairs, left=_without_partner(candidates, pairs))


def make_trios(
    candidates: Sequence[Candidate], forbidden: frozenset[Pair], preference: Preference
) -> Grouping:
    """Pairs, and whoever is over joins one.

    For an odd number up to 13 each possible trio is tried, and the answer is exact. Up to 61 each possible
    third is, those first whose turn it is; the others are matched exactly, and then the best pair is joined.
    Above, the weights choose who is over, and only the pair they join is looked for.
    """
    first = sit_out(candidates, forbidden, preference)
    best = _join_all(candidates, first, forbidden, preference)
    if len(candidates) % 2 == 0 or len(candidates) > TRY_EVERY_THIRD_UP_TO:
        return best
    cost = _Cost(candidates, preference)
    for turn in sorted(set(preference.turns.values())):
        thirds = (c for c in candidates if preference.turns[c.member.id] == turn)
        tried = (_with_third(candidates, third, forbidden, preference) for third in thirds)
        best = min(chain([best], chain.from_iterable(tried)), key=cost)
        if not best.left and len(best.joined) == 1:
            break
    return best


def _with_third(
    candidates: Sequence[Candidate],
    third: Candidate,
    forbidden: frozenset[Pair],
    preference: Preference,
) -> Iterator[Grouping]:
    """The best pairs of the others, with this third in the pair that suits best; for a few members, in each pair there is."""
    others = [candidate for candidate in candidates if candidate is not third]
    pairs = solve(others, forbidden, preference)
    left = (*_without_partner(others, pairs), third.member.id)
    yield _join_all(candidates, Grouping(pairs, left=left), forbidden, preference)
    if len(candidates) > TRY_EVERY_TRIO_UP_TO:
        return
    may_meet = [c for c in others if _key(c.member.id, third.member.id) not in forbidden]
    for one, other in combinations(may_meet, 2):
        pair = _key(one.member.id, other.member.id)
        if pair in forbidden:
            continue
        rest = [c for c in others if c is not one and c is not other]
        pairs = solve(rest, forbidden, preference)
        yield Grouping(
            tuple(sorted((*pairs, pair))),
            joined=((third.member.id, pair),),
            left=_without_partner(rest, pairs),
        )


def _without_partner(
    candidates: Iterable[Candidate], pairs: Iterable[Pair]
) -> tuple[MemberId, ...]:
    paired = {member for pair in pairs for member in pair}
    return tuple(sorted(c.member.id for c in candidates if c.member.id not in paired))


def _join_all(
    candidates: Sequence[Candidate],
    grouping: Grouping,
    forbidden: frozenset[Pair],
    preference: Preference,
) -> Grouping:
    """Each one left joins the pair that suits best, at most one to a pair; whom no pair may take stays left."""
    by_id = {candidate.member.id: candidate for candidate in candidates}
    free = list(grouping.pairs)
    joined: list[tuple[MemberId, Pair]] = []
    left: list[MemberId] = []
    for member in grouping.left:
        possible = [pair for pair in free if not any(_key(member, m) in forbidden for m in pair)]
        if not possible:
            left.append(member)
            continue
        best = max(possible, key=lambda pair: _gain(by_id, member, pair, preference))
        free.remove(best)
        joined.append((member, best))
    return Grouping(grouping.pairs, tuple(joined), tuple(left))


def _key(one: MemberId, other: MemberId) -> Pair:
    return (one, other) if one < other else (other, one)


def _gain(
    by_id: dict[MemberId, Candidate], member: MemberId, pair: Pair, preference: Preference
) -> int:
    return sum(preference.fit(by_id[member], by_id[other]) for other in pair)


class _Cost:
    """Orders groupings, the best first.

    The fewest left over and the fewest trios; thirds whose turn it is; the fewest repeats of any two who
    would meet; what suits best. Equals are told apart by their hashes, which are part of the fit.
    """

    def __init__(self, candidates: Sequence[Candidate], preference: Preference) -> None:
        self._by_id = {candidate.member.id: candidate for candidate in candidates}
        self._preference = preference

    def __call__(self, grouping: Grouping) -> tuple[int, ...]:
        meeting = [
            *grouping.pairs,
            *(_key(third, other) for third, pair in grouping.joined for other in pair),
        ]
        history = self._preference.history
        past = [history[pair] for pair in meeting if pair in history]
        fit = sum(self._preference.fit(self._by_id[a], self._by_id[b]) for a, b in meeting)
        turns = sum(self._preference.turns[third] for third, _ in grouping.joined)
        return (
            len(grouping.left),
            len(grouping.joined),
            turns,
            sum(p.met > 0 for p in past),
            len(past),
            -fit,
        )
