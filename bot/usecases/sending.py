"""The outbox, seen from the core: what may be sent now, and what follows from how it went."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot import words
from bot.deliveries import (
    LEASE,
    Delivery,
    DeliveryState,
    GiveUp,
    LookFirst,
    Receipt,
    SendAgain,
    retry,
)
from bot.domain.model import MeetingStatus
from bot.errors import DeliveryError
from bot.usecases.meetings import apply_reaction
from bot.usecases.story import Envelope, Story, tell

AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Attempt:
    """A claimed delivery and how it went: a receipt, an error, or `None` when it surely was never taken."""

    delivery: Delivery
    result: Receipt | DeliveryError | None


@dataclass(frozen=True, slots=True)
class Claimed:
    """What to do now: messages to send, and messages to look up because nobody knows whether they went out."""

    to_send: tuple[Delivery, ...]
    to_find: tuple[Delivery, ...]


async def claim(story: Story) -> Claimed:
    """Take what is due. What is no longer wanted is cancelled here, at the last moment."""
    lease_until = story.now + LEASE
    due = await story.tx.outbox.claim(story.now, lease_until, AT_ONCE)
    to_send = []
    for delivery in due:
        if await _is_wanted(story, delivery):
            to_send.append(delivery)
        else:
            await story.tx.outbox.finish(replace(delivery, state=DeliveryState.CANCELLED))
    uncertain = await story.tx.outbox.uncertain(story.now, lease_until, AT_ONCE)
    return Claimed(tuple(to_send), uncertain)


async def _is_wanted(story: Story, delivery: Delivery) -> bool:
    if delivery.expires_at is not None and delivery.expires_at <= story.now:
        return False
    about = await story.tx.people.members(delivery.about)
    if any(member.gone_at is not None for member in about.values()):
        return False
    if delivery.pairing_id is None:
        return True
    found = await story.tx.pairings.get(delivery.pairing_id)
    return found is not None and found[1].status is not MeetingStatus.CANCELLED


async def record(story: Story, attempts: Sequence[Attempt]) -> None:
    """Store how attempts went, and do what follows: wait, give up loudly, apply reactions that came early."""
    for attempt in attempts:
        match attempt.result:
            case Receipt():
                await _sent(story, attempt.delivery, attempt.result)
            case DeliveryError():
                await _failed(story, attempt.delivery, attempt.result)
            case None:
                await story.tx.outbox.finish(
                    replace(attempt.delivery, state=DeliveryState.WAITING, not_before=story.now)
                )


async def _sent(story: Story, delivery: Delivery, receipt: Receipt) -> None:
    sent = replace(
        delivery,
        state=DeliveryState.SENT,
        channel=receipt.channel,
        message_id=receipt.message,
        lease_until=None,
        error=None,
    )
    if not await story.tx.outbox.finish(sent):
        return
    early = await story.tx.outbox.take_early(delivery.workspace_id, receipt)
    if not early:
        return
    workspace = await story.tx.people.workspace_by_id(delivery.workspace_id)
    members = await story.tx.people.members({reaction.member_id for reaction in early})
    for reaction in early:
        member = members[reaction.member_id]
        await apply_reaction(story, workspace, sent, member, added=reaction.added)


async def _failed(story: Story, delivery: Delivery, error: DeliveryError) -> None:
    match retry(delivery, error, story.now):
        case SendAgain(at):
            await story.tx.outbox.finish(
                replace(
                    delivery,
                    state=DeliveryState.WAITING,
                    not_before=at,
                    lease_until=None,
                    error=str(error),
                )
            )
        case GiveUp(why):
            failed = replace(delivery, state=DeliveryState.FAILED, lease_until=None, error=why)
            if await story.tx.outbox.finish(failed):
                await _raise_alarm(story, failed)
        case LookFirst():
            pass


async def _raise_alarm(story: Story, failed: Delivery) -> None:
    """Tell the organisers whom 121 could not reach; an alarm that fails raises no other."""
    if failed.alarm:
        return
    workspace = await story.tx.people.workspace_by_id(failed.workspace_id)
    about = await story.tx.people.members(failed.about)
    for organiser in await story.tx.people.organisers(workspace.id):
        await tell(
            story,
            workspace,
            [organiser],
            words.could_not_reach(failed.address, list(about.values()), failed.error or ""),
            Envelope(key=f"alarm:{failed.id}:{organiser.id}", alarm=True),
        )
