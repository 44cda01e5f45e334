"""Why members were brought together, as facts."""

from collections.abc import Mapping, Sequence
from itertools import combinations

from bot.domain.matching.preference import Pair
from bot.domain.matching.similarity import different_teams, offered, shared
from bot.domain.model import Member, PastPair, Reason, ReasonKind

MOST_REASONS = 4


def reasons_for(members: Sequence[Member], history: Mapping[Pair, PastPair]) -> tuple[Reason, ...]:
    """The facts that speak for members who meet (in id order): their past first, then what they share."""
    trio = len(members) > 2  # noqa: PLR2004 - more than a pair
    found = [Reason(kind=ReasonKind.TRIO)] if trio else []
    # Of three, some may have met and others not: then the past is not told as a reason.
    if not (trio and is_repeat(members, history)):
        found.append(_past(members, history))
    found += _common(members)
    return tuple(found[:MOST_REASONS])


def is_repeat(members: Sequence[Member], history: Mapping[Pair, PastPair]) -> bool:
    """Whether two of them were introduced before."""
    return any((a.id, b.id) in history for a, b in combinations(members, 2))


def _past(members: Sequence[Member], history: Mapping[Pair, PastPair]) -> Reason:
    ids = tuple(member.id for member in members)
    past = [history[pair] for pair in combinations(ids, 2) if pair in history]
    met = [pair.last_met_at or pair.last_paired_at for pair in past if pair.met]
    if met:
        return Reason(kind=ReasonKind.MET_LONG_AGO, members=ids, when=max(met))
    if past:
        return Reason(kind=ReasonKind.DID_NOT_MEET, members=ids)
    return Reason(kind=ReasonKind.NEVER_MET, members=ids)


def _common(members: Sequence[Member]) -> list[Reason]:
    pairs = list(combinations(members, 2))
    ways = [pair for one, other in pairs for pair in ((one, other), (other, one))]
    offers = [
        Reason(kind=ReasonKind.OFFER, members=(seeker.id, giver.id), subject=what)
        for seeker, giver in ways
        if (what := offered(seeker, giver)) is not None
    ]
    interests = [
        Reason(kind=ReasonKind.SHARED_INTEREST, members=(one.id, other.id), subject=what)
        for one, other in pairs
        if (what := shared(one.interests, other.interests)) is not None
    ]
    teams = [
        Reason(kind=ReasonKind.OTHER_TEAM, members=(one.id, other.id))
        for one, other in pairs
        if different_teams(one, other)
    ]
    return offers + interests + teams
