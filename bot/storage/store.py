"""The store and its transactions."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import Update, bindparam, func, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.deliveries import DeliveryState
from bot.domain.model import (
    FollowUpState,
    Pairing,
    RequestState,
    WorkspaceId,
)
from bot.errors import StoreError
from bot.ports import Record
from bot.storage import tables
from bot.storage.circles import SqlCircles
from bot.storage.engine import BUSY_TIMEOUT_SECONDS, connect, is_sqlite
from bot.storage.failures import LOCKED, plainly
from bot.storage.follow_ups import SqlFollowUps
from bot.storage.outbox import SqlOutbox, is_first_of_address
from bot.storage.pairings import SqlPairings
from bot.storage.people import SqlPeople
from bot.storage.relations import SqlNotes, SqlPromises, SqlReferrals, SqlReminders, SqlSides
from bot.storage.requests import SqlRequests
from bot.storage.restoring import SqlRestoring
from bot.storage.rows import TABLES, key_of, to_row
from bot.storage.statements import insert_all, insert_in_order, insert_new
from bot.storage.upkeep import SqlUpkeep

R = TypeVar("R", bound=Record)


_NEXT_DUE = union_all(
    select(func.min(tables.circles.c.next_round_at)).where(tables.circles.c.closed_at.is_(None)),
    select(func.min(tables.requests.c.expires_at)).where(
        tables.requests.c.state == RequestState.WAITING
    ),
    select(func.min(tables.follow_ups.c.due_at)).where(
        tables.follow_ups.c.state == FollowUpState.WAITING
    ),
    select(func.min(tables.reminders.c.due_at)).where(
        tables.reminders.c.state == FollowUpState.WAITING
    ),
    select(func.min(tables.deliveries.c.not_before)).where(
        tables.deliveries.c.state == DeliveryState.WAITING, is_first_of_address()
    ),
    select(func.min(tables.deliveries.c.lease_until)).where(
        tables.deliveries.c.state == DeliveryState.SENDING
    ),
)


@cache
def _saving(kind: type[Record]) -> Update:
    """Change a row of this kind of record, found by its keys, named with a line before."""
    table = TABLES[kind]
    keys = key_of(table)
    return update(table).where(*(table.c[key] == bindparam(f"_{key}") for key in keys))


class SqlStore:
    """A database, open. Writers of one process take turns on SQLite, which has room for one at a time."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self._turn = asyncio.Lock() if is_sqlite(engine) else None

    @classmethod
    def open(cls, url: str, *, durable: bool = True) -> "SqlStore":
        """The database at this address; `durable=False` trades safety at power loss for speed."""
        return cls(connect(url, durable=durable))

    async def close(self) -> None:
        """Let go of every connection."""
        # The only one of a database in memory may be gone already, with a statement that was broken off.
        with suppress(KeyError):
            await self.engine.dispose()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator["SqlTransaction"]:
        """A transaction: committed when its block ends well, rolled back otherwise."""
        async with self.connection() as connection:
            yield SqlTransaction(connection)

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[AsyncConnection]:
        """A connection in a transaction, when it is this writer's turn. Raises `StoreError` where that takes too long."""
        if self._turn is None:
            async with self._begin() as connection:
                yield connection
            return
        await self._wait_for(self._turn)
        try:
            async with self._begin() as connection:
                yield connection
        finally:
            self._turn.release()

    async def _wait_for(self, turn: asyncio.Lock) -> None:
        """While the file is held from outside, all wait together, and not each as long as the one before."""
        try:
            async with asyncio.timeout(BUSY_TIMEOUT_SECONDS):
                await turn.acquire()
        except TimeoutError:
            raise StoreError(LOCKED) from None

    @asynccontextmanager
    async def _begin(self) -> AsyncIterator[AsyncConnection]:
        with plainly():
            async with self.engine.begin() as connection:
                yield connection


class SqlTransaction:
    """One story's view of the store."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self.people = SqlPeople(connection)
        self.circles = SqlCircles(connection)
        self.requests = SqlRequests(connection)
        self.pairings = SqlPairings(connection)
        self.follow_ups = SqlFollowUps(connection)
        self.sides = SqlSides(connection)
        self.promises = SqlPromises(connection)
        self.referrals = SqlReferrals(connection)
        self.notes = SqlNotes(connection)
        self.reminders = SqlReminders(connection)
        self.outbox = SqlOutbox(connection)
        self.upkeep = SqlUpkeep(connection)
        self.restoring = SqlRestoring(connection)

    async def add(self, *records: R) -> tuple[R, ...]:
        """Store new records of one kind; they come back with their ids."""
        if not records:
            return ()
        table = TABLES[type(records[0])]
        rows = [to_row(record) for record in records]
        if "id" not in table.columns:
            await insert_all(self._connection, table, rows)
            return records
        ids = await insert_in_order(self._connection, table, rows)
        stored = tuple(
            cast("R", replace(cast("Any", record), id=given))
            for record, given in zip(records, ids, strict=True)
        )
        await self._add_pairing_members([r for r in stored if isinstance(r, Pairing)])
        return stored

    async def _add_pairing_members(self, pairings: list[Pairing]) -> None:
        rows = [
            {"pairing_id": pairing.id, "member_id": member}
            for pairing in pairings
            for member in pairing.members
        ]
        await insert_all(self._connection, tables.pairing_members, rows)

    async def save(self, *records: Record) -> None:
        """Store records again, whole, by their keys."""
        by_kind: dict[type, list[Record]] = {}
        for record in records:
            by_kind.setdefault(type(record), []).append(record)
        for kind, some in by_kind.items():
            keys = key_of(TABLES[kind])
            changes = [
                {f"_{name}" if name in keys else name: value for name, value in to_row(r).items()}
                for r in some
            ]
            await self._connection.execute(_saving(kind), changes)

    async def first_time(self, workspace_id: WorkspaceId, event: str, now: datetime) -> bool:
        """Remember a platform's event; False when it was here before."""
        row = {"workspace_id": workspace_id, "event": event, "seen_at": now}
        return await insert_new(self._connection, tables.inbox, [row]) == 1

    async def next_due(self) -> datetime | None:
        """When the next thing falls due."""
        found = (await self._connection.execute(_NEXT_DUE)).scalars().all()
        return min((moment for moment in found if moment is not None), default=None)
