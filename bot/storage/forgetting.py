"""A member forgotten: what they wrote and wished is removed; what others have had with them stays, without their words."""

from datetime import datetime

from sqlalchemy import ColumnElement, Table, delete, false, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.deliveries import GIVEN_UP, Address, AddressKind, DeliveryState
from bot.domain.model import Member, MemberId
from bot.domain.reminders import ReminderKind
from bot.messages import Message
from bot.storage.rows import to_row
from bot.storage.tables import (
    blocks,
    deliveries,
    early_reactions,
    meetings,
    members,
    notes,
    pairing_members,
    pairings,
    pings,
    promises,
    referrals,
    reminders,
    requests,
    sides,
)

EMPTY = Message(())
# What a member is known by, and what others rely on: that they were there, and since when they are not heard of.
_STAYS = frozenset({"id", "workspace_id", "external_id", "belonging", "last_seen_at", "gone_at"})


async def forget(connection: AsyncConnection, member_id: MemberId, now: datetime) -> None:
    """Remove a member's words and wishes everywhere."""
    for table, theirs in _removed(member_id):
        await connection.execute(delete(table).where(theirs))
    await _without_their_words(connection, member_id)
    await _without_messages(connection, member_id)
    await _without_news_of_referrals(connection, member_id)
    await _as_if_new(connection, member_id, now)


def _removed(member: MemberId) -> tuple[tuple[Table, ColumnElement[bool]], ...]:
    return (
        (notes, notes.c.writer_id == member),
        (promises, promises.c.member_id == member),
        (sides, sides.c.member_id == member),
        # Who referred somebody to them still hears how it ended.
        (reminders, (reminders.c.member_id == member) & (reminders.c.kind != ReminderKind.CLOSING)),
        (pings, pings.c.member_id == member),
        (blocks, blocks.c.blocker_id == member),
        (requests, requests.c.member_id == member),
        (early_reactions, early_reactions.c.member_id == member),
    )


async def _without_their_words(connection: AsyncConnection, member: MemberId) -> None:
    """Referrals lose what the member wrote in them, introductions the reasons taken from profiles, meetings the place."""
    for theirs, words in (
        (referrals.c.giver_id == member, ("who", "about")),
        (referrals.c.receiver_id == member, ("reason", "thanks", "amount")),
    ):
        blank = dict.fromkeys(words, "")
        await connection.execute(update(referrals).where(theirs).values(blank))
    mine = select(pairing_members.c.pairing_id).where(pairing_members.c.member_id == member)
    await connection.execute(update(pairings).where(pairings.c.id.in_(mine)).values(reasons=()))
    # Where two meet may be a home; a time that was put forward is somebody's word too.
    await connection.execute(
        update(meetings)
        .where(meetings.c.pairing_id.in_(mine))
        .values(
            proposals=(),
            proposed_by=None,
            yeses=(),
            declined_by=None,
            proposed_place="",
            place="",
            half_time=(),
        )
    )


async def _without_messages(connection: AsyncConnection, member: MemberId) -> None:
    """What waits for the member alone is called off, and what they were told in private is emptied."""
    query = select(members.c.workspace_id, members.c.external_id).where(members.c.id == member)
    workspace, external = (await connection.execute(query)).one()
    private = (deliveries.c.workspace_id == workspace) & (
        deliveries.c.address == Address(kind=AddressKind.MEMBER, ids=(external,))
    )
    waiting = deliveries.c.state.in_({DeliveryState.WAITING, *GIVEN_UP})
    off = {"state": DeliveryState.CANCELLED}
    await connection.execute(update(deliveries).where(private, waiting).values(off))
    # One that is on its way keeps its words until it has arrived; the upkeep empties it.
    over = deliveries.c.state != DeliveryState.SENDING
    await connection.execute(update(deliveries).where(private, over).values(message=EMPTY))


async def _without_news_of_referrals(connection: AsyncConnection, member: MemberId) -> None:
    """What the member wrote in a referral, and nobody has read yet, is not told any more."""
    theirs = (referrals.c.giver_id == member) | (referrals.c.receiver_id == member)
    ids = (await connection.execute(select(referrals.c.id).where(theirs))).scalars().all()
    told = (deliveries.c.key.startswith(f"{ReminderKind.REFERRAL}:{one}:") for one in ids)
    waiting = deliveries.c.state.in_({DeliveryState.WAITING, *GIVEN_UP})
    off = {"state": DeliveryState.CANCELLED, "message": EMPTY}
    await connection.execute(update(deliveries).where(waiting, or_(false(), *told)).values(off))


async def _as_if_new(connection: AsyncConnection, member: MemberId, now: datetime) -> None:
    """The member's own row, with nothing in it but that they are not to be reached."""
    query = select(members.c.workspace_id, members.c.external_id, members.c.last_seen_at)
    row = (await connection.execute(query.where(members.c.id == member))).one()
    fresh = to_row(
        Member(
            workspace_id=row.workspace_id,
            external_id=row.external_id,
            last_seen_at=row.last_seen_at,
            forgotten_at=now,
        )
    )
    changes = {name: value for name, value in fresh.items() if name not in _STAYS}
    await connection.execute(update(members).where(members.c.id == member).values(changes))
