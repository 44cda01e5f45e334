"""Trying again, at an organiser's word, what was given up."""

from datetime import timedelta

from bot import words
from bot.commands import Retry
from bot.deliveries import DeliveryState
from bot.replies import Refused, Reply
from bot.usecases.sending import not_wanted
from bot.usecases.story import Story, know

REMEMBERED = timedelta(days=7)


async def retry(story: Story, command: Retry) -> Reply:
    """Send again what surely did not arrive, and on a second word what may have."""
    asker = await know(story, command.who, command.place)
    if not asker.member.organiser:
        raise Refused(words.organisers_only())
    given_up = await story.tx.outbox.given_up(asker.workspace.id, story.now - REMEMBERED)
    over = await not_wanted(story, given_up)
    wanted = [delivery for delivery in given_up if delivery.id not in over]
    doubtful = [one.id for one in wanted if one.state is DeliveryState.DOUBTFUL]
    left = [] if command.doubtful else doubtful
    again = [one.id for one in wanted if one.id not in left]
    await story.tx.outbox.try_again(again, story.now)
    return Reply(words.sent_again(len(again), len(left), len(over)))
