"""Planned questions in the database."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.model import FollowUp, FollowUpId, FollowUpState, PairingId
from bot.storage.rows import to_row, to_values
from bot.storage.statements import insert_new
from bot.storage.tables import follow_ups

_WAITING = follow_ups.c.state == FollowUpState.WAITING

_CANCEL = (
    update(follow_ups)
    .where(follow_ups.c.pairing_id == bindparam("pairing"), _WAITING)
    .values(state=FollowUpState.CANCELLED)
)

_REPLACE = (
    update(follow_ups)
    .where(
        follow_ups.c.pairing_id == bindparam("pairing"),
        follow_ups.c.state.in_([FollowUpState.WAITING, FollowUpState.CANCELLED]),
    )
    .values(state=FollowUpState.REPLACED)
)

_AGAIN = (
    update(follow_ups)
    .where(follow_ups.c.key == bindparam("planned"), follow_ups.c.state == FollowUpState.REPLACED)
    .values(state=FollowUpState.WAITING, due_at=bindparam("due"))
)


class SqlFollowUps:
    """`bot.ports.FollowUps` on SQL."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def due(self, now: datetime) -> tuple[FollowUp, ...]:
        """Waiting follow-ups whose time has come, the oldest first."""
        query = (
            select(follow_ups)
            .where(_WAITING, follow_ups.c.due_at <= now)
            .order_by(follow_ups.c.due_at, follow_ups.c.id)
        )
        return to_values(FollowUp, (await self._connection.execute(query)).mappings())

    async def close(self, ids: Iterable[FollowUpId], state: FollowUpState) -> frozenset[FollowUpId]:
        """End those that are still waiting, and say which."""
        statement = (
            update(follow_ups)
            .where(follow_ups.c.id.in_(set(ids)), _WAITING)
            .values(state=state)
            .returning(follow_ups.c.id)
        )
        return frozenset((await self._connection.execute(statement)).scalars())

    async def plan(self, new: Sequence[FollowUp]) -> None:
        """Store follow-ups, leaving out those whose key is there already."""
        await insert_new(self._connection, follow_ups, [to_row(one) for one in new])

    async def cancel(self, pairing_id: PairingId) -> None:
        """Call off all that wait for a pairing."""
        await self._connection.execute(_CANCEL, {"pairing": pairing_id})

    async def replace(self, pairing_id: PairingId, new: Sequence[FollowUp]) -> None:
        """Plan these in place of all that wait for a pairing or were called off."""
        await self._connection.execute(_REPLACE, {"pairing": pairing_id})
        # On a clock that stands still a time is agreed, taken back and agreed again in one instant.
        again = [{"planned": one.key, "due": one.due_at} for one in new]
        await self._connection.execute(_AGAIN, again)
        await self.plan(new)

    async def restore(self, pairing_id: PairingId, now: datetime) -> None:
        """Bring back those called off that still lie in the future."""
        await self._connection.execute(
            update(follow_ups)
            .where(
                follow_ups.c.pairing_id == pairing_id,
                follow_ups.c.state == FollowUpState.CANCELLED,
                follow_ups.c.due_at > now,
            )
            .values(state=FollowUpState.WAITING)
        )
