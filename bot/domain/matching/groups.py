"""Groups of three or four: as few as can be, as even as can be, none larger than was asked for.

To find the best groups is hard in the sense of computer science (already of three, Garey and Johnson 1979, SP1), so
they are searched for: from several beginnings of chance, the two members whose exchange gains most are exchanged
until nothing is gained any more. A large circle is divided by chance into parts of 240 members first. The
certificate says what the result is worth.

Lines count as for pairs, by a number each; a unit exceeds what one exchange (12 pairs) can gain in all lower lines.
"""

from collections.abc import Sequence

import numpy as np

from bot.domain.matching.common import Places
from bot.domain.matching.leftover import Grouping
from bot.domain.matching.points import MOST_FIT, MOST_WISHES, Points
from bot.domain.matching.preference import AGES, NEVER_MET, Preference, scattered
from bot.domain.model import MemberId

PART = 240  # members whose groups are searched together
BEGINNINGS = 80  # for a small circle; a larger one gets fewer
PAIRS_OF_AN_EXCHANGE = 12
TIES = 2**6


def make_groups(preference: Preference, size: int) -> Grouping:
    """Groups of this size or one less; whoever may join none is left."""
    everybody = np.arange(preference.size)
    order = np.argsort(preference.ties(everybody, everybody), kind="stable")
    parts = np.split(order, range(PART, preference.size - PART // 2, PART))
    groups: list[tuple[MemberId, ...]] = []
    left: list[MemberId] = []
    for part in filter(len, parts):
        for group in _keep_rules(preference, _best_groups(preference, np.sort(part), size)):
            ids = tuple(MemberId(int(member)) for member in preference.ids[sorted(group)])
            if len(ids) > 1:
                groups.append(ids)
            else:
                left.extend(ids)
    return Grouping((), groups=tuple(sorted(groups)), left=tuple(sorted(left)))


def _best_groups(preference: Preference, part: Places, size: int) -> list[Places]:
    """The best of what comes of several beginnings."""
    square = _square(preference, part)
    slots = np.arange(len(part)) % -(-len(part) // size)
    found = [
        _exchanged(square, _shuffled(preference, part, slots, attempt))
        for attempt in range(max(BEGINNINGS * 40 // max(len(part), 40), 1))
    ]
    best = max(found, key=lambda groups: _worth(square, groups))
    return [part[best == group] for group in range(int(best.max(initial=-1)) + 1)]


def _shuffled(preference: Preference, part: Places, slots: Places, attempt: int) -> Places:
    chance = scattered(preference.seed, preference.ids[part], np.full(len(part), attempt))
    groups = np.empty_like(slots)
    groups[np.argsort(chance, kind="stable")] = slots
    return groups


def _square(preference: Preference, part: Places) -> Points:
    """What each pair of the part is worth; below nothing where they must not meet."""
    i, j = np.triu_indices(len(part), 1)
    a, b = part[i], part[j]
    fresh, age = preference.freshness(a, b)
    lines = (
        (preference.ties(a, b) % TIES, TIES),
        (preference.suiting.fits(a, b), MOST_FIT + 1),
        (preference.suiting.wishes(a, b), MOST_WISHES + 1),
        (age, AGES),
        (fresh % NEVER_MET, 2),
        (fresh // NEVER_MET, 2),
        (preference.bound[a] == b, 2),
        (preference.may_meet(a, b), 2),
    )
    worth, unit = np.zeros(len(a), np.int64), 1
    for points, most in lines:
        worth += points * unit
        unit *= most * PAIRS_OF_AN_EXCHANGE
    square = np.zeros((len(part), len(part)), np.int64)
    square[i, j] = square[j, i] = worth
    return square


def _worth(square: Points, groups: Places) -> int:
    # In Python's integers: the sum over a whole part may pass 63 bits.
    together = np.triu(groups[:, None] == groups, 1)
    return sum(square[together].tolist())


def _exchanged(square: Points, groups: Places) -> Places:
    """The groups after every exchange of two members that gains something, the greatest gain first."""
    everybody = np.arange(len(groups))
    with_group = square @ (groups[:, None] == np.arange(groups.max(initial=0) + 1)).astype(np.int64)
    while True:
        moved = with_group[:, groups] - with_group[everybody, groups][:, None]
        gains = moved + moved.T - 2 * square
        gains[groups[:, None] == groups] = 0
        if gains.max(initial=0) <= 0:
            return groups
        one, other = np.unravel_index(gains.argmax(), gains.shape)
        here, there = groups[one], groups[other]
        change = square[:, other] - square[:, one]
        with_group[:, here] += change
        with_group[:, there] -= change
        groups[one], groups[other] = there, here


def _keep_rules(preference: Preference, groups: Sequence[Places]) -> list[list[int]]:
    """The groups without those who may not meet others in it; these join the smallest group that may take them."""
    kept: list[list[int]] = []
    outside: list[int] = []
    for group in groups:
        stay: list[int] = []
        for member in group.tolist():
            (stay if _may_join(preference, member, stay) else outside).append(member)
        kept.append(stay)
    for member in outside:
        takes = [group for group in kept if _may_join(preference, member, group)]
        if takes:
            min(takes, key=len).append(member)
        else:
            kept.append([member])
    return kept


def _may_join(preference: Preference, member: int, group: Sequence[int]) -> bool:
    others, me = np.array(group, np.int64), np.full(len(group), member)
    return bool(preference.may_meet(np.minimum(me, others), np.maximum(me, others)).all())
