"""Planned questions in the database."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.model import FollowUp, FollowUpId, FollowUpState, PairingId
from bot.storage.rows import to_values
from bot.storage.tables import follow_ups

_WAITING = follow_ups.c.state == FollowUpState.WAITING


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

    async def close(self, follow_up_id: FollowUpId, state: FollowUpState) -> bool:
        """End one that is still waiting; False when somebody else ended it first."""
        statement = (
            update(follow_ups).where(follow_ups.c.id == follow_up_id, _WAITING).values(state=state)
        )
        return (await self._connection.execute(statement)).rowcount == 1

    async def cancel(self, pairing_id: PairingId) -> None:
        """Call off all that wait for a pairing."""
        await self._connection.execute(
            update(follow_ups)
            .where(follow_ups.c.pairing_id == pairing_id, _WAITING)
            .values(state=FollowUpState.CANCELLED)
        )

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
