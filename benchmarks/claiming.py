"""The outbox as it is, against Procrastinate: messages a second, how soon one goes out, how soon after a death.

    .venv/bin/python -m pip install procrastinate==3.10.0 "psycopg[binary,pool]"
    .venv/bin/python -m benchmarks.claiming             how many a second, and how soon one alone
    .venv/bin/python -m benchmarks.claiming recovery    how long after a SIGKILL in the middle of a call another worker goes on

Both store the same deliveries in a PostgreSQL of their own and hand them to a platform that answers at once. With Procrastinate
a job is deferred in the transaction that stores the delivery, and its task claims the delivery, sends it and stores the receipt.
"""

import asyncio
import contextlib
import importlib
import sys
import time
from collections.abc import AsyncIterator
from itertools import count
from statistics import median
from typing import Any

from sqlalchemy import update

from bot.app import Bot
from bot.deliveries import LEASE, Delivery, DeliveryState, Receipt
from bot.domain.model import Platform
from bot.storage import SqlStore, joined, upgrade
from bot.storage.rows import to_value
from bot.storage.tables import deliveries
from scheduler.clocks import SharedClock, SystemClock, steady
from scheduler.outbox import Outbox
from tests.servers import database
from tests.storage.samples import Group, delivery, stored_group

WORKSPACES, EACH, SINGLE = 100, 50, 100
ASKED = "asked"


class Platformless:
    """A platform that takes everything at once."""

    def __init__(self) -> None:
        self.numbers = count(1)
        self.sent: asyncio.Queue[float] = asyncio.Queue()

    async def send(self, _: Delivery) -> Receipt:
        """Taken."""
        self.sent.put_nowait(time.perf_counter())
        return Receipt(channel="C1", message=str(next(self.numbers)))

    async def find(self, one: Delivery) -> Receipt | None:
        """Found."""
        return await self.send(one)


class Hanging(Platformless):
    """A platform that never answers; what it is asked first is said to whoever started this process."""

    async def send(self, _: Delivery) -> Receipt:
        """Never taken."""
        print(ASKED, flush=True)
        await asyncio.Event().wait()
        raise AssertionError


class Plain:
    """As it is: claims by SKIP LOCKED, news by NOTIFY, a lease."""

    name = "plain claim"

    def __init__(self, url: str, store: SqlStore, platform: Platformless) -> None:
        self.url, self.store = url, store
        bot = Bot(store=store, clock=SystemClock(), traits={})
        self.outbox = Outbox(bot, {Platform.SLACK: platform})  # type: ignore[dict-item]

    async def queue(self, some: list[Delivery]) -> None:
        """Store deliveries."""
        async with self.store.begin() as tx:
            await tx.outbox.queue(some)

    @contextlib.asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Send until the block ends."""

        async def work() -> None:
            while True:
                await self.outbox.woken()
                await self.outbox.drain()

        async def beat() -> None:
            # In 121 the runner sets an alarm for the end of a lease.
            while True:
                self.outbox.wake()
                await asyncio.sleep(1)

        async with joined(self.url, steady, SharedClock().read, []) as replica:
            replica.hear(self.outbox.wake)
            works = [asyncio.create_task(work()), asyncio.create_task(beat())]
            yield
            for task in works:
                task.cancel()


class Procrastinate:
    """A job for each delivery."""

    name = "Procrastinate"

    def __init__(self, url: str, store: SqlStore, platform: Platformless) -> None:
        library: Any = importlib.import_module("procrastinate")
        self.store = store
        self.app = library.App(connector=library.PsycopgConnector(conninfo=url))
        self.deliver = self.app.task(name="deliver")(self._deliver)
        self.platform = platform
        again = self.app.task(name="again", queueing_lock="again", pass_context=True)(self._again)
        self.app.periodic(cron="* * * * *")(again)

    async def _again(self, context: Any, timestamp: int) -> None:
        """As its documentation has it: each minute, the jobs of workers that are silent are tried again."""
        del context, timestamp
        for job in await self.app.job_manager.get_stalled_jobs():
            await self.app.job_manager.retry_job(job)

    async def _deliver(self, number: int) -> None:
        claim = (
            update(deliveries)
            .where(deliveries.c.id == number, deliveries.c.state != DeliveryState.SENT)
            .values(state=DeliveryState.SENDING, lease_until=SystemClock().now() + LEASE)
            .returning(deliveries)
        )
        async with self.store.connection() as connection:
            row = (await connection.execute(claim)).mappings().first()
        if row is None:
            return
        receipt = await self.platform.send(to_value(Delivery, row))
        done = {
            "state": DeliveryState.SENT,
            "channel": receipt.channel,
            "message_id": receipt.message,
        }
        async with self.store.connection() as connection:
            await connection.execute(
                update(deliveries).where(deliveries.c.id == number).values(done)
            )

    async def queue(self, some: list[Delivery]) -> None:
        """Store deliveries, and a job for each, in one transaction."""
        async with self.store.begin() as tx:
            await tx.outbox.queue(some)
            connection = tx._connection  # noqa: SLF001 - its own jobs belong into the same transaction
            keys = [one.key for one in some]
            found = await connection.execute(deliveries.select().where(deliveries.c.key.in_(keys)))
            raw = (await connection.get_raw_connection()).driver_connection
            await self.deliver.configure(connection=raw).batch_defer_async(
                *({"number": row.id} for row in found)
            )

    @contextlib.asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Send until the block ends."""
        async with self.app.open_async():
            with contextlib.suppress(Exception):
                await self.app.schema_manager.apply_schema_async()
            working = asyncio.create_task(
                self.app.run_worker_async(concurrency=300, install_signal_handlers=False)
            )
            await asyncio.sleep(1)
            yield
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)


