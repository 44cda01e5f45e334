"""Wakes the bot: on a steady beat, at the next due moment, and whenever something changed.

APScheduler only wakes; the database says what is due. Jobs live in memory and may run late, never twice
at once: what a sleeping machine missed is seen at the first wake-up.
"""

import asyncio
from collections.abc import Collection
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Protocol

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.domain.model import PairingId
from bot.ports import Clock
from scheduler.lookout import Lookout
from scheduler.outbox import Outbox

log = structlog.get_logger()

BEAT = timedelta(seconds=30)
SOONEST = timedelta(milliseconds=100)
PAUSE_AFTER_FAILURE = 1.0  # seconds
GRACE = timedelta(seconds=5)  # everything together has ten seconds to end
JOB_DEFAULTS = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}


class Dated(Protocol):
    """Things that fall due."""

    async def next_due(self) -> datetime | None:
        """When the next thing falls due."""
        ...


class Programme(Dated, Protocol):
    """What is to be kept going."""

    async def tick(self, unseen: Collection[PairingId]) -> None:
        """Do what is due; not yet about pairings that could not be looked at."""
        ...

    async def tidy(self) -> None:
        """Let go of what is no longer needed."""
        ...


class Runner:
    """Keeps the programme going. Only one pass runs at a time; a wake-up during it leads to another."""

    def __init__(
        self,
        programme: Programme,
        lookout: Lookout,
        outbox: Outbox,
        clock: Clock,
        system: Clock | None = None,
    ) -> None:
        self._programme = programme
        self._lookout = lookout
        self._outbox = outbox
        self._clock = clock
        self._system = system or clock
        self._woken = asyncio.Event()
        self._pass = asyncio.Lock()
        self._overdue = SOONEST
        self._scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=JOB_DEFAULTS)
        self._workers: list[asyncio.Task[None]] = []

    def wake(self) -> None:
        """Something changed or fell due: look at once, and send what waits."""
        self._woken.set()
        self._outbox.wake()

    def send(self) -> None:
        """There may be something to send."""
        self._outbox.wake()

    async def start(self) -> None:
        """Begin: one pass at once catches up with whatever was missed."""
        self._scheduler.add_job(
            self._programme.tidy, "interval", days=1, id="tidy", next_run_time=self._system.now()
        )
        self._scheduler.start()
        works = (self._work(), self._send(), self._beat())
        self._workers = [asyncio.create_task(work) for work in works]
        self.wake()

    async def stop(self) -> None:
        """End: what was begun is finished, or after a few seconds left claimed, to be looked up at the next start.

        From now on nothing more is sent: a pass that opens rounds may take longer than there is time.
        """
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        with suppress(TimeoutError):
            async with asyncio.timeout(GRACE.total_seconds()):
                await self._outbox.stop()
                async with self._pass:
                    pass
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)

    async def run_once(self) -> None:
        """One pass: look, do what is due, send what waits."""
        async with self._pass:
            await self._programme.tick(await self._lookout.look())
            await self._outbox.drain()

    async def _beat(self) -> None:
        # Not APScheduler's: its jobs go by the machine's clock, and one that is put back an hour would keep it silent as long.
        while True:
            await asyncio.sleep(BEAT.total_seconds())
            self.wake()

    async def _ring(self) -> None:
        # A coroutine, so that APScheduler runs it on the loop and not in a thread.
        self.wake()

    async def _work(self) -> None:
        while True:
            await self._woken.wait()
            self._woken.clear()
            try:
                async with self._pass:
                    unseen = await self._lookout.look()
                    with self._outbox.giving_way():
                        await self._programme.tick(unseen)
                self._outbox.wake()
                await self._arm()
            except Exception:
                log.exception("pass_failed")

    async def _send(self) -> None:
        """Beside the rest, so that a platform that is slow to take a message keeps nothing else waiting."""
        while True:
            await self._outbox.woken()
            try:
                await self._outbox.drain()
                await self._arm()
            except Exception:
                log.exception("pass_failed")
                await asyncio.sleep(PAUSE_AFTER_FAILURE)

    async def _arm(self) -> None:
        """Set the alarm for the next due moment, if it comes before the next beat.

        What is due still, though all that can be done was just done, is looked at again ever later.
        """
        due = await self._programme.next_due()
        if due is None:
            return
        wait = due - self._clock.now()
        self._overdue = SOONEST if wait > timedelta(0) else min(self._overdue * 2, BEAT)
        wait = max(wait, self._overdue)
        if wait < BEAT:
            at = self._system.now() + wait
            self._scheduler.add_job(
                self._ring, "date", run_date=at, id="alarm", replace_existing=True
            )
