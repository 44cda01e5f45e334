"""Groups of three or four: nobody is left who can be in one, and none is larger than was asked for.

To find the best groups is hard in the sense of computer science (already of three, Garey and Johnson 1979, SP1). Of up
to 12 members who hang together all rounds are compared. More are searched for: pairs and trios in which nobody is left
who need not be, and groups filled at random and from these, are made better by `exchanges`, and the best is taken. As no
step leaves somebody alone for anything that counts less, no more are left than in pairs and trios, and fewer there cannot
be: any group falls apart into pairs and trios. A large circle is divided by chance into parts first, the smaller the
larger it is, in which pairs stay together; so the work grows with its size only. The certificate says what the result is worth.
"""

from collections.abc import Iterator
from itertools import combinations, pairwise
from math import isqrt

import numpy as np

from bot.domain.matching.common import Places
from bot.domain.matching.exchanges import improved
from bot.domain.matching.grouping import Grouping
from bot.domain.matching.parts import parts
from bot.domain.matching.preference import Preference, scattered
from bot.domain.matching.worth import Worth
from bot.domain.model import MemberId

ALL_ROUNDS_UP_TO = 12  # members
BEGINNINGS = 3_200  # at random, for all members together
PART = (48, 240)  # members whose groups are searched together, in a large circle and a small one
EVEN = 12  # members who fall into groups of three, and of four
EFFORT = 150_000_000  # steps times pairs that are looked at for each, about

Groups = list[list[int]]


def make_groups(preference: Preference, paired: Grouping, size: int) -> Grouping:
    """Groups of two to this size, from pairs and trios; whoever may join none is left."""
    found = [
        preference.ids[sorted(group)].tolist()
        for few in _divided(preference, _units(preference, paired))
        for part in _hanging_together(preference, few)
        for group in _best_groups(preference, part, size)
    ]
    groups = sorted(tuple(map(MemberId, group)) for group in found)
    return Grouping(
        (),
        groups=tuple(group for group in groups if len(group) > 1),
        left=tuple(group[0] for group in groups if len(group) == 1),
    )


def _units(preference: Preference, paired: Grouping) -> Groups:
    """The pairs, the trios and those who are left, each sorted, in an order of chance."""
    thirds = {pair: third for third, pair in paired.joined}
    joined = [(*pair, thirds[pair]) if pair in thirds else pair for pair in paired.pairs]
    units = [*joined, *((member,) for member in paired.left)]
    places = [sorted(preference.places(unit).tolist()) for unit in units]
    first = np.array([unit[0] for unit in places], np.int64)
    order = np.argsort(preference.ties(first, first), kind="stable")
    return [places[at] for at in order.tolist()]


def _divided(preference: Preference, units: Groups) -> Iterator[Groups]:
    """The units in lots of so many that groups of three and of four come out even, but for the last one."""
    least, most = PART
    members = min(max(isqrt(EFFORT // max(preference.size, 1)), least), most)
    pairs = members // EVEN * (EVEN // 2)
    ends = [*range(pairs, len(units) - pairs // 2, pairs), len(units)]
    for begin, end in pairwise([0, *ends]):
        yield units[begin:end]


def _hanging_together(preference: Preference, units: Groups) -> Iterator[Groups]:
    """The units of each part none of whom may meet any of another."""
    members = np.array(sorted(member for unit in units for member in unit), np.int64)
    i, j = np.triu_indices(len(members), 1)
    may = np.zeros((len(members), len(members)), np.bool_)
    may[i, j] = preference.may_meet(members[i], members[j])
    for part in parts(may):
        here = {*members[part].tolist()}
        yield [unit for unit in units if unit[0] in here]


def _best_groups(preference: Preference, units: Groups, size: int) -> Groups:
    """The best groups that were found of these members."""
    members = np.array(sorted(member for unit in units for member in unit), np.int64)
    rounds = Worth.of_rounds(preference, members, size)
    if len(members) <= ALL_ROUNDS_UP_TO:
        return [members[group].tolist() for group in _best_of_all(rounds)]
    exchanges = Worth.of_exchanges(preference, members, size)
    found = [improved(exchanges, one) for one in _beginnings(preference, members, units, size)]
    best = max(found, key=rounds.of)
    return [members[best == group].tolist() for group in np.unique(best)]


def _best_of_all(worth: Worth) -> Groups:
    """By trying all: the best of some members is the best group of the last of them, and the best of the others.

    A set of members is a whole number, with a bit for each.
    """
    groups = _groups_by_last(worth)
    everybody = (1 << len(groups)) - 1
    best, chosen = [0], [0]
    for some in range(1, everybody + 1):
        inside = [each for each in groups[some.bit_length() - 1] if not each[1] & ~some]
        value, group = max((value + best[some ^ group], group) for value, group in inside)
        best.append(value)
        chosen.append(group)
    found: Groups = []
    while everybody:
        group = chosen[everybody]
        found.append([member for member in range(len(groups)) if group >> member & 1])
        everybody ^= group
    return found


def _groups_by_last(worth: Worth) -> list[list[tuple[int, int]]]:
    """Of each member the groups in which they stand last: what each is worth, and who is in it."""
    members = range(len(worth.alone))
    groups: list[list[tuple[int, int]]] = [[] for _ in members]
    for size in range(1, worth.size + 1):
        for group in combinations(members, size):
            bits = sum(1 << member for member in group)
            groups[group[-1]].append((worth.of_group(group), bits))
    return groups


def _beginnings(
    preference: Preference, members: Places, units: Groups, size: int
) -> Iterator[Places]:
    """Groups to begin with, by a number for each member: the units, groups filled with these, and with anybody."""
    order = np.searchsorted(members, [member for unit in units for member in unit])
    yield _placed(order, np.repeat(np.arange(len(units)), [len(unit) for unit in units]))
    slots = np.sort(np.arange(len(members)) % -(-len(members) // size))
    yield _placed(order, slots)
    for attempt in range(BEGINNINGS // max(preference.size, 40)):
        chance = scattered(preference.seed, preference.ids[members], np.full_like(members, attempt))
        yield _placed(np.argsort(chance, kind="stable"), slots)


def _placed(order: Places, slots: Places) -> Places:
    groups = np.empty_like(slots)
    groups[order] = slots
    return groups
