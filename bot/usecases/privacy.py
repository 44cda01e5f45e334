"""Blocks: private to the member who makes them, binding both ways, never hinted at."""

from dataclasses import replace

from bot import words
from bot.commands import BlockMember, UnblockMember
from bot.domain.model import Block, Member, RequestState
from bot.replies import Refused, Reply
from bot.usecases.bonds import bond_of
from bot.usecases.meeting_again import plan
from bot.usecases.story import Story, know, meet_member


async def block_member(story: Story, command: BlockMember) -> Reply:
    """Never pair the asker with this member."""
    asker = await know(story, command.who, command.place)
    whom = await meet_member(story, asker, command.whom)
    if whom.id == asker.member.id:
        raise Refused(words.not_with_yourself())
    if whom.id not in await story.tx.people.blocked_by(asker.member.id):
        await story.tx.add(
            Block(
                workspace_id=asker.workspace.id,
                blocker_id=asker.member.id,
                blocked_id=whom.id,
            )
        )
        await _take_wish_back(story, asker.member, whom)
    return Reply(words.blocked(whom))


async def _take_wish_back(story: Story, me: Member, other: Member) -> None:
    """Whoever blocks somebody does not wish to meet them any more, waits for no answer of theirs, and is not asked."""
    for request in await story.tx.requests.waiting_of(me.id):
        if request.wanted_id == other.id:
            await story.tx.requests.close(request.id, RequestState.CANCELLED)
    bond = await bond_of(story, me, other)
    if bond.mine.again_at is not None:
        await story.tx.sides.put(replace(bond.mine, again_at=None))
    await plan(story, me, other, bond)


async def unblock_member(story: Story, command: UnblockMember) -> Reply:
    """Take a block back."""
    asker = await know(story, command.who, command.place)
    whom = await meet_member(story, asker, command.whom)
    removed = await story.tx.people.remove_block(asker.member.id, whom.id)
    if not removed:
        return Reply(words.was_not_blocked(whom))
    bond = await bond_of(story, asker.member, whom)
    await plan(story, asker.member, whom, bond)
    return Reply(words.unblocked(whom, rests=bond.mine.rested_at is not None))
