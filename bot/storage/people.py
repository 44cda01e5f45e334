"""Workspaces, members and blocks in the database."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.model import Member, MemberId, Platform, Workspace, WorkspaceId
from bot.storage.forgetting import forget
from bot.storage.rows import labelled, to_value, to_values
from bot.storage.tables import blocks, members, workspaces

_WORKSPACE = select(workspaces).where(
    workspaces.c.platform == bindparam("platform"),
    workspaces.c.external_id == bindparam("workspace"),
)
_MEMBER = select(members).where(
    members.c.workspace_id == bindparam("workspace"), members.c.external_id == bindparam("member")
)
_KNOWN = (
    select(*labelled(workspaces, "w_"), *labelled(members, "m_"))
    .join_from(workspaces, members, members.c.workspace_id == workspaces.c.id)
    .where(
        workspaces.c.platform == bindparam("platform"),
        workspaces.c.external_id == bindparam("workspace"),
        members.c.external_id == bindparam("member"),
    )
)
_MEMBERS = select(members).where(members.c.id.in_(bindparam("ids", expanding=True)))


class SqlPeople:
    """`bot.ports.People` on SQL."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def workspace(self, platform: Platform, external_id: str) -> Workspace | None:
        """The workspace with the platform's own id."""
        given = {"platform": platform, "workspace": external_id}
        row = (await self._connection.execute(_WORKSPACE, given)).mappings().first()
        return to_value(Workspace, row) if row else None

    async def known(
        self, platform: Platform, workspace: str, member: str
    ) -> tuple[Workspace, Member] | None:
        """A member and their workspace by the platform's own ids."""
        given = {"platform": platform, "workspace": workspace, "member": member}
        row = (await self._connection.execute(_KNOWN, given)).mappings().first()
        return (to_value(Workspace, row, "w_"), to_value(Member, row, "m_")) if row else None

    async def homes(self, platform: Platform, member: str) -> tuple[str, ...]:
        """The workspaces in which an account is a member, the one seen last first."""
        query = (
            select(workspaces.c.external_id)
            .join(members, members.c.workspace_id == workspaces.c.id)
            .where(
                workspaces.c.platform == platform,
                workspaces.c.left_at.is_(None),
                members.c.external_id == member,
                members.c.gone_at.is_(None),
            )
            .order_by(members.c.last_seen_at.desc())
        )
        return tuple((await self._connection.execute(query)).scalars())

    async def workspace_by_id(self, workspace_id: WorkspaceId) -> Workspace:
        """The workspace with our id."""
        query = select(workspaces).where(workspaces.c.id == workspace_id)
        return to_value(Workspace, (await self._connection.execute(query)).mappings().one())

    async def member(self, workspace_id: WorkspaceId, external_id: str) -> Member | None:
        """The member with the platform's own id."""
        given = {"workspace": workspace_id, "member": external_id}
        row = (await self._connection.execute(_MEMBER, given)).mappings().first()
        return to_value(Member, row) if row else None

    async def members(self, ids: Iterable[MemberId]) -> dict[MemberId, Member]:
        """The members with these ids."""
        wanted = set(ids)
        if not wanted:
            return {}
        rows = (await self._connection.execute(_MEMBERS, {"ids": list(wanted)})).mappings()
        return {member.id: member for member in to_values(Member, rows)}

    async def organisers(self, workspace_id: WorkspaceId) -> tuple[Member, ...]:
        """Those who may set up circles, and who are still there."""
        query = (
            select(members)
            .where(
                members.c.workspace_id == workspace_id,
                members.c.organiser,
                members.c.gone_at.is_(None),
            )
            .order_by(members.c.id)
        )
        return to_values(Member, (await self._connection.execute(query)).mappings())

    async def blocks_among(self, ids: Iterable[MemberId]) -> frozenset[tuple[MemberId, MemberId]]:
        """Every (blocker, blocked) with both among these members."""
        wanted = set(ids)
        query = select(blocks.c.blocker_id, blocks.c.blocked_id).where(
            blocks.c.blocker_id.in_(wanted)
        )
        rows = (await self._connection.execute(query)).all()
        return frozenset((blocker, blocked) for blocker, blocked in rows if blocked in wanted)

    async def blocked_by(self, blocker: MemberId) -> tuple[MemberId, ...]:
        """Whom this member has blocked."""
        query = (
            select(blocks.c.blocked_id)
            .where(blocks.c.blocker_id == blocker)
            .order_by(blocks.c.blocked_id)
        )
        return tuple((await self._connection.execute(query)).scalars())

    async def forget(self, member_id: MemberId, now: datetime) -> None:
        """Remove a member's words and wishes everywhere; what others have had with them stays."""
        await forget(self._connection, member_id, now)

    async def remove_block(self, blocker: MemberId, blocked: MemberId) -> bool:
        """Take a block back; False when there was none."""
        statement = delete(blocks).where(
            blocks.c.blocker_id == blocker, blocks.c.blocked_id == blocked
        )
        return (await self._connection.execute(statement)).rowcount == 1
