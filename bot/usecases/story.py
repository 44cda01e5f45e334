"""What every story needs: the open transaction, the time, who asks, and ways to leave a message."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot import words
from bot.deliveries import Address, AddressKind, Delivery, addresses
from bot.domain.calendar import zone_of
from bot.domain.model import (
    Belonging,
    Circle,
    Member,
    MemberId,
    MemberRef,
    Membership,
    PairingId,
    Platform,
    Told,
    Workspace,
)
from bot.domain.reminders import MOST_A_WEEK
from bot.messages import Message
from bot.ports import Drawer, Seals, Traits, Transaction
from bot.replies import Refused
from bot.usecases.drawing import Drawn

SEEN_EVERY = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """One transaction, at one moment. `drawn`: draws that were made for it when it was told before.

    `most_a_week`: how much a member hears of the bot's own accord. `seals`: for what nobody else may read; None where
    the operator has set no key.
    """

    tx: Transaction
    now: datetime
    traits: Mapping[Platform, Traits]
    drawer: Drawer
    most_a_week: int = MOST_A_WEEK
    drawn: tuple[Drawn, ...] = ()
    seals: Seals | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Asker:
    """The member who asks, their workspace, and the channel they ask in."""

    workspace: Workspace
    member: Member
    place: str | None


async def know(story: Story, who: MemberRef, place: str | None = None) -> Asker:
    """The asker behind a reference; workspace and member are stored when first seen, and kept up to date."""
    known = await story.tx.people.known(who.platform, who.workspace, who.member)
    if known is not None:
        workspace, member = known
        if (seen := _seen(member, who, story.now)) != member:
            await story.tx.save(seen)
        return Asker(workspace=workspace, member=seen, place=place)
    workspace = await _workspace(story, who)
    (member,) = await story.tx.add(
        Member(
            workspace_id=workspace.id,
            external_id=who.member,
            belonging=who.belonging or Belonging.MEMBER,
            spoke=who.spoke,
            time_zone=who.time_zone,
            organiser=bool(who.organiser),
            last_seen_at=story.now,
        )
    )
    return Asker(workspace=workspace, member=member, place=place)


async def _workspace(story: Story, who: MemberRef) -> Workspace:
    known = await story.tx.people.workspace(who.platform, who.workspace)
    if known is not None:
        return known
    (workspace,) = await story.tx.add(
        Workspace(
            platform=who.platform,
            external_id=who.workspace,
            time_zone=zone_of(who.time_zone).key,
        )
    )
    return workspace


def _seen(member: Member, who: MemberRef, now: datetime) -> Member:
    # A busy member writes one row every ten minutes at the most, not one a command.
    recently = now - member.last_seen_at < SEEN_EVERY
    return replace(
        as_told(member, who),
        gone_at=None,
        last_seen_at=now if who.spoke and not recently else member.last_seen_at,
    )


def as_told(member: Member, who: MemberRef) -> Member:
    """The member with what the platform says now; a time zone of their own choice stays."""
    return replace(
        member,
        organiser=member.organiser if who.organiser is None else who.organiser,
        belonging=who.belonging or member.belonging,
        spoke=member.spoke or who.spoke,
        time_zone=member.time_zone if member.chose_zone else who.time_zone or member.time_zone,
    )


async def note_seen(story: Story, member: Member) -> None:
    """Keep that a member gave a sign of life."""
    if story.now - member.last_seen_at >= SEEN_EVERY or not member.spoke:
        await story.tx.save(replace(member, last_seen_at=story.now, spoke=True))


async def meet_member(story: Story, asker: Asker, whom: MemberRef | MemberId) -> Member:
    """The member whom somebody named: stored when first heard of, but not counted as seen."""
    if isinstance(whom, int):
        by_id = (await story.tx.people.members([whom])).get(whom)
        if by_id is None or by_id.workspace_id != asker.workspace.id:
            raise Refused(words.nobody_there())
        return by_id
    known = await story.tx.people.member(asker.workspace.id, whom.member)
    if known is not None:
        return known
    (member,) = await story.tx.add(
        Member(
            workspace_id=asker.workspace.id,
            external_id=whom.member,
            belonging=whom.belonging or Belonging.MEMBER,
            spoke=False,
            time_zone=whom.time_zone,
            organiser=bool(whom.organiser),
            last_seen_at=story.now,
        )
    )
    return member


def now_of(story: Story, asker: Asker, member: Member | None = None) -> datetime:
    """Now, on the clock of the asker or of another member beside them."""
    one = member or asker.member
    return story.now.astimezone(zone_of(one.time_zone, asker.workspace.time_zone))


async def choose_circle(
    story: Story, asker: Asker, named: str | int | None = None, asked_for: str = ""
) -> Circle:
    """The circle that is meant: the named one, the channel's, the only one, or the only one joined.

    Where it may be any of several, the asker is shown them; each with a button, if one does what they asked (`asked_for`).
    """
    circles = await story.tx.circles.of_workspace(asker.workspace.id)
    if not circles:
        raise Refused(words.no_circle_yet(may_make_one=asker.member.organiser))
    if named is not None:
        meant = tuple(circle for circle in circles if _is_called(circle, named))
        if not meant:
            raise Refused(words.no_such_circle(str(named), circles))
        return meant[0]
    here = tuple(circle for circle in circles if circle.channel == asker.place)
    if len(here or circles) == 1:
        return (here or circles)[0]
    memberships = await story.tx.circles.memberships_of(asker.member.id)
    joined = {membership.circle_id for membership in memberships}
    mine = tuple(circle for circle in circles if circle.id in joined)
    if len(mine) == 1:
        return mine[0]
    raise Refused(words.which_circle(mine or circles, asked_for))


def _is_called(circle: Circle, name: str | int) -> bool:
    if isinstance(name, int):
        return circle.id == name
    wanted = name.strip().lstrip("#").casefold()
    return wanted in {circle.name.casefold(), circle.channel.casefold()}


async def my_memberships(
    story: Story, asker: Asker, named: str | int | None
) -> Sequence[Membership]:
    """The asker's own memberships that are meant: in the named circle, or in all of them."""
    memberships = await story.tx.circles.memberships_of(asker.member.id)
    if named is not None:
        circle = await choose_circle(story, asker, named)
        memberships = tuple(m for m in memberships if m.circle_id == circle.id)
    if not memberships:
        raise Refused(words.not_in_a_circle())
    return memberships


