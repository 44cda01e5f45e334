"""Statements that SQLite and PostgreSQL write alike but SQLAlchemy keeps apart."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


async def insert_in_order(
    connection: AsyncConnection, table: Table, rows: Sequence[dict[str, Any]]
) -> Sequence[int]:
    """Insert rows into a table with an id; their ids, in the order of the rows."""
    statement = insert(table).returning(table.c.id)
    if connection.dialect.name == "sqlite":
        # It numbers a statement's rows upwards. SQLAlchemy does not count on that, and asked to keep
        # the order would insert them one by one.
        return sorted((await connection.execute(statement, rows)).scalars())
    ordered = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    return tuple((await connection.execute(ordered, rows)).scalars())


async def insert_new(
    connection: AsyncConnection, table: Table, rows: Sequence[dict[str, Any]]
) -> int:
    """Insert rows, leaving out those whose key is taken; how many were new."""
    if not rows:
        return 0
    first = next(iter(table.primary_key))
    statement = insert_ignoring(connection, table).returning(first)
    return len((await connection.execute(statement, rows)).all())


def insert_ignoring(connection: AsyncConnection, table: Table) -> Any:
    """An INSERT that leaves out rows whose key is taken."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    return dialect.insert(table).on_conflict_do_nothing()


async def insert_or_replace(
    connection: AsyncConnection,
    table: Table,
    rows: Sequence[dict[str, Any]],
    key: Sequence[str],
    only: Sequence[str] = (),
) -> None:
    """Insert rows; one whose key is there already takes its place, or changes `only` some of its columns."""
    if not rows:
        return
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    new = dialect.insert(table)
    others = {name: new.excluded[name] for name in only or rows[0] if name not in key}
    statement = new.on_conflict_do_update(index_elements=list(key), set_=others)
    await connection.execute(statement, rows)
