"""SQLite without a walk to another thread for each statement."""

from pathlib import Path
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import text

from bot.storage import SqlStore


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
