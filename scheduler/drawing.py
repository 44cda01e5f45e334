"""Draws large rounds in a process of their own, so that the bot goes on answering meanwhile.

The solver holds Python's lock while it computes: in a thread it would hold up everything else. The process makes two
draws: first one that is quick, then the one that looks ahead. Past the time limit the best so far is taken.
"""

import asyncio
import multiprocessing
import signal
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from multiprocessing.pool import Pool

import rustworkx  # noqa: F401 - loaded now, so that the first small draw does not hold up everybody for it
import scipy.optimize  # noqa: F401
import structlog

from bot.domain.matching import Candidate, Draw, Rules, draw, looks_ahead
from bot.domain.model import PastPair
from bot.usecases.drawing import AT_ONCE

log = structlog.get_logger()

LONGEST = timedelta(seconds=20)


class ChildProcess:
    """Draws in another process; looks ahead as long as the time limit lets it."""

    def __init__(self, longest: timedelta = LONGEST) -> None:
        self._longest = longest

    async def draw(
        self,
        candidates: Sequence[Candidate],
        history: Sequence[PastPair],
        rules: Rules,
        seed: int,
    ) -> Draw:
        """Who meets whom, as `bot.domain.matching.draw` decides."""
        if len(candidates) <= AT_ONCE:
            return draw(candidates, history, rules, seed)
        asked = (tuple(candidates), tuple(history))
        quickly = replace(rules, looks_ahead=False)
        with multiprocessing.get_context("spawn").Pool(1, _ignore_ctrl_c) as pool:
            best = await _in_pool(pool, (*asked, quickly, seed))
            if not rules.looks_ahead or not looks_ahead(len(candidates), rules):
                return best
            try:
                async with asyncio.timeout(self._longest.total_seconds()):
                    return await _in_pool(pool, (*asked, rules, seed))
            except TimeoutError:
                log.warning("draw_took_too_long", members=len(candidates))
        return best


async def _in_pool(
    pool: Pool, asked: tuple[Sequence[Candidate], Sequence[PastPair], Rules, int]
) -> Draw:
    """A draw by the pool's process, which ends with the pool, however that is left."""
    loop = asyncio.get_running_loop()
    drawn: asyncio.Future[Draw] = loop.create_future()

    def tell(settle: Callable[[], None]) -> None:
        # From a thread of the pool's; nobody may be waiting any more.
        loop.call_soon_threadsafe(lambda: None if drawn.done() else settle())

    pool.apply_async(
        draw,
        asked,
        callback=lambda found: tell(lambda: drawn.set_result(found)),
        error_callback=lambda error: tell(lambda: drawn.set_exception(error)),
    )
    return await drawn


def _ignore_ctrl_c() -> None:
    """Ctrl-C is the bot's to hear; it ends this process with itself."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
