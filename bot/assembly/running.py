"""121 for a real group: the platforms whose tokens are set, on the operator's database, until it is stopped."""

import asyncio
import signal
from collections.abc import Callable
from secrets import token_hex

from adapters.slack.connection import connect
from bot.assembly import assemble, open_store
from bot.domain.model import Platform
from bot.errors import InvalidInput
from bot.settings import Settings
from scheduler.clocks import SystemClock

NOTHING_TO_RUN = (
    "No platform is connected. Set SLACK_BOT_TOKEN and SLACK_APP_TOKEN in .env, as docs/guides/slack.md "
    "says; or look at 121 without any account: bot121 demo"
)


async def run(settings: Settings, say: Callable[[str], None]) -> None:
    """Run until SIGTERM or Ctrl-C. What was begun is finished; what was not yet sent stays in the database."""
    if not (settings.slack_bot_token and settings.slack_app_token):
        raise InvalidInput(NOTHING_TO_RUN)
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for stop in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(stop, stopped.set)
    clock = SystemClock()
    async with open_store(settings.database_url) as store:
        slack = await connect(settings.slack_bot_token, settings.slack_api_url, clock)
        parts = assemble(store, clock, {Platform.SLACK: slack.messenger})
        async with slack.listening(
            parts.bot,
            app_token=settings.slack_app_token,
            command=settings.slack_command,
            reference=lambda: token_hex(4),
        ):
            await parts.runner.start()
            say(f"121 is connected to Slack. Try {settings.slack_command} help in any channel.")
            try:
                await stopped.wait()
            finally:
                await parts.runner.stop()
    say("121 has stopped. What was not yet sent goes out at the next start.")
