"""Statements that SQLite and PostgreSQL write alike but SQLAlchemy keeps apart.

Many rows come to PostgreSQL as one parameter, a list in JSON, which it takes apart into rows: the statement is the same for
any number of them, so it is prepared once. As hundreds of parameters it is read anew each time, on both sides, which took a
sixth of the time of a round.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime, time
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Select,
    Table,
    Text,
    TypeDecorator,
    bindparam,
    cast,
    column,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncConnection

Row = dict[str, Any]
Rows = Sequence[Row]


async def insert_all(connection: AsyncConnection, table: Table, rows: Rows) -> None:
    """Insert rows, which all name the same columns."""
    if rows:
        statement, given = _inserting(connection, table, rows)
        await connection.execute(statement, given)


async def insert_in_order(connection: AsyncConnection, table: Table, rows: Rows) -> Sequence[int]:
    """Insert rows into a table with an id; their ids, in the order of the rows: both databases number upwards."""
    statement, given = _inserting(connection, table, rows)
    return sorted((await connection.execute(statement.returning(table.c.id), given)).scalars())


async def insert_new(connection: AsyncConnection, table: Table, rows: Rows) -> int:
    """Insert rows, leaving out those whose key is taken; how many were new."""
    if not rows:
        return 0
    statement, given = _inserting(connection, table, rows)
    new = statement.on_conflict_do_nothing().returning(next(iter(table.primary_key)))
    return len((await connection.execute(new, given)).all())


def insert_ignoring(connection: AsyncConnection, table: Table) -> Any:
    """An INSERT that leaves out rows whose key is taken."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    return dialect.insert(table).on_conflict_do_nothing()


async def insert_or_replace(
    connection: AsyncConnection,
    table: Table,
    rows: Rows,
    key: Sequence[str],
    only: Sequence[str] = (),
) -> None:
    """Insert rows; one whose key is there already takes its place, or changes `only` some of its columns."""
    if not rows:
        return
    new, given = _inserting(connection, table, rows)
    others = {name: new.excluded[name] for name in only or rows[0] if name not in key}
    await connection.execute(
        new.on_conflict_do_update(index_elements=list(key), set_=others), given
    )


def _inserting(connection: AsyncConnection, table: Table, rows: Rows) -> tuple[Any, Rows | Row]:
    """An INSERT of these rows, and its parameters."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table), rows
    names = tuple(rows[0])
    statement = postgresql.insert(table).from_select(
        names, _taken_apart(table, names), include_defaults=False
    )
    return statement, {"rows": _as_list(table, rows, connection.dialect)}


@cache
def _taken_apart(table: Table, names: tuple[str, ...]) -> Select[Any]:
    """The rows of a list in JSON, in its order."""
    like: ColumnElement[Any] = literal_column(f"NULL::{table.name}")
    taken = func.json_populate_recordset(like, cast(bindparam("rows", type_=Text), JSON))
    columns = [column(name, table.c[name].type) for name in names]
    given = taken.table_valued(*columns, with_ordinality="ordinality", name="given")
    return select(*(given.c[name] for name in names)).order_by(given.c.ordinality)


def _as_list(table: Table, rows: Rows, dialect: Dialect) -> str:
    """Rows as a list in JSON, of values as they stand in columns."""
    types = {name: table.c[name].type for name in rows[0]}
    kept = {name: kind for name, kind in types.items() if isinstance(kind, TypeDecorator)}

    def plain(row: Row) -> Row:
        return row | {
            name: kind.process_bind_param(row[name], dialect) for name, kind in kept.items()
        }

    return json.dumps([plain(row) for row in rows], default=_in_words, ensure_ascii=False)


def _in_words(value: object) -> str:
    """A day or a moment as PostgreSQL reads it."""
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    raise TypeError(type(value).__name__)
