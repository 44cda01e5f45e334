"""What the core needs from outside. Implementations do not inherit; they fit.

A `Transaction` is open for one story: leaving its block cleanly commits, an exception rolls back. Reads
see the transaction's own writes. Every method may raise `StoreError`.
"""

from collections.abc import Collection, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from bot.deliveries import NOBODY, Address, Busy, Delivery, Receipt
from bot.domain.matching import Candidate, Draw, Rules
from bot.domain.model import (
    Block,
    Circle,
    CircleId,
    FollowUp,
    FollowUpId,
    FollowUpState,
    Meeting,
    Member,
    MemberId,
    Membership,
    Pairing,
    PairingId,
    PairRequest,
    PastPair,
    Platform,
    Report,
    RequestId,
    RequestState,
    Round,
    RoundId,
    Ruling,
    Workspace,
    WorkspaceId,
)
from bot.domain.promises import Promise
from bot.domain.referrals import Referral
from bot.domain.relationships import Side
from bot.domain.reminders import Reminder
from bot.ports.relations import Note as Note
from bot.ports.relations import Notes, Promises, Referrals, Reminders, Sides
from bot.ports.relations import Seals as Seals


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Traits:
    """What a platform can do: `group_dm`, one private room for a pairing and the bot, or else a message to each.

    `in_channel`: such a room belongs to a channel, as a thread does. `writes_first`: it may write to a member in
    private who never spoke to it.
    """

    group_dm: bool
    in_channel: bool = False
    writes_first: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Reaction:
    """An emoji that stands on a message, and who put it there, in the platform's ids."""

    member: str
    emoji: str


class Drawer(Protocol):
    """Draws rounds, wherever there is time for it."""

    async def draw(
        self,
        candidates: Sequence[Candidate],
        history: Sequence[PastPair],
        rules: Rules,
        seed: int,
    ) -> Draw:
        """Who meets whom, as `bot.domain.matching.draw` decides."""
        ...


class Messenger(Protocol):
    """Sends messages to one platform."""

    @property
    def traits(self) -> Traits:
        """What the platform can do."""
        ...

    async def send(self, delivery: Delivery) -> Receipt:
        """Hand the message over. Raises `Unreachable`, `TryLater` or `OutcomeUnknown`, nothing else."""
        ...

    async def find(self, delivery: Delivery) -> Receipt | None:
        """Look whether the message is already there, by its key; None when it surely is not.

        Raises `CannotLook` where the platform cannot be asked, `TryLater` where it does not answer.
        """
        ...

    async def reactions(self, delivery: Delivery) -> tuple[Reaction, ...]:
        """What stands on a message that was sent. Raises a `DeliveryError`."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class EarlyReaction:
    """A reaction that came before the receipt of its message was stored; applied when the receipt is."""

    id: int = 0
    workspace_id: WorkspaceId
    channel: str
    message_id: str
    member_id: MemberId
    emoji: str
    added: bool
    at: datetime


Record = (
    Workspace
    | Member
    | Circle
    | Membership
    | Round
    | Pairing
    | Meeting
    | Report
    | PairRequest
    | FollowUp
    | Block
    | Ruling
    | Side
    | Promise
    | Referral
    | Note
    | Reminder
    | Delivery
    | EarlyReaction
)
R = TypeVar("R", bound=Record)


class People(Protocol):
    """Workspaces, members and blocks."""

    async def workspace(self, platform: Platform, external_id: str) -> Workspace | None:
        """The workspace with the platform's own id."""
        ...

    async def known(
        self, platform: Platform, workspace: str, member: str
    ) -> tuple[Workspace, Member] | None:
        """A member and their workspace by the platform's own ids, if both were seen before."""
        ...

    async def homes(self, platform: Platform, member: str) -> tuple[str, ...]:
        """The workspaces (by the platform's ids) in which an account is a member, the one seen last first."""
        ...

    async def workspace_by_id(self, workspace_id: WorkspaceId) -> Workspace:
        """The workspace with our id."""
        ...

    async def member(self, workspace_id: WorkspaceId, external_id: str) -> Member | None:
        """The member with the platform's own id."""
        ...

    async def members(self, ids: Iterable[MemberId]) -> dict[MemberId, Member]:
        """The members with these ids."""
        ...

    async def organisers(self, workspace_id: WorkspaceId) -> tuple[Member, ...]:
        """Those who may set up circles, as far as we have seen them, and who are still there."""
        ...

    async def blocks_among(self, ids: Iterable[MemberId]) -> frozenset[tuple[MemberId, MemberId]]:
        """Every (blocker, blocked) with both among these members."""
        ...

    async def blocked_by(self, blocker: MemberId) -> tuple[MemberId, ...]:
        """Whom this member has blocked, by id."""
        ...

    async def forget(self, member_id: MemberId, now: datetime) -> None:
        """Remove a member's words and wishes everywhere, for good; nobody reaches them until they take part again.

        That they exist, whom they met and what others wrote, promised or ruled about them stays; memberships too.
        """
        ...

    async def remove_block(self, blocker: MemberId, blocked: MemberId) -> bool:
        """Take a block back; False when there was none."""
        ...


