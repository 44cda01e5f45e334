"""Deliveries in the database."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    bindparam,
    delete,
    exists,
    func,
    select,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.deliveries import Delivery, DeliveryState, Receipt
from bot.domain.model import PairingId, Platform, WorkspaceId
from bot.ports import EarlyReaction
from bot.storage.rows import to_row, to_value, to_values
from bot.storage.statements import insert_new
from bot.storage.tables import deliveries, early_reactions

_OUTCOME = ("state", "not_before", "lease_until", "channel", "message_id", "error", "resends_left")
_HELD = (
    select(deliveries.c.id, deliveries.c.attempts)
    .where(
        deliveries.c.id.in_(bindparam("ids", expanding=True)),
        deliveries.c.state == DeliveryState.SENDING,
    )
    .with_for_update()
)
_FINISH = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("finished"))
    .values({name: bindparam(name) for name in _OUTCOME})
)
_BY_RECEIPT = select(deliveries).where(
    deliveries.c.workspace_id == bindparam("workspace"),
    deliveries.c.channel == bindparam("channel"),
    deliveries.c.message_id == bindparam("message"),
)


def is_first_of_address() -> ColumnElement[bool]:
    """No earlier delivery to the same address is unfinished."""
    earlier = deliveries.alias("earlier")
    return ~exists().where(
        earlier.c.workspace_id == deliveries.c.workspace_id,
        earlier.c.address == deliveries.c.address,
        earlier.c.id < deliveries.c.id,
        earlier.c.state.in_([DeliveryState.WAITING, DeliveryState.SENDING]),
    )


def room_of_address() -> ScalarSelect[Any]:
    """Where the last message to the same address went."""
    latest = deliveries.alias("latest")
    return (
        select(latest.c.channel)
        .where(
            latest.c.workspace_id == deliveries.c.workspace_id,
            latest.c.address == deliveries.c.address,
            latest.c.state == DeliveryState.SENT,
        )
        .order_by(latest.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )


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
        due = (
            deliveries.c.state == DeliveryState.WAITING,
            deliveries.c.not_before <= now,
            is_first_of_address(),
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
            .order_by(deliveries.c.not_before, deliveries.c.id)
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
                channel=func.coalesce(deliveries.c.channel, room_of_address()),
            )
            .returning(deliveries)
        )
        rows = (await self._connection.execute(statement)).mappings()
        return tuple(sorted(to_values(Delivery, rows), key=lambda delivery: delivery.id))

    async def finish(self, done: Sequence[Delivery]) -> frozenset[int]:
        """Save what became of claimed deliveries; gives the ids of those whose claim was still ours."""
        attempts = {delivery.id: delivery.attempts for delivery in done}
        rows = (await self._connection.execute(_HELD, {"ids": list(attempts)})).all()
        held = frozenset(id_ for id_, counted in rows if attempts[id_] == counted)
        changes = [
            {"finished": delivery.id, **{name: to_row(delivery)[name] for name in _OUTCOME}}
            for delivery in done
            if delivery.id in held
        ]
        if changes:
            await self._connection.execute(_FINISH, changes)
        return held

    async def by_receipt(self, workspace_id: WorkspaceId, receipt: Receipt) -> Delivery | None:
        """The delivery that became this message."""
        given = {
            "workspace": workspace_id,
            "channel": receipt.channel,
            "message": receipt.message,
        }
        row = (await self._connection.execute(_BY_RECEIPT, given)).mappings().first()
        return to_value(Delivery, row) if row else None

    async def workspace_of(self, platform: Platform, receipt: Receipt) -> str | None:
        """The workspace, by the platform's id, to which a message belongs."""
        query = select(deliveries.c.workspace).where(
            deliveries.c.platform == platform,
            deliveries.c.channel == receipt.channel,
            deliveries.c.message_id == receipt.message,
        )
        found: str | None = (await self._connection.execute(query)).scalar()
        return found

    async def sent_about(self, pairings: Iterable[PairingId]) -> tuple[Delivery, ...]:
        """The messages about these pairings that were sent, the oldest first."""
        query = (
            select(deliveries)
            .where(
                deliveries.c.pairing_id.in_(set(pairings)),
                deliveries.c.state == DeliveryState.SENT,
            )
            .order_by(deliveries.c.id)
        )
        return to_values(Delivery, (await self._connection.execute(query)).mappings())

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
        self, workspace_id: WorkspaceId, receipts: Iterable[Receipt]
    ) -> tuple[EarlyReaction, ...]:
        """Take out the reactions that came before these receipts, in order."""
        places = [(receipt.channel, receipt.message) for receipt in receipts]
        statement = (
            delete(early_reactions)
            .where(
                early_reactions.c.workspace_id == workspace_id,
                tuple_(early_reactions.c.channel, early_reactions.c.message_id).in_(places),
            )
            .returning(early_reactions)
        )
        rows = (await self._connection.execute(statement)).mappings()
        return tuple(sorted(to_values(EarlyReaction, rows), key=lambda early: early.id))
