"""Several 121 on one PostgreSQL: what only one has, what one hears of the others, and whose clock counts."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from bot.errors import StoreError
from bot.storage import SqlStore, joined
from bot.storage import replica as module
from bot.storage.engine import database_url
from bot.storage.holds import Hold, Together
from bot.storage.line import open_line
from bot.storage.replica import Replica
from bot.storage.wire import watched
from scheduler.clocks import SharedClock, steady
from tests.storage.samples import delivery, queue, stored_group

NAME = "gateway"


@pytest.fixture(autouse=True)
def _looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """No second of waiting, and patience that no slow machine tries."""
    for name, seconds in {"LOOK_AGAIN": 0.1, "TRY_AGAIN": 0.05, "GRACE": 60.0}.items():
        monkeypatch.setattr(module, name, seconds)


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests in which something is to be lost."""
    monkeypatch.setattr(module, "GRACE", 0.5)
    monkeypatch.setattr(module, "HANDOVER", 1.0)


def join(url: str, clock: SharedClock | None = None) -> AbstractAsyncContextManager[Together]:
    return joined(url, steady, (clock or SharedClock()).read, [NAME])


async def cut_off(url: str, *, only: int | None = None) -> None:
    """End connections from the server's side."""
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as other:
        await other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND datname = current_database() AND (%s::int IS NULL OR pid = %s)",
            (only, only),
        )


async def holder(url: str) -> int:
    """The connection that has it."""
    (one,) = await holders(url)
    return one


async def holders(url: str) -> list[int]:
    """The connection that has it, if any has."""
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as other:
        asked = await other.execute(
            "SELECT pid FROM pg_locks JOIN pg_database ON database = pg_database.oid "
            "WHERE locktype = 'advisory' AND datname = current_database()"
        )
        return [int(pid) for (pid,) in await asked.fetchall()]


LONG = 30.0  # seconds; nothing takes them where all is well


async def within(seconds: float, waiting: Awaitable[object]) -> None:
    async with asyncio.timeout(seconds):
        await waiting


class Watched(SharedClock):
    """Tells when the database's clock is read."""

    def __init__(self) -> None:
        super().__init__()
        self._reads = asyncio.Event()

    def read(self, moment: datetime, counter: float) -> None:
        super().read(moment, counter)
        self._reads.set()

    async def is_read_again(self) -> None:
        """Wait until everything was looked at once: from one reading that is to come to the next."""
        for _ in range(2):
            self._reads.clear()
            await within(LONG, self._reads.wait())


async def another_than(was: int, url: str) -> None:
    """Wait until another connection has it."""
    while await holders(url) in ([was], []):  # noqa: ASYNC110 - PostgreSQL does not tell of it
        await asyncio.sleep(0.05)


