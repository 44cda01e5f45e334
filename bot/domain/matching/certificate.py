"""How far a draw is from the best possible: its worth, and a bound that no draw exceeds.

The bound comes from the assignment relaxation, by prices (`prices`): no round is worth more than all of them together.

In a group of k each member meets k - 1 others, so the group is worth at most k - 1 times the prices of its members.

What is compared is what members wish for and what the circle likes (`Preference.worth`), among all rounds that repeat
as little as this one does: where it repeats nothing, pairs that would be repeats are not counted; where it does, a
fresh pair is worth so much more that no round can gain by repeating more (Lagrange's relaxation).
"""

from collections.abc import Sequence

import numpy as np

from bot.domain.matching.candidates import all_pairs, all_who_may_meet
from bot.domain.matching.common import Places
from bot.domain.matching.model import Certificate
from bot.domain.matching.points import Points
from bot.domain.matching.preference import FRESH, Preference
from bot.domain.matching.prices import prices
from bot.domain.model import PAIR, MemberId


def certify(
    preference: Preference, groups: Sequence[Sequence[MemberId]], known: Points | None = None
) -> Certificate:
    """What the groups of a round are worth, and the bound: from twice the prices that are known, or by all pairs."""
    a, b = _meetings(preference, groups)
    if known is not None:
        bound = spread(known, [len(group) for group in groups])
        score = int(preference.worth(a, b).sum())
        return Certificate(score=score, upper_bound=max(bound, score))
    freshest = bool((preference.freshness(a, b)[0] == FRESH).all())
    # Of three who meet, two may be wanted elsewhere: one of them is whom the third joins.
    only_pairs = all(len(group) <= PAIR for group in groups)
    every = all_pairs(preference) if only_pairs else all_who_may_meet(preference)
    if freshest:
        fresh = preference.freshness(*every)[0] == FRESH
        every = every[0][fresh], every[1][fresh]
    per_fresh = 0 if freshest else int(preference.worth(*every).max(initial=0)) + 1
    doubled = prices(preference.size, *every, _worth(preference, *every, per_fresh))
    bound = spread(doubled, [len(group) for group in groups])
    score = int(_worth(preference, a, b).sum())
    extra = int(_worth(preference, a, b, per_fresh).sum()) - score
    return Certificate(score=score, upper_bound=max(bound - extra, score))


def spread(doubled: Points, sizes: Sequence[int]) -> int:
    """What rounds with groups of these sizes are worth at most, whoever is in them."""
    times = sorted((len_ - 1 for len_ in sizes for _ in range(len_)), reverse=True)
    dearest = np.sort(doubled)[::-1][: len(times)]
    return int((dearest * np.array(times, np.int64)).sum()) // 2


def _worth(preference: Preference, a: Places, b: Places, per_fresh: int = 0) -> Points:
    fresh = preference.freshness(a, b)[0]
    return preference.worth(a, b) + per_fresh * fresh


def _meetings(
    preference: Preference, groups: Sequence[Sequence[MemberId]]
) -> tuple[Places, Places]:
    """Every two who meet, by places."""
    pairs = [
        (one, other)
        for group in groups
        for place, one in enumerate(sorted(group))
        for other in sorted(group)[place + 1 :]
    ]
    found = preference.places(pairs).reshape(-1, 2)
    return found[:, 0], found[:, 1]
