"""Circles, memberships and rounds in the database."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.calendar import zone_of
from bot.domain.model import (
    Circle,
    CircleId,
    FollowUpKind,
    FollowUpState,
    MemberId,
    Membership,
    MembershipState,
    Platform,
    Round,
    RoundId,
    Ruling,
    WorkspaceId,
)
from bot.domain.taking_part import SILENT_ROUNDS_BEFORE_NOTICE, is_active
from bot.storage.rows import to_row, to_value, to_values
from bot.storage.statements import insert_ignoring
from bot.storage.tables import (
    circles,
    follow_ups,
    members,
    memberships,
    rounds,
    rulings,
    workspaces,
)


def _companions() -> Select[Any]:
    """All who actively take part in an open circle that a member has not left."""
    mine, theirs = memberships.alias("mine"), memberships.alias("theirs")
    return (
        select(theirs.c.member_id)
        .distinct()
        .join(mine, mine.c.circle_id == theirs.c.circle_id)
        .join(circles, circles.c.id == theirs.c.circle_id)
        .where(
            mine.c.member_id == bindparam("member"),
            mine.c.state != MembershipState.LEFT,
            theirs.c.member_id != bindparam("member"),
            theirs.c.state == MembershipState.ACTIVE,
            circles.c.closed_at.is_(None),
        )
        .order_by(theirs.c.member_id)
    )


_COMPANIONS = _companions()


class SqlCircles:
    """`bot.ports.Circles` on SQL."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, circle_id: CircleId) -> Circle:
        """The circle with this id."""
        return await self._one(select(circles).where(circles.c.id == circle_id))

    async def lock(self, circle_id: CircleId) -> Circle:
        """The circle, held until the transaction ends, and with it the pairing in its workspace.

        Its members may be in other circles there: only who holds the workspace knows whom they have open.
        """
        # Not FOR UPDATE: for that lock all would wait who store a row of the workspace.
        workspace = (
            select(workspaces.c.id)
            .join(circles, circles.c.workspace_id == workspaces.c.id)
            .where(circles.c.id == circle_id)
            .with_for_update(key_share=True, of=workspaces)
        )
        await self._connection.execute(workspace)
        query = select(circles).where(circles.c.id == circle_id).with_for_update()
        return await self._one(query)

    async def _one(self, query: Select[tuple[object, ...]]) -> Circle:
        return to_value(Circle, (await self._connection.execute(query)).mappings().one())

    async def of_workspace(self, workspace_id: WorkspaceId) -> tuple[Circle, ...]:
        """The open circles of a workspace, by id."""
        query = (
            select(circles)
            .where(circles.c.workspace_id == workspace_id, circles.c.closed_at.is_(None))
            .order_by(circles.c.id)
        )
        return to_values(Circle, (await self._connection.execute(query)).mappings())

    async def closed(
        self, workspace_id: WorkspaceId, channel: str | None = None
    ) -> tuple[Circle, ...]:
        """The closed circles of a workspace (or of one channel), the one closed last first."""
        query = (
            select(circles)
            .where(circles.c.workspace_id == workspace_id, circles.c.closed_at.is_not(None))
            .order_by(circles.c.closed_at.desc(), circles.c.id.desc())
        )
        if channel is not None:
            query = query.where(circles.c.channel == channel)
        return to_values(Circle, (await self._connection.execute(query)).mappings())

    async def channels_on(self, platform: Platform) -> tuple[tuple[str, str], ...]:
        """The channels of all open circles of a platform."""
        query = (
            select(workspaces.c.external_id, circles.c.channel)
            .join(workspaces, workspaces.c.id == circles.c.workspace_id)
            .where(workspaces.c.platform == platform, circles.c.closed_at.is_(None))
            .order_by(circles.c.id)
        )
        rows = (await self._connection.execute(query)).all()
        return tuple((workspace, channel) for workspace, channel in rows)

    async def due(self, now: datetime) -> tuple[CircleId, ...]:
        """The open circles whose next round has come."""
        query = (
            select(circles.c.id)
            .where(circles.c.next_round_at <= now, circles.c.closed_at.is_(None))
            .order_by(circles.c.next_round_at)
        )
        return tuple((await self._connection.execute(query)).scalars())

    async def rounds_ahead(
        self, ids: Iterable[MemberId], until: datetime
    ) -> dict[MemberId, tuple[datetime, ...]]:
        """When these members are to be introduced next, in each circle in which they take part by then, until a moment."""
        query = (
            select(memberships, circles.c.next_round_at, circles.c.time_zone)
            .join(circles, circles.c.id == memberships.c.circle_id)
            .where(
                memberships.c.member_id.in_(set(ids)),
                memberships.c.state != MembershipState.LEFT,
                circles.c.closed_at.is_(None),
                circles.c.next_round_at <= until,
            )
            .order_by(circles.c.next_round_at)
        )
        ahead: dict[MemberId, tuple[datetime, ...]] = {}
        for row in (await self._connection.execute(query)).mappings():
            who, at = row["member_id"], row["next_round_at"]
            if is_active(
                to_value(Membership, row), at.astimezone(zone_of(row["time_zone"])).date()
            ):
                ahead[who] = (*ahead.get(who, ()), at)
        return ahead

    async def notices_ahead(
        self, ids: Iterable[MemberId], until: datetime
    ) -> dict[MemberId, tuple[datetime, ...]]:
        """When those of these members who go quiet are asked whether to go on, if nothing is heard, until a moment."""
        query = (
            select(memberships.c.member_id, follow_ups.c.due_at)
            .join(follow_ups, follow_ups.c.circle_id == memberships.c.circle_id)
            .where(
                memberships.c.member_id.in_(set(ids)),
                memberships.c.state == MembershipState.ACTIVE,
                memberships.c.silent_rounds >= SILENT_ROUNDS_BEFORE_NOTICE - 1,
                memberships.c.noticed_at.is_(None),
                follow_ups.c.kind == FollowUpKind.SILENCE,
                follow_ups.c.state == FollowUpState.WAITING,
                follow_ups.c.due_at <= until,
            )
            .order_by(follow_ups.c.due_at)
        )
        ahead: dict[MemberId, tuple[datetime, ...]] = {}
        for who, at in await self._connection.execute(query):
            ahead[who] = (*ahead.get(who, ()), at)
        return ahead

    async def membership(self, circle_id: CircleId, member_id: MemberId) -> Membership | None:
        """A member's part in a circle, also one that has ended."""
        query = select(memberships).where(
            memberships.c.circle_id == circle_id, memberships.c.member_id == member_id
        )
        row = (await self._connection.execute(query)).mappings().first()
        return to_value(Membership, row) if row else None

    async def memberships(self, circle_id: CircleId) -> tuple[Membership, ...]:
        """All who are in a circle and have not left."""
        query = (
            select(memberships)
            .where(
                memberships.c.circle_id == circle_id,
                memberships.c.state != MembershipState.LEFT,
            )
            .order_by(memberships.c.member_id)
        )
        return to_values(Membership, (await self._connection.execute(query)).mappings())

    async def open_to_more(self, circle_id: CircleId) -> tuple[MemberId, ...]:
        """Those in a circle who would have more than one 1-2-1 open at once."""
        query = (
            select(members.c.id)
            .join(memberships, memberships.c.member_id == members.c.id)
            .where(
                memberships.c.circle_id == circle_id,
                memberships.c.state != MembershipState.LEFT,
                members.c.limit > 1,
            )
            .order_by(members.c.id)
        )
        return tuple((await self._connection.execute(query)).scalars())

    async def memberships_among(
        self, circle_id: CircleId, ids: Iterable[MemberId]
    ) -> tuple[Membership, ...]:
        """The memberships of these members in a circle that have not ended."""
        query = select(memberships).where(
            memberships.c.circle_id == circle_id,
            memberships.c.member_id.in_(set(ids)),
            memberships.c.state != MembershipState.LEFT,
        )
        return to_values(Membership, (await self._connection.execute(query)).mappings())

    async def memberships_of(self, member_id: MemberId) -> tuple[Membership, ...]:
        """The open circles that a member has not left."""
        query = (
            select(memberships)
            .join(circles, circles.c.id == memberships.c.circle_id)
            .where(
                memberships.c.member_id == member_id,
                memberships.c.state != MembershipState.LEFT,
                circles.c.closed_at.is_(None),
            )
            .order_by(memberships.c.circle_id)
        )
        return to_values(Membership, (await self._connection.execute(query)).mappings())

    async def companions(self, member_id: MemberId) -> tuple[MemberId, ...]:
        """All who actively take part in an open circle that this member has not left, by id."""
        found = await self._connection.execute(_COMPANIONS, {"member": member_id})
        return tuple(found.scalars())

    async def without_circle(self, ids: Iterable[MemberId]) -> frozenset[MemberId]:
        """Those of these members who have left every circle."""
        asked = {*ids}
        query = select(memberships.c.member_id).where(
            memberships.c.member_id.in_(asked), memberships.c.state != MembershipState.LEFT
        )
        return frozenset(asked - {*(await self._connection.execute(query)).scalars()})

    async def open_round(self, new: Round) -> Round | None:
        """Store a new round; None when this circle and period have one already."""
        statement = insert_ignoring(self._connection, rounds).returning(rounds.c.id)
        given = (await self._connection.execute(statement, to_row(new))).scalar()
        return replace(new, id=RoundId(given)) if given is not None else None

    async def latest_round(
        self, circle_id: CircleId, before: RoundId | None = None
    ) -> Round | None:
        """The round opened last, or the last one before another."""
        query = select(rounds).where(rounds.c.circle_id == circle_id)
        if before is not None:
            query = query.where(rounds.c.id < before)
        query = query.order_by(rounds.c.id.desc()).limit(1)
        row = (await self._connection.execute(query)).mappings().first()
        return to_value(Round, row) if row else None

    async def rulings(self, circle_id: CircleId) -> tuple[Ruling, ...]:
        """What organisers have ruled about two members of a circle, by their ids."""
        query = (
            select(rulings)
            .where(rulings.c.circle_id == circle_id)
            .order_by(rulings.c.a, rulings.c.b)
        )
        return to_values(Ruling, (await self._connection.execute(query)).mappings())

    async def put_ruling(self, ruling: Ruling) -> None:
        """Keep a ruling, in the place of an earlier one about the same two."""
        await self.remove_ruling(ruling)
        await self._connection.execute(insert(rulings), to_row(ruling))

    async def remove_ruling(self, ruling: Ruling) -> bool:
        """Take back what was ruled about two members; False when there was nothing."""
        statement = delete(rulings).where(
            rulings.c.circle_id == ruling.circle_id,
            rulings.c.a == ruling.a,
            rulings.c.b == ruling.b,
        )
        return (await self._connection.execute(statement)).rowcount == 1
