"""What keeps the promise, taken out piece by piece, so that the tests are seen to notice."""

import re
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Connection

from adapters.discord.messenger import DiscordMessenger
from adapters.slack.messenger import SlackMessenger
from bot.assembly import open_store, running
from bot.deliveries import Delivery
from bot.storage import SqlStore


def nothing(_: pytest.MonkeyPatch) -> None:
    """All is as it should be."""


def no_read_back(patched: pytest.MonkeyPatch) -> None:
    """Nobody looks whether an uncertain message arrived: it is sent again."""

    async def find(_: object, __: Delivery) -> None:
        return None

    patched.setattr(SlackMessenger, "find", find)
    patched.setattr(DiscordMessenger, "find", find)


def no_transaction(patched: pytest.MonkeyPatch) -> None:
    """SQLite is not told to begin: each statement stands for itself."""
    spoken = Connection.exec_driver_sql

    def without(self: Connection, statement: str, *args: Any, **kwargs: Any) -> Any:
        if statement == "BEGIN IMMEDIATE":
            return None
        return spoken(self, statement, *args, **kwargs)

    patched.setattr(Connection, "exec_driver_sql", without)


def no_unique_key(table: str) -> Callable[[pytest.MonkeyPatch], None]:
    """A table of a SQLite file is made anew without its unique key, before anybody uses it."""

    @asynccontextmanager
    async def opened(url: str) -> AsyncIterator[SqlStore]:
        async with open_store(url) as store:
            _remake(Path(url.removeprefix("sqlite:///")), table)
            yield store

    def sabotage(patched: pytest.MonkeyPatch) -> None:
        patched.setattr(running, "open_store", opened)

    return sabotage


def _remake(file: Path, table: str) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        (made,) = database.execute("SELECT sql FROM sqlite_master WHERE name = ?", [table])
        without = re.sub(rf",\s*CONSTRAINT uq_{table}_\w+ UNIQUE \([^)]*\)", "", made[0])
        if without == made[0]:
            return  # done in an earlier life
        database.executescript(
            f"""
            PRAGMA foreign_keys = OFF; PRAGMA legacy_alter_table = ON;
            ALTER TABLE {table} RENAME TO old;
            {without};
            INSERT INTO {table} SELECT * FROM old;
            DROP TABLE old;
            """
        )


SABOTAGES: Mapping[str, Callable[[pytest.MonkeyPatch], None]] = {
    "": nothing,
    "one round a period": no_unique_key("rounds"),
    "one delivery a key": no_unique_key("deliveries"),
    "read-back": no_read_back,
    "BEGIN IMMEDIATE": no_transaction,
}
