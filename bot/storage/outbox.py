"""Deliveries in the database."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    ScalarSelect,
    Select,
    bindparam,
    delete,
    exists,
    func,
    select,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningUpdate

from bot.deliveries import (
    GIVEN_UP,
    NOBODY,
    Address,
    AddressKind,
    Busy,
    Delivery,
    DeliveryState,
    Receipt,
)
from bot.domain.model import PairingId, Platform, WorkspaceId
from bot.ports import EarlyReaction
from bot.storage.news import tell_news
from bot.storage.rows import to_row, to_value, to_values
from bot.storage.statements import insert_new
from bot.storage.tables import deliveries, early_reactions

WINDOW = 4  # times as many as are taken: what is looked through for other workspaces
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
    .values({name: bindparam(name) for name in (*_OUTCOME, "attempts")})
)
_BY_RECEIPT = select(deliveries).where(
    deliveries.c.workspace_id == bindparam("workspace"),
    deliveries.c.channel == bindparam("channel"),
    deliveries.c.message_id == bindparam("message"),
)


def is_first_of_address() -> ColumnElement[bool]:
    """No earlier delivery to the same address is unfinished. What organisers are told of failures gathers, and is no such one."""
    earlier = deliveries.alias("earlier")
    return ~exists().where(
        earlier.c.workspace_id == deliveries.c.workspace_id,
        earlier.c.address == deliveries.c.address,
        earlier.c.id < deliveries.c.id,
        earlier.c.state.in_([DeliveryState.WAITING, DeliveryState.SENDING]),
        earlier.c.alarm.is_(False),
    )


def _chosen(due: Sequence[ColumnElement[bool]]) -> Select[Any]:
    """The ids of the first of these, a few of each workspace: of some more than are wanted, so that the index does."""
    row = deliveries.c
    first = (
        select(row.id, row.workspace_id, row.not_before)
        .where(*due)
        .order_by(row.not_before, row.id)
        .limit(bindparam("looked_at", type_=Integer))
        .with_for_update(skip_locked=True, of=deliveries)
    ).subquery()
    order = (first.c.not_before, first.c.id)
    place = func.row_number().over(partition_by=first.c.workspace_id, order_by=order)
    placed = select(*first.c, place.label("place")).subquery()
    return (
        select(placed.c.id)
        .where(placed.c.place <= bindparam("each", type_=Integer))
        .order_by(placed.c.not_before, placed.c.id)
        .limit(bindparam("most", type_=Integer))
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


def _due() -> tuple[ColumnElement[bool], ...]:
    """Waiting to be sent by now, the first of each address."""
    row = deliveries.c
    return (
        row.state == DeliveryState.WAITING,
        row.not_before <= bindparam("now"),
        is_first_of_address(),
    )


def _left_uncertain() -> tuple[ColumnElement[bool], ...]:
    """On its way for longer than its lease, and by none of our own calls."""
    row = deliveries.c
    return (
        row.state == DeliveryState.SENDING,
        row.lease_until <= bindparam("now"),
        row.id.not_in(bindparam("under_way", expanding=True)),
    )


@cache  # built anew, it costs more than SQLite needs to answer it
def _taking(
    which: Callable[[], tuple[ColumnElement[bool], ...]], left_out: tuple[str, ...]
) -> ReturningUpdate[Any]:
    """Take some of these as SENDING. `left_out`: the columns of which some values are not wanted now."""
    others = (deliveries.c[n].not_in(bindparam(f"but_{n}", expanding=True)) for n in left_out)
    return (
        update(deliveries)
        .where(deliveries.c.id.in_(_chosen((*which(), *others)).scalar_subquery()))
        .values(
            state=DeliveryState.SENDING,
            lease_until=bindparam("until"),
            attempts=deliveries.c.attempts + 1,
            channel=func.coalesce(deliveries.c.channel, room_of_address()),
        )
        .returning(deliveries)
    )


class SqlOutbox:
    """`bot.ports.Outbox` on SQL."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def queue(self, new: Sequence[Delivery]) -> int:
        """Store deliveries, leaving out those whose key is there already; how many were new."""
        rows = [to_row(delivery) for delivery in new]
        stored = await insert_new(self._connection, deliveries, rows)
        if stored:
            await tell_news(self._connection)
        return stored

    async def claim(
        self, now: datetime, lease_until: datetime, most: int, busy: Busy = NOBODY
    ) -> tuple[Delivery, ...]:
        """Take due deliveries, the first of each address, as SENDING until the lease ends."""
        given = {"now": now, "until": lease_until}
        return await self._take(_due, given, most, busy)

    async def uncertain(
        self, now: datetime, lease_until: datetime, most: int, busy: Busy = NOBODY
    ) -> tuple[Delivery, ...]:
        """Take deliveries whose lease ran out while SENDING, with a new lease, to look them up."""
        given = {"now": now, "until": lease_until, "under_way": busy.deliveries}
        return await self._take(_left_uncertain, given, most, busy)

    async def _take(
        self,
        which: Callable[[], tuple[ColumnElement[bool], ...]],
        given: Mapping[str, object],
        most: int,
        busy: Busy,
    ) -> tuple[Delivery, ...]:
        unwanted = {"workspace_id": busy.workspaces, "platform": busy.platforms}
        left_out = tuple(name for name, values in unwanted.items() if values)
        looked_at = most * WINDOW if busy.each < most else most
        values = {
            **given,
            **{f"but_{name}": unwanted[name] for name in left_out},
            "most": most,
            "each": busy.each,
            "looked_at": looked_at,
        }
        found = await self._connection.execute(_taking(which, left_out), values)
        return tuple(
            sorted(to_values(Delivery, found.mappings()), key=lambda delivery: delivery.id)
        )

    async def finish(
        self, done: Sequence[Delivery], uncounted: Collection[int] = ()
    ) -> frozenset[int]:
        """Save what became of claimed deliveries, those claims uncounted that were no attempt.

        Gives the ids of those whose claim was still ours.
        """
        attempts = {delivery.id: delivery.attempts for delivery in done}
        rows = (await self._connection.execute(_HELD, {"ids": list(attempts)})).all()
        held = frozenset(id_ for id_, counted in rows if attempts[id_] == counted)
        changes = [
            {
                "finished": delivery.id,
                **{name: to_row(delivery)[name] for name in _OUTCOME},
                "attempts": delivery.attempts - (delivery.id in uncounted),
            }
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

    async def latest_in(self, workspace_id: WorkspaceId, channel: str) -> Delivery | None:
        """The last message about a pairing that was sent to this room of its members."""
        query = (
            select(deliveries)
            .where(
                deliveries.c.workspace_id == workspace_id,
                deliveries.c.channel == channel,
                deliveries.c.state == DeliveryState.SENT,
                deliveries.c.pairing_id.is_not(None),
            )
            .order_by(deliveries.c.id.desc())
            .limit(1)
        )
        row = (await self._connection.execute(query)).mappings().first()
        found = to_value(Delivery, row) if row else None
        return found if found and found.address.kind is AddressKind.GROUP else None

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

    async def last_to(
        self, workspace_id: WorkspaceId, address: Address, prefix: str
    ) -> Delivery | None:
        """The latest delivery to an address whose key begins like this. Held until the transaction ends."""
        query = (
            select(deliveries)
            .where(
                deliveries.c.workspace_id == workspace_id,
                deliveries.c.address == address,
                deliveries.c.key.startswith(prefix, autoescape=True),
            )
            .order_by(deliveries.c.id.desc())
            .limit(1)
            .with_for_update()
        )
        row = (await self._connection.execute(query)).mappings().first()
        return to_value(Delivery, row) if row else None

    async def given_up(self, workspace_id: WorkspaceId, since: datetime) -> tuple[Delivery, ...]:
        """What was given up of all that was queued since then, alarms left out, the oldest first. Held until the transaction ends."""
        query = (
            select(deliveries)
            .where(
                deliveries.c.workspace_id == workspace_id,
                deliveries.c.state.in_(GIVEN_UP),
                deliveries.c.created_at >= since,
                deliveries.c.alarm.is_(False),
            )
            .order_by(deliveries.c.id)
            .with_for_update()
        )
        return to_values(Delivery, (await self._connection.execute(query)).mappings())

    async def try_again(self, ids: Collection[int], at: datetime) -> None:
        """Let these wait to be sent. Their attempts are counted on, so that no claim of before is mistaken for a new one."""
        waiting = {
            "state": DeliveryState.WAITING,
            "not_before": at,
            "error": None,
            "tried_before": deliveries.c.attempts,
        }
        where = deliveries.c.id.in_(ids)
        await self._connection.execute(update(deliveries).where(where).values(waiting))

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
