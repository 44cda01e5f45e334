"""Several 121 on one PostgreSQL, which are killed and started while they compete."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TypeVar

from sqlalchemy import text

from bot.storage import SqlStore
from tests.crash.child import PASS, KeptClock
from tests.crash.living import LONGEST_ACT, MONDAY_NINE, Living

T = TypeVar("T")

NEVER = datetime.max.replace(tzinfo=UTC)
SMALLEST_STEP = timedelta(milliseconds=100)
ON_ITS_WAY = text("SELECT count(*) FROM deliveries WHERE state = 'sending' AND lease_until > :now")
PATIENCE = 1.0  # seconds: what is still on its way then was left there by the dead


class Replica(Living):
    """One of several, whose clock is that of all."""

    @property
    def clock_file(self) -> Path:
        return self.folder.parent / "clock"


@dataclass
class Fleet:
    """All of them. It is used as a single one is: whoever gets no answer asks again, and another answers."""

    replicas: list[Replica]
    url: str
    chance: Random

    @property
    def deaths(self) -> Counter[str]:
        return sum((one.deaths for one in self.replicas), Counter())

    async def alive(self) -> None:
        """All that are dead are started."""
        await asyncio.gather(*(one.alive() for one in self.replicas))

    async def insist(self, do: Callable[[None], Awaitable[T]]) -> T:
        """Do something until it is done: who gets no answer because one has died asks again."""
        async with asyncio.timeout(LONGEST_ACT):
            while True:
                await self.alive()
                endings = {one.now.ending for one in self.replicas if one.now is not None}
                doing = asyncio.ensure_future(do(None))
                await asyncio.wait({doing, *endings}, return_when=asyncio.FIRST_COMPLETED)
                if not doing.done():  # another may just be answering
                    await asyncio.wait({doing}, timeout=0.3)
                if doing.done() and doing.exception() is None:
                    return doing.result()
                doing.cancel()
                await asyncio.gather(doing, return_exceptions=True)

    async def turn(self, **by: float) -> None:
        """Let time go by, from one due moment to the next; at each, all do at once what is due."""
        clock = KeptClock(self.replicas[0].clock_file)
        to = clock.now() + timedelta(**by)
        while True:
            await self.alive()
            due = await asyncio.gather(*(self._pass(one) for one in self.replicas))
            await self._at_rest(clock.now())
            moments = [moment for moment in due if moment is not None]
            if len(moments) < len(due):
                continue  # who died may have left something to be done
            following = min(moments)
            if following > to and clock.now() >= to:
                return
            await clock.set(min(max(following, clock.now() + SMALLEST_STEP), to))

    async def _pass(self, one: Replica) -> datetime | None:
        """What a replica does of its own accord every half a minute; when the next thing is due, if it lives to tell."""
        life = one.now
        if life is None or life.ending.done():
            return None
        with suppress(EOFError, OSError):
            life.line.send(PASS)
            return await life.hear() or NEVER
        return None

    async def _at_rest(self, now: datetime) -> None:
        """Wait until nothing is on its way: no clock goes forward by days while a call lasts."""
        store = SqlStore.open(self.url)
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                many = 1
                while many:
                    async with store.connection() as connection:
                        many = (await connection.execute(ON_ITS_WAY, {"now": now})).scalar_one()
                    await asyncio.sleep(0.01)
        await store.close()

    async def strike(self, pause: Callable[[], float]) -> None:
        """Kill one after the other, wherever it is."""
        while True:
            await asyncio.sleep(pause())
            await self.chance.choice(self.replicas).kill()

    def log(self) -> str:
        return "".join(one.log() for one in self.replicas)


@asynccontextmanager
async def fleet(
    folder: Path, environ: Mapping[str, str], many: int, seed: int
) -> AsyncIterator[Fleet]:
    """So many 121, from their first day."""
    folder.mkdir(parents=True)
    (folder / "clock").write_text(MONDAY_NINE.isoformat(), encoding="ascii")
    replicas = [Replica(folder / str(number), environ, connections=1) for number in range(many)]
    for one in replicas:
        one.folder.mkdir()
    try:
        yield Fleet(replicas, environ["DATABASE_URL"], Random(seed))
    finally:
        await asyncio.gather(*(one.kill() for one in replicas))
