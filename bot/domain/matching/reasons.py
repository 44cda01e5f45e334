"""Why members were brought together, as facts."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from bot.domain.matching.model import Candidate, Rules, Wish
from bot.domain.matching.preference import Pair
from bot.domain.matching.similarity import different_teams, offered, shared
from bot.domain.model import PAIR, MemberId, PastPair, Reason, ReasonKind

MOST_REASONS = 4

Past = Mapping[Pair, PastPair]


@dataclass(frozen=True, slots=True)
class Grounds:
    """What reasons are told from; `furthest`: of whom it is known that either met everybody else later (`furthest_back`)."""

    past: Past
    rules: Rules
    furthest: frozenset[Pair] = frozenset()


def reasons_for(people: Sequence[Candidate], grounds: Grounds) -> tuple[Reason, ...]:
    """The facts that speak for members who meet (in id order): wishes first, then their past, then what they share."""
    ids = tuple(person.member.id for person in people)
    trio = len(people) > PAIR
    rules, past = grounds.rules, grounds.past
    found = [Reason(kind=ReasonKind.TRIO if rules.size == PAIR else ReasonKind.GROUP)]
    wished = list(_wished(list(combinations(ids, 2)), rules))
    # Two who asked for it are not together because it is long ago.
    furthest = frozenset() if wished else grounds.furthest
    # Of three, some may have met and others not: then the past is not told as a reason.
    known = any(pair in past for pair in combinations(ids, 2))
    told = [] if trio and known else [_past(ids, past, furthest)]
    every_one = [*(found if trio else []), *wished, *told, *_common(people, rules)]
    return tuple(every_one[:MOST_REASONS])


def is_repeat(ids: Sequence[MemberId], grounds: Grounds) -> bool:
    """Whether two of them (in id order) were introduced before, who have not both said that they would like to meet again."""
    return any(
        pair in grounds.past and Wish.AGAIN not in grounds.rules.wish_between(*pair)
        for pair in combinations(ids, 2)
    )


def furthest_back(pairs: Collection[Pair], history: Iterable[PastPair]) -> frozenset[Pair]:
    """Those of some pairs who met each other longer ago than anybody else they met; nobody who met only one."""
    met: dict[MemberId, dict[Pair, datetime]] = {who: {} for pair in pairs for who in pair}
    for known in history:
        pair = known.a, known.b
        for who in pair:
            if who in met and known.last_met_at is not None:
                met[who][pair] = known.last_met_at

    def furthest(pair: Pair, all_met: Mapping[Pair, datetime]) -> bool:
        others = [at for other, at in all_met.items() if other != pair]
        return pair in all_met and bool(others) and all_met[pair] < min(others)

    return frozenset(pair for pair in pairs if all(furthest(pair, met[who]) for who in pair))


def _past(ids: tuple[MemberId, ...], past: Past, furthest: frozenset[Pair]) -> Reason:
    pairs = [past[pair] for pair in combinations(ids, 2) if pair in past]
    met = [pair.last_met_at or pair.last_paired_at for pair in pairs if pair.met]
    if met:
        kind = ReasonKind.MET_LONG_AGO if ids in furthest else ReasonKind.MET_BEFORE
        return Reason(kind=kind, members=ids, when=max(met))
    if pairs:
        return Reason(kind=ReasonKind.DID_NOT_MEET, members=ids)
    return Reason(kind=ReasonKind.NEVER_MET, members=ids)


def _common(people: Sequence[Candidate], rules: Rules) -> Iterator[Reason]:
    pairs = list(combinations(people, 2))
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
        wish = rules.wish_between(a, b)
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
