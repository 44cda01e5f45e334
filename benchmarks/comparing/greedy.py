"""Peers that know the whole history, and take the best that is still there for one after the other."""

from collections.abc import Callable
from itertools import combinations
from random import Random

from comparing.past import Group, Past, Round, Week, one_by_one, shuffled


def chat_roulette(week: Week, past: Past, chance: Random) -> Round:
    """By chance somebody never met, else by chance anybody. All wish for the same kind of meeting."""

    def choose(one: int, others: list[int]) -> int | None:
        return min(others, key=lambda o: (past.count(one, o) > 0, chance.random()), default=None)

    groups, left = one_by_one(shuffled(week.present, chance), choose)
    return Round(groups=tuple(groups), left=tuple(left))


def slack_meetups(week: Week, past: Past, chance: Random) -> Round:
    """Whoever stands first in a set of those never met, else of all; an odd one is taken out before, by chance."""
    order = shuffled(week.present, chance)
    out = order[: len(order) % 2]

    def choose(one: int, others: list[int]) -> int | None:
        fresh = {other for other in others if not past.count(one, other)}
        return next(iter(fresh or set(others)), None)

    groups, left = one_by_one(shuffled(order[len(out) :], chance), choose)
    return Round(groups=tuple(groups), left=(*out, *left))


def mattermost(week: Week, past: Past, chance: Random) -> Round:
    """mattermost-coffeebot: the one met least often, of several the first in the database."""

    def choose(one: int, others: list[int]) -> int | None:
        return min(others, key=lambda other: (past.count(one, other), other), default=None)

    groups, left = one_by_one(shuffled(week.present, chance), choose)
    return Round(groups=tuple(groups), left=tuple(left))


def one_on_one_bot(week: Week, past: Past, chance: Random) -> Round:
    """1on1bot: the best pair first, by weeks since the last time; never is best."""

    def score(a: int, b: int) -> float:
        ago = past.ago(a, b)
        return past.week + 1000 if ago is None else ago

    return _best_first(week, score, chance)


def doughnut(week: Week, past: Past, chance: Random) -> Round:
    """The best pair first, by how often and a little chance. All live in one time zone.

    An odd number makes the program stop; here the last one is left out instead.
    """
    return _best_first(week, lambda a, b: chance.randint(0, 50) - 200 * past.count(a, b), chance)


def matchy(week: Week, past: Past, _chance: Random) -> Round:
    """Each in turn joins the group that costs least: 8 for an earlier partner, 32 for being a third.

    In pairs a first try always fills all groups; what it forgets and turns round for another never comes about.
    """
    groups: list[Group] = [()] * (len(week.present) // 2)
    for member in week.present:
        costs = [
            8 * sum(past.count(member, other) > 0 for other in group) + 32 * (len(group) > 1)
            for group in groups
        ]
        place = costs.index(min(costs))
        groups[place] = (*groups[place], member)
    return Round(groups=tuple(groups), odd=tuple(third for group in groups for third in group[2:]))


def _best_first(week: Week, score: Callable[[int, int], float], chance: Random) -> Round:
    pairs = list(combinations(shuffled(week.present, chance), 2))
    scores = {pair: score(*pair) for pair in pairs}
    free, groups = set(week.present), list[Group]()
    for a, b in sorted(pairs, key=scores.__getitem__, reverse=True):
        if a in free and b in free:
            free -= {a, b}
            groups.append((a, b))
    return Round(groups=tuple(groups), left=tuple(sorted(free)))
