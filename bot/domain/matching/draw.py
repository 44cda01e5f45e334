"""One round: everybody who takes part, put together once."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

import numpy as np

from bot.domain.matching.certificate import certify
from bot.domain.matching.grouping import Grouping
from bot.domain.matching.groups import make_groups
from bot.domain.matching.horizon import LARGEST as HORIZON
from bot.domain.matching.horizon import far_sighted
from bot.domain.matching.large import draw_many
from bot.domain.matching.leftover import join_pairs, sit_out
from bot.domain.matching.model import Candidate, Draw, Match, Rules, SitOut, SitOutReason
from bot.domain.matching.points import Points
from bot.domain.matching.preference import Preference, prefer
from bot.domain.matching.reasons import Grounds, furthest_back, is_repeat, reasons_for
from bot.domain.matching.solver import ALL_PAIRS_UP_TO, solve_promising, weigh
from bot.domain.matching.trio import make_trios
from bot.domain.model import HEAVIEST, PAIR, WEIGHTS, MemberId, OddRule, PastPair

RATED_WHOLE_UP_TO = 2_000  # members, of whom every pair can be rated
LARGEST_GROUP = 4


def draw(
    candidates: Sequence[Candidate], history: Iterable[PastPair], rules: Rules, seed: int
) -> Draw:
    """Who meets whom, who sits out, and why; the same inputs, in any order, give the same draw.

    ValueError when a member stands among the candidates twice or a pair in the history, for groups of another size than 2 to 4, and for a
    weight of the policy that is not a whole number from 0 to 9.
    """
    require_sense(candidates, rules)
    known = {c.member.id: c for c in sorted(candidates, key=lambda c: c.member.id)}
    here = [pair for pair in history if pair.a in known and pair.b in known]
    preference = prefer(list(known.values()), here, rules, seed)
    grouping, prices = _group(preference, rules)
    groups = list(_groups(grouping))
    grounds = grounds_of([group for group, _ in groups], here, rules)
    if grounds.past and preference.size <= RATED_WHOLE_UP_TO:
        prices = None  # they are those of pairs that are no repeats
    return Draw(
        matches=tuple(match_of(group, third, known, grounds) for group, third in groups),
        sit_outs=tuple(_sit_outs(grouping, preference, rules)),
        seed=seed,
        certificate=certify(preference, [group for group, _ in groups], prices),
    )


def grounds_of(
    groups: Iterable[tuple[MemberId, ...]], history: Sequence[PastPair], rules: Rules
) -> Grounds:
    """What the reasons for these groups (each in id order) are told from."""
    meeting = {pair for group in groups for pair in combinations(group, 2)}
    past = {(pair.a, pair.b): pair for pair in history if (pair.a, pair.b) in meeting}
    return Grounds(past, rules, furthest_back(past, history) if past else frozenset())


def require_sense(candidates: Sequence[Candidate], rules: Rules) -> None:
    """ValueError for what no draw can be made of."""
    if len({candidate.member.id for candidate in candidates}) < len(candidates):
        message = "a member stands among the candidates twice"
        raise ValueError(message)
    if rules.size not in range(PAIR, LARGEST_GROUP + 1):
        message = f"groups of {rules.size} are not drawn, only of {PAIR} to {LARGEST_GROUP}"
        raise ValueError(message)
    for name in WEIGHTS:
        weight = getattr(rules.policy, name)
        if not isinstance(weight, int) or not 0 <= weight <= HEAVIEST:
            message = f"the weight of {name} is {weight}, not a whole number from 0 to {HEAVIEST}"
            raise ValueError(message)


def _group(preference: Preference, rules: Rules) -> tuple[Grouping, Points | None]:
    """Who is put together; of thousands also the prices, which come with it (`certificate`)."""
    grouping, prices = _in_pairs(preference, rules)
    if rules.size > PAIR:
        return make_groups(preference, grouping, rules.size), prices
    return grouping, prices


def _in_pairs(preference: Preference, rules: Rules) -> tuple[Grouping, Points | None]:
    """Pairs and, where three may meet, trios; of hundreds also the prices."""
    if preference.size <= ALL_PAIRS_UP_TO and not rules.hasty:
        return _of_few(preference, rules), None
    if preference.size <= RATED_WHOLE_UP_TO and not rules.hasty:
        pairs, prices = solve_promising(preference)
    else:
        pairs, prices = draw_many(preference)
    grouping = Grouping.of(preference.turns, pairs)
    return (join_pairs(grouping, preference) if _makes_trios(rules) else grouping), prices


def _makes_trios(rules: Rules) -> bool:
    return rules.odd is OddRule.TRIO or rules.size > PAIR


def looks_ahead(size: int, rules: Rules) -> bool:
    """Whether the draw of so many members looks at the rounds to come: in pairs, where nobody makes a trio."""
    even = rules.odd is OddRule.SIT_OUT or size % 2 == 0
    return rules.looks_ahead and rules.size == PAIR and even and size <= HORIZON


def _of_few(preference: Preference, rules: Rules) -> Grouping:
    """Exact, and with a look at the rounds to come."""
    weights = weigh(preference)
    if looks_ahead(preference.size, rules):
        weights = far_sighted(list(preference.turns), weights, preference)
    if _makes_trios(rules):
        return make_trios(preference, weights)
    return sit_out(preference, weights)


def _groups(grouping: Grouping) -> Iterable[tuple[tuple[MemberId, ...], MemberId | None]]:
    """Who meets, in id order, and who of them was joined to a pair."""
    thirds = {pair: third for third, pair in grouping.joined}
    for pair in grouping.pairs:
        third = thirds.get(pair)
        yield tuple(sorted(pair if third is None else (*pair, third))), third
    for group in grouping.groups:
        yield group, None


def match_of(
    group: tuple[MemberId, ...],
    third: MemberId | None,
    known: Mapping[MemberId, Candidate],
    grounds: Grounds,
) -> Match:
    """A group (in id order) as it is told, `third` joined to a pair."""
    people = [known[member] for member in group]
    return Match(
        members=group,
        reasons=reasons_for(people, grounds),
        repeat=is_repeat(group, grounds),
        odd_one=third,
    )


def _sit_outs(grouping: Grouping, preference: Preference, rules: Rules) -> Iterable[SitOut]:
    """It was somebody's turn only where the number is odd, and of all who could meet anybody it was nobody else's rather."""
    odd = rules.size == PAIR and rules.odd is OddRule.SIT_OUT and preference.size % 2 == 1
    for left in grouping.left:
        alone = odd and len(grouping.left) == 1 and _could_meet_anybody(left, preference)
        turn = alone and not any(
            _could_meet_anybody(member, preference)
            for member, turn in preference.turns.items()
            if turn < preference.turns[left] and not preference.is_bound(member)
        )
        yield SitOut(member=left, why=SitOutReason.ODD if turn else SitOutReason.NOBODY_LEFT)


def _could_meet_anybody(member: MemberId, preference: Preference) -> bool:
    everybody = np.arange(preference.size)
    me = np.full(preference.size, preference.places([member])[0])
    others = preference.may_meet(np.minimum(me, everybody), np.maximum(me, everybody))
    return bool(others[everybody != me].any())
