"""One of each kind of record, with everything odd that may come in."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone

from bot.deliveries import Address, AddressKind, Delivery
from bot.domain.model import (
    Circle,
    Enrolment,
    FollowUp,
    FollowUpKind,
    Holiday,
    Meeting,
    Member,
    MemberId,
    Membership,
    OddRule,
    Origin,
    Pairing,
    Platform,
    Reason,
    ReasonKind,
    Workspace,
)
from bot.messages import Mention, When, note, paragraph, say
from bot.ports import Transaction

# An odd zone on purpose: it must come back as the same moment, in UTC.
NOW = datetime(2026, 11, 23, 15, 30, 0, 123456, tzinfo=timezone(timedelta(hours=5, minutes=30)))
ODD = "Zoë 🏳️‍🌈 \u202eevil\u202c <b>@everyone</b> 名前 '; DROP TABLE members; --"


@dataclass(frozen=True)
class World:
    """A workspace with a circle and some members."""

    workspace: Workspace
    circle: Circle
    members: tuple[Member, ...]

    @property
    def ids(self) -> tuple[MemberId, ...]:
        return tuple(member.id for member in self.members)


def member(world: Workspace, name: str) -> Member:
    return Member(
        workspace_id=world.id,
        external_id=name,
        time_zone="Asia/Kolkata",
        last_seen_at=NOW,
        business=ODD,
        interests=("chess", ODD),
        formats=("online",),
    )


def circle(workspace: Workspace, channel: str = "coffee") -> Circle:
    return Circle(
        workspace_id=workspace.id,
        name="Coffee",
        channel=channel,
        every_weeks=2,
        weekday=4,
        at=time(9, 30),
        time_zone="Europe/Berlin",
        anchor=date(2026, 11, 23),
        enrolment=Enrolment.CHANNEL,
        odd_rule=OddRule.SIT_OUT,
        holidays=(Holiday(first=date(2026, 12, 21), last=date(2027, 1, 3)),),
        next_round_at=NOW,
        created_at=NOW,
    )


async def make_world(tx: Transaction, *, members: int = 4, name: str = "w1") -> World:
    (workspace,) = await tx.add(Workspace(platform=Platform.SLACK, external_id=name))
    (made,) = await tx.add(circle(workspace))
    people = await tx.add(*(member(workspace, f"m{n}") for n in range(members)))
    await tx.add(
        *(Membership(circle_id=made.id, member_id=one.id, joined_at=NOW) for one in people)
    )
    return World(workspace, made, people)


def pairing(world: World, *places: int, days_ago: int = 0) -> Pairing:
    return Pairing(
        workspace_id=world.workspace.id,
        circle_id=world.circle.id,
        origin=Origin.ROUND,
        members=tuple(world.ids[place] for place in places),
        reasons=(
            Reason(kind=ReasonKind.MET_LONG_AGO, members=world.ids[:2], when=NOW),
            Reason(kind=ReasonKind.SHARED_INTEREST, subject=ODD),
        ),
        opened_at=NOW - timedelta(days=days_ago),
        ends_at=NOW + timedelta(days=7 - days_ago),
    )


async def add_pairing(tx: Transaction, new: Pairing) -> tuple[Pairing, Meeting]:
    (stored,) = await tx.add(new)
    (meeting,) = await tx.add(Meeting(pairing_id=stored.id))
    return stored, meeting


def delivery(world: World, key: str, to: str = "m0", **changes: object) -> Delivery:
    made = Delivery(
        key=key,
        workspace_id=world.workspace.id,
        platform=Platform.SLACK,
        workspace=world.workspace.external_id,
        address=Address(kind=AddressKind.MEMBER, ids=(to,)),
        message=say(paragraph(ODD, Mention("m1"), When(NOW.astimezone(UTC))), note("small")),
        about=world.ids[:2],
        created_at=NOW,
        not_before=NOW,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def follow_up(world: World, key: str, about: Pairing, due_in: timedelta) -> FollowUp:
    return FollowUp(
        key=key,
        kind=FollowUpKind.NUDGE,
        circle_id=world.circle.id,
        pairing_id=about.id,
        due_at=NOW + due_in,
    )