class Circles(Protocol):
    """Circles, their memberships, their rounds."""

    async def get(self, circle_id: CircleId) -> Circle:
        """The circle with this id."""
        ...

    async def lock(self, circle_id: CircleId) -> Circle:
        """The circle, held until the transaction ends: one story at a time draws or pairs in its workspace."""
        ...

    async def rounds_ahead(
        self, ids: Iterable[MemberId], until: datetime
    ) -> dict[MemberId, tuple[datetime, ...]]:
        """When these members are to be introduced next, in each circle in which they take part by then, until a moment."""
        ...

    async def notices_ahead(
        self, ids: Iterable[MemberId], until: datetime
    ) -> dict[MemberId, tuple[datetime, ...]]:
        """When those of these members who go quiet are asked whether to go on, if nothing is heard, until a moment."""
        ...

    async def of_workspace(self, workspace_id: WorkspaceId) -> tuple[Circle, ...]:
        """The open circles of a workspace, by id."""
        ...

    async def closed(
        self, workspace_id: WorkspaceId, channel: str | None = None
    ) -> tuple[Circle, ...]:
        """The closed circles of a workspace (or of one channel), the one closed last first."""
        ...

    async def channels_on(self, platform: Platform) -> tuple[tuple[str, str], ...]:
        """The channels of all open circles of a platform: workspace and channel, by the platform's ids."""
        ...

    async def due(self, now: datetime) -> tuple[CircleId, ...]:
        """The open circles whose next round has come, the longest due first."""
        ...

    async def membership(self, circle_id: CircleId, member_id: MemberId) -> Membership | None:
        """A member's part in a circle, also one that has ended."""
        ...

    async def memberships(self, circle_id: CircleId) -> tuple[Membership, ...]:
        """All who are in a circle and have not left, by member id."""
        ...

    async def open_to_more(self, circle_id: CircleId) -> tuple[MemberId, ...]:
        """Those in a circle who would have more than one 1-2-1 open at once, by id."""
        ...

    async def memberships_among(
        self, circle_id: CircleId, ids: Iterable[MemberId]
    ) -> tuple[Membership, ...]:
        """The memberships of these members in a circle that have not ended."""
        ...

    async def memberships_of(self, member_id: MemberId) -> tuple[Membership, ...]:
        """The open circles that a member has not left, by circle id."""
        ...

    async def companions(self, member_id: MemberId) -> tuple[MemberId, ...]:
        """All who actively take part in an open circle that this member has not left, by id."""
        ...

    async def without_circle(self, ids: Iterable[MemberId]) -> frozenset[MemberId]:
        """Those of these members who have left every circle, as do who leave the workspace or are forgotten."""
        ...

    async def open_round(self, new: Round) -> Round | None:
        """Store a new round; None when this circle and period have one already. Nothing else is undone by that."""
        ...

    async def latest_round(
        self, circle_id: CircleId, before: RoundId | None = None
    ) -> Round | None:
        """The round opened last, or the last one before another."""
        ...

    async def rulings(self, circle_id: CircleId) -> tuple[Ruling, ...]:
        """What organisers have ruled about two members of a circle, by their ids."""
        ...

    async def put_ruling(self, ruling: Ruling) -> None:
        """Keep a ruling, in the place of an earlier one about the same two."""
        ...

    async def remove_ruling(self, ruling: Ruling) -> bool:
        """Take back what was ruled about two members, of whatever kind; False when there was nothing."""
        ...