@asynccontextmanager
async def dying_line(url: str) -> AsyncIterator[tuple[str, Callable[[], None]]]:
    """Another way to the server; when it dies the server sees the end of it, and the client nothing, as behind a router."""
    server = make_url(url)
    where = str(server.query.get("host") or server.host)
    ends: list[asyncio.StreamWriter] = []
    ways: list[asyncio.Task[None]] = []
    alive = asyncio.Event()
    alive.set()

    async def goes_through(near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        if where.startswith("/"):
            path = f"{where}/.s.PGSQL.{server.port or 5432}"
            far, there = await asyncio.open_unix_connection(path)
        else:
            far, there = await asyncio.open_connection(where, server.port or 5432)
        ends.extend([there, back])
        ways.extend(asyncio.create_task(way) for way in (carry(near, there), carry(far, back)))

    async def carry(from_there: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
        while some := await from_there.read(65_536):
            if alive.is_set():
                to.write(some)

    def dies() -> None:
        alive.clear()
        for theirs in ends[::2]:
            theirs.close()

    listening = await asyncio.start_server(goes_through, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    mine = server.set(host="127.0.0.1", port=port).difference_update_query(["host"])
    try:
        yield mine.render_as_string(hide_password=False), dies
    finally:
        listening.close()
        for way in ways:
            way.cancel()
        for end in ends:
            end.close()
        await asyncio.gather(*ways, *(end.wait_closed() for end in ends), return_exceptions=True)


async def test_on_sqlite_one_has_it_all() -> None:
    async with join("sqlite://") as alone:
        assert alone.hold(NAME).is_held


async def test_one_of_two_has_what_only_one_may_have(postgresql_url: str) -> None:
    clock = Watched()
    async with join(postgresql_url) as first, join(postgresql_url, clock) as second:
        await clock.is_read_again()
        assert first.hold(NAME).is_held
        assert not second.hold(NAME).is_held


@pytest.mark.usefixtures("_impatient")
async def test_whoever_stops_leaves_it_to_another(postgresql_url: str) -> None:
    async with AsyncExitStack() as ends_later:
        async with join(postgresql_url) as first:
            second = await ends_later.enter_async_context(join(postgresql_url))
            assert first.hold(NAME).is_held
            assert not second.hold(NAME).is_held
        await within(LONG, second.hold(NAME).gained())


async def test_whoever_stops_at_once_leaves_no_connection_behind(postgresql_url: str) -> None:
    async with join(postgresql_url):
        pass
    async with join(postgresql_url) as another:
        await within(LONG, another.hold(NAME).gained())


@pytest.fixture
async def two(postgresql_url: str) -> AsyncIterator[tuple[Replica, Replica]]:
    async with join(postgresql_url) as first, join(postgresql_url) as second:
        assert isinstance(first, Replica)
        assert isinstance(second, Replica)
        yield first, second


async def in_what_order(had: Hold, waits: Hold) -> list[str]:
    """What comes first: that one has lost it, or that the other has it."""
    order: list[str] = []

    async def note(moment: Awaitable[None], name: str) -> None:
        await moment
        order.append(name)

    both = asyncio.gather(note(had.lost(), "lost"), note(waits.gained(), "gained"))
    await within(LONG, both)
    return order


@pytest.mark.usefixtures("_impatient")
async def test_whoever_was_cut_off_has_let_go_before_another_takes_over(
    two: tuple[Replica, Replica], postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def cannot() -> None:
        raise StoreError

    monkeypatch.setattr(two[0], "_open", cannot)  # its network is gone
    await cut_off(postgresql_url, only=await holder(postgresql_url))
    order = await in_what_order(*(one.hold(NAME) for one in two))
    assert order == ["lost", "gained"]


@pytest.mark.usefixtures("_impatient")
async def test_whoever_is_not_told_that_its_line_is_dead_has_let_go_as_well(
    postgresql_url: str,
) -> None:
    async with (
        dying_line(postgresql_url) as (url, dies),
        join(url) as first,
        join(postgresql_url) as second,
    ):
        assert first.hold(NAME).is_held
        dies()
        order = await in_what_order(first.hold(NAME), second.hold(NAME))
        assert order == ["lost", "gained"]


async def test_whoever_comes_back_before_anybody_took_over_never_lost_it(
    postgresql_url: str,
) -> None:
    async with join(postgresql_url) as alone:
        had = alone.hold(NAME)
        was = await holder(postgresql_url)
        lost = asyncio.create_task(had.lost())
        await cut_off(postgresql_url)
        await within(LONG, another_than(was, postgresql_url))
        assert had.is_held
        assert not lost.done()
        lost.cancel()


@pytest.mark.usefixtures("_impatient")
async def test_what_one_cannot_use_another_gets_and_may_give_back(
    two: tuple[Replica, Replica],
) -> None:
    had, waits = (one.hold(NAME) for one in two)
    had.is_wanted = False
    assert await in_what_order(had, waits) == ["lost", "gained"]
    had.is_wanted, waits.is_wanted = True, False
    assert await in_what_order(waits, had) == ["lost", "gained"]


async def test_each_answer_of_postgresql_prolongs_what_is_held(postgresql_url: str) -> None:
    clock = Watched()
    async with join(postgresql_url, clock) as alone:
        assert isinstance(alone, Replica)
        hold = alone.hold(NAME)
        await clock.is_read_again()
        until = alone._later[hold].when()
        await clock.is_read_again()
        assert hold.is_held
        assert alone._later[hold].when() > until


WATCH = {"keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout"}
THEIRS = "SELECT name FROM pg_settings WHERE name LIKE 'tcp%' AND source = 'client'"


def watched_by_me(line: psycopg.AsyncConnection[Any]) -> set[str]:
    return WATCH & set(line.info.get_parameters())


async def test_both_ends_of_every_connection_are_to_notice_that_the_other_is_gone(
    postgresql_url: str,
) -> None:
    theirs = {name if name.startswith("tcp_") else f"tcp_{name}" for name in WATCH}
    line = await open_line(database_url(postgresql_url))
    assert watched_by_me(line) == WATCH
    assert {name for (name,) in await (await line.execute(THEIRS)).fetchall()} == theirs
    await line.close()
    store = SqlStore.open(postgresql_url)
    async with store.connection() as connection:
        assert {*(await connection.execute(text(THEIRS))).scalars()} == theirs
        raw = await connection.get_raw_connection()
        assert raw.driver_connection is not None
        assert watched_by_me(raw.driver_connection) == WATCH
    await store.close()


def test_options_of_the_operators_own_stay() -> None:
    address = "postgresql://host/name?options=-c%20statement_timeout%3D9000"
    assert watched(database_url(address))["options"].endswith(" -c statement_timeout=9000")


async def test_one_hears_of_what_another_stored_and_of_nothing_that_was_undone(
    upgraded_postgresql_url: str,
) -> None:
    heard = asyncio.Event()
    store = SqlStore.open(upgraded_postgresql_url)
    clock = Watched()
    async with join(upgraded_postgresql_url, clock) as replica:
        group = await stored_group(store)
        await clock.is_read_again()
        replica.hear(heard.set)
        with pytest.raises(LookupError):
            async with store.begin() as tx:
                await tx.outbox.queue([delivery(group, key="never")])
                raise LookupError
        await clock.is_read_again()
        assert not heard.is_set()
        await queue(store, delivery(group, key="one"))
        await within(LONG, heard.wait())
    await store.close()


async def test_what_was_stored_while_one_was_cut_off_is_looked_for(postgresql_url: str) -> None:
    heard = asyncio.Event()
    async with join(postgresql_url) as replica:
        replica.hear(heard.set)
        await cut_off(postgresql_url)
        await within(LONG, heard.wait())


async def test_the_clock_is_the_databases(postgresql_url: str) -> None:
    clock = SharedClock()
    assert not clock.is_read
    async with join(postgresql_url, clock):
        async with await psycopg.AsyncConnection.connect(postgresql_url) as other:
            row = await (await other.execute("SELECT clock_timestamp()")).fetchone()
        assert row is not None
        assert abs(clock.now() - row[0]) < timedelta(seconds=LONG)


def test_a_shared_clock_goes_on_by_the_counter_alone() -> None:
    count = [100.0]
    clock = SharedClock(lambda: count[0])
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    clock.read(noon, 90.0)
    assert clock.now() == noon + timedelta(seconds=10)
    count[0] = 160.0
    assert clock.now() == noon + timedelta(seconds=70)
    clock.read(noon, 160.0)  # the database's clock was put right
    assert clock.now() == noon


async def test_a_server_that_cannot_be_reached_is_said_in_words() -> None:
    with pytest.raises(StoreError, match="cannot be reached"):
        async with join("postgresql://nobody@127.0.0.1:1/none"):
            pass


async def test_a_server_that_is_slow_at_first_is_asked_again(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    look, slow = Replica._look, iter([True])

    async def slowly(self: Replica, line: psycopg.AsyncConnection[Any]) -> None:
        if next(slow, False):
            raise TimeoutError
        await look(self, line)

    monkeypatch.setattr(Replica, "_look", slowly)
    async with join(postgresql_url) as alone:
        assert alone.hold(NAME).is_held
