"""Pairings, their meetings, and what was said of them, in the database."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Select, String, bindparam, case, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.model import (
    OPEN_STATUSES,
    CircleId,
    Meeting,
    MeetingStatus,
    MemberId,
    Pairing,
    PairingId,
    PastPair,
    Report,
    RoundId,
)
from bot.storage.rows import labelled, to_value, to_values
from bot.storage.tables import meetings, memberships, pairing_members, pairings, reports

Both = tuple[Pairing, Meeting]
_OPEN = meetings.c.status.in_(sorted(OPEN_STATUSES))


def _both() -> Select[tuple[object, ...]]:
    return select(*labelled(pairings, "p_"), *labelled(meetings, "m_")).join_from(
        pairings, meetings, meetings.c.pairing_id == pairings.c.id
    )


_MANY = _both().where(pairings.c.id.in_(bindparam("ids", expanding=True))).with_for_update()
_OF_MEMBER = (
    _both()
    .join(pairing_members, pairing_members.c.pairing_id == pairings.c.id)
    .where(pairing_members.c.member_id == bindparam("member"))
    .order_by(pairings.c.id.desc())
)
_OF_ROUND = _both().where(pairings.c.round_id == bindparam("round")).order_by(pairings.c.id)
_OPEN_COUNTS = (
    select(pairing_members.c.member_id, func.count())
    .join(meetings, meetings.c.pairing_id == pairing_members.c.pairing_id)
    .join(memberships, memberships.c.member_id == pairing_members.c.member_id)
    .where(memberships.c.circle_id == bindparam("circle"), _OPEN)
    .group_by(pairing_members.c.member_id)
)


def _past_pairs() -> Select[tuple[object, ...]]:
    """Pairs of which one is among some members, and what they have had together."""
    one, other = pairing_members.alias("one"), pairing_members.alias("other")
    met = meetings.c.status == MeetingStatus.MET
    agreed, settled = meetings.c.arranged_for, meetings.c.settled_at
    met_at = case((agreed < settled, agreed), else_=func.coalesce(settled, agreed))
    return (
        select(
            one.c.member_id.label("a"),
            other.c.member_id.label("b"),
            func.count().label("paired"),
            func.sum(case((met, 1), else_=0)).label("met"),
            func.max(pairings.c.opened_at).label("last_paired_at"),
            func.max(case((met, met_at))).label("last_met_at"),
        )
        .select_from(one)
        .join(
            other, (other.c.pairing_id == one.c.pairing_id) & (other.c.member_id > one.c.member_id)
        )
        .join(pairings, pairings.c.id == one.c.pairing_id)
        .join(meetings, meetings.c.pairing_id == one.c.pairing_id)
        .where(one.c.member_id.in_(bindparam("ids", expanding=True)))
        .group_by(one.c.member_id, other.c.member_id)
    )


_PAST_PAIRS = _past_pairs()  # built once: that costs more than SQLite needs to answer it
_REPORTS = (
    select(reports)
    .where(reports.c.pairing_id == bindparam("pairing"), reports.c.withdrawn_at.is_(None))
    .order_by(reports.c.id)
)


class SqlPairings:
    """`bot.ports.Pairings` on SQL."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def _all(
        self, query: Select[tuple[object, ...]], given: dict[str, object] | None = None
    ) -> tuple[Both, ...]:
        rows = (await self._connection.execute(query, given)).mappings()
        return tuple((to_value(Pairing, row, "p_"), to_value(Meeting, row, "m_")) for row in rows)

    async def get(self, pairing_id: PairingId) -> Both | None:
        """A pairing and its meeting, held until the transaction ends."""
        return (await self.many([pairing_id])).get(pairing_id)

    async def many(self, ids: Iterable[PairingId]) -> dict[PairingId, Both]:
        """Pairings and their meetings, by id, held until the transaction ends."""
        found = await self._all(_MANY, {"ids": list(set(ids))})
        return {pairing.id: (pairing, meeting) for pairing, meeting in found}

    async def of_member(self, member_id: MemberId) -> tuple[Both, ...]:
        """All pairings of a member, the newest first."""
        return await self._all(_OF_MEMBER, {"member": member_id})

    async def of_round(self, round_id: RoundId) -> tuple[Both, ...]:
        """All pairings of a round, by id."""
        return await self._all(_OF_ROUND, {"round": round_id})

    async def overdue(self, circle_id: CircleId, now: datetime) -> tuple[Both, ...]:
        """Pairings of a circle that are over and of which nothing is settled."""
        query = (
            _both()
            .where(pairings.c.circle_id == circle_id, pairings.c.ends_at <= now, _OPEN)
            .order_by(pairings.c.id)
        )
        return await self._all(query)

    async def last_introduced(self, ids: Iterable[MemberId]) -> dict[MemberId, datetime]:
        """When each of these members was introduced to somebody last, in any circle; who never was is left out."""
        query = (
            select(pairing_members.c.member_id, func.max(pairings.c.opened_at))
            .join(pairings, pairings.c.id == pairing_members.c.pairing_id)
            .where(pairing_members.c.member_id.in_(set(ids)))
            .group_by(pairing_members.c.member_id)
        )
        return {member: at for member, at in await self._connection.execute(query)}  # noqa: C416 - rows are no pairs to mypy

    async def open_counts(self, circle_id: CircleId) -> dict[MemberId, int]:
        """How many unsettled pairings each member of a circle has, in any circle."""
        rows = (await self._connection.execute(_OPEN_COUNTS, {"circle": circle_id})).all()
        return {member: count for member, count in rows}  # noqa: C416 - rows are no pairs to mypy

    async def reports(self, pairing_id: PairingId) -> tuple[Report, ...]:
        """What was said of a pairing and not taken back, the oldest first."""
        rows = (await self._connection.execute(_REPORTS, {"pairing": pairing_id})).mappings()
        return to_values(Report, rows)

    async def reports_by(self, member_id: MemberId) -> tuple[Report, ...]:
        """All that a member said of meetings, also what they took back, the oldest first."""
        query = select(reports).where(reports.c.member_id == member_id).order_by(reports.c.id)
        return to_values(Report, (await self._connection.execute(query)).mappings())

    async def reported(self, ids: Iterable[PairingId]) -> frozenset[PairingId]:
        """Those of these pairings of which somebody has said something."""
        query = select(reports.c.pairing_id).where(
            reports.c.pairing_id.in_(set(ids)), reports.c.withdrawn_at.is_(None)
        )
        return frozenset((await self._connection.execute(query)).scalars())

    async def took_place(self, ids: Iterable[PairingId]) -> frozenset[PairingId]:
        """Those of these pairings that have met."""
        query = select(meetings.c.pairing_id).where(
            meetings.c.pairing_id.in_(set(ids)), meetings.c.status == MeetingStatus.MET
        )
        return frozenset((await self._connection.execute(query)).scalars())

    async def repeating(self, ids: Iterable[MemberId]) -> tuple[Pairing, ...]:
        """Those meetings of these members that took place and repeated a kind for some who were there."""
        theirs = select(pairing_members.c.pairing_id).where(
            pairing_members.c.member_id.in_(set(ids))
        )
        query = (
            select(pairings)
            .join(meetings, meetings.c.pairing_id == pairings.c.id)
            .where(
                meetings.c.status == MeetingStatus.MET,
                cast(pairings.c.repeats, String) != "[]",
                pairings.c.id.in_(theirs),
            )
            .order_by(pairings.c.id)
        )
        return to_values(Pairing, (await self._connection.execute(query)).mappings())

    async def past_pairs(self, ids: Iterable[MemberId]) -> tuple[PastPair, ...]:
        """The full history of these members with one another."""
        wanted = set(ids)
        given = {"ids": list(wanted)}
        rows = (await self._connection.execute(_PAST_PAIRS, given)).mappings()
        return tuple(to_value(PastPair, row) for row in rows if row["b"] in wanted)
