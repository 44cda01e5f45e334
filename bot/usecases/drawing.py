"""A draw for a story, made outside of its transaction where it may take time.

A large draw takes seconds, and a transaction that waits for it would hold up everybody else. So the story that needs
one is broken off with `NotDrawn`; the draw is made, and the story is told again with it. If what it was made from has
changed meanwhile, it is made once more.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.domain.matching import Candidate, Draw, Rules
from bot.domain.model import PastPair
from bot.ports import Drawer

AT_ONCE = 40  # members: up to here a draw takes less time than telling the story again
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


async def draw_of(drawer: Drawer, made: Sequence[Drawn], lots: Lots) -> Draw:
    """The draw if it was made already, or a small one at once. Raises `NotDrawn` for others."""
    for drawn in made:
        if drawn.lots == lots:
            return drawn.draw
    if len(lots.candidates) <= AT_ONCE:
        return await lots.drawn_by(drawer)
    raise NotDrawn(lots)
