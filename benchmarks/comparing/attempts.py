"""Peers that try by chance, many times over."""

from itertools import combinations
from random import Random

from comparing.past import Group, Past, Round, Week, joined, one_by_one, shuffled


def coffeeomatic(week: Week, past: Past, chance: Random) -> Round:
    """By chance, never a repeat; after 50 attempts whatever came of the last."""

    def choose(one: int, others: list[int]) -> int | None:
        fresh = [other for other in others if not past.count(one, other)]
        return chance.choice(fresh) if fresh else None

    for _ in range(50):
        groups, left = one_by_one(shuffled(week.present, chance), choose)
        if len(left) <= len(week.present) % 2:
            break
    return Round(groups=tuple(groups), left=tuple(left))


def eleven(week: Week, past: Past, chance: Random) -> Round:
    """.11bot: of 100 shuffles the one with the fewest earlier pairings; the last three are a trio."""

    def cost(drawn: Round) -> int:
        return sum(past.count(a, b) for group in drawn.groups for a, b in combinations(group, 2))

    return min((_cut(shuffled(week.present, chance)) for _ in range(100)), key=cost)


def bagelbot(week: Week, past: Past, chance: Random) -> Round:
    """Pairs by chance, an earlier group refused 25 times; 100 starts, then anything. The rest joins a group."""
    pairs = None
    for _ in range(100):
        pairs = _refusing(week.present, past, chance)
        if pairs is not None:
            break
    order = shuffled(week.present, chance)
    if pairs is None:
        pairs = list(zip(order[::2], order[1::2], strict=False))
    inside = {member for pair in pairs for member in pair}
    rest = [member for member in order if member not in inside]
    return joined(pairs, rest[0], 0) if rest else Round(groups=tuple(pairs))


def _refusing(members: Group, past: Past, chance: Random) -> list[Group] | None:
    free, groups = list(members), list[Group]()
    while len(free) > 1:
        tries = (tuple(chance.sample(free, 2)) for _ in range(25))
        new = next((pair for pair in tries if frozenset(pair) not in past.groups), None)
        if new is None:
            return None
        free = [member for member in free if member not in new]
        groups.append(new)
    return groups


def _cut(order: list[int]) -> Round:
    groups: list[Group] = list(zip(order[::2], order[1::2], strict=False))
    if len(order) % 2 and groups:
        return joined(groups, order[-1], len(groups) - 1)
    return Round(groups=tuple(groups), left=tuple(order[2 * len(groups) :]))
