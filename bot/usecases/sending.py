"""The outbox, seen from the core: what may be sent now, and what follows from how it went."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot import words
from bot.deliveries import (
    GIVEN_UP,
    LEASE,
    NOBODY,
    Busy,
    Delivery,
    DeliveryState,
    GiveUp,
    LookFirst,
    Receipt,
    Retry,
    SendAgain,
    SendOnceMore,
    retry,
)
from bot.domain.model import MeetingStatus
from bot.errors import DeliveryError, NotYet
from bot.usecases.alarming import gathered, raise_alarm
from bot.usecases.check_marks import apply_reaction
from bot.usecases.meeting_day import is_of_lost_time
from bot.usecases.sealing import opened
from bot.usecases.story import Envelope, Story, tell


@dataclass(frozen=True, slots=True)
class Attempt:
    """A claimed delivery and how it went: a receipt, an error, or `None` when it surely was never taken.

    `looked`: it was not sent, but looked for.
    """

    delivery: Delivery
    result: Receipt | DeliveryError | None
    looked: bool = False


@dataclass(frozen=True, slots=True)
class Claimed:
    """What to do now: messages to send, and messages to look up because nobody knows whether they went out."""

    to_send: tuple[Delivery, ...]
    to_find: tuple[Delivery, ...]


async def claim(story: Story, busy: Busy = NOBODY) -> Claimed:
    """Take what is due; where nothing new is due, what has to be looked up because its lease is over."""
    lease_until = story.now + LEASE
    while due := await story.tx.outbox.claim(story.now, lease_until, busy.all, busy):
        wanted = await _still_wanted(story, due)
        # Behind a message that was cancelled another one may wait, so look again.
        if wanted:
            return Claimed(to_send=tuple(_ready(story, one) for one in wanted), to_find=())
    uncertain = await story.tx.outbox.uncertain(story.now, lease_until, busy.all, busy)
    return Claimed(to_send=(), to_find=uncertain)


def _ready(story: Story, delivery: Delivery) -> Delivery:
    return gathered(opened(story, delivery))


async def _still_wanted(story: Story, due: Sequence[Delivery]) -> tuple[Delivery, ...]:
    """Those that are still wanted at the last moment; the others are cancelled."""
    unwanted = await not_wanted(story, due)
    cancelled = [replace(d, state=DeliveryState.CANCELLED) for d in due if d.id in unwanted]
    if cancelled:
        await story.tx.outbox.finish(cancelled)
    return tuple(delivery for delivery in due if delivery.id not in unwanted)


async def not_wanted(story: Story, due: Sequence[Delivery]) -> frozenset[int]:
    """Which of these deliveries have expired, or are about members or a meeting that are no longer there, by id."""
    members = await story.tx.people.members(m for delivery in due for m in delivery.about)
    gone = {member.id for member in members.values() if member.gone_at is not None}
    pairings = await story.tx.pairings.many(d.pairing_id for d in due if d.pairing_id is not None)
    cancelled = {
        pairing
        for pairing, (_, meeting) in pairings.items()
        if meeting.status is MeetingStatus.CANCELLED
    }
    return frozenset(
        delivery.id
        for delivery in due
        if (delivery.expires_at is not None and delivery.expires_at <= story.now)
        or gone.intersection(delivery.about)
        or delivery.pairing_id in cancelled
        or (
            delivery.pairing_id in pairings
            and is_of_lost_time(delivery, pairings[delivery.pairing_id][1])
        )
    )


async def record(story: Story, attempts: Sequence[Attempt]) -> None:
    """Store how attempts went, and do what follows: wait, give up loudly, apply reactions that came early."""
    outcomes = [_outcome(attempt, story.now) for attempt in attempts]
    unasked = {a.delivery.id for a in attempts if isinstance(a.result, NotYet)}
    held = await story.tx.outbox.finish(outcomes, unasked)
    ours = [outcome for outcome in outcomes if outcome.id in held]
    await _apply_early(story, [d for d in ours if d.state is DeliveryState.SENT])
    await raise_alarm(story, [d for d in ours if d.state in GIVEN_UP])
    for attempt in attempts:
        if isinstance(attempt.result, Receipt) and attempt.result.remark:
            await _pass_on(story, attempt.delivery, attempt.result.remark)


def _outcome(attempt: Attempt, now: datetime) -> Delivery:
    """What a delivery is after an attempt."""
    delivery = replace(attempt.delivery, lease_until=None, error=None)
    match attempt.result:
        case Receipt(channel=channel, message=message):
            return replace(delivery, state=DeliveryState.SENT, channel=channel, message_id=message)
        case DeliveryError() as error:
            then = retry(delivery, error, now, looked=attempt.looked)
            return _after_failure(replace(delivery, error=str(error)), then, now)
        case None:
            return replace(delivery, state=DeliveryState.WAITING, not_before=now)


def _after_failure(delivery: Delivery, then: Retry, now: datetime) -> Delivery:
    waiting = DeliveryState.WAITING
    match then:
        case SendAgain(at):
            return replace(delivery, state=waiting, not_before=at)
        case SendOnceMore():
            left = delivery.resends_left - 1
            return replace(delivery, state=waiting, not_before=now, resends_left=left)
        case GiveUp(why, doubtful):
            state = DeliveryState.DOUBTFUL if doubtful else DeliveryState.FAILED
            return replace(delivery, state=state, error=why)
        case LookFirst(at):
            return replace(delivery, lease_until=at)


async def _apply_early(story: Story, sent: Sequence[Delivery]) -> None:
    """Apply the reactions that came before the receipts of these deliveries were stored."""
    by_place = {(d.workspace_id, d.channel, d.message_id): d for d in sent}
    for workspace_id in {delivery.workspace_id for delivery in sent}:
        receipts = [
            Receipt(channel=channel, message=message)
            for where, channel, message in by_place
            if where == workspace_id and channel is not None and message is not None
        ]
        early = await story.tx.outbox.take_early(workspace_id, receipts)
        members = await story.tx.people.members({reaction.member_id for reaction in early})
        for reaction in early:
            await apply_reaction(
                story,
                await story.tx.people.workspace_by_id(workspace_id),
                by_place[workspace_id, reaction.channel, reaction.message_id],
                members[reaction.member_id],
                added=reaction.added,
            )


async def _pass_on(story: Story, delivery: Delivery, remark: str) -> None:
    """Tell the organisers what the platform could not do as it was wanted, once for each channel."""
    workspace = await story.tx.people.workspace_by_id(delivery.workspace_id)
    for organiser in await story.tx.people.organisers(workspace.id):
        await tell(
            story,
            workspace,
            [organiser],
            words.remarked(remark),
            Envelope(key=f"remark:{delivery.address.place}:{organiser.id}", alarm=True),
        )
