"""Three were to meet, and one of them can't: the other two may still."""

from bot import words
from bot.commands import MeetAsTwo
from bot.domain.meetings import standing
from bot.domain.model import Answer, MemberId, Pairing
from bot.replies import Refused, Reply
from bot.usecases.named_partner import ask_for
from bot.usecases.story import Story, know
from bot.usecases.which_meeting import meant


async def meet_as_two(story: Story, command: MeetAsTwo) -> Reply:
    """Ask the one who is left whether they would like to meet, as `/121 pair-me @member` does."""
    asker = await know(story, command.who, command.place)
    pairing, _ = await meant(story, asker, command.pairing)
    left = await _who_still_can(story, pairing) - {asker.member.id}
    if len(left) != 1:
        raise Refused(words.no_two_are_left())
    (other,) = left
    return await ask_for(story, asker, other)


async def _who_still_can(story: Story, pairing: Pairing) -> set[MemberId]:
    there = await story.tx.circles.memberships_among(pairing.circle_id, pairing.members)
    said = standing(await story.tx.pairings.reports(pairing.id))
    cannot = {one.member_id for one in said if one.answer is Answer.CANNOT}
    return {one.member_id for one in there} - cannot
