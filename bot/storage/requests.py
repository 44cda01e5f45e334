"""Requests for a partner in the database."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.model import CircleId, MemberId, PairRequest, RequestId, RequestState
from bot.storage.rows import to_value, to_values
from bot.storage.tables import requests

_WAITING = requests.c.state == RequestState.WAITING
_IN_ORDER = (requests.c.asked_at, requests.c.id)


class SqlRequests:
    """`bot.ports.Requests` on SQL."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def waiting(self, circle_id: CircleId) -> tuple[PairRequest, ...]:
        """The waiting requests for anybody, the longest waiting first."""
        query = (
            select(requests)
            .where(_WAITING, requests.c.circle_id == circle_id, requests.c.wanted_id.is_(None))
            .order_by(*_IN_ORDER)
        )
        return to_values(PairRequest, (await self._connection.execute(query)).mappings())

    async def for_somebody(self, circle_id: CircleId) -> tuple[PairRequest, ...]:
        """The waiting requests for one named member, the longest waiting first."""
        query = (
            select(requests)
            .where(_WAITING, requests.c.circle_id == circle_id, requests.c.wanted_id.is_not(None))
            .order_by(*_IN_ORDER)
        )
        return to_values(PairRequest, (await self._connection.execute(query)).mappings())

    async def waiting_of(self, member_id: MemberId) -> tuple[PairRequest, ...]:
        """A member's own waiting requests."""
        query = (
            select(requests).where(_WAITING, requests.c.member_id == member_id).order_by(*_IN_ORDER)
        )
        return to_values(PairRequest, (await self._connection.execute(query)).mappings())

    async def wanting(self, member_id: MemberId) -> tuple[PairRequest, ...]:
        """The waiting requests of others for this member, in every circle, the longest waiting first."""
        query = (
            select(requests).where(_WAITING, requests.c.wanted_id == member_id).order_by(*_IN_ORDER)
        )
        return to_values(PairRequest, (await self._connection.execute(query)).mappings())

    async def of_member(self, member_id: MemberId) -> tuple[PairRequest, ...]:
        """All that a member ever asked for, the oldest first."""
        query = select(requests).where(requests.c.member_id == member_id).order_by(*_IN_ORDER)
        return to_values(PairRequest, (await self._connection.execute(query)).mappings())

    async def get(self, request_id: RequestId) -> PairRequest | None:
        """The request with this id."""
        query = select(requests).where(requests.c.id == request_id)
        row = (await self._connection.execute(query)).mappings().first()
        return to_value(PairRequest, row) if row else None

    async def close(self, request_id: RequestId, state: RequestState) -> bool:
        """End a request that is still waiting; False when somebody else ended it first."""
        statement = (
            update(requests).where(requests.c.id == request_id, _WAITING).values(state=state)
        )
        return (await self._connection.execute(statement)).rowcount == 1

    async def expired(self, now: datetime) -> tuple[PairRequest, ...]:
        """Waiting requests whose time has run out."""
        query = select(requests).where(_WAITING, requests.c.expires_at <= now).order_by(*_IN_ORDER)
        return to_values(PairRequest, (await self._connection.execute(query)).mappings())
