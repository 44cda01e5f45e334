"""`/121 forget-me`: what a member wrote and wished is removed for good; their partners keep that they met."""

from bot import words
from bot.commands import ForgetMe
from bot.replies import Reply
from bot.usecases.story import Story, know
from bot.usecases.taking_part import depart


async def forget_me(story: Story, command: ForgetMe) -> Reply:
    """Forget the asker, in one transaction; before they are sure, say what goes and what stays."""
    asker = await know(story, command.who, command.place)
    if not command.sure:
        return Reply(words.before_forgetting())
    for membership in await story.tx.circles.memberships_of(asker.member.id):
        await depart(story, asker, membership)
    await story.tx.people.forget(asker.member.id, story.now)
    return Reply(words.forgotten())
