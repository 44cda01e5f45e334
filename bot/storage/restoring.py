"""A backup that was put back, in the database: what it last knew, and what nobody can know of the time since."""

from datetime import datetime, timedelta

from sqlalchemy import func, insert, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.deliveries import PUT_BACK, DeliveryState
from bot.domain.model import (
    FollowUpState,
    Origin,
    Pairing,
    PairingId,
    RequestState,
    Workspace,
)
from bot.domain.reminders import ReminderKind
from bot.storage.rows import to_row, to_values
from bot.storage.tables import (
    circles,
    deliveries,
    follow_ups,
    inbox,
    members,
    metadata,
    pairings,
    reminders,
    reports,
    requests,
    rounds,
    workspaces,
)

MAY_HAVE_BEEN_ASKED = timedelta(weeks=4)  # since the backup was made: not again before
LEFT_OUT = 1_000_000  # ids; more than are given between two backups
_SIGNS = (
    select(func.max(circles.c.created_at)),
    select(func.max(inbox.c.seen_at)),
    select(func.max(members.c.last_seen_at)),
    select(func.max(reports.c.at)),
    select(func.max(rounds.c.opened_at)),
    # What organisers are told of this very thing is no sign of the time before.
    select(func.max(deliveries.c.created_at)).where(deliveries.c.key.not_like(f"{PUT_BACK}:%")),
)


class SqlRestoring:
    """`bot.ports.Restoring` on SQL."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def last_sign(self) -> datetime | None:
        """The latest moment that the database knows of."""
        found = (await self._connection.execute(union_all(*_SIGNS))).scalars().all()
        return max((moment for moment in found if moment is not None), default=None)

    async def workspaces(self) -> tuple[Workspace, ...]:
        """Those in which 121 is."""
        query = select(workspaces).where(workspaces.c.left_at.is_(None)).order_by(workspaces.c.id)
        return to_values(Workspace, (await self._connection.execute(query)).mappings())

    async def drop_overdue(self, now: datetime) -> int:
        """Call off questions and reminders whose time has come, or put them off, and end requests that ran out; how many."""
        dropped = await self._ask_later(now)
        for table, due, waits, off in (
            (follow_ups, follow_ups.c.due_at, FollowUpState.WAITING, FollowUpState.CANCELLED),
            (reminders, reminders.c.due_at, FollowUpState.WAITING, FollowUpState.CANCELLED),
            (requests, requests.c.expires_at, RequestState.WAITING, RequestState.EXPIRED),
        ):
            overdue = update(table).where(table.c.state == waits, due <= now).values(state=off)
            dropped += (await self._connection.execute(overdue)).rowcount
        return dropped

    async def _ask_later(self, now: datetime) -> int:
        """Put off the questions whether to meet again: dropped, they would never come again, for each plans the next."""
        overdue = (
            (reminders.c.kind == ReminderKind.AGAIN)
            & (reminders.c.state == FollowUpState.WAITING)
            & (reminders.c.due_at <= now)
        )
        later = update(reminders).where(overdue).values(due_at=now + MAY_HAVE_BEEN_ASKED)
        return (await self._connection.execute(later)).rowcount

    async def doubt(self, now: datetime) -> int:
        """Have every message that is not known to be sent looked up first, and never sent in doubt; how many."""
        unsent = deliveries.c.state.in_([DeliveryState.WAITING, DeliveryState.SENDING])
        uncertain = {
            "state": DeliveryState.SENDING,
            "lease_until": now,
            "resends_left": 0,
        }
        statement = update(deliveries).where(unsent).values(uncertain)
        return (await self._connection.execute(statement)).rowcount

    async def leave_ids_out(self, now: datetime) -> None:
        """Give no id of a pairing again that somebody may have on a button already.

        SQLite counts on from the highest row, so there a pairing of nobody takes a high id: no meeting belongs to it, and
        nothing finds it. Sequences are told of their own, all of them.
        """
        if self._connection.dialect.name == "postgresql":
            await self._leave_out_in_sequences()
            return
        query = select(circles.c.workspace_id, circles.c.id).limit(1)
        circle = (await self._connection.execute(query)).first()
        if circle is None:
            return
        highest = (await self._connection.execute(select(func.max(pairings.c.id)))).scalar() or 0
        of_nobody = Pairing(
            id=PairingId(highest + LEFT_OUT),
            workspace_id=circle.workspace_id,
            circle_id=circle.id,
            origin=Origin.ROUND,
            members=(),
            opened_at=now,
            ends_at=now,
        )
        await self._connection.execute(insert(pairings).values(to_row(of_nobody)))

    async def _leave_out_in_sequences(self) -> None:
        for table in metadata.sorted_tables:
            if "id" in table.columns:
                highest = select(func.coalesce(func.max(table.c.id), 0)).scalar_subquery()
                sequence = func.pg_get_serial_sequence(table.name, "id")
                await self._connection.execute(select(func.setval(sequence, highest + LEFT_OUT)))
