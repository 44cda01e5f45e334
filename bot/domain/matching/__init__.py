"""Who meets whom: `draw()` for a round, `find_partner()` for one member who asks."""

from bot.domain.matching.draw import draw, looks_ahead
from bot.domain.matching.mending import mended
from bot.domain.matching.model import Candidate, Draw, Match, Rules, SitOut, SitOutReason, Wish
from bot.domain.matching.partner import find_partner

__all__ = [
    "Candidate",
    "Draw",
    "Match",
    "Rules",
    "SitOut",
    "SitOutReason",
    "Wish",
    "draw",
    "find_partner",
    "looks_ahead",
    "mended",
]
