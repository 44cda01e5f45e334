"""A message on its way: where it goes, what state it is in, and what happens when sending fails.

One delivery is one message to one address: one platform call, one row of the outbox. Its key says what
it is, so that the same thing is never queued twice; the key also travels inside the platform's message,
so that an uncertain delivery can be looked up before it is sent again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.model import MemberId, PairingId, Platform, Told, WorkspaceId
from bot.errors import CannotLook, DeliveryError, OutcomeUnknown, TryLater
from bot.messages import Message


class AddressKind(StrEnum):
    """What kind of place a message goes to."""

    MEMBER = "member"  # one person, in private
    GROUP = "group"  # the members of a pairing and the bot, in private
    CHANNEL = "channel"  # everybody in a channel


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """A place on a platform: its kind, and the platform's own ids (members, or one channel).

    `place` is the channel in which a group's room is, where rooms belong to channels.
    """

    kind: AddressKind
    ids: tuple[str, ...]
    place: str = ""

    def encode(self) -> str:
        """One text per place: rows with the same text go out in order."""
        where = f"@{self.place}" if self.place else ""
        return f"{self.kind}:{','.join(self.ids)}{where}"

    @classmethod
    def decode(cls, text: str) -> "Address":
        """Read `encode()` back."""
        kind, _, rest = text.partition(":")
        ids, _, place = rest.partition("@")
        return cls(kind=AddressKind(kind), ids=tuple(ids.split(",")), place=place)


def addresses(members: tuple[str, ...], *, told: Told, place: str = "") -> tuple[Address, ...]:
    """Where to write to some members: their room (in the channel `place`), each of them, or both."""
    each = tuple(Address(kind=AddressKind.MEMBER, ids=(member,)) for member in members)
    if told is Told.APART or len(members) == 1:
        return each
    room = (Address(kind=AddressKind.GROUP, ids=members, place=place),)
    return (*room, *each) if told is Told.BOTH else room


class DeliveryState(StrEnum):
    """How far a delivery has come."""

    WAITING = "waiting"  # to be sent at `not_before`
    SENDING = "sending"  # claimed; after `lease_until` the outcome is unknown
    SENT = "sent"
    FAILED = "failed"  # given up, and an organiser was told
    CANCELLED = "cancelled"  # no longer wanted when its turn came


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """Where a message ended up, in the platform's ids. `remark`: what organisers should know, once for each channel."""

    channel: str
    message: str
    remark: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """One message to one address. `about` are the members it is for: all must still be there when it is sent.

    `resends_left` says how often it may be sent again although nobody can look whether it is there already: once for
    what is worse lost than doubled. `channel` is the room it went to; before that, the room where the last message to the same address went.
    """

    id: int = 0
    key: str
    workspace_id: WorkspaceId
    platform: Platform
    workspace: str
    address: Address
    message: Message
    pairing_id: PairingId | None = None
    about: tuple[MemberId, ...] = ()
    alarm: bool = False
    resends_left: int = 0
    created_at: datetime
    not_before: datetime
    expires_at: datetime | None = None
    state: DeliveryState = DeliveryState.WAITING
    attempts: int = 0
    lease_until: datetime | None = None
    channel: str | None = None
    message_id: str | None = None
    error: str | None = None


LEASE = timedelta(seconds=60)  # longer than any adapter's HTTP time-out (30 s)
MOST_ATTEMPTS = 10
LONGEST_WAIT = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class SendAgain:
    """The platform did not take it: wait until `at`."""

    at: datetime


@dataclass(frozen=True, slots=True)
class LookFirst:
    """Nobody knows whether the platform took it: leave it claimed; it is looked up when the lease ends."""


@dataclass(frozen=True, slots=True)
class SendOnceMore:
    """Nobody can look, and this message is worse lost than doubled."""


@dataclass(frozen=True, slots=True)
class GiveUp:
    """It will not be delivered; an organiser hears of it."""

    why: str


Retry = SendAgain | LookFirst | SendOnceMore | GiveUp


def retry(delivery: Delivery, error: DeliveryError, now: datetime) -> Retry:
    """What to do after a failed attempt (`delivery.attempts` counts it already).

    Waits double from two seconds to half an hour, unless the platform asks for longer: ten attempts
    span about a quarter of an hour.
    """
    if isinstance(error, CannotLook):
        return SendOnceMore() if delivery.resends_left else GiveUp(str(error))
    if isinstance(error, OutcomeUnknown) and delivery.attempts < MOST_ATTEMPTS:
        return LookFirst()
    if isinstance(error, TryLater) and delivery.attempts < MOST_ATTEMPTS:
        backoff = min(timedelta(seconds=2**delivery.attempts), LONGEST_WAIT)
        return SendAgain(now + max(backoff, error.after))
    return GiveUp(str(error))
