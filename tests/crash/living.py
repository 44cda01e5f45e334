"""121 through as many lives as it takes: killed, started again, and always asked again by whoever got no answer."""

import asyncio
import multiprocessing
import signal
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, TypeVar

from tests.crash.child import TURNED, Fault, Life, live

T = TypeVar("T")

MONDAY_NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
LONGEST_START = 60
LONGEST_ACT = 60
# A process that has everything loaded and forks the others: a life begins in a tenth of the time.
NURSERY = multiprocessing.get_context("forkserver")
NURSERY.set_forkserver_preload(["tests.crash.child"])


@dataclass
class Running:
    """A process, and the line to it."""

    process: BaseProcess
    line: Connection
    ending: "asyncio.Task[None]"

    async def hear(self) -> Any:
        """What it says next. Raises `EOFError` when it has died."""
        return await asyncio.to_thread(self.line.recv)


@dataclass
class Living:
    """121, with the faults that are still to come: one for each life, then none."""

    folder: Path
    environ: Mapping[str, str]
    connections: int
    faults: list[Fault] = field(default_factory=list)
    sabotage: str = ""
    now: Running | None = None
    starts: int = 0
    deaths: Counter[str] = field(default_factory=Counter)

    @property
    def clock_file(self) -> Path:
        return self.folder / "clock"

    @property
    def clock(self) -> datetime:
        return datetime.fromisoformat(self.clock_file.read_text(encoding="ascii"))

    async def alive(self) -> Running:
        """The life that runs; a new one where it has ended."""
        while self.now is None or self.now.ending.done():
            if self.now is not None:
                self._bury()
            await self._start()
        return self.now

    async def _start(self) -> None:
        fault = self.faults.pop(0) if self.faults else None
        life = Life(
            environ=self.environ,
            folder=self.folder,
            clock=self.clock_file,
            fault=fault,
            sabotage=self.sabotage,
        )
        ours, theirs = NURSERY.Pipe()
        process = NURSERY.Process(target=live, args=(life, theirs))
        process.start()
        theirs.close()
        self.starts += 1
        ending = asyncio.create_task(asyncio.to_thread(process.join))
        self.now = Running(process, ours, ending)
        with suppress(EOFError):  # it may die before it is ready
            async with asyncio.timeout(LONGEST_START):
                for _ in range(self.connections):
                    await self.now.hear()
            return
        await ending

    def _bury(self) -> None:
        assert self.now is not None
        status = self.now.process.exitcode
        assert status == -signal.SIGKILL, f"it ended by itself with {status}: {self.log()}"
        note = self.folder / "killed"
        self.deaths[note.read_text(encoding="ascii") if note.exists() else "any moment"] += 1
        note.unlink(missing_ok=True)
        self.now.line.close()
        self.now = None

    async def insist(self, do: Callable[[Running], Awaitable[T]]) -> T:
        """Do something until it is done: who gets no answer because 121 has ended asks again."""
        while True:
            life = await self.alive()
            doing = asyncio.ensure_future(do(life))
            await asyncio.wait(
                {doing, life.ending}, timeout=LONGEST_ACT, return_when=asyncio.FIRST_COMPLETED
            )
            if doing.done() and doing.exception() is None:
                return doing.result()
            doing.cancel()
            failed = (await asyncio.gather(doing, return_exceptions=True))[0]
            # A broken line is often the first that one hears of a death.
            await asyncio.wait({life.ending}, timeout=5)
            assert life.ending.done(), (failed, self.log())

    async def turn(self, **by: float) -> None:
        """Let time go by."""
        to = self.clock + timedelta(**by)

        async def turned(life: Running) -> None:
            life.line.send(to)
            assert await life.hear() == TURNED

        await self.insist(turned)

    async def kill(self) -> None:
        """End the process, wherever it is."""
        if self.now is not None and not self.now.ending.done():
            self.now.process.kill()
            await asyncio.shield(self.now.ending)  # whoever strikes may be stopped while it waits

    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8")


@asynccontextmanager
async def living(
    folder: Path,
    environ: Mapping[str, str],
    *,
    connections: int = 1,
    faults: Iterable[Fault] = (),
    sabotage: str = "",
) -> AsyncIterator[Living]:
    """121, from its first day in an empty folder."""
    folder.mkdir(parents=True)
    (folder / "clock").write_text(MONDAY_NINE.isoformat(), encoding="ascii")
    found = Living(folder, environ, connections, list(faults), sabotage)
    try:
        yield found
    finally:
        await found.kill()
