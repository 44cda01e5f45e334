"""The guide through a profile: one question after another, without remembering where anybody is."""

from bot import words
from bot.commands import AnswerGuide, ShowGuide
from bot.domain.model import Member
from bot.messages import Message
from bot.replies import Refused, Reply
from bot.usecases.profile import with_line
from bot.usecases.story import Story, know


async def show_guide(story: Story, command: ShowGuide) -> Reply:
    """One question, or the profile after the last."""
    asker = await know(story, command.who, command.place)
    return Reply(_at(asker.member, command.step))


async def answer_guide(story: Story, command: AnswerGuide) -> Reply:
    """Write the answer to one question into the profile, and ask the next."""
    asker = await know(story, command.who, command.place)
    if not is_question(command.step):
        return Reply(words.guide_done(asker.member))
    try:
        changed = with_line(asker.member, words.GUIDED[command.step - 1], command.value.strip())
    except Refused as refusal:
        raise Refused(refusal.reply.message or words.guide_done(asker.member), "line") from None
    await story.tx.save(changed)
    return Reply(_at(changed, command.step + 1))


def is_question(step: int) -> bool:
    """Whether the guide has a question there."""
    return 1 <= step <= len(words.GUIDED)


def is_blank(member: Member) -> bool:
    """Whether a profile says nothing yet of what the guide asks for."""
    return not any(getattr(member, line) for line in words.GUIDED)


def _at(member: Member, step: int) -> Message:
    return words.guide_question(member, step) if is_question(step) else words.guide_done(member)
