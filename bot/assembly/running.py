"""121 for a real group: the platforms whose tokens are set, on the operator's database, until it is stopped."""

import asyncio
import signal
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from datetime import timedelta

from starlette.routing import BaseRoute

from bot.app import Bot, Means
from bot.assembly import Parts, assemble, open_store
from bot.assembly.discord import Discord
from bot.assembly.serving import Check, health, serving
from bot.assembly.slack import Slack, connect_slack, is_wanted
from bot.domain.model import Platform
from bot.errors import InvalidInput
from bot.ports import Clock, Messenger
from bot.settings import Settings
from bot.storage import joined, only_one, seals_of
from scheduler.clocks import SharedClock, SystemClock, steady
from scheduler.drawing import ChildProcess
from scheduler.outbox import nowhere
from scheduler.together import few_at_once

NOTHING_TO_RUN = (
    "No platform is connected. Set SLACK_BOT_TOKEN and SLACK_APP_TOKEN in .env, as docs/guides/slack.md "
    "says, or DISCORD_TOKEN, as docs/guides/discord.md says; or look at 121 without any account: bot121 demo"
)
USUAL_PORT = 3000
DISCORD = "discord"  # its gateway, which one replica holds

Say = Callable[[str], None]


async def run(settings: Settings, say: Say) -> None:
    """Run until SIGTERM or Ctrl-C. What was begun is finished; what was not yet sent stays in the database."""
    with_slack, with_discord = is_wanted(settings), bool(settings.discord_token)
    if not with_slack and not with_discord:
        raise InvalidInput(NOTHING_TO_RUN)
    stopped = _wish_to_stop()
    async with AsyncExitStack() as stack:
        stack.enter_context(only_one(settings.database_url))
        store = await stack.enter_async_context(open_store(settings.database_url))
        shared = SharedClock()
        replica = await stack.enter_async_context(
            joined(settings.database_url, steady, shared.read, [DISCORD])
        )
        clock = clock_of(shared)
        slack = await connect_slack(settings, store, clock) if with_slack else None
        discord = Discord(settings, replica.hold(DISCORD)) if with_discord else None
        messengers: dict[Platform, Messenger] = {}
        if slack is not None:
            messengers[Platform.SLACK] = slack.messenger
        if discord is not None:
            messengers[Platform.DISCORD] = discord.messenger
        drawer = ChildProcess()
        stack.callback(drawer.end)
        means = Means(
            retention=timedelta(days=settings.retention_days),
            most_a_week=settings.messages_a_week,
            drawer=drawer,
            together=few_at_once,
            seals=seals_of(settings.secret_keys),
        )
        away = nowhere if discord is None else discord.away
        parts = assemble(store, clock, messengers, SystemClock(), means, away)
        replica.hear(parts.runner.send)
        said = await _open(stack, settings, parts, slack, discord)
        await parts.runner.start()
        for sentence in said:
            say(sentence)
        try:
            await stopped.wait()
        finally:
            await parts.runner.stop()
    say("121 has stopped. What was not yet sent goes out at the next start.")


def clock_of(shared: SharedClock) -> Clock:
    """The clock to live by: the database's where several may work on it, else this machine's."""
    return shared if shared.is_read else SystemClock()


async def _open(
    stack: AsyncExitStack,
    settings: Settings,
    parts: Parts,
    slack: Slack | None,
    discord: Discord | None,
) -> list[str]:
    """Hear the platforms, and serve what is called by HTTP; what to say of it."""
    said: list[str] = []
    routes: list[BaseRoute] = []
    checks: dict[str, Check] = {"database": lambda: _answers(parts.bot)}
    if slack is not None:
        opened = await stack.enter_async_context(slack.open(parts.bot))
        routes += opened.routes
        checks["slack"] = opened.is_open
        said.append(opened.said)
    if discord is not None:
        said.append(await stack.enter_async_context(discord.open(parts.bot)))
        checks["discord"] = discord.is_open
    if routes or settings.http_port:
        said.insert(0, await _serve(stack, settings, routes, checks))
    return said


async def _serve(
    stack: AsyncExitStack,
    settings: Settings,
    routes: list[BaseRoute],
    checks: Mapping[str, Check],
) -> str:
    port = settings.http_port or USUAL_PORT
    everything = [*routes, *health(checks)]
    address = await stack.enter_async_context(serving(everything, settings.http_host, port))
    return f"It answers at {address}"


def _wish_to_stop() -> asyncio.Event:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for wish in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(wish, stopped.set)
    return stopped


async def _answers(bot: Bot) -> bool:
    await bot.next_due()
    return True
