"""Draws large rounds in a process of their own, so that the bot goes on answering meanwhile.

The solver holds Python's lock while it computes: in a thread it would hold up everything else.
"""

import asyncio
import multiprocessing
import signal
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import structlog

from bot.domain.matching import Candidate, Draw, Rules, draw
from bot.domain.model import PastPair

log = structlog.get_logger()

AT_ONCE = 40  # members: up to here a draw takes less time than a process to start
LONGEST = timedelta(seconds=20)


class ChildProcess:
    """Draws in another process, within a time limit; past it, without looking ahead, which is quick."""

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
        asked = (tuple(candidates), tuple(history), rules, seed)
        try:
            async with asyncio.timeout(self._longest.total_seconds()):
                return await _elsewhere(asked)
        except TimeoutError:
            log.warning("draw_took_too_long", members=len(candidates))
        return await _elsewhere((*asked[:2], replace(rules, looks_ahead=False), seed))


async def _elsewhere(asked: tuple[Sequence[Candidate], Sequence[PastPair], Rules, int]) -> Draw:
    """Draw in a new process, which ends with the block, however it is left."""
    loop = asyncio.get_running_loop()
    drawn: asyncio.Future[Draw] = loop.create_future()

    def tell(settle: Callable[[], None]) -> None:
        # From a thread of the pool's; nobody may be waiting any more.
        loop.call_soon_threadsafe(lambda: None if drawn.done() else settle())

    with multiprocessing.get_context("spawn").Pool(1, _ignore_ctrl_c) as pool:
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
