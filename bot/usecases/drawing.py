"""A draw for a story, made outside of its transaction where it may take time.

A large draw takes seconds, and a transaction that waits for it would hold up everybody else. So the story that needs
one is broken off with `NotDrawn`; the draw is made, and the story is told again with it. If what it was made from has
changed meanwhile, it is made once more; and where that goes on, the last one is mended, so that the round comes for certain.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.domain.matching import Candidate, Draw, Rules, mended
from bot.domain.model import PAIR, OddRule, PastPair
from bot.ports import Drawer

AT_ONCE = 20  # members: up to here any draw takes less time than telling the story again
PLAIN_AT_ONCE = (
    100  # the same of pairs, where everybody may still meet half of the others (`is_quick`)
)
MOST_DRAWN = 4  # for one story; after them the last has to do
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Lots:
    """What a draw is made from."""

    candidates: tuple[Candidate, ...]
    history: tuple[PastPair, ...]
    rules: Rules
    seed: int

    async def drawn_by(self, drawer: Drawer) -> Draw:
        """The draw."""
        return await drawer.draw(self.candidates, self.history, self.rules, self.seed)


class NotDrawn(Exception):
    """A story needs a draw that has not been made yet."""

    def __init__(self, lots: Lots) -> None:
        super().__init__()
        self.lots = lots


@dataclass(frozen=True, slots=True)
class Drawn:
    """A draw that was made for a story, and what from."""

    lots: Lots
    draw: Draw


def lots_of(
    candidates: Sequence[Candidate], history: Sequence[PastPair], rules: Rules, seed: int
) -> Lots:
    """What a draw is made from. When somebody was last seen makes no difference to it."""
    unseen = (replace(c, member=replace(c.member, last_seen_at=_NEVER)) for c in candidates)
    return Lots(candidates=tuple(unseen), history=tuple(history), rules=rules, seed=seed)


def is_quick(lots: Lots) -> bool:
    """Whether a draw surely takes some hundredths of a second at most, so that it can be made where it is wanted.

    That is so of pairs without an odd one, where everybody may still meet half of the others for the first time: then a
    whole round exists, and nothing is looked ahead (`matching.horizon`).
    """
    size, rules = len(lots.candidates), lots.rules
    if size <= AT_ONCE:
        return True
    odd = rules.odd is OddRule.TRIO and size % 2 == 1
    demands = rules.policy.demands_hours or rules.policy.demands_format
    if size > PLAIN_AT_ONCE or rules.size != PAIR or odd or demands:
        return False
    there = {candidate.member.id for candidate in lots.candidates}
    gone = {(past.a, past.b) for past in lots.history} | lots.rules.blocked
    missing = Counter(member for pair in gone if there.issuperset(pair) for member in pair)
    return 2 * max(missing.values(), default=0) < size - 2


async def draw_of(drawer: Drawer, made: Sequence[Drawn], lots: Lots) -> Draw:
    """The draw if it was made already, a small one at once, or the last one mended. Raises `NotDrawn` for others."""
    for drawn in made:
        if drawn.lots == lots:
            return drawn.draw
    if is_quick(lots):
        return await lots.drawn_by(drawer)
    if len(made) >= MOST_DRAWN:
        return mended(made[-1].draw, lots.candidates, lots.history, lots.rules, lots.seed)
    raise NotDrawn(lots)
