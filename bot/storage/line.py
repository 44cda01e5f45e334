"""A connection to PostgreSQL outside the pool."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg
from psycopg import AsyncConnection
from sqlalchemy.engine import URL

from bot.errors import StoreError
from bot.storage.failures import AWAY, in_words
from bot.storage.wire import watched


async def open_line(url: URL) -> AsyncConnection:
    """Connect. Raises `StoreError`."""
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        return await AsyncConnection.connect(address, autocommit=True, **watched(url))
    except psycopg.Error as error:
        raise in_words(error) from error


@asynccontextmanager
async def locked(url: URL, *key: int) -> AsyncIterator[None]:
    """Until the block ends, nobody else is in such a block with this key of two numbers. Raises `StoreError`.

    No transaction is open meanwhile, so that the block may take its time.
    """
    line = await open_line(url)
    async with closed_where_it_fails(line):
        await line.execute("SELECT pg_advisory_lock(%s, %s)", key)
    try:
        yield
    finally:
        await line.close()  # with it PostgreSQL lets go


@asynccontextmanager
async def closed_where_it_fails(line: AsyncConnection) -> AsyncIterator[None]:
    """Close a connection whose use fails. Raises `StoreError` where it is PostgreSQL's fault."""
    try:
        yield
    except BaseException as error:
        await line.close()
        if isinstance(error, psycopg.Error):
            raise in_words(error) from error
        if isinstance(error, TimeoutError):
            raise StoreError(AWAY) from error
        raise
