"""SQLite without a walk to another thread for each statement.

aiosqlite hands every call to a thread of its own and back, about a tenth of a millisecond each way, four
times a statement; the statement itself takes a hundredth of that. Here only what may wait goes to the
thread: connecting, BEGIN IMMEDIATE (for the write lock), COMMIT (for the disk), PRAGMA and VACUUM. The rest
runs where it stands. Measured: docs/decisions.md, "SQLite statements run on the loop's thread".
"""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from typing import Any

import aiosqlite

CHUNK = 64
ASK_AGAIN_SECONDS = 0.01
_MAY_WAIT = ("BEGIN", "COMMIT", "PRAGMA", "VACUUM")
_WAITS_FOR_DISK = frozenset(
    {"commit", "close", "backup"}
)  # of a connection; a cursor is closed at once


class NearConnection(aiosqlite.Connection):
    """A connection whose statements run on the caller's thread, one at a time.

    `waits` is False for a file that nobody else uses and that need not outlive a power cut: then nothing waits.
    """

    waits = True

    async def _connect(self) -> aiosqlite.Connection:
        try:
            return await super()._connect()
        except BaseException:
            # Its thread is ending: waited for, so that it does not speak to a loop that is closed by then.
            await asyncio.to_thread(self._thread.join)
            raise

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if self._connection is None or (self.waits and _may_wait(fn, args)):
            return await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]
        return fn(*args, **kwargs)


def _may_wait(fn: Callable[..., Any], args: tuple[Any, ...]) -> bool:
    if (
        isinstance(getattr(fn, "__self__", None), sqlite3.Connection)
        and fn.__name__ in _WAITS_FOR_DISK
    ):
        return True
    return bool(args) and isinstance(args[0], str) and args[0].lstrip().startswith(_MAY_WAIT)


def near_connection(database: str, timeout: float, *, waits: bool) -> NearConnection:
    """A connection to this file, to be awaited; `isolation_level=None` leaves BEGIN to us."""

    def connect() -> sqlite3.Connection:
        raw = sqlite3.connect(
            database, timeout=timeout, isolation_level=None, check_same_thread=False
        )
        try:
            _write_ahead(raw, timeout)
        except BaseException:
            raw.close()
            raise
        return raw

    connection = NearConnection(connect, CHUNK)
    connection.waits = waits
    # As SQLAlchemy does for its own: a connection that nobody closed must not keep the program from ending.
    connection._thread.daemon = True  # noqa: SLF001
    return connection


def _write_ahead(raw: sqlite3.Connection, timeout: float) -> None:
    """Put the file into write-ahead mode, waiting at most `timeout` seconds for whoever does so at the same moment.

    SQLite itself doesn't wait here: of two that change a new file's mode together, one is told at once that it is locked.
    """
    until = time.monotonic() + timeout
    while True:
        try:
            raw.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(ASK_AGAIN_SECONDS)
        else:
            return
