"""Taking something back without saying what."""

from bot import words
from bot.commands import CancelRequest, TakeBack, TakeTimeBack
from bot.domain.proposals import Own, own
from bot.replies import Refused, Reply
from bot.usecases.pair_me import cancel_request
from bot.usecases.story import Asker, Story, know
from bot.usecases.taking_time_back import take_time_back


async def take_back(story: Story, command: TakeBack) -> Reply:
    """Take back a time or a request, whichever there is; where there are both or neither, say how each is taken back."""
    asker = await know(story, command.who, command.place)
    request = bool(await story.tx.requests.waiting_of(asker.member.id))
    if request == await _has_a_say_in_a_time(story, asker):
        raise Refused(words.take_back_what())
    if request:
        return await cancel_request(story, CancelRequest(who=command.who, place=command.place))
    return await take_time_back(story, TakeTimeBack(who=command.who, place=command.place))


async def _has_a_say_in_a_time(story: Story, asker: Asker) -> bool:
    mine = await story.tx.pairings.of_member(asker.member.id)
    return any(own(meeting, asker.member.id, story.now) is not Own.NOTHING for _, meeting in mine)
