"""What is no longer kept: seen events, the words of old messages, workspaces that 121 was removed from."""

from datetime import timedelta

from bot.domain.reminders import WEEK
from bot.usecases.retrying import REMEMBERED
from bot.usecases.story import Story

EVENTS_KEPT = timedelta(days=3)  # Slack repeats an event for a day at the most
WORDS_KEPT = timedelta(days=30)


async def tidy(story: Story, retention: timedelta) -> None:
    """Forget what is no longer needed; erase workspaces that were left longer ago than the retention."""
    await story.tx.upkeep.forget_events(story.now - EVENTS_KEPT)
    await story.tx.upkeep.forget_pings(story.now - 2 * WEEK)
    words_kept = max(min(WORDS_KEPT, retention), REMEMBERED)  # or nothing could be sent again
    await story.tx.upkeep.empty_messages(story.now - words_kept)
    for workspace in await story.tx.upkeep.left_before(story.now - retention):
        await story.tx.upkeep.erase(workspace)