class Requests(Protocol):
    """Those who asked for a partner and wait."""

    async def waiting(self, circle_id: CircleId) -> tuple[PairRequest, ...]:
        """The waiting requests for anybody (not for one named member), the longest waiting first."""
        ...

    async def for_somebody(self, circle_id: CircleId) -> tuple[PairRequest, ...]:
        """The waiting requests for one named member, the longest waiting first."""
        ...

    async def waiting_of(self, member_id: MemberId) -> tuple[PairRequest, ...]:
        """A member's own waiting requests, in every circle, for anybody or for somebody."""
        ...

    async def wanting(self, member_id: MemberId) -> tuple[PairRequest, ...]:
        """The waiting requests of others for this member, in every circle, the longest waiting first."""
        ...

    async def of_member(self, member_id: MemberId) -> tuple[PairRequest, ...]:
        """All that a member ever asked for, the oldest first."""
        ...

    async def get(self, request_id: RequestId) -> PairRequest | None:
        """The request with this id."""
        ...

    async def close(self, request_id: RequestId, state: RequestState) -> bool:
        """End a request that is still waiting; False when somebody else ended it first."""
        ...

    async def expired(self, now: datetime) -> tuple[PairRequest, ...]:
        """Waiting requests whose time has run out."""
        ...


class Pairings(Protocol):
    """Pairings, what became of them, and what was said of them."""

    async def get(self, pairing_id: PairingId) -> tuple[Pairing, Meeting] | None:
        """A pairing and its meeting, held until the transaction ends."""
        ...

    async def many(self, ids: Iterable[PairingId]) -> dict[PairingId, tuple[Pairing, Meeting]]:
        """Pairings and their meetings, by id, held until the transaction ends."""
        ...

    async def of_member(self, member_id: MemberId) -> tuple[tuple[Pairing, Meeting], ...]:
        """All pairings of a member, the newest first."""
        ...

    async def of_round(self, round_id: RoundId) -> tuple[tuple[Pairing, Meeting], ...]:
        """All pairings of a round, by id."""
        ...

    async def overdue(
        self, circle_id: CircleId, now: datetime
    ) -> tuple[tuple[Pairing, Meeting], ...]:
        """Pairings of a circle that are over (`ends_at` has come) and of which nothing is settled, by id."""
        ...

    async def last_introduced(self, ids: Iterable[MemberId]) -> dict[MemberId, datetime]:
        """When each of these members was introduced to somebody last, in any circle; who never was is left out."""
        ...

    async def open_counts(self, circle_id: CircleId) -> dict[MemberId, int]:
        """How many unsettled pairings each member of a circle has, in any circle."""
        ...

    async def reports(self, pairing_id: PairingId) -> tuple[Report, ...]:
        """What was said of a pairing and not taken back, the oldest first."""
        ...

    async def reports_by(self, member_id: MemberId) -> tuple[Report, ...]:
        """All that a member said of meetings, also what they took back, the oldest first."""
        ...

    async def reported(self, ids: Iterable[PairingId]) -> frozenset[PairingId]:
        """Those of these pairings of which somebody has said something and not taken it back."""
        ...

    async def took_place(self, ids: Iterable[PairingId]) -> frozenset[PairingId]:
        """Those of these pairings that have met."""
        ...

    async def repeating(self, ids: Iterable[MemberId]) -> tuple[Pairing, ...]:
        """Those meetings of these members that took place and repeated a kind for some who were there."""
        ...

    async def past_pairs(self, ids: Iterable[MemberId]) -> tuple[PastPair, ...]:
        """The full history of these members with one another, in every circle of their workspace."""
        ...


