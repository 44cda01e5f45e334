"""A connection to PostgreSQL outside the pool, on which each side soon notices that the other is gone.

Probes are sent only while nothing is on its way; what was sent and is not acknowledged has a limit of its own. Both are set on
both sides: the client's tell a replica that it was cut off, the server's let go of what a dead machine had locked.
https://www.postgresql.org/docs/current/runtime-config-connection.html#GUC-TCP-USER-TIMEOUT
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg
from psycopg import AsyncConnection
from sqlalchemy.engine import URL

from bot.errors import StoreError
from bot.storage.failures import AWAY, in_words

# Seconds, seconds, times: a machine that is gone without a word is noticed after eleven seconds, on either side.
IDLE, INTERVAL, COUNT = 5, 2, 3
UNACKNOWLEDGED = 10_000  # milliseconds
PATIENCE = 5  # seconds for an answer to something small


async def open_line(url: URL) -> AsyncConnection:
    """Connect. Raises `StoreError`."""
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        line = await AsyncConnection.connect(
            address,
            autocommit=True,
            connect_timeout=PATIENCE,
            keepalives_idle=IDLE,
            keepalives_interval=INTERVAL,
            keepalives_count=COUNT,
            tcp_user_timeout=UNACKNOWLEDGED,
        )
    except psycopg.Error as error:
        raise in_words(error) from error
    async with closed_where_it_fails(line), asyncio.timeout(PATIENCE):
        await line.execute(
            f"SET tcp_keepalives_idle = {IDLE}; SET tcp_keepalives_interval = {INTERVAL}; "
            f"SET tcp_keepalives_count = {COUNT}; SET tcp_user_timeout = {UNACKNOWLEDGED}"
        )
    return line


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
