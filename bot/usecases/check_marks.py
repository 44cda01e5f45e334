"""A ✅ on a message about a 1-2-1 says that they met; taken off, it takes that back."""

from collections.abc import Sequence
from dataclasses import replace

from bot.commands import Reacted, Unreacted
from bot.deliveries import Delivery
from bot.domain import meetings
from bot.domain.model import Answer, Meeting, Member, Pairing, Report, Via, Workspace
from bot.ports import EarlyReaction, Reaction
from bot.replies import SILENCE, Reply
from bot.usecases.meetings import as_they_are, follow_on, record
from bot.usecases.story import Asker, Story, note_seen


async def reacted(story: Story, command: Reacted) -> Reply:
    """A reaction: a check mark by either member on a message about their pairing means "we met". All else is ignored."""
    if not meetings.means_met(command.emoji):
        return SILENCE
    return await _take_reaction(story, command, added=True)


async def unreacted(story: Story, command: Unreacted) -> Reply:
    """A check mark taken off: the same member's "we met" is taken back."""
    if not meetings.means_met(command.emoji):
        return SILENCE
    return await _take_reaction(story, command, added=False)


async def _take_reaction(story: Story, command: Reacted | Unreacted, *, added: bool) -> Reply:
    who, receipt = command.who, command.receipt
    known = await story.tx.people.known(who.platform, who.workspace, who.member)
    if known is None:
        return SILENCE
    workspace, member = known
    outbox = story.tx.outbox
    delivery = await outbox.by_receipt(workspace.id, receipt)
    sending = False
    if delivery is None:
        # On PostgreSQL this waits for a receipt that is being stored this moment, which then is on its way no more: look again.
        sending = await outbox.any_sending(workspace.id)
        delivery = await outbox.by_receipt(workspace.id, receipt)
    if delivery is None and not sending and command.on_ours:
        # In a pair's room: the first of two where nobody could look whether it had arrived.
        delivery = await outbox.latest_in(workspace.id, receipt.channel)
    if delivery is not None:
        await apply_reaction(story, workspace, delivery, member, added=added)
    elif sending:
        await story.tx.add(
            EarlyReaction(
                workspace_id=workspace.id,
                channel=receipt.channel,
                message_id=receipt.message,
                member_id=member.id,
                emoji=command.emoji,
                added=added,
                at=story.now,
            )
        )
    return SILENCE


async def apply_reaction(
    story: Story, workspace: Workspace, delivery: Delivery, member: Member, *, added: bool
) -> None:
    """What a check mark on a delivered message, put there or taken off, changes; nothing when it is not theirs."""
    found = delivery.pairing_id and await story.tx.pairings.get(delivery.pairing_id)
    if not found or member.id not in found[0].members:
        return
    await note_seen(story, member)
    pairing, meeting = found
    asker = Asker(workspace=workspace, member=member, place=None)
    if added:
        said = Report(
            pairing_id=pairing.id,
            member_id=member.id,
            answer=Answer.MET,
            via=Via.REACTION,
            at=story.now,
        )
        await record(story, asker, pairing, meeting, said)
    else:
        await _withdraw(story, asker, pairing, meeting)


async def saw(story: Story, delivery: Delivery, reactions: Sequence[Reaction]) -> None:
    """What stands on a message: a check mark that nobody told us of counts like one that was told."""
    workspace = await story.tx.people.workspace_by_id(delivery.workspace_id)
    told = await story.tx.pairings.reports(delivery.pairing_id) if delivery.pairing_id else ()
    heard_of = {said.member_id for said in told if said.via is Via.REACTION}
    marks = [reaction.member for reaction in reactions if meetings.means_met(reaction.emoji)]
    for external_id in dict.fromkeys(marks):
        member = await story.tx.people.member(workspace.id, external_id)
        if member is not None and member.id not in heard_of:
            await apply_reaction(story, workspace, delivery, member, added=True)


async def _withdraw(story: Story, asker: Asker, pairing: Pairing, meeting: Meeting) -> None:
    reports = await story.tx.pairings.reports(pairing.id)
    taken_back = [
        said
        for said in reports
        if said.member_id == asker.member.id
        and said.answer is Answer.MET
        and said.via is Via.REACTION
    ]
    await story.tx.save(*(replace(said, withdrawn_at=story.now) for said in taken_back))
    remaining = [said for said in reports if said not in taken_back]
    outcome = meetings.withdraw(meeting, remaining, story.now)
    outcome = await as_they_are(story, pairing, meeting, outcome)
    if outcome.changed:
        await story.tx.save(outcome.meeting)
        await follow_on(story, asker, pairing, meeting, outcome, answered=True)
