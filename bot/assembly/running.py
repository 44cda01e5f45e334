"""121 for a real group: the platforms whose tokens are set, on the operator's database, until it is stopped."""

import asyncio
import signal
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import timedelta

from bot.app import Bot
from bot.assembly import assemble, open_store
from bot.assembly.serving import health, serving
from bot.assembly.slack import connect_slack, is_wanted
from bot.domain.model import Platform
from bot.errors import InvalidInput
from bot.settings import Settings
from scheduler.clocks import SystemClock

NOTHING_TO_RUN = (
    "No platform is connected. Set SLACK_BOT_TOKEN and SLACK_APP_TOKEN in .env, as docs/guides/slack.md "
    "says; or look at 121 without any account: bot121 demo"
)


USUAL_PORT = 3000


async def run(settings: Settings, say: Callable[[str], None]) -> None:
    """Run until SIGTERM or Ctrl-C. What was begun is finished; what was not yet sent stays in the database."""
    if not is_wanted(settings):
        raise InvalidInput(NOTHING_TO_RUN)
    stopped = _wish_to_stop()
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(open_store(settings.database_url))
        slack = await connect_slack(settings, store, clock)
        messengers = {Platform.SLACK: slack.messenger}
        retention = timedelta(days=settings.retention_days)
        parts = assemble(store, clock, messengers, retention=retention)
        opened = await stack.enter_async_context(slack.open(parts.bot))
        if opened.routes or settings.http_port:
            checks = {"database": lambda: _answers(parts.bot), "slack": opened.is_open}
            routes = [*opened.routes, *health(checks)]
            port = settings.http_port or USUAL_PORT
            address = await stack.enter_async_context(serving(routes, settings.http_host, port))
            say(f"It answers at {address}")
        await parts.runner.start()
        say(opened.said)
        try:
            await stopped.wait()
        finally:
            await parts.runner.stop()
    say("121 has stopped. What was not yet sent goes out at the next start.")


def _wish_to_stop() -> asyncio.Event:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for wish in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(wish, stopped.set)
    return stopped


async def _answers(bot: Bot) -> bool:
    await bot.next_due()
    return True
