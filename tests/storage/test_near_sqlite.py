"""SQLite without a walk to another thread for each statement."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import text

from bot.storage import SqlStore
from bot.storage.near_sqlite import near_connection


async def test_only_what_may_wait_goes_to_another_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    walks: list[str] = []
    to_the_thread = aiosqlite.Connection._execute

    async def counted(self: aiosqlite.Connection, fn: Any, *args: Any, **kwargs: Any) -> Any:
        walks.append(str(args[0]) if args else fn.__name__)
        return await to_the_thread(self, fn, *args, **kwargs)  # type: ignore[no-untyped-call]

    store = SqlStore.open(f"sqlite:///{tmp_path / 'near.sqlite'}")
    async with store.connection() as connection:
        await connection.execute(text("CREATE TABLE numbers (n INTEGER)"))
    monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)
    async with store.connection() as connection:
        for n in range(20):
            await connection.execute(text("INSERT INTO numbers VALUES (:n)"), {"n": n})
            assert (
                await connection.execute(text("SELECT count(*) FROM numbers"))
            ).scalar() == n + 1
    monkeypatch.undo()
    await store.close()
    assert walks == ["BEGIN IMMEDIATE", "commit"]


async def test_a_new_file_that_another_program_writes_to_is_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "new.sqlite"
    store = SqlStore.open(f"sqlite:///{file}")
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        opening = asyncio.create_task(mode_of(store))
        await asyncio.sleep(0.1)
        assert not opening.done()
        other.execute("COMMIT")
    assert await opening == "wal"
    await store.close()


async def test_a_file_that_stays_locked_is_given_up_with_the_reason(tmp_path: Path) -> None:
    file = tmp_path / "locked.sqlite"
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            await near_connection(str(file), 0.1, waits=True)


async def mode_of(store: SqlStore) -> object:
    async with store.connection() as connection:
        return (await connection.execute(text("PRAGMA journal_mode"))).scalar()
