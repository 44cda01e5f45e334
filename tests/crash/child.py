"""One life of 121: the whole of `bot121 run` in a process of its own, whose clock a test turns and which may end itself.

Everything is what an operator runs (settings, logging, database, clients, sockets), but for four things: the clock
stands still until the test turns it, a fault point may kill the process, a sabotage may take out what keeps the
promise, and replicas take over from each other within a second.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from bot import faults
from bot.__main__ import ready
from bot.assembly import Parts, assemble, running, turn_clock
from bot.faults import Point
from bot.ports import Messenger
from bot.storage import replica
from tests.crash.sabotage import SABOTAGES

QUICK = {"LOOK_AGAIN": 0.1, "TRY_AGAIN": 0.1, "GRACE": 0.2, "HANDOVER": 0.4}
TURNED = "turned"
PASS = "pass"  # instead of a moment: do what is due now, and say when the next thing is


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Where to end: at the n-th point of all, or the n-th of its kind."""

    nth: int
    point: Point | None = None


@dataclass(frozen=True, kw_only=True)
class Life:
    """What a process is started with."""

    environ: Mapping[str, str]
    folder: Path
    clock: Path  # where the moment is kept, over every death
    fault: Fault | None = None
    sabotage: str = ""

    @property
    def killed(self) -> Path:
        """Where a process writes at which point it ends itself."""
        return self.folder / "killed"


class KeptClock:
    """Stands still until it is set; what it says outlives the process, and is the same for all who look."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def now(self) -> datetime:
        return datetime.fromisoformat(self._file.read_text(encoding="ascii"))

    async def set(self, moment: datetime) -> None:
        new = self._file.with_suffix(".new")
        new.write_text(moment.isoformat(), encoding="ascii")
        new.replace(self._file)


def live(life: Life, line: Connection) -> None:
    """Be `bot121 run`, as long as it lasts."""
    log = os.open(life.folder / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, sys.stdout.fileno())
    os.dup2(log, sys.stderr.fileno())
    os.environ.update(life.environ)
    if life.fault is not None:
        faults.arm(_Killer(life.fault, life.killed))
    clock = KeptClock(life.clock)

    def assembled(store: Any, _: Any, messengers: Mapping[Any, Messenger], *rest: Any) -> Parts:
        parts = assemble(store, clock, messengers, *rest)
        loop, turning = asyncio.get_running_loop(), set()

        async def act(to: datetime | str) -> None:
            if isinstance(to, datetime):
                await turn_clock(parts, clock, to)
                line.send(TURNED)
            else:
                await parts.runner.run_once()
                line.send(await parts.bot.next_due())

        def hear() -> None:
            task = loop.create_task(act(line.recv()))
            turning.add(task)

        loop.add_reader(line.fileno(), hear)
        return parts

    with pytest.MonkeyPatch.context() as patched:
        SABOTAGES[life.sabotage](patched)
        patched.setattr(running, "clock_of", lambda _: clock)
        patched.setattr(running, "assemble", assembled)
        for name, seconds in QUICK.items():
            patched.setattr(replica, name, seconds)
        asyncio.run(running.run(ready(), line.send))


class _Killer:
    """Counts the points that are reached, and ends the process at one of them, as the machine would."""

    def __init__(self, fault: Fault, note: Path) -> None:
        self._fault = fault
        self._note = note
        self._reached = 0

    def __call__(self, point: Point) -> None:
        self._reached += self._fault.point in {None, point}
        if self._reached == self._fault.nth:
            self._note.write_text(point, encoding="ascii")
            os.kill(os.getpid(), signal.SIGKILL)
