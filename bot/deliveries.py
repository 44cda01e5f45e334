"""A message on its way: where it goes, what state it is in, and what happens when sending fails.

One delivery is one message to one address: one platform call, one row of the outbox. Its key says what
it is, so that the same thing is never queued twice; the key also travels inside the platform's message,
so that an uncertain delivery can be looked up before it is sent again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.model import MemberId, PairingId, Platform, Told, WorkspaceId
from bot.errors import (
    CannotLook,
    DeliveryError,
    NotReached,
    NotYet,
    OutcomeUnknown,
    TryLater,
    UnheardOf,
)
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
    DOUBTFUL = "doubtful"  # the same, but it may have arrived, and nobody can look
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
    what is worse lost than doubled. `tried_before`: how many of the attempts were made when an organiser had it sent again.
    `channel` is the room it went to; before that, the room where the last message to the same address went.
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
    tried_before: int = 0
    lease_until: datetime | None = None
    channel: str | None = None
    message_id: str | None = None
    error: str | None = None

    @property
    def tried(self) -> int:
        """The attempts that count: those since an organiser had it sent again, if one did."""
        return self.attempts - self.tried_before


@dataclass(frozen=True, slots=True)
class Busy:
    """Who has so much under way already that no more is taken for them now; how many are at once, of each other workspace and of all.

    `deliveries`: those that are under way here. Nobody looks for them, however long that takes.
    """

    workspaces: frozenset[WorkspaceId] = frozenset()
    platforms: frozenset[Platform] = frozenset()
    deliveries: frozenset[int] = frozenset()
    each: int = 1_000
    all: int = 50


NOBODY = Busy()
GIVEN_UP = frozenset({DeliveryState.FAILED, DeliveryState.DOUBTFUL})
LEASE = timedelta(seconds=60)  # longer than any adapter's HTTP time-out (30 s)
SHORTEST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=30)
DOUBLINGS = 10  # more than lead from the shortest wait to the longest
LONGEST_OUT_OF_REACH = timedelta(
    minutes=5
)  # asking whether a platform can be reached costs nothing
MOST_ATTEMPTS = 60  # a day, with the waits in between
MOST_OF_AN_ALARM = 350  # a week: nobody else tells what it tells
MOST_REFUSALS = (
    10  # a quarter of an hour: what comes after it to the same address must wait so long
)
PUT_BACK = "put-back"  # begins the keys of what organisers are told of a backup that was put back


@dataclass(frozen=True, slots=True)
class SendAgain:
    """The platform did not take it: wait until `at`."""

    at: datetime


@dataclass(frozen=True, slots=True)
class LookFirst:
    """Nobody knows whether the platform took it: it stays claimed, and is looked up at `at`."""

    at: datetime


@dataclass(frozen=True, slots=True)
class SendOnceMore:
    """Nobody can look, and this message is worse lost than doubled."""


@dataclass(frozen=True, slots=True)
class GiveUp:
    """121 tries no more; an organiser hears of it. `doubtful`: it may have arrived all the same."""

    why: str
    doubtful: bool = False


Retry = SendAgain | LookFirst | SendOnceMore | GiveUp


def retry(
    delivery: Delivery, error: DeliveryError, now: datetime, *, looked: bool = False
) -> Retry:
    """What to do after a failed attempt to send, or to look (`delivery.tried` counts it already).

    As long as it may have arrived it is never sent again before a look has said that it did not. Whoever waits for
    its turn, or for a platform that cannot be reached, may wait as long as it takes.
    """
    in_doubt = looked or isinstance(error, OutcomeUnknown)
    if isinstance(error, CannotLook):
        return SendOnceMore() if delivery.resends_left else GiveUp(str(error), doubtful=True)
    wait = _wait(delivery, error, now)
    if wait is None:
        return GiveUp(str(error), doubtful=in_doubt)
    return LookFirst(now + wait) if in_doubt else SendAgain(now + wait)


def _wait(delivery: Delivery, error: DeliveryError, now: datetime) -> timedelta | None:
    """How long to wait before it is tried again; None where it is tried no more.

    Attempts are two seconds apart, then ever twice as long, up to half an hour, unless the platform asks for more. What
    is out of reach is waited for as long again as it has been waited for.
    """
    match error:
        case NotReached():
            return min(max(now - delivery.created_at, SHORTEST_WAIT), LONGEST_OUT_OF_REACH)
        case NotYet(after=after):
            return after
        case TryLater(after=after):
            least = after
        case OutcomeUnknown():
            least = LEASE
        case _:
            return None
    if delivery.tried >= _most(delivery, error):
        return None
    doublings = min(delivery.tried - 1, DOUBLINGS)
    doubled: timedelta = SHORTEST_WAIT * 2**doublings
    return max(min(doubled, LONGEST_WAIT), least)


def _most(delivery: Delivery, error: DeliveryError) -> int:
    if isinstance(error, UnheardOf):
        return MOST_REFUSALS
    return MOST_OF_AN_ALARM if delivery.alarm else MOST_ATTEMPTS
