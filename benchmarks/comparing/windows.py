"""Peers that shuffle, and go round those whom somebody met in a recent window."""

from random import Random

from comparing.past import Group, Past, Round, Week, joined, one_by_one, shuffled, two_by_two


def chance_alone(week: Week, _past: Past, chance: Random) -> Round:
    """Icebreaker and RC Pairing Bot: a shuffle, two by two."""
    groups, left = two_by_two(shuffled(week.present, chance))
    return Round(groups=tuple(groups), left=tuple(left))


def icebreaker_fork(week: Week, past: Past, chance: Random) -> Round:
    """The first in the queue who is not among the last 20; else simply the next, which is not written down."""
    unrecorded: set[Group] = set()

    def strange(one: int, other: int) -> bool:
        of_one, of_other = past.partners.get(one, []), past.partners.get(other, [])
        return other not in of_one[-20:] and one not in of_other[-20:]

    def choose(one: int, queue: list[int]) -> int | None:
        fresh = next((other for other in queue if strange(one, other)), None)
        if fresh is None and queue:
            unrecorded.add((one, queue[0]))
            return queue[0]
        return fresh

    groups, left = one_by_one(shuffled(week.present, chance), choose)
    return Round(groups=tuple(groups), left=tuple(left), unrecorded=frozenset(unrecorded))


def meetuply(week: Week, past: Past, chance: Random) -> Round:
    """The first in the queue who is not among one's last 3; five shuffles, and a sixth that leaves people out."""

    def choose(one: int, queue: list[int]) -> int | None:
        lately = past.partners.get(one, [])[-3:]
        return next((other for other in queue if other not in lately), None)

    for _ in range(6):
        groups, left = one_by_one(shuffled(week.present, chance), choose)
        if len(left) <= len(week.present) % 2:
            break
    return Round(groups=tuple(groups), left=tuple(left))


def pyslackrandomcoffee(week: Week, past: Past, chance: Random) -> Round:
    """By chance one who was not met in 28 days, else anybody; an odd one meets somebody who meets another too."""

    def choose(one: int, others: list[int]) -> int | None:
        fresh = [other for other in others if not past.lately(one, other, 4)]
        return chance.choice(fresh or others) if others else None

    groups, left = one_by_one(shuffled(week.present, chance), choose)
    for last in left:
        twice = choose(last, [member for member in week.present if member != last])
        if twice is not None:
            return Round(groups=(*groups, (last, twice)), odd=(twice,))
    return Round(groups=tuple(groups), left=tuple(left))


def barista(week: Week, past: Past, chance: Random) -> Round:
    """The first not met in 12 weeks, else the one met longest ago; the last joins a pair of chance. One region."""

    def choose(one: int, queue: list[int]) -> int | None:
        fresh = (other for other in queue if not past.lately(one, other, 12))
        longest = max(queue, key=lambda other: past.ago(one, other) or 0, default=None)
        return next(fresh, longest)

    groups, left = one_by_one(shuffled(week.present, chance), choose)
    return _by_chance(groups, left, chance)


def systemdevart(week: Week, past: Past, chance: Random) -> Round:
    """All pairs of more than 40 days ago, shuffled, first come; those left over are paired all the same."""
    order = shuffled(week.present, chance)
    pairs = [(a, b) for at, a in enumerate(order) for b in order[at + 1 :]]
    chance.shuffle(pairs)
    free, groups = set(order), list[Group]()
    for a, b in pairs:
        if a in free and b in free and not past.lately(a, b, 5):
            free -= {a, b}
            groups.append((a, b))
    more, left = two_by_two([member for member in order if member in free])
    return _by_chance(groups + more, left, chance)


def random_coffee_slack(week: Week, past: Past, chance: Random) -> Round:
    """One candidate by chance; if the two met in the last 2 rounds, one goes to those paired by chance at the end."""

    def choose(one: int, others: list[int]) -> int | None:
        other = chance.choice(others) if others else None
        return None if other is None or past.lately(one, other, 2) else other

    groups, rest = one_by_one(week.present, choose)
    more, left = two_by_two(shuffled(rest, chance))
    return Round(groups=(*groups, *more), left=tuple(left))


def sup(week: Week, past: Past, chance: Random) -> Round:
    """S'Up in pairs: the first fit outside 12 weeks, never undone; one left over joins where nobody was met."""

    def choose(one: int, queue: list[int]) -> int | None:
        return next((other for other in queue if not past.lately(one, other, 12)), None)

    groups, left = one_by_one(shuffled(week.present, chance), choose)
    if len(left) == 1:
        for place, pair in enumerate(groups):
            if not any(past.lately(left[0], other, 12) for other in pair):
                return joined(groups, left[0], place)
    return Round(groups=tuple(groups), left=tuple(left))


def _by_chance(groups: list[Group], left: list[int], chance: Random) -> Round:
    if left and groups:
        return joined(groups, left[0], chance.randrange(len(groups)))
    return Round(groups=tuple(groups), left=tuple(left))
