"""Why members were brought together, as facts."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from bot.domain.matching.model import Candidate, Rules, Wish
from bot.domain.matching.preference import Pair
from bot.domain.matching.similarity import different_teams, offered, shared
from bot.domain.model import MemberId, PastPair, Reason, ReasonKind

MOST_REASONS = 4
PAIR = 2

Past = Mapping[Pair, PastPair]


def reasons_for(people: Sequence[Candidate], past: Past, rules: Rules) -> tuple[Reason, ...]:
    """The facts that speak for members who meet (in id order): their past first, then wishes, then what they share."""
    ids = tuple(person.member.id for person in people)
    trio = len(people) > PAIR
    found = [Reason(kind=ReasonKind.TRIO if rules.size == PAIR else ReasonKind.GROUP)]
    # Of three, some may have met and others not: then the past is not told as a reason.
    told = [] if trio and is_repeat(ids, past) else [_past(ids, past)]
    return tuple([*(found if trio else []), *told, *_common(people, rules)][:MOST_REASONS])


def is_repeat(ids: Sequence[MemberId], past: Past) -> bool:
    """Whether two of them (in id order) were introduced before."""
    return any(pair in past for pair in combinations(ids, 2))


def _past(ids: tuple[MemberId, ...], past: Past) -> Reason:
    pairs = [past[pair] for pair in combinations(ids, 2) if pair in past]
    met = [pair.last_met_at or pair.last_paired_at for pair in pairs if pair.met]
    if met:
        return Reason(kind=ReasonKind.MET_LONG_AGO, members=ids, when=max(met))
    if pairs:
        return Reason(kind=ReasonKind.DID_NOT_MEET, members=ids)
    return Reason(kind=ReasonKind.NEVER_MET, members=ids)


def _common(people: Sequence[Candidate], rules: Rules) -> Iterator[Reason]:
    pairs = list(combinations(people, 2))
    yield from _wished([(one.member.id, other.member.id) for one, other in pairs], rules)
    yield from _offers(pairs)
    for one, other in pairs:
        ids = one.member.id, other.member.id
        if what := shared(one.member.interests, other.member.interests):
            yield Reason(kind=ReasonKind.SHARED_INTEREST, members=ids, subject=what)
    for one, other in pairs:
        ids = one.member.id, other.member.id
        across = rules.policy.team and not rules.policy.within_teams
        if across and different_teams(one.member, other.member):
            yield Reason(kind=ReasonKind.OTHER_TEAM, members=ids)
        if one.newcomer != other.newcomer and rules.policy.tenure:
            yield Reason(kind=ReasonKind.NEWCOMER, members=ids)
        if what := shared(one.member.languages, other.member.languages):
            yield Reason(kind=ReasonKind.SHARED_LANGUAGE, members=ids, subject=what)


def _wished(pairs: Sequence[Pair], rules: Rules) -> Iterator[Reason]:
    for a, b in pairs:
        if not rules.together.isdisjoint({(a, b), (b, a)}):
            yield Reason(kind=ReasonKind.ORGANISER, members=(a, b))
        wish = rules.wishes.get((a, b), Wish(0)) | rules.wishes.get((b, a), Wish(0))
        if Wish.AGAIN in wish:
            yield Reason(kind=ReasonKind.AGAIN, members=(a, b))
        if Wish.ASKED in wish:
            yield Reason(kind=ReasonKind.ASKED, members=(a, b))


def _offers(pairs: Sequence[tuple[Candidate, Candidate]]) -> Iterator[Reason]:
    for pair in pairs:
        for seeker, giver in (pair, pair[::-1]):
            if what := offered(seeker.member, giver.member):
                ids = seeker.member.id, giver.member.id
                yield Reason(kind=ReasonKind.OFFER, members=ids, subject=what)
