"""What organisers hear of messages that were given up: of one at once, of what follows together."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import cast

import structlog

from bot import words
from bot.deliveries import Delivery, DeliveryState
from bot.domain.model import Member, WorkspaceId
from bot.messages import Message, Paragraph
from bot.usecases.story import Envelope, Story, deliveries_to

log = structlog.get_logger()

GATHERED_FOR = timedelta(minutes=30)
GATHERED = "alarm:given-up:"  # begins the keys of what gathers failures


async def raise_alarm(story: Story, given_up: Sequence[Delivery]) -> None:
    """Tell the organisers of each workspace whom 121 could not reach; an alarm that fails raises no other."""
    by_workspace: dict[WorkspaceId, list[Delivery]] = {}
    for failed in given_up:
        if not failed.alarm:
            by_workspace.setdefault(failed.workspace_id, []).append(failed)
    for workspace_id, some in by_workspace.items():
        organisers = await story.tx.people.organisers(workspace_id)
        told = [await _tell(story, organiser, some) for organiser in organisers]
        if not any(told):
            # The operator may know whom to make one: with /121 retry they send it again, for a week.
            log.warning(
                "nobody_to_tell", workspace=workspace_id, deliveries=[failed.id for failed in some]
            )


async def _tell(story: Story, organiser: Member, given_up: Sequence[Delivery]) -> bool:
    """Add it to what waits to be said to them, or leave a message: half an hour after the last at the earliest.

    False where 121 may not write to them.
    """
    workspace = await story.tx.people.workspace_by_id(organiser.workspace_id)
    first, failures = given_up[0], await _in_words(story, given_up)
    key = f"{GATHERED}{organiser.id}:{first.id}:{int(story.now.timestamp())}"
    # Worse lost than doubled.
    envelope = Envelope(key=key, alarm=True, resends_left=1)
    deliveries = deliveries_to(story, workspace, [organiser], failures, envelope)
    for new in deliveries:
        last = await story.tx.outbox.last_to(workspace.id, new.address, GATHERED)
        if last is not None and last.state is DeliveryState.WAITING:
            both = Message((*last.message.blocks, *failures.blocks))
            await story.tx.save(replace(last, message=both))
        else:
            at = max(story.now, last.not_before + GATHERED_FOR) if last else story.now
            await story.tx.outbox.queue([replace(new, not_before=at)])
    return bool(deliveries)


async def _in_words(story: Story, given_up: Sequence[Delivery]) -> Message:
    members = await story.tx.people.members({who for failed in given_up for who in failed.about})
    return Message(
        tuple(
            words.undelivered(
                failed.address,
                [members[who] for who in failed.about if who in members],
                failed.error or "",
            )
            for failed in given_up
        )
    )


def gathered(delivery: Delivery) -> Delivery:
    """The delivery as it is to be sent: what gathered failures until now says them all, in one message."""
    if not delivery.key.startswith(GATHERED):
        return delivery
    failures = cast("tuple[Paragraph, ...]", delivery.message.blocks)
    return replace(delivery, message=words.could_not_reach(failures))
