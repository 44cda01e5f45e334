"""Blocks: private to the member who makes them, binding both ways, never hinted at."""

from bot import words
from bot.commands import BlockMember, UnblockMember
from bot.domain.model import Block
from bot.replies import Refused, Reply
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
    return Reply(words.blocked(whom))


async def unblock_member(story: Story, command: UnblockMember) -> Reply:
    """Take a block back."""
    asker = await know(story, command.who, command.place)
    whom = await meet_member(story, asker, command.whom)
    removed = await story.tx.people.remove_block(asker.member.id, whom.id)
    return Reply(words.unblocked(whom) if removed else words.was_not_blocked(whom))
