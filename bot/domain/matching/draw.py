"""One round: everybody who takes part, put together once."""

from collections.abc import Iterable, Mapping, Sequence

from bot.domain.matching.leftover import Grouping, make_trios, sit_out
from bot.domain.matching.model import Candidate, Draw, Match, Rules, SitOut, SitOutReason
from bot.domain.matching.preference import Pair, prefer
from bot.domain.matching.reasons import is_repeat, reasons_for
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
    grouping = group(candidates, forbidden, preference)
    return Draw(
        matches=tuple(_matches(grouping, members, preference.history)),
        sit_outs=tuple(_sit_outs(grouping, len(candidates))),
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


def _sit_outs(grouping: Grouping, candidates: int) -> Iterable[SitOut]:
    odd = candidates % 2 == 1 and candidates > 1 and len(grouping.left) == 1
    why = SitOutReason.ODD if odd else SitOutReason.NOBODY_LEFT
    return (SitOut(member=member, why=why) for member in grouping.left)
