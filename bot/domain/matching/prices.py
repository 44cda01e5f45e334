"""A price for each member, such that no pair is worth more than the prices of its two.

If a member could "meet" one and "be met" by another, the best such assignment would be worth at least twice as much
as the best round of pairs, and linear programming gives prices with it (weak duality; Burkard, Dell'Amico and
Martello, Assignment Problems, 2009, chapter 4). So no round is worth more than all prices together.

Prices need not be the best ones to be true: from *any* numbers v the price

    u[i] = (max over j of (w[i, j] - v[j]) + v[i]) / 2

satisfies u[i] + u[j] >= w[i, j]. They are kept doubled, as whole numbers, so that nothing is lost to rounding.
"""

from collections.abc import Callable

import numpy as np

from bot.domain.matching.common import Places
from bot.domain.matching.points import Points

SWEEPS = 200


def prices(size: int, a: Places, b: Places, worth: Points) -> Points:
    """Twice the price of each member, of pairs that are each worth something (a < b; none is worth less than 0)."""
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - loading it takes longer than most commands

    square = np.full((size, size), -1, np.int64)  # who must not meet is worse than meeting nobody
    square[a, b] = square[b, a] = worth
    np.fill_diagonal(square, 0)
    assigned = linear_sum_assignment(square, maximize=True)[1]
    gains = square - square[np.arange(size), assigned][:, None]
    v = raised(size, lambda v: (gains + v[assigned][:, None]).max(axis=0, initial=0))
    found: Points = (square - v).max(axis=1, initial=0) + v
    return np.maximum(found, 0)


def raised(size: int, further: Callable[[Points], Points]) -> Points:
    """The longest ways to each member, from what they are a step further (Bellman and Ford).

    They end where the assignment that the steps lead along is the best one.
    """
    v = np.zeros(size, np.int64)
    for _ in range(SWEEPS):
        longer = np.maximum(v, further(v))
        if (longer == v).all():
            break
        v = longer
    return v
