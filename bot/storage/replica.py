"""One of several 121 on one PostgreSQL: what the database lets them know of each other.

Each replica has a connection of its own, for as long as it runs. On it PostgreSQL tells of messages that another replica
stored (LISTEN and NOTIFY), says who alone may do something (session-level advisory locks), and what time it is. PostgreSQL
lets go of the locks when the connection ends, and a replica that does not hear PostgreSQL for eight seconds lets go by itself: so
there is no heartbeat to store, and nobody is elected.
https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
"""

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime
from types import TracebackType
from typing import Any, LiteralString, Self

import psycopg
import structlog
from psycopg import AsyncConnection

from bot.errors import StoreError
from bot.storage.engine import database_url
from bot.storage.holds import Hold, do_nothing
from bot.storage.line import closed_where_it_fails, open_line
from bot.storage.news import NEWS

log = structlog.get_logger()

LOCKS = 121  # the first half of an advisory lock's key
LOOK_AGAIN = (
    3.0  # seconds between two tries to get what another has, and between two readings of the clock
)
TRY_AGAIN = 1.0  # seconds, while PostgreSQL cannot be reached
STARTS = 3  # tries to begin where PostgreSQL answers too slowly
GRACE = 5.0  # seconds in which PostgreSQL has to answer, or whoever was cut off has to come back
# Seconds after which whoever has not heard from PostgreSQL has surely let go.
HANDOVER = LOOK_AGAIN + GRACE + 2.0


class Replica:
    """One of several, on its own connection, for as long as its block lasts.

    `on_time`: the database's clock showed a moment when `counter` stood at a number. `names`: what only one may have.
    """

    def __init__(
        self,
        url: str,
        counter: Callable[[], float],
        on_time: Callable[[datetime, float], None],
        names: Iterable[str],
    ) -> None:
        self._url = database_url(url)
        self._counter = counter
        self._on_time = on_time
        self._on_news: Callable[[], None] = do_nothing
        self._holds = {name: Hold(name) for name in names}
        self._locked: set[Hold] = set()
        self._later: dict[Hold, asyncio.TimerHandle] = {}
        self._sure_until = 0.0  # by the loop's time
        self._line: AsyncConnection | None = None
        self._living: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Connect. Raises `StoreError`; one that only answers slowly is given some patience."""
        for slow in reversed(range(STARTS)):
            try:
                line = await self._open()
                break
            except StoreError as error:
                if not slow or not isinstance(error.__cause__, TimeoutError):
                    raise
        self._living = asyncio.create_task(self._live(line))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of all that is held."""
        if self._living is not None:
            self._living.cancel()
            await asyncio.gather(self._living, return_exceptions=True)
        if self._line is not None:
            await self._line.close()  # not by the task, which may never have begun
        for timer in self._later.values():
            timer.cancel()

    def hear(self, on_news: Callable[[], None]) -> None:
        """From now on call this whenever another may have stored a message."""
        self._on_news = on_news

    def hold(self, name: str) -> Hold:
        """One of the things that were named, to have whenever no other replica has it."""
        return self._holds[name]

    async def _open(self) -> AsyncConnection:
        """Connect, and see what can be had. Raises `StoreError`."""
        self._line = line = await open_line(self._url)
        async with closed_where_it_fails(line):
            async with asyncio.timeout(GRACE):
                await line.execute(f"LISTEN {NEWS}")
            await self._look(line)
        return line

    async def _live(self, line: AsyncConnection) -> None:
        """Hear and hold, over every break of the connection, until it is cancelled."""
        while True:
            try:
                while True:
                    async for _ in line.notifies(timeout=LOOK_AGAIN):
                        self._on_news()
                    await self._look(line)
            except (psycopg.Error, TimeoutError) as error:
                log.warning("replica_cut_off", error=type(error).__name__)
            await line.close()
            line = await self._open_again()
            self._on_news()  # nobody told of what was stored meanwhile

    async def _look(self, line: AsyncConnection) -> None:
        """Read the clock, and try to have what another has. Raises `TimeoutError` where there is no answer."""
        asked_at = _now()
        async with asyncio.timeout(GRACE):
            await self._read_clock(line)
            self._sure_until = asked_at + LOOK_AGAIN + GRACE
            for hold in self._holds.values():
                if not hold.is_wanted:
                    await self._let_go(line, hold)
                elif hold not in self._locked:
                    await self._try(line, hold)
                elif hold.is_held or hold not in self._later:
                    self._take(hold)

    async def _let_go(self, line: AsyncConnection, hold: Hold) -> None:
        self._change(hold, hold.lose)
        if hold in self._locked:
            await _asked(line, "SELECT pg_advisory_unlock(%s, %s)", LOCKS, hold.key)
            self._locked.remove(hold)

    async def _try(self, line: AsyncConnection, hold: Hold) -> None:
        if not await _asked(line, "SELECT pg_try_advisory_lock(%s, %s)", LOCKS, hold.key):
            self._change(hold, hold.lose)
            return
        self._locked.add(hold)
        if hold.was_taken and not hold.is_held:
            self._change(hold, lambda: self._take(hold), _now() + HANDOVER)
        else:
            self._take(hold)

    def _take(self, hold: Hold) -> None:
        """Have it, until PostgreSQL was not heard for too long: then another may have it, whatever the line looks like here."""
        hold.gain()
        self._change(hold, hold.lose, self._sure_until)

    async def _read_clock(self, line: AsyncConnection) -> None:
        before = self._counter()
        moment = await _asked(line, "SELECT clock_timestamp()")
        self._on_time(moment, (before + self._counter()) / 2)

    def _cut_off(self) -> None:
        """PostgreSQL has let go of all that was locked, or soon will. What is held is lost when its time is over."""
        self._locked.clear()
        for hold in self._holds.values():
            if not hold.is_held:
                self._change(hold, hold.lose)

    def _change(self, hold: Hold, change: Callable[[], None], at: float | None = None) -> None:
        """Have a hold changed at a time of the loop, or now, and not as it was to be changed before."""
        earlier = self._later.pop(hold, None)
        if earlier is not None:
            earlier.cancel()
        if at is None:
            change()
            return

        def changed() -> None:
            del self._later[hold]
            change()

        self._later[hold] = asyncio.get_running_loop().call_at(at, changed)

    async def _open_again(self) -> AsyncConnection:
        while True:
            self._cut_off()
            await asyncio.sleep(TRY_AGAIN)
            try:
                return await self._open()
            except StoreError as error:
                log.warning("replica_cut_off", error=type(error).__name__)


def _now() -> float:
    return asyncio.get_running_loop().time()


async def _asked(connection: AsyncConnection, query: LiteralString, *values: int) -> Any:
    """The one value that PostgreSQL answers."""
    row = await (await connection.execute(query, values)).fetchone()
    assert row is not None
    return row[0]
