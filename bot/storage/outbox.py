"""Deliveries in the database."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.deliveries import Delivery, DeliveryState, Receipt
from bot.domain.model import WorkspaceId
from bot.ports import EarlyReaction
from bot.storage.rows import to_row, to_value, to_values
from bot.storage.statements import insert_new
from bot.storage.tables import deliveries, early_reactions


class SqlOutbox:
    """`bot.ports.Outbox` on SQL."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def queue(self, new: Sequence[Delivery]) -> int:
        """Store deliveries, leaving out those whose key is there already; how many were new."""
        rows = [to_row(delivery) for delivery in new]
        return await insert_new(self._connection, deliveries, rows)

    async def claim(self, now: datetime, lease_until: datetime, most: int) -> tuple[Delivery, ...]:
        """Take due deliveries, the first of each address, as SENDING until the lease ends."""
        earlier = deliveries.alias("earlier")
        behind_another = exists().where(
            earlier.c.workspace_id == deliveries.c.workspace_id,
            earlier.c.address == deliveries.c.address,
            earlier.c.id < deliveries.c.id,
            earlier.c.state.in_([DeliveryState.WAITING, DeliveryState.SENDING]),
        )
        due = (
            deliveries.c.state == DeliveryState.WAITING,
            deliveries.c.not_before <= now,
            ~behind_another,
        )
        return await self._take(due, lease_until, most)

    async def uncertain(
        self, now: datetime, lease_until: datetime, most: int
    ) -> tuple[Delivery, ...]:
        """Take deliveries whose lease ran out while SENDING, with a new lease, to look them up."""
        due = (
            deliveries.c.state == DeliveryState.SENDING,
            deliveries.c.lease_until <= now,
        )
        return await self._take(due, lease_until, most)

    async def _take(
        self, due: Sequence[ColumnElement[bool]], lease_until: datetime, most: int
    ) -> tuple[Delivery, ...]:
        chosen = (
            select(deliveries.c.id)
            .where(*due)
            .order_by(deliveries.c.id)
            .limit(most)
            .with_for_update(skip_locked=True, of=deliveries)
        )
        statement = (
            update(deliveries)
            .where(deliveries.c.id.in_(chosen.scalar_subquery()))
            .values(
                state=DeliveryState.SENDING,
                lease_until=lease_until,
                attempts=deliveries.c.attempts + 1,
            )
            .returning(deliveries)
        )
        rows = (await self._connection.execute(statement)).mappings()
        return tuple(sorted(to_values(Delivery, rows), key=lambda delivery: delivery.id))

    async def finish(self, delivery: Delivery) -> bool:
        """Save what became of a claimed delivery; False when its lease went to somebody else meanwhile."""
        changed = ("state", "not_before", "lease_until", "channel", "message_id", "error")
        row = to_row(delivery)
        statement = (
            update(deliveries)
            .where(
                deliveries.c.id == delivery.id,
                deliveries.c.state == DeliveryState.SENDING,
                deliveries.c.attempts == delivery.attempts,
            )
            .values({name: row[name] for name in changed})
        )
        return (await self._connection.execute(statement)).rowcount == 1

    async def by_receipt(self, workspace_id: WorkspaceId, receipt: Receipt) -> Delivery | None:
        """The delivery that became this message."""
        query = select(deliveries).where(
            deliveries.c.workspace_id == workspace_id,
            deliveries.c.channel == receipt.channel,
            deliveries.c.message_id == receipt.message,
        )
        row = (await self._connection.execute(query)).mappings().first()
        return to_value(Delivery, row) if row else None

    async def any_sending(self, workspace_id: WorkspaceId) -> bool:
        """Is a delivery of this workspace on its way? Held until the transaction ends."""
        query = (
            select(deliveries.c.id)
            .where(
                deliveries.c.workspace_id == workspace_id,
                deliveries.c.state == DeliveryState.SENDING,
            )
            .with_for_update()
        )
        return (await self._connection.execute(query)).first() is not None

    async def take_early(
        self, workspace_id: WorkspaceId, receipt: Receipt
    ) -> tuple[EarlyReaction, ...]:
        """Take out the reactions that came before this receipt, in order."""
        statement = (
            delete(early_reactions)
            .where(
                early_reactions.c.workspace_id == workspace_id,
                early_reactions.c.channel == receipt.channel,
                early_reactions.c.message_id == receipt.message,
            )
            .returning(early_reactions)
        )
        rows = (await self._connection.execute(statement)).mappings()
        return tuple(sorted(to_values(EarlyReaction, rows), key=lambda early: early.id))
