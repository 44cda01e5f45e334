"""Members' sides of their relationships, promises, referrals, notes and reminders, in the database."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, insert, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.model import FollowUpState, MemberId
from bot.domain.promises import Promise
from bot.domain.referrals import Referral
from bot.domain.relationships import Side
from bot.domain.reminders import Reminder
from bot.ports import Note
from bot.storage.rows import to_row, to_value, to_values
from bot.storage.statements import insert_new, insert_or_replace
from bot.storage.tables import members, notes, pings, promises, referrals, reminders, sides

_WAITING = reminders.c.state == FollowUpState.WAITING


class SqlSides:
    """`bot.ports.Sides` on SQL."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def among(self, ids: Iterable[MemberId]) -> tuple[Side, ...]:
        """Every side with both among these members."""
        wanted = set(ids)
        query = select(sides).where(sides.c.member_id.in_(wanted))
        found = to_values(Side, (await self._connection.execute(query)).mappings())
        return tuple(side for side in found if side.other_id in wanted)

    async def of_member(self, member_id: MemberId) -> tuple[Side, ...]:
        """Both sides of all of a member's relationships."""
        mine = or_(sides.c.member_id == member_id, sides.c.other_id == member_id)
        query = select(sides).where(mine).order_by(sides.c.member_id, sides.c.other_id)
        return to_values(Side, (await self._connection.execute(query)).mappings())

    async def put(self, side: Side) -> None:
        """Keep a side, in the place of an earlier one."""
        key = ("member_id", "other_id")
        await insert_or_replace(self._connection, sides, [to_row(side)], key)

    async def asked(self, side: Side) -> None:
        """Keep when this side was asked; what else is kept of it stays, also what its member says this moment."""
        key = ("member_id", "other_id")
        await insert_or_replace(self._connection, sides, [to_row(side)], key, only=["asked_at"])


class SqlPromises:
    """`bot.ports.Promises` on SQL."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, promise_id: int) -> Promise | None:
        """The promise with this id, held until the transaction ends."""
        query = select(promises).where(promises.c.id == promise_id).with_for_update()
        row = (await self._connection.execute(query)).mappings().first()
        return to_value(Promise, row) if row else None

    async def of_member(self, member_id: MemberId) -> tuple[Promise, ...]:
        """All promises that a member made, the one due first first."""
        query = (
            select(promises)
            .where(promises.c.member_id == member_id)
            .order_by(promises.c.due_on, promises.c.id)
        )
        return to_values(Promise, (await self._connection.execute(query)).mappings())


class SqlReferrals:
    """`bot.ports.Referrals` on SQL."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, referral_id: int) -> Referral | None:
        """The referral with this id, held until the transaction ends."""
        query = select(referrals).where(referrals.c.id == referral_id).with_for_update()
        row = (await self._connection.execute(query)).mappings().first()
        return to_value(Referral, row) if row else None

    async def of_member(self, member_id: MemberId) -> tuple[Referral, ...]:
        """All that a member gave or got, the newest first."""
        mine = or_(referrals.c.giver_id == member_id, referrals.c.receiver_id == member_id)
        query = select(referrals).where(mine).order_by(referrals.c.id.desc())
        return to_values(Referral, (await self._connection.execute(query)).mappings())


class SqlNotes:
    """`bot.ports.Notes` on SQL."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of_writer(self, writer_id: MemberId) -> tuple[Note, ...]:
        """A member's notes, the newest first."""
        query = (
            select(notes)
            .where(notes.c.writer_id == writer_id)
            .order_by(notes.c.written_at.desc(), notes.c.about_id)
        )
        return to_values(Note, (await self._connection.execute(query)).mappings())

    async def put(self, note: Note) -> None:
        """Keep a note, in the place of an earlier one about the same member."""
        key = ("writer_id", "about_id")
        await insert_or_replace(self._connection, notes, [to_row(note)], key)

    async def remove(self, writer_id: MemberId, about_id: MemberId) -> bool:
        """Forget a note; False when there was none."""
        mine = (notes.c.writer_id == writer_id) & (notes.c.about_id == about_id)
        return (await self._connection.execute(delete(notes).where(mine))).rowcount == 1


