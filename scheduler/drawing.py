"""Draws large rounds in a process of their own, so that the bot goes on answering meanwhile.

The solver holds Python's lock while it computes: in a thread it would hold up everything else. The process makes two
draws: first one that is quick, then the one that looks ahead. Past the time limit the best so far is taken, and where
there is none, one by the method of thousands, which is over soon.
"""

import asyncio
import multiprocessing
import signal
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from multiprocessing.connection import Connection

import rustworkx  # noqa: F401 - loaded now, so that the first small draw does not hold up everybody for it
import scipy.optimize  # noqa: F401
import structlog

from bot.domain.matching import Candidate, Draw, Rules, draw, looks_ahead
from bot.domain.model import PastPair
from bot.usecases.drawing import Lots, is_quick

log = structlog.get_logger()

LONGEST = timedelta(seconds=20)
LONGEST_WITHOUT_LOOKING = timedelta(minutes=5)
REST = timedelta(minutes=1)


class ChildProcess:
    """Draws in another process, one draw at a time; looks ahead as long as the time limit lets it.

    The process is begun for the first draw, which takes a second, and ended when there was none for a while.
    """

    def __init__(
        self,
        longest: timedelta = LONGEST,
        longest_without_looking: timedelta = LONGEST_WITHOUT_LOOKING,
        rest: timedelta = REST,
    ) -> None:
        self._longest = longest
        self._base = longest_without_looking
        self._rest = rest
        self._turn = asyncio.Lock()
        self._child: _Child | None = None
        self._ends: asyncio.TimerHandle | None = None

    async def draw(
        self,
        candidates: Sequence[Candidate],
        history: Sequence[PastPair],
        rules: Rules,
        seed: int,
    ) -> Draw:
        """Who meets whom, as `bot.domain.matching.draw` decides."""
        lots = Lots(candidates=tuple(candidates), history=tuple(history), rules=rules, seed=seed)
        if is_quick(lots):
            return draw(candidates, history, rules, seed)
        async with self._turn:
            try:
                return await self._drawn(lots)
            except BaseException:
                self.end()  # it may be computing still, and nobody wants that any more
                raise
            finally:
                self._end_later()

    async def _drawn(self, lots: Lots) -> Draw:
        """The draw that looks ahead where it should; past a limit the one before it, which took less care."""
        plain = replace(lots, rules=replace(lots.rules, looks_ahead=False))
        hasty = replace(lots, rules=replace(plain.rules, hasty=True))
        found = await self._within(self._base, plain)
        if found is None:
            found = await self._within(self._base, hasty)
            if found is None:
                message = "the process that draws does not answer"
                raise TimeoutError(message)
            return found
        if looks_ahead(len(lots.candidates), lots.rules):
            return await self._within(self._longest, lots) or found
        return found

    async def _within(self, limit: timedelta, lots: Lots) -> Draw | None:
        """A draw by the child, or None past the limit or where the machine has killed it, and then there is no child any more."""
        try:
            async with asyncio.timeout(limit.total_seconds()):
                return await asyncio.to_thread(self._begun().draw, lots)
        except TimeoutError:
            log.warning("draw_took_too_long", members=len(lots.candidates))
        except (EOFError, ConnectionError):
            log.warning("drawing_process_gone", members=len(lots.candidates))
        self.end()
        return None

    def end(self) -> None:
        """End the process, whatever it does."""
        if self._ends is not None:
            self._ends.cancel()
        if self._child is not None:
            self._child.end()
        self._child = self._ends = None

    def _begun(self) -> "_Child":
        if self._ends is not None:
            self._ends.cancel()
        if self._child is None or not self._child.is_there():
            self._child = _Child()
        return self._child

    def _end_later(self) -> None:
        if self._child is not None:
            loop = asyncio.get_running_loop()
            self._ends = loop.call_later(self._rest.total_seconds(), self.end)


class _Child:
    """The process, and the line to it: it has no lock that could stay closed when it is killed, as a pool's has."""

    def __init__(self) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._line, theirs = spawn.Pipe()
        self._process = spawn.Process(target=_draw_what_comes, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()

    def draw(self, lots: Lots) -> Draw:
        """A draw, waited for. Raises `EOFError` or `ConnectionError` where the process ends before it is made."""
        self._line.send(lots)
        made: Draw | Exception = self._line.recv()
        if isinstance(made, Exception):
            raise made
        return made

    def is_there(self) -> bool:
        """Whether it lives."""
        return self._process.is_alive()

    def end(self) -> None:
        """Kill it; whoever waits for a draw waits no longer."""
        self._process.kill()
        self._process.join()


def _draw_what_comes(line: Connection) -> None:
    """The process: it ends with the one that began it, however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the bot's to hear
    with suppress(EOFError, ConnectionError):
        while True:
            lots: Lots = line.recv()
            try:
                line.send(draw(lots.candidates, lots.history, lots.rules, lots.seed))
            except Exception as error:  # noqa: BLE001 - raised where the draw is waited for
                line.send(error)
