"""Values to store: a group of members in one circle, and whatever a test needs beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bot.deliveries import Address, AddressKind, Delivery
from bot.domain.model import (
    Circle,
    FollowUp,
    FollowUpKind,
    Meeting,
    Member,
    MemberId,
    Membership,
    Origin,
    Pairing,
    PairingId,
    PairRequest,
    Platform,
    Round,
    Workspace,
    WorkspaceId,
)
from bot.domain.promises import Promise, PromiseKind, PromiseState
from bot.domain.referrals import Referral, ReferralState, Warmth
from bot.domain.relationships import Rhythm, Side
from bot.domain.reminders import Reminder, ReminderKind
from bot.messages import Message, paragraph, say
from bot.ports import Note, Record, Transaction
from bot.storage import SqlStore

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MINUTE, HOUR, DAY, WEEK = (
    timedelta(minutes=1),
    timedelta(hours=1),
    timedelta(days=1),
    timedelta(weeks=1),
)
SOON, LATER = NOW + HOUR, NOW + DAY
LEASE_END = NOW + MINUTE
# Emoji of several code points, right-to-left, combining marks, a zero-width joiner, quotes, a back-slash, SQL.
ODD = "👩🏽\u200d🚀 שלום e\u0301 \u202e<b>'\"\\ %s :x ?; DROP TABLE members;-- 𝔘\n\t"
HELLO = say(paragraph("Hello"))


@dataclass(frozen=True, kw_only=True)
class Group:
    """A workspace with a circle and its members, stored."""

    workspace: Workspace
    circle: Circle
    members: tuple[Member, ...]

    @property
    def ids(self) -> tuple[MemberId, ...]:
        return tuple(member.id for member in self.members)


def member(workspace: WorkspaceId, name: str) -> Member:
    return Member(workspace_id=workspace, external_id=name, last_seen_at=NOW)


def circle(workspace: WorkspaceId, channel: str = "coffee") -> Circle:
    return Circle(
        workspace_id=workspace,
        name="Coffee",
        channel=channel,
        anchor=date(2026, 11, 23),
        next_round_at=SOON,
        created_at=NOW,
    )


async def add_group(tx: Transaction, count: int = 4, name: str = "riverside") -> Group:
    """A group whose members all take part in its circle."""
    (workspace,) = await tx.add(Workspace(platform=Platform.SLACK, external_id=name))
    members = await tx.add(*(member(workspace.id, f"m{n}") for n in range(count)))
    (coffee,) = await tx.add(circle(workspace.id))
    await tx.add(*(Membership(circle_id=coffee.id, member_id=m.id, joined_at=NOW) for m in members))
    return Group(workspace=workspace, circle=coffee, members=members)


async def stored_group(store: SqlStore, count: int = 4, name: str = "riverside") -> Group:
    async with store.begin() as tx:
        return await add_group(tx, count, name)


def pairing(
    group: Group,
    *places: int,
    days_ago: int = 0,
    round_: Round | None = None,
) -> Pairing:
    """A pairing of the members at these places."""
    opened = NOW - days_ago * DAY
    return Pairing(
        workspace_id=group.workspace.id,
        circle_id=group.circle.id,
        round_id=round_.id if round_ else None,
        origin=Origin.ROUND,
        members=tuple(group.ids[place] for place in places),
        opened_at=opened,
        ends_at=opened + WEEK,
    )


async def introduce(tx: Transaction, new: Pairing, **meeting: object) -> Pairing:
    """Store a pairing and its meeting."""
    (stored,) = await tx.add(new)
    await tx.add(Meeting(pairing_id=stored.id, **meeting))  # type: ignore[arg-type]
    return stored


def round_of(group: Group, period: str = "2026-W48") -> Round:
    return Round(
        circle_id=group.circle.id, period=period, seed=2**62, opened_at=NOW, ends_at=NOW + WEEK
    )


def request(
    group: Group, place: int, *, wanted: int | None = None, minutes: int = 0
) -> PairRequest:
    return PairRequest(
        circle_id=group.circle.id,
        member_id=group.ids[place],
        wanted_id=None if wanted is None else group.ids[wanted],
        asked_at=NOW + minutes * MINUTE,
        expires_at=LATER + minutes * MINUTE,
    )


def follow_up(
    group: Group, key: str, *, of: Pairing | None = None, at: datetime = SOON
) -> FollowUp:
    return FollowUp(
        key=key,
        kind=FollowUpKind.NUDGE,
        circle_id=group.circle.id,
        pairing_id=of.id if of else None,
        due_at=at,
    )


def to(*ids: str) -> Address:
    return Address(kind=AddressKind.MEMBER, ids=ids)


def delivery(
    group: Group,
    key: str,
    *,
    address: Address | None = None,
    at: datetime = NOW,
    message: Message = HELLO,
) -> Delivery:
    return Delivery(
        key=key,
        workspace_id=group.workspace.id,
        platform=Platform.SLACK,
        workspace=group.workspace.external_id,
        address=address or to(key),
        message=message,
        created_at=NOW,
        not_before=at,
    )


async def queue(store: SqlStore, *deliveries: Delivery) -> int:
    async with store.begin() as tx:
        return await tx.outbox.queue(deliveries)


async def claim(store: SqlStore, now: datetime = NOW, most: int = 100) -> tuple[Delivery, ...]:
    async with store.begin() as tx:
        return await tx.outbox.claim(now, now + MINUTE, most)


async def finish(store: SqlStore, *done: Delivery) -> frozenset[int]:
    async with store.begin() as tx:
        return await tx.outbox.finish(done)


def keys(deliveries: Sequence[Delivery]) -> list[str]:
    return [one.key for one in deliveries]


def relations_of(group: Group, number: int = 0) -> list[Record]:
    """What two members of a group have had together, with every field away from its default."""
    here, (one, other, *_) = group.workspace.id, group.ids
    return [
        Side(
            workspace_id=here,
            member_id=one,
            other_id=other,
            rhythm=Rhythm.YEARLY,
            held=(PairingId(7), PairingId(9)),
            again_at=NOW,
            rested_at=LATER,
            asked_at=NOW,
        ),
        Promise(
            workspace_id=here,
            member_id=one,
            other_id=other,
            kind=PromiseKind.MATERIAL,
            what=ODD,
            due_on=date(2028, 2, 29),
            state=PromiseState.KEPT,
            made_at=NOW,
            settled_at=LATER,
        ),
        Referral(
            workspace_id=here,
            giver_id=one,
            receiver_id=other,
            who=ODD,
            about=ODD * 9,
            warmth=Warmth.READY,
            state=ReferralState.WON,
            earlier=ReferralState.ACCEPTED,
            reason="-",
            thanks=ODD,
            amount="€ 1.000,00",
            given_at=NOW,
            settled_at=LATER,
        ),
        Note(workspace_id=here, writer_id=one, about_id=other, sealed="gAAAA=", written_at=NOW),
        Reminder(
            key=f"again:{number}",
            workspace_id=here,
            member_id=one,
            kind=ReminderKind.AGAIN,
            about=other,
            due_at=SOON,
            expires_at=LATER,
        ),
    ]
