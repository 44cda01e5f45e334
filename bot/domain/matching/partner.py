"""One partner for one member who asks, by the same preference order as a round."""

from collections.abc import Iterable, Sequence

from bot.domain.matching.draw import both_ways
from bot.domain.matching.model import Candidate, Match, Rules
from bot.domain.matching.preference import Pair, Preference, prefer
from bot.domain.matching.reasons import is_repeat, reasons_for
from bot.domain.matching.similarity import liking
from bot.domain.model import PastPair


def find_partner(
    asker: Candidate,
    waiting: Sequence[Candidate],
    history: Iterable[PastPair],
    rules: Rules,
    seed: int,
) -> Match | None:
    """The best of those who wait (the longest waiting first, which decides ties); None when nobody may meet the asker.

    ValueError when a member stands among them twice.
    """
    if len({asker.member.id, *(other.member.id for other in waiting)}) <= len(waiting):
        message = "a member stands among the candidates twice"
        raise ValueError(message)
    forbidden = both_ways(rules.blocked)
    free = [other for other in waiting if _pair(asker, other) not in forbidden]
    if not free:
        return None
    preference = prefer((asker, *free), history, seed)
    best = max(free, key=lambda other: _rank(asker, other, preference))
    people = sorted((asker.member, best.member), key=lambda member: member.id)
    return Match(
        members=tuple(member.id for member in people),
        reasons=reasons_for(people, preference.history),
        repeat=is_repeat(people, preference.history),
    )


def _pair(one: Candidate, other: Candidate) -> Pair:
    ids = sorted((one.member.id, other.member.id))
    return ids[0], ids[1]


def _rank(
    asker: Candidate, other: Candidate, preference: Preference
) -> tuple[bool, bool, int, int]:
    pair = _pair(asker, other)
    past = preference.history.get(pair)
    age = preference.ages.get(pair, 0)
    return past is None or not past.met, past is None, age, liking(asker.member, other.member)