@dataclass(frozen=True, kw_only=True, slots=True)
class Envelope:
    """What goes with a message: its key, whom it is about, until when it is worth sending, how often again in doubt.

    `told`: how it reaches several members; `channel`: the circle's own, where their rooms belong to channels. `ping`: the
    bot says it of its own accord, so it counts among what a member hears in a week.
    """

    key: str
    pairing_id: PairingId | None = None
    about: tuple[MemberId, ...] = ()
    expires_at: datetime | None = None
    alarm: bool = False
    resends_left: int = 0
    told: Told = Told.TOGETHER
    channel: str = ""
    ping: bool = False


def deliveries_to(
    story: Story,
    workspace: Workspace,
    members: Sequence[Member],
    message: Message,
    envelope: Envelope,
) -> tuple[Delivery, ...]:
    """One delivery for each address that reaches these members together.

    Where a platform does not let 121 write first, who never spoke to it is reached in the room of a pairing, and
    gets nothing else.
    """
    traits = story.traits[workspace.platform]
    silent = () if traits.writes_first else tuple(m for m in members if not m.spoke)
    told = envelope.told if traits.group_dm else Told.APART
    if silent and len(members) > 1 and traits.group_dm:
        told = Told.TOGETHER
    elif silent:
        members = [member for member in members if member.spoke]
    if not members:
        return ()
    places = addresses(
        tuple(member.external_id for member in members),
        told=told,
        place=envelope.channel if traits.in_channel else "",
    )
    several = len(places) > 1
    return tuple(
        _delivery(
            story,
            workspace,
            place,
            message,
            replace(envelope, key=f"{envelope.key}/{number}") if several else envelope,
        )
        for number, place in enumerate(places)
    )


def _delivery(
    story: Story, workspace: Workspace, address: Address, message: Message, envelope: Envelope
) -> Delivery:
    return Delivery(
        key=envelope.key,
        workspace_id=workspace.id,
        platform=workspace.platform,
        workspace=workspace.external_id,
        address=address,
        message=message,
        pairing_id=envelope.pairing_id,
        about=envelope.about,
        alarm=envelope.alarm,
        resends_left=envelope.resends_left,
        created_at=story.now,
        not_before=story.now,
        expires_at=envelope.expires_at,
    )


def in_one_place(told: Told) -> Told:
    """How what comes after an introduction is told: who hears of it both ways is asked in one place only."""
    return Told.TOGETHER if told is Told.BOTH else told


async def tell(
    story: Story,
    workspace: Workspace,
    members: Sequence[Member],
    message: Message,
    envelope: Envelope,
) -> None:
    """Leave a message for some members together; the same key twice is one message."""
    deliveries = deliveries_to(story, workspace, members, message, envelope)
    await story.tx.outbox.queue(deliveries)
    if envelope.ping and deliveries:
        await story.tx.reminders.ping([member.id for member in members], story.now)


async def announce(
    story: Story, workspace: Workspace, channel: str, message: Message, key: str
) -> None:
    """Leave a message for everybody in a channel."""
    address = Address(kind=AddressKind.CHANNEL, ids=(channel,))
    await story.tx.outbox.queue([_delivery(story, workspace, address, message, Envelope(key=key))])
