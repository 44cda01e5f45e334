"""When the database cannot do its work, the operator reads a sentence that says what to do."""

import os
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bot.errors import Conflict, InvalidInput, StoreError
from bot.storage import SqlStore, upgrade
from bot.storage.engine import database_url
from bot.storage.failures import in_words
from tests.storage.samples import member, stored_group

NOBODY = 65534


@contextmanager
def as_nobody() -> Iterator[None]:
    """Without root's right to write everywhere."""
    if os.geteuid():
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that everybody can read and only its owner can write to."""
    with TemporaryDirectory(prefix="bot121-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


async def test_a_file_that_can_only_be_read_is_said_to_be_so(folder: Path) -> None:
    file = folder / "121.sqlite"
    sqlite3.connect(file).execute("CREATE TABLE t (a)").connection.close()
    file.chmod(0o444)
    with as_nobody(), pytest.raises(StoreError, match="only be read"):
        await upgrade(f"sqlite:///{file}")


async def test_a_folder_that_is_not_there_is_said_to_be_so(folder: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        await upgrade(f"sqlite:///{folder / 'none' / '121.sqlite'}")


async def test_a_file_that_is_no_database_is_left_as_it_is(folder: Path) -> None:
    file = folder / "notes.txt"
    file.write_text("dear diary\n" * 100)
    with pytest.raises(StoreError, match="is not a database"):
        await upgrade(f"sqlite:///{file}")
    assert file.read_text() == "dear diary\n" * 100


async def test_a_full_disk_loses_nothing_that_was_stored(folder: Path) -> None:
    url = f"sqlite:///{folder / '121.sqlite'}"
    await upgrade(url)
    store = SqlStore.open(url)
    group = await stored_group(store)
    many = [member(group.workspace.id, f"n{n}") for n in range(5000)]
    with pytest.raises(StoreError, match="disk is full"):
        async with store.begin() as tx:
            await _limit_pages(store, tx)
            await tx.add(*many)
    async with store.begin() as tx:
        assert await tx.people.member(group.workspace.id, "m0") == group.members[0]
        assert await tx.people.member(group.workspace.id, "n0") is None
    await store.close()


async def _limit_pages(store: SqlStore, tx: object) -> None:
    assert store.engine.dialect.name == "sqlite"
    await tx._connection.execute(text("PRAGMA max_page_count = 60"))  # type: ignore[attr-defined]


async def test_a_database_without_tables_says_how_to_get_them(database: str) -> None:
    store = SqlStore.open(database)
    with pytest.raises(StoreError, match="bot121 db upgrade"):
        async with store.begin() as tx:
            await tx.next_due()
    await store.close()


async def test_a_database_held_by_another_program_is_said_to_be_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = folder / "121.sqlite"
    await upgrade(f"sqlite:///{file}")
    monkeypatch.setattr("bot.storage.engine.BUSY_TIMEOUT_SECONDS", 0)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    store = SqlStore.open(f"sqlite:///{file}")
    with pytest.raises(StoreError, match="holds the database"):
        async with store.begin():
            pass
    other.execute("ROLLBACK")
    other.close()
    async with store.begin() as tx:
        assert await tx.next_due() is None
    await store.close()


async def test_a_server_that_is_not_there_is_said_to_be_so() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: nobody answers
        port = taken.getsockname()[1]
        with pytest.raises(StoreError, match="cannot be reached") as caught:
            await upgrade(f"postgresql://me:secret@127.0.0.1:{port}/db")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (
            'connection failed: connection to server at "h", port 5 failed: FATAL:  password authentication failed for user "me"',
            "refuses the user or the password",
        ),
        (
            'connection failed: connection to server on socket "s" failed: FATAL:  role "me" does not exist',
            "refuses the user or the password",
        ),
        (
            'connection failed: connection to server on socket "s" failed: FATAL:  database "x" does not exist',
            "no database of that name",
        ),
        ("database disk image is malformed", "is damaged"),
        ("disk I/O error", "The disk failed"),
        ("[Errno -2] Name or service not known: failed to resolve host 'h'", "cannot be reached"),
        ("something else", "something else"),
    ],
)
def test_what_a_database_says_is_put_in_words(said: str, meant: str) -> None:
    error = in_words(OperationalError("SELECT 1", {}, Exception(said)))
    assert meant in str(error)
    assert not isinstance(error, Conflict)


async def test_a_server_without_that_database_or_user_is_said_to_be_so(
    postgresql_server: str,
) -> None:
    address, _, query = postgresql_server.partition("?")
    none = f"{address.rsplit('/', 1)[0]}/none?{query}"
    with pytest.raises(StoreError, match="no database of that name"):
        await upgrade(none)
    with pytest.raises(StoreError, match="refuses the user"):
        await upgrade(postgresql_server.replace("postgres:", "nobody:", 1))


@pytest.mark.parametrize("wrong", ["", "121.sqlite", "mysql://me:secret@host/db", "http://x"])
def test_an_address_that_is_none_is_refused_without_showing_a_password(wrong: str) -> None:
    with pytest.raises(InvalidInput, match="DATABASE_URL") as caught:
        database_url(wrong)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "driver"),
    [
        ("sqlite:///x.sqlite", "sqlite+aiosqlite"),
        ("sqlite+aiosqlite:///x.sqlite", "sqlite+aiosqlite"),
        ("postgresql://h/d", "postgresql+psycopg"),
        ("postgresql+psycopg://h/d", "postgresql+psycopg"),
        ("postgres://h/d", "postgresql+psycopg"),
    ],
)
def test_an_address_names_its_driver(address: str, driver: str) -> None:
    assert database_url(address).drivername == driver


async def test_the_librarys_error_stays_behind_ours_for_the_log(sqlite_store: SqlStore) -> None:
    group = await stored_group(sqlite_store)
    with pytest.raises(Conflict) as caught:
        async with sqlite_store.begin() as tx:
            await tx.add(member(group.workspace.id, "m0"))
    assert isinstance(caught.value.__cause__, sqlite3.IntegrityError)
