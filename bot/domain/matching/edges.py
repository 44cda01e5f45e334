"""An assignment over candidate pairs: who "meets" whom, one way, so that all is worth most; and what it costs."""

from dataclasses import dataclass

import numpy as np

from bot.domain.matching.candidates import Pairs
from bot.domain.matching.common import Places
from bot.domain.matching.points import MOST_FIT, Points
from bot.domain.matching.preference import Preference
from bot.domain.matching.prices import raised

CHANCES = 4  # steps by which pairs that are worth the same are told apart
EASED = 16  # times all that a circle likes about a pair make up for a point of wishes, where the solver needs it easy


@dataclass(frozen=True)
class Edges:
    """Candidate pairs in both directions and everybody with themselves, sorted by source and target.

    `eased`: `worth` with smaller steps between wishes, equals told apart by chance. The solver bids like an auction, and takes twenty times as long
    where the steps are as large as a whole round's likes; what it finds is the same but for a hundred-thousandth.
    """

    size: int
    source: Places
    target: Places
    worth: Points
    eased: Points

    @classmethod
    def of(cls, preference: Preference, a: Places, b: Places) -> "Edges":
        """The pairs with what they are worth; to stay alone is worth nothing."""
        alone = np.arange(preference.size)
        wishes, rest = np.divmod(preference.worth(a, b), preference.wish_unit)
        eased = (wishes * (EASED * MOST_FIT + 1) + rest) * CHANCES
        eased += preference.ties(a, b) % CHANCES
        worth = wishes * preference.wish_unit + rest
        source, target = np.concatenate([a, b, alone]), np.concatenate([b, a, alone])
        order = np.lexsort((target, source))
        worth, eased = (
            np.concatenate([some, some, np.zeros_like(alone)])[order] for some in (worth, eased)
        )
        return cls(preference.size, source[order], target[order], worth, eased)

    def pairs(self) -> Pairs:
        """The candidate pairs, the smaller place first."""
        once = self.source < self.target
        return self.source[once], self.target[once]

    def assigned(self) -> Places:
        """Whom each meets in the best assignment."""
        from scipy.sparse import csr_array  # noqa: PLC0415 - loading it takes longer than most commands
        from scipy.sparse.csgraph import min_weight_full_bipartite_matching  # noqa: PLC0415

        worth = self.eased.astype(np.float64) + 1  # a stored 0 would be no edge
        graph = csr_array((worth, (self.source, self.target)), (self.size, self.size))
        found = min_weight_full_bipartite_matching(graph, maximize=True)[1]
        return np.asarray(found, np.int64)

    def prices(self, assigned: Places) -> Points:
        """Twice the price of each member (`prices`)."""
        starts = np.searchsorted(self.source, np.arange(self.size))
        mine = np.zeros(self.size, np.int64)
        on_it = assigned[self.source] == self.target
        mine[self.source[on_it]] = self.worth[on_it]
        by_target = np.lexsort((self.source, self.target))
        gains = (self.worth - mine[self.source])[by_target]
        through = assigned[self.source][by_target]
        # Both directions are stored, so targets begin where sources do.
        v = raised(self.size, lambda v: np.maximum.reduceat(gains + v[through], starts))
        doubled = np.maximum(np.maximum.reduceat(self.worth - v[self.target], starts) + v, 0)
        # Who has no candidates would seem to cost nothing, and make all others dearer (`trades`).
        doubled[np.diff(starts, append=len(self.source)) == 1] = doubled.max()
        return doubled

    def of_pair(self, one: int, other: int) -> int:
        """What a candidate pair is worth."""
        at = np.searchsorted(self.source, one), np.searchsorted(self.source, one, side="right")
        return int(self.worth[at[0] + np.searchsorted(self.target[at[0] : at[1]], other)])