class FollowUps(Protocol):
    """Planned questions."""

    async def due(self, now: datetime) -> tuple[FollowUp, ...]:
        """Waiting follow-ups whose time has come, the oldest first."""
        ...

    async def close(self, ids: Iterable[FollowUpId], state: FollowUpState) -> frozenset[FollowUpId]:
        """End those that are still waiting, and say which; the others somebody else ended first."""
        ...

    async def plan(self, new: Sequence[FollowUp]) -> None:
        """Store follow-ups, leaving out those whose key is there already."""
        ...

    async def cancel(self, pairing_id: PairingId) -> None:
        """Call off all that wait for a pairing."""
        ...

    async def replace(self, pairing_id: PairingId, new: Sequence[FollowUp]) -> None:
        """Plan these (one at least) in place of all that wait for a pairing or were called off, which never come back."""
        ...

    async def restore(self, pairing_id: PairingId, now: datetime) -> None:
        """Bring back those called off that still lie in the future."""
        ...


class Outbox(Protocol):
    """Deliveries, and what platforms told us of them."""

    async def queue(self, deliveries: Sequence[Delivery]) -> int:
        """Store deliveries, leaving out those whose key is there already; how many were new."""
        ...

    async def claim(
        self, now: datetime, lease_until: datetime, most: int, busy: Busy = NOBODY
    ) -> tuple[Delivery, ...]:
        """Take due deliveries, the first of each address, as SENDING until the lease ends; attempts counted.

        Nothing is taken of those who are busy. Their `channel` is where the last message to the same address went, if there was one.
        """
        ...

    async def uncertain(
        self, now: datetime, lease_until: datetime, most: int, busy: Busy = NOBODY
    ) -> tuple[Delivery, ...]:
        """Take deliveries whose lease ran out while SENDING, with a new lease, to look them up."""
        ...

    async def finish(
        self, deliveries: Sequence[Delivery], uncounted: Collection[int] = ()
    ) -> frozenset[int]:
        """Save what became of claimed deliveries; gives the ids of those whose claim was still ours.

        The claims of the `uncounted` were no attempt, because the platform was not asked. Those that are still
        SENDING stay claimed until their `lease_until`, and are looked up then.

        It is the same claim as long as the row is SENDING with the attempts that the delivery counts.
        """
        ...

    async def last_to(
        self, workspace_id: WorkspaceId, address: Address, prefix: str
    ) -> Delivery | None:
        """The latest delivery to an address whose key begins like this. Held until the transaction ends."""
        ...

    async def given_up(self, workspace_id: WorkspaceId, since: datetime) -> tuple[Delivery, ...]:
        """What was given up of all that was queued since then, alarms left out, the oldest first."""
        ...

    async def try_again(self, ids: Collection[int], at: datetime) -> None:
        """Let these wait to be sent. Their attempts are counted on, so that no claim of before is mistaken for a new one."""
        ...

    async def by_receipt(self, workspace_id: WorkspaceId, receipt: Receipt) -> Delivery | None:
        """The delivery that became this message."""
        ...

    async def latest_in(self, workspace_id: WorkspaceId, channel: str) -> Delivery | None:
        """The last message about a pairing that was sent to this room of its members."""
        ...

    async def workspace_of(self, platform: Platform, receipt: Receipt) -> str | None:
        """The workspace, by the platform's id, to which a message belongs."""
        ...

    async def sent_about(self, pairings: Iterable[PairingId]) -> tuple[Delivery, ...]:
        """The messages about these pairings that were sent, the oldest first."""
        ...

    async def any_sending(self, workspace_id: WorkspaceId) -> bool:
        """Is a delivery of this workspace on its way, its receipt not yet stored? Held until the transaction ends."""
        ...

    async def take_early(
        self, workspace_id: WorkspaceId, receipts: Iterable[Receipt]
    ) -> tuple[EarlyReaction, ...]:
        """Take out the reactions that came before these receipts, in order."""
        ...


