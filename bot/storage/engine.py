"""Connections. SQLite is told what PostgreSQL does by itself: foreign keys, waiting, real transactions."""

from typing import Any

import aiosqlite
from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import StaticPool

from bot.errors import InvalidInput
from bot.storage.failures import forget_values, in_words
from bot.storage.near_sqlite import near_connection
from bot.storage.wire import watched

BUSY_TIMEOUT_SECONDS = 30
DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}


def database_url(text: str) -> URL:
    """The address of a database, with our driver. Raises `InvalidInput`; a password never shows."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        message = "DATABASE_URL is not an address such as sqlite:///121.sqlite or postgresql://user:password@host/name."
        raise InvalidInput(message) from None
    driver = DRIVERS.get(url.drivername.split("+")[0])
    if driver is None:
        message = (
            f"DATABASE_URL names “{url.drivername}”; 121 keeps its data in sqlite or postgresql."
        )
        raise InvalidInput(message)
    return url.set(drivername=driver)


def is_sqlite(engine: AsyncEngine) -> bool:
    """Whether it is SQLite."""
    return engine.dialect.name == "sqlite"


def connect(text: str, *, durable: bool = True) -> AsyncEngine:
    """An engine for the database at this address; nothing is opened yet."""
    url = database_url(text)
    engine = _sqlite(url, durable=durable) if url.drivername.startswith("sqlite") else _server(url)
    event.listen(engine.sync_engine, "handle_error", _say_plainly)
    return engine


def _say_plainly(context: ExceptionContext) -> None:
    """An error leaves the statement that met it as ours, so that a story may catch it there."""
    forget_values(context.original_exception)
    if isinstance(context.original_exception, UnicodeError):
        raise in_words(context.original_exception)
    # A connection found dead before its use is SQLAlchemy's own to replace.
    if context.sqlalchemy_exception is not None and not context.is_pre_ping:
        raise in_words(context.sqlalchemy_exception) from context.sqlalchemy_exception


def _server(url: URL) -> AsyncEngine:
    return create_async_engine(
        url, pool_pre_ping=True, hide_parameters=True, connect_args=watched(url)
    )


def _sqlite(url: URL, *, durable: bool) -> AsyncEngine:
    file = url.database or ":memory:"

    async def open_near() -> aiosqlite.Connection:
        return await near_connection(file, BUSY_TIMEOUT_SECONDS, waits=durable)

    pool = {"poolclass": StaticPool} if file == ":memory:" else {}
    engine = create_async_engine(url, async_creator=open_near, hide_parameters=True, **pool)
    _prepare_sqlite(engine, durable=durable)
    return engine


def _prepare_sqlite(engine: AsyncEngine, *, durable: bool) -> None:
    pragmas = (
        f"PRAGMA synchronous={'FULL' if durable else 'OFF'}",
        "PRAGMA foreign_keys=ON",
        f"PRAGMA busy_timeout={BUSY_TIMEOUT_SECONDS * 1000}",
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        for pragma in pragmas:
            connection.execute(pragma)

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        # SKIP LOCKED does not exist here: the write lock is taken first instead.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