class SqlReminders:
    """`bot.ports.Reminders` on SQL."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def due(self, now: datetime) -> tuple[Reminder, ...]:
        """Waiting reminders whose time has come, by member, the oldest first."""
        query = (
            select(reminders)
            .where(_WAITING, reminders.c.due_at <= now)
            .order_by(reminders.c.member_id, reminders.c.due_at, reminders.c.id)
        )
        return to_values(Reminder, (await self._connection.execute(query)).mappings())

    async def held(self, ids: Iterable[int]) -> tuple[Reminder, ...]:
        """Those of these that still wait, the oldest first, held until the transaction ends."""
        query = (
            select(reminders)
            .where(reminders.c.id.in_(set(ids)), _WAITING)
            .order_by(reminders.c.due_at, reminders.c.id)
            .with_for_update()
        )
        return to_values(Reminder, (await self._connection.execute(query)).mappings())

    async def put(self, new: Sequence[Reminder]) -> None:
        """Plan reminders; one whose key is there already takes its place."""
        await insert_or_replace(self._connection, reminders, [to_row(r) for r in new], ("key",))

    async def plan(self, new: Sequence[Reminder]) -> None:
        """Plan reminders, leaving out those whose key is there already."""
        await insert_new(self._connection, reminders, [to_row(one) for one in new])

    async def close(self, ids: Iterable[int], state: FollowUpState) -> frozenset[int]:
        """End those that are still waiting, and say which."""
        statement = (
            update(reminders)
            .where(reminders.c.id.in_(set(ids)), _WAITING)
            .values(state=state)
            .returning(reminders.c.id)
        )
        return frozenset((await self._connection.execute(statement)).scalars())

    async def asked(self, keys: Iterable[str], since: datetime) -> frozenset[str]:
        """Those of these keys of which somebody was reminded since a moment."""
        query = select(reminders.c.key).where(
            reminders.c.key.in_(set(keys)),
            reminders.c.state == FollowUpState.ASKED,
            reminders.c.due_at >= since,
        )
        return frozenset((await self._connection.execute(query)).scalars())

    async def planned(self, key: str) -> datetime | None:
        """When the reminder with this key is due; None where none waits."""
        query = select(reminders.c.due_at).where(reminders.c.key == key, _WAITING)
        return (await self._connection.execute(query)).scalar()

    async def cancel(self, keys: Iterable[str]) -> None:
        """Call off those of these keys that still wait."""
        await self._connection.execute(
            update(reminders)
            .where(reminders.c.key.in_(set(keys)), _WAITING)
            .values(state=FollowUpState.CANCELLED)
        )

    async def ping(self, ids: Iterable[MemberId], now: datetime) -> None:
        """Remember that something was said to these members."""
        wanted = set(ids)
        if wanted:
            now_to_each = select(
                members.c.workspace_id, members.c.id, literal(now, pings.c.at.type)
            ).where(members.c.id.in_(wanted))
            names = ("workspace_id", "member_id", "at")
            await self._connection.execute(insert(pings).from_select(names, now_to_each))

    async def pinged(
        self, ids: Iterable[MemberId], since: datetime
    ) -> dict[MemberId, tuple[datetime, ...]]:
        """When something was said to these members since a moment."""
        query = (
            select(pings.c.member_id, pings.c.at)
            .where(pings.c.member_id.in_(set(ids)), pings.c.at >= since)
            .order_by(pings.c.at)
        )
        found: dict[MemberId, tuple[datetime, ...]] = {}
        for member, at in await self._connection.execute(query):
            found[member] = (*found.get(member, ()), at)
        return found