WAYS: tuple[Any, ...] = (Plain, Procrastinate)


async def throughput(way: Any, platform: Platformless, groups: list[Group]) -> None:
    """All at once, then one by one."""
    now = SystemClock().now()
    async with way.working():
        began = time.perf_counter()
        for group in groups:
            await way.queue(
                [delivery(group, f"m{group.workspace.id}-{n}", at=now) for n in range(EACH)]
            )
        for _ in range(WORKSPACES * EACH):
            await platform.sent.get()
        took = time.perf_counter() - began
        waits = []
        for n in range(SINGLE):
            await asyncio.sleep(0.05)
            await way.queue([delivery(groups[0], f"single-{n}", at=now)])
            stored = time.perf_counter()
            waits.append((await platform.sent.get() - stored) * 1000)
    waits.sort()
    print(
        f"{way.name:14s} {WORKSPACES * EACH / took:7.0f} messages a second; "
        f"one goes out {median(waits):.1f} ms after its commit (99 of 100: {waits[-2]:.1f} ms)",
        flush=True,
    )


async def die(name: str, url: str) -> None:
    """Begin to send, and never end: whoever started this process kills it."""
    store = SqlStore.open(url)
    kind = next(one for one in WAYS if one.name == name)
    async with kind(url, store, Hanging()).working():
        await asyncio.Event().wait()


async def recovery() -> None:
    """Print how long it takes from the death of a worker in the middle of a call until another has gone on with it."""
    for kind in WAYS:
        with database(postgresql=True) as url:
            await upgrade(url)
            store, platform = SqlStore.open(url), Platformless()
            group = await stored_group(store, 1, "g")
            way = kind(url, store, platform)
            async with way.working():
                pass  # its tables are there
            command = ("-m", "benchmarks.claiming", "die", kind.name, url)
            dying = await asyncio.create_subprocess_exec(
                sys.executable, *command, stdout=asyncio.subprocess.PIPE
            )
            assert dying.stdout is not None
            await asyncio.sleep(3)
            await way.queue([delivery(group, "one", at=SystemClock().now())])
            await dying.stdout.readline()
            dying.kill()
            await dying.wait()
            began = time.perf_counter()
            async with kind(url, store, platform).working():
                took = await platform.sent.get() - began
            print(f"{kind.name:14s} goes on {took:.0f} s after a SIGKILL", flush=True)
            await store.close()


async def measure() -> None:
    """Each in a database of its own."""
    for kind in WAYS:
        with database(postgresql=True) as url:
            await upgrade(url)
            store = SqlStore.open(url)
            groups = [await stored_group(store, 1, f"g{n}") for n in range(WORKSPACES)]
            platform = Platformless()
            await throughput(kind(url, store, platform), platform, groups)
            await store.close()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["recovery"]:
            asyncio.run(recovery())
        case ["die", name, url]:
            asyncio.run(die(name, url))
        case _:
            asyncio.run(measure())
