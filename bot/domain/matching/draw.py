"""One round: everybody who takes part, put together once."""

from collections.abc import Iterable, Mapping, Sequence

from bot.domain.matching.horizon import far_sighted
from bot.domain.matching.leftover import Grouping, sit_out
from bot.domain.matching.model import Candidate, Draw, Match, Rules, SitOut, SitOutReason
from bot.domain.matching.preference import Pair, prefer
from bot.domain.matching.reasons import is_repeat, reasons_for
from bot.domain.matching.solver import weigh
from bot.domain.matching.trio import make_trios
from bot.domain.model import Member, MemberId, OddRule, PastPair


def draw(
    candidates: Sequence[Candidate], history: Iterable[PastPair], rules: Rules, seed: int
) -> Draw:
    """Who meets whom, who sits out, and why; the same inputs, in any order, give the same draw.

    ValueError when a member stands among the candidates twice.
    """
    members = {candidate.member.id: candidate.member for candidate in candidates}
    if len(members) < len(candidates):
        message = "a member stands among the candidates twice"
        raise ValueError(message)
    preference = prefer(candidates, history, seed)
    forbidden = both_ways(rules.blocked)
    group = make_trios if rules.odd is OddRule.TRIO else sit_out
    ordered = sorted(candidates, key=lambda candidate: candidate.member.id)
    weights = weigh(ordered, forbidden, preference)
    ids = [candidate.member.id for candidate in ordered]
    if rules.looks_ahead and (rules.odd is OddRule.SIT_OUT or len(ids) % 2 == 0):
        weights = far_sighted(ids, weights, preference)
    grouping = group(ids, weights, preference)
    return Draw(
        matches=tuple(_matches(grouping, members, preference.history)),
        sit_outs=tuple(_sit_outs(grouping, members, forbidden, rules)),
        seed=seed,
    )


def both_ways(blocked: Iterable[Pair]) -> frozenset[Pair]:
    """Blocks as pairs that must not meet, the smaller id first."""
    return frozenset((min(pair), max(pair)) for pair in blocked)


def _matches(
    grouping: Grouping, members: dict[MemberId, Member], history: Mapping[Pair, PastPair]
) -> Iterable[Match]:
    thirds = {pair: third for third, pair in grouping.joined}
    for pair in grouping.pairs:
        third = thirds.get(pair)
        ids = sorted(pair if third is None else (*pair, third))
        people = [members[member] for member in ids]
        yield Match(
            members=tuple(ids),
            reasons=reasons_for(people, history),
            repeat=is_repeat(people, history),
            odd_one=third,
        )


def _sit_outs(
    grouping: Grouping, members: Mapping[MemberId, Member], forbidden: frozenset[Pair], rules: Rules
) -> Iterable[SitOut]:
    """It was somebody's turn only where one must sit out and they could have met somebody."""
    odd = rules.odd is OddRule.SIT_OUT and len(members) % 2 == 1 and len(grouping.left) == 1
    for left in grouping.left:
        others = members.keys() - {left}
        some = any((min(left, other), max(left, other)) not in forbidden for other in others)
        yield SitOut(
            member=left, why=SitOutReason.ODD if odd and some else SitOutReason.NOBODY_LEFT
        )
