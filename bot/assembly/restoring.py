"""`bot121 db restored`: a backup was put back, and nothing that was said since then is to be said again."""

from adapters.discord.messenger import DiscordMessenger
from adapters.playground.messenger import PlaygroundMessenger
from adapters.slack.messenger import SlackMessenger
from bot.app import Bot
from bot.assembly import open_store
from bot.domain.model import Platform
from bot.ports import Clock
from bot.usecases.restoring import Restored
from scheduler.clocks import SystemClock

TRAITS = {
    Platform.SLACK: SlackMessenger.traits,
    Platform.DISCORD: DiscordMessenger.traits,
    Platform.PLAYGROUND: PlaygroundMessenger.traits,
}


async def restored(url: str, clock: Clock | None = None) -> Restored:
    """See to the database at this address before 121 starts on it."""
    async with open_store(url) as store:
        return await Bot(store=store, clock=clock or SystemClock(), traits=TRAITS).restored()