class Upkeep(Protocol):
    """What is called off, and what is no longer kept."""

    async def hush(self, workspace_id: WorkspaceId) -> None:
        """Call off everything that waits in a workspace: messages, questions, requests."""
        ...

    async def left_before(self, moment: datetime) -> tuple[WorkspaceId, ...]:
        """The workspaces that 121 was removed from before a moment."""
        ...

    async def erase(self, workspace_id: WorkspaceId) -> None:
        """Remove a workspace and everything that belongs to it, for good."""
        ...

    async def forget_events(self, before: datetime) -> None:
        """Forget which events of platforms were seen before a moment, and reactions that found no message by then."""
        ...

    async def forget_pings(self, before: datetime) -> None:
        """Forget that something was said to members before a moment."""
        ...

    async def empty_messages(self, before: datetime) -> None:
        """Remove the words of messages that were done with before a moment; where they went stays known."""
        ...


class Restoring(Protocol):
    """A backup that was put back: what it last knew, and what is taken for done since."""

    async def last_sign(self) -> datetime | None:
        """The latest moment that the database knows of, None where it is empty."""
        ...

    async def workspaces(self) -> tuple[Workspace, ...]:
        """The workspaces in which 121 is, by id."""
        ...

    async def drop_overdue(self, now: datetime) -> int:
        """Call off questions and reminders whose time has come, and end requests that ran out; how many."""
        ...

    async def doubt(self, now: datetime) -> int:
        """Have every message that is not known to be sent looked up first, and never sent in doubt; how many."""
        ...

    async def leave_ids_out(self, now: datetime) -> None:
        """Give no id of a pairing again that somebody may have on a button already."""
        ...


class Transaction(Protocol):
    """One story's view of the store."""

    @property
    def people(self) -> People: ...  # noqa: D102 - the type says it

    @property
    def circles(self) -> Circles: ...  # noqa: D102

    @property
    def requests(self) -> Requests: ...  # noqa: D102

    @property
    def pairings(self) -> Pairings: ...  # noqa: D102

    @property
    def follow_ups(self) -> FollowUps: ...  # noqa: D102

    @property
    def sides(self) -> Sides: ...  # noqa: D102

    @property
    def promises(self) -> Promises: ...  # noqa: D102

    @property
    def referrals(self) -> Referrals: ...  # noqa: D102

    @property
    def notes(self) -> Notes: ...  # noqa: D102

    @property
    def reminders(self) -> Reminders: ...  # noqa: D102

    @property
    def outbox(self) -> Outbox: ...  # noqa: D102

    @property
    def upkeep(self) -> Upkeep: ...  # noqa: D102

    @property
    def restoring(self) -> Restoring: ...  # noqa: D102

    async def add(self, *records: R) -> tuple[R, ...]:
        """Store new records of one kind; they come back with their ids. Raises `Conflict` when a key is taken."""
        ...

    async def save(self, *records: Record) -> None:
        """Store records again, whole, by their keys."""
        ...

    async def first_time(self, workspace_id: WorkspaceId, event: str, now: datetime) -> bool:
        """Remember a platform's event; False when it was here before."""
        ...

    async def next_due(self) -> datetime | None:
        """When the next thing falls due: a round, a request's end, a follow-up or a delivery."""
        ...


class Store(Protocol):
    """Where everything is kept."""

    def begin(self) -> AbstractAsyncContextManager[Transaction]:
        """Open a transaction for writing. Raises `Conflict` when it lost a race; then all of it can be tried again."""
        ...


class Secrets(Protocol):
    """What platforms entrust to 121, sealed where it is kept. Every method may raise `StoreError`."""

    async def get(self, platform: Platform, name: str) -> str | None:
        """The secret with this name."""
        ...

    async def put(self, platform: Platform, name: str, secret: str) -> None:
        """Keep a secret, in the place of an earlier one by the same name."""
        ...

    async def remove(self, platform: Platform, name: str) -> bool:
        """Forget a secret; False when it was not there (any more)."""
        ...

    def alone(self, platform: Platform, name: str) -> AbstractAsyncContextManager[None]:
        """Until the block ends, no other replica is in such a block about this secret."""
        ...
