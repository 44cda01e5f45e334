"""A whole database copied into an empty one: from SQLite to PostgreSQL, say. What was begun can be gone on with.

Each table goes over in one transaction, so that it is there whole or not at all. A marker in the target says from where a copy
was begun; while it stands, the target holds nothing but what that copy brought, and 121 does not start on it. Of each table, those
too that came earlier, the rows in both are compared: so nothing is taken together that was true at two different times.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import (
    Column,
    Integer,
    MetaData,
    Table,
    Text,
    func,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import InvalidInput
from bot.storage.engine import database_url
from bot.storage.statements import insert_all
from bot.storage.store import SqlStore
from bot.storage.tables import metadata
from bot.storage.upgrading import COPY_BEGUN, look, upgrade

ROWS_AT_ONCE = 1_000
_MARKER = Table(COPY_BEGUN, MetaData(), Column("origin", Text, nullable=False))
_NOT_EMPTY = "The database to copy into holds data already, so nothing was copied. Give the address of an empty one."
_ANOTHER = "In the database to copy into lies a copy of another one that was begun and not finished. Give the address of an empty one."
_CHANGED = "The table {} is not the same in both: something has written to the database to copy from since the copy was begun. Stop it, and begin again with an empty database."
_OLD = "The database to copy from is not up to date. Run: bot121 db upgrade"
_SAME = "These are two addresses of one database. Give the address of an empty one to copy into."

Told = Callable[[str, int], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Copied:
    """How many rows of how many tables are in both databases now."""

    tables: int
    rows: int


async def copy(origin: str, target: str, told: Told) -> Copied:
    """Copy everything. `told` hears of each table that is complete, with its rows.

    121 must not be running on either. Raises `InvalidInput` where the addresses cannot be used for it, and `StoreError`.
    """
    if database_url(origin) == database_url(target):
        raise InvalidInput(_SAME)
    looked = await look(origin)
    if looked.revision != looked.needed:
        raise InvalidInput(_OLD)
    await upgrade(target, half_copied=True)
    async with _opened(origin) as here, _opened(target) as there, _reading(here) as source:
        await _begin(there, _fingerprint(origin))
        rows = [await _copy(source, there, table, told) for table in metadata.sorted_tables]
        async with there.connection() as connection:
            await connection.run_sync(_MARKER.drop)
    return Copied(tables=len(rows), rows=sum(rows))


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[SqlStore]:
    store = SqlStore.open(url)
    try:
        yield store
    finally:
        await store.close()


@asynccontextmanager
async def _reading(store: SqlStore) -> AsyncIterator[AsyncConnection]:
    """The database as it is at this moment, whoever may write to it meanwhile."""
    async with store.connection() as connection:
        if connection.dialect.name == "postgresql":
            await connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        yield connection


def _fingerprint(origin: str) -> str:
    """Which database this is, without its password."""
    where = database_url(origin).render_as_string(hide_password=True)
    return sha256(where.encode()).hexdigest()


async def _begin(there: SqlStore, origin: str) -> None:
    """Put the marker there, or find that it is ours. Raises `InvalidInput`."""
    async with there.connection() as target:
        if await target.run_sync(lambda sync: inspect(sync).has_table(_MARKER.name)):
            begun = (await target.execute(select(_MARKER.c.origin))).scalar()
            if begun != origin:
                raise InvalidInput(_ANOTHER)
            return
        for table in metadata.sorted_tables:
            if await _count(target, table):
                raise InvalidInput(_NOT_EMPTY)
        await target.run_sync(_MARKER.create)
        await target.execute(insert(_MARKER).values(origin=origin))


async def _copy(source: AsyncConnection, there: SqlStore, table: Table, told: Told) -> int:
    """One table, unless it is there already; how many rows it has. Raises `InvalidInput` where it is not the same in both."""
    rows, content = await _content(source, table)
    async with there.connection() as target:
        if await _count(target, table) == 0 and rows:
            found = await source.stream(select(table))
            async for some in found.mappings().partitions(ROWS_AT_ONCE):
                await insert_all(target, table, [dict(row) for row in some])
            await _go_on_counting(target, table)
        arrived, there_too = await _content(target, table)
        if arrived != rows:
            message = f"Of the table {table.name}, {arrived:,} of {rows:,} rows are in the copy. Begin again with an empty database."
            raise InvalidInput(message)
        if there_too != content:
            raise InvalidInput(_CHANGED.format(table.name))
    told(table.name, rows)
    return rows


async def _go_on_counting(target: AsyncConnection, table: Table) -> None:
    """On PostgreSQL the numbers of new rows go on after the highest one; SQLite does so by itself."""
    number = table.columns.get("id")
    if (
        target.dialect.name != "postgresql"
        or number is None
        or not isinstance(number.type, Integer)
    ):
        return
    sequence = func.pg_get_serial_sequence(table.name, "id")
    await target.execute(select(func.setval(sequence, select(func.max(number)).scalar_subquery())))


async def _content(connection: AsyncConnection, table: Table) -> tuple[int, int]:
    """How many rows a table has, and a number that is another one where any row is: in whatever order they come."""
    rows = content = 0
    found = await connection.stream(select(table))
    async for some in found.partitions(ROWS_AT_ONCE):
        rows += len(some)
        content += sum(int.from_bytes(sha256(repr(tuple(row)).encode()).digest()) for row in some)
    return rows, content


async def _count(connection: AsyncConnection, table: Table) -> int:
    return int((await connection.execute(select(func.count()).select_from(table))).scalar_one())
