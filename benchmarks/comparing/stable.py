"""Peers that pair two halves by stable matching (Gale and Shapley)."""

from collections import deque
from collections.abc import Callable, Sequence
from random import Random

from comparing.past import Group, Past, Round, Week, joined, shuffled

ATTEMPTS = 100

Rank = Callable[[int, int], tuple[float, float]]  # how somebody ranks another; the lower the dearer


def codeybot(week: Week, past: Past, chance: Random) -> Round:
    """Those met least often first; of many halvings the one whose most frequent pair is the least frequent.

    One of an odd number gets two meetings.
    """
    best: list[Group] = []
    odd: list[int] = []
    least: int | None = None
    attempt = 0
    while attempt < ATTEMPTS and least != 0:  # below 0 no attempt can get
        order = shuffled(week.present, chance)
        half = order[: len(order) // 2]
        twice = [chance.choice(half)] if len(order) % 2 else []
        groups = stable(half + twice, order[len(half) :], lambda a, b: (past.count(a, b), 0))
        most = max((past.count(*group) for group in groups), default=0)
        attempt += 1
        if least is None or most < least:
            best, odd, least, attempt = groups, twice, most, 0
    return Round(groups=tuple(best), odd=tuple(odd))


def rc_coffee_chats(week: Week, past: Past, chance: Random) -> Round:
    """Those never met first, in an order of chance, then by first meeting; the odd one joins the last pair."""
    order = shuffled(week.present, chance)
    out = order[: len(order) % 2]
    half = (len(order) - len(out)) // 2
    ones, others = order[len(out) :][:half], order[len(out) :][half:]
    ranks = {
        way: _first_met(past, way, chance) for a in ones for b in others for way in ((a, b), (b, a))
    }
    groups = stable(ones, others, lambda a, b: ranks[a, b])
    return joined(groups, out[0], len(groups) - 1) if out else Round(groups=tuple(groups))


def _first_met(past: Past, way: tuple[int, int], chance: Random) -> tuple[float, float]:
    weeks = past.weeks.get((min(way), max(way)))
    return (0, chance.random()) if weeks is None else (1, weeks[0])


def stable(ones: Sequence[int], others: Sequence[int], rank: Rank) -> list[Group]:
    """A stable matching of two halves of one size, the best for the first; ties go by place."""
    wishes = [deque(sorted(others, key=lambda other: rank(one, other))) for one in ones]
    free = deque(range(len(ones)))
    held: dict[int, int] = {}
    while free:
        place = free.popleft()
        other = wishes[place].popleft()
        rivals = [place, held[other]] if other in held else [place]
        held[other] = min(rivals, key=lambda at: (rank(other, ones[at]), at))
        free.extend(at for at in rivals if at != held[other])
    return [(ones[place], other) for other, place in held.items()]
