"""Where an odd number leaves somebody over: who it is, and which pair they join."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain.matching.model import Candidate
from bot.domain.matching.preference import Pair, Preference
from bot.domain.matching.solver import solve
from bot.domain.model import MemberId

TRY_EVERYBODY_UP_TO = 40


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
    """Pairs, and whoever is over joins one. For an odd number up to 40, everybody whose turn it is is tried as the third."""
    first = sit_out(candidates, forbidden, preference)
    if len(first.left) != 1 or len(candidates) > TRY_EVERYBODY_UP_TO:
        return _join_all(candidates, first, forbidden, preference)
    least = min(preference.turns.values())
    thirds = [c for c in candidates if preference.turns[c.member.id] == least]
    tried = (
        _join_all(
            candidates, _without(candidates, third, forbidden, preference), forbidden, preference
        )
        for third in thirds
    )
    return min(
        [*tried, _join_all(candidates, first, forbidden, preference)],
        key=_Cost(candidates, preference),
    )


def _without(
    candidates: Sequence[Candidate],
    third: Candidate,
    forbidden: frozenset[Pair],
    preference: Preference,
) -> Grouping:
    others = [candidate for candidate in candidates if candidate is not third]
    pairs = solve(others, forbidden, preference)
    return Grouping(pairs, left=(*_without_partner(others, pairs), third.member.id))


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
) -> tuple[int, int]:
    weights = sorted(preference.weight(by_id[member], by_id[other]) for other in pair)
    return weights[0], weights[1]


class _Cost:
    """Orders groupings: the fewest left over, then the fewest repeats of any two in a group, then the weight."""

    def __init__(self, candidates: Sequence[Candidate], preference: Preference) -> None:
        self._by_id = {candidate.member.id: candidate for candidate in candidates}
        self._preference = preference

    def __call__(self, grouping: Grouping) -> tuple[int, int, int, int, int]:
        meeting = [
            *grouping.pairs,
            *(_key(third, other) for third, pair in grouping.joined for other in pair),
        ]
        history = self._preference.history
        past = [history[pair] for pair in meeting if pair in history]
        weight = sum(self._preference.weight(self._by_id[a], self._by_id[b]) for a, b in meeting)
        turns = sum(self._preference.turns[third] for third, _ in grouping.joined)
        return len(grouping.left), turns, sum(p.met > 0 for p in past), len(past), -weight
