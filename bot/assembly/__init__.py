"""The one place where real parts are put together."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from bot.app import Bot, Means
from bot.domain.model import Platform
from bot.ports import Clock, Messenger, Store
from bot.storage import SqlStore, upgrade
from scheduler.lookout import Lookout
from scheduler.outbox import Away, Outbox, nowhere
from scheduler.runner import Runner
from scheduler.turning import SettableClock, turn


@dataclass(frozen=True, kw_only=True, slots=True)
class Parts:
    """A running programme: the bot, and the runner that keeps it going."""

    bot: Bot
    runner: Runner


def assemble(
    store: Store,
    clock: Clock,
    messengers: Mapping[Platform, Messenger],
    system: Clock | None = None,
    means: Means = Means(),  # noqa: B008 - frozen
    away: Away = nowhere,
) -> Parts:
    """The bot on a store, a clock and the platforms that are connected.

    `system` is the clock of real time; to the platforms that are `away` another replica sends, or nobody can now.
    """
    bot = Bot(
        store=store,
        clock=clock,
        traits={platform: messenger.traits for platform, messenger in messengers.items()},
        means=means,
    )
    runner = Runner(bot, Lookout(bot, messengers), Outbox(bot, messengers, away), clock, system)
    return Parts(bot=bot.woken_by(runner.wake), runner=runner)


@asynccontextmanager
async def open_store(url: str, *, durable: bool = True) -> AsyncIterator[SqlStore]:
    """The database at this address, brought up to date and opened."""
    await upgrade(url)
    store = SqlStore.open(url, durable=durable)
    try:
        yield store
    finally:
        await store.close()


async def turn_clock(parts: Parts, clock: SettableClock, to: datetime) -> None:
    """Put a simulated clock forward, doing on the way whatever falls due."""
    await turn(clock, parts.bot, parts.runner.run_once, to)
