"""A draw that was made of members who have changed since: what still holds of it stays, the rest is drawn anew.

So a round comes about although somebody comes, goes or writes something new each time while it is drawn.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations

from bot.domain.matching.draw import draw, grounds_of, match_of
from bot.domain.matching.model import Candidate, Draw, Match, Rules
from bot.domain.matching.preference import Preference, prefer
from bot.domain.model import PAIR, MemberId, PastPair

FEW = 20  # members at least who are drawn anew, where there are as many: among fewer, one could have nobody
MANY = 100  # from so many on, quickly rather than well: whoever mends has no time


def mended(
    made: Draw,
    candidates: Sequence[Candidate],
    history: Iterable[PastPair],
    rules: Rules,
    seed: int,
) -> Draw:
    """A draw of these candidates that keeps the groups of another which may meet still.

    It keeps to the rules as `draw` does. It is hardly less good where little has changed, but how good is not known.
    """
    known = {c.member.id: c for c in sorted(candidates, key=lambda c: c.member.id)}
    here = [pair for pair in history if pair.a in known and pair.b in known]
    groups = _kept(made, prefer(list(known.values()), here, rules, seed), rules)
    rest = set(known).difference(*groups)
    while groups and len(rest) < FEW:
        rest.update(groups.pop())
    again = replace(rules, looks_ahead=False, hasty=rules.hasty or len(rest) > MANY)
    anew = draw([known[member] for member in sorted(rest)], here, again, seed)
    grounds = grounds_of(groups, here, rules)
    kept = [match_of(group, None, known, grounds) for group in groups]
    matches: list[Match] = sorted([*kept, *anew.matches], key=lambda match: match.members)
    return Draw(matches=tuple(matches), sit_outs=anew.sit_outs, seed=seed)


def _kept(made: Draw, preference: Preference, rules: Rules) -> list[tuple[MemberId, ...]]:
    """Those of the usual size whose members are all there and may meet; a pair only if neither is wanted elsewhere."""
    there = set(preference.ids.tolist())
    may = preference.may_pair if rules.size == PAIR else preference.may_meet

    def holds(group: tuple[MemberId, ...]) -> bool:
        if len(group) != rules.size or not there.issuperset(group):
            return False
        a, b = preference.places(list(combinations(group, 2))).T
        return bool(may(a, b).all())

    groups = (tuple(sorted(match.members)) for match in made.matches)
    return [group for group in groups if holds(group)]
