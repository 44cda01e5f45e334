"""A yes or a no by command: to the time that is proposed; where none waits, to somebody who would like to meet."""

from bot import words
from bot.commands import AnswerProposal
from bot.replies import Refused, Reply
from bot.usecases.named_partner import answer_request, invitations_to
from bot.usecases.proposing import answer_proposal, proposals_waiting
from bot.usecases.story import Story, know, meet_member


async def say_yes_or_no(story: Story, command: AnswerProposal) -> Reply:
    """Answer a proposed time, else the request of somebody who would like to meet the asker."""
    if command.chosen is not None:
        return await answer_proposal(story, command)
    asker = await know(story, command.who, command.place)
    named = command.partner
    partner = await meet_member(story, asker, named) if named else None
    invited = [
        (inviter, request)
        for inviter, request in await invitations_to(story, asker)
        if partner is None or inviter.id == partner.id
    ]
    if not invited or await proposals_waiting(story, asker, partner):
        return await answer_proposal(story, command)
    if len(invited) > 1:
        raise Refused(words.which_invitation(invited))
    ((_, request),) = invited
    return await answer_request(story, asker, request, accepts=command.accepts)
