"""What is called off, and what is no longer kept."""

from datetime import datetime

from sqlalchemy import ColumnElement, Table, Text, cast, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.deliveries import DeliveryState
from bot.domain.model import FollowUpState, RequestState, WorkspaceId
from bot.messages import Message
from bot.storage import tables
from bot.storage.tables import (
    circles,
    deliveries,
    follow_ups,
    pairings,
    reminders,
    requests,
    workspaces,
)

EMPTY = Message(())
LONGEST_EMPTY = 40  # characters of its JSON, which no database compares
_OVER = (
    DeliveryState.SENT,
    DeliveryState.FAILED,
    DeliveryState.DOUBTFUL,
    DeliveryState.CANCELLED,
)


class SqlUpkeep:
    """`bot.ports.Upkeep` on SQL."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def hush(self, workspace_id: WorkspaceId) -> None:
        """Call off everything that waits in a workspace."""
        here = _circles_of(workspace_id)
        for table, belongs, waits, off in (
            (
                deliveries,
                deliveries.c.workspace_id == workspace_id,
                DeliveryState.WAITING,
                DeliveryState.CANCELLED,
            ),
            (
                follow_ups,
                follow_ups.c.circle_id.in_(here),
                FollowUpState.WAITING,
                FollowUpState.CANCELLED,
            ),
            (
                reminders,
                reminders.c.workspace_id == workspace_id,
                FollowUpState.WAITING,
                FollowUpState.CANCELLED,
            ),
            (
                requests,
                requests.c.circle_id.in_(here),
                RequestState.WAITING,
                RequestState.CANCELLED,
            ),
        ):
            statement = update(table).where(belongs, table.c.state == waits).values(state=off)
            await self._connection.execute(statement)

    async def left_before(self, moment: datetime) -> tuple[WorkspaceId, ...]:
        """The workspaces that 121 was removed from before a moment."""
        query = select(workspaces.c.id).where(workspaces.c.left_at < moment)
        return tuple((await self._connection.execute(query)).scalars())

    async def erase(self, workspace_id: WorkspaceId) -> None:
        """Remove a workspace and everything that belongs to it, what points to it first."""
        for table in reversed(tables.metadata.sorted_tables):
            belongs = _belongs(table, workspace_id)
            if belongs is not None:
                await self._connection.execute(delete(table).where(belongs))

    async def forget_events(self, before: datetime) -> None:
        """Forget which events were seen before a moment, and reactions that found no message by then."""
        early = tables.early_reactions
        await self._connection.execute(delete(tables.inbox).where(tables.inbox.c.seen_at < before))
        await self._connection.execute(delete(early).where(early.c.at < before))

    async def forget_pings(self, before: datetime) -> None:
        """Forget that something was said to members before a moment."""
        await self._connection.execute(delete(tables.pings).where(tables.pings.c.at < before))

    async def empty_messages(self, before: datetime) -> None:
        """Remove the words of messages that were done with before a moment."""
        await self._connection.execute(
            update(deliveries)
            .where(
                deliveries.c.state.in_(_OVER),
                deliveries.c.not_before < before,
                func.length(cast(deliveries.c.message, Text)) > LONGEST_EMPTY,
            )
            .values(message=EMPTY)
        )


def _circles_of(workspace_id: WorkspaceId) -> ColumnElement[int]:
    return select(circles.c.id).where(circles.c.workspace_id == workspace_id).scalar_subquery()


def _belongs(table: Table, workspace_id: WorkspaceId) -> ColumnElement[bool] | None:
    """Whether a row belongs to the workspace: by itself, by its circle, or by its pairing."""
    columns = table.c
    if table is workspaces:
        return columns.id == workspace_id
    if "workspace_id" in columns:
        return columns.workspace_id == workspace_id
    if "circle_id" in columns:
        return columns.circle_id.in_(_circles_of(workspace_id))
    if "pairing_id" in columns:
        mine = select(pairings.c.id).where(pairings.c.workspace_id == workspace_id)
        return columns.pairing_id.in_(mine.scalar_subquery())
    return None
