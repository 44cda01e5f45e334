"""The one place where real parts are put together."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.app import Bot
from bot.domain.model import Platform
from bot.ports import Clock, Drawer, Messenger, Seals, Store
from bot.storage import SqlStore, upgrade
from scheduler.lookout import Lookout
from scheduler.outbox import Outbox
from scheduler.runner import Runner
from scheduler.turning import SettableClock, turn


@dataclass(frozen=True, kw_only=True, slots=True)
class Parts:
    """A running programme: the bot, and the runner that keeps it going."""

    bot: Bot
    runner: Runner


def assemble(  # noqa: PLR0913, PLR0917 - its arguments are the parts
    store: Store,
    clock: Clock,
    messengers: Mapping[Platform, Messenger],
    system: Clock | None = None,
    retention: timedelta = timedelta(days=30),
    drawer: Drawer | None = None,
    seals: Seals | None = None,
) -> Parts:
    """The bot on a store, a clock and the platforms that are connected.

    `system` is the clock of real time; `retention`, how long a workspace is kept after 121 was removed from it; without a
    `drawer`, rounds are drawn where the bot runs; without `seals`, no notes are kept.
    """
    bot = Bot(
        store=store,
        clock=clock,
        traits={platform: messenger.traits for platform, messenger in messengers.items()},
        retention=retention,
        seals=seals,
    )
    if drawer is not None:
        bot = replace(bot, drawer=drawer)
    runner = Runner(bot, Lookout(bot, messengers), Outbox(bot, messengers), clock, system)
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
