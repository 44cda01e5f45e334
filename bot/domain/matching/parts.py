"""Parts of a group none of whom may meet any of another: each can be put together for itself."""

import numpy as np

from bot.domain.matching.common import Places, Truths


def parts(may_meet: Truths) -> list[Places]:
    """Who hangs together, through others or at once, by a square of who may meet whom."""
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415 - loading it takes longer than most commands

    count, which = connected_components(may_meet.astype(np.int8), directed=False)
    return [np.flatnonzero(which == part) for part in range(count)]
