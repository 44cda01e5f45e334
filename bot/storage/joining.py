"""Joining those who work on one database. On SQLite there is only one."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import datetime

from bot.storage.engine import database_url
from bot.storage.holds import Hold, Together


class Alone:
    """The only 121 on its database: everything is its own, and nobody else has news."""

    def hear(self, on_news: Callable[[], None]) -> None:
        """There is nobody to hear of."""

    def hold(self, name: str) -> Hold:
        """What it always has."""
        return Hold(name, is_held=True)


@asynccontextmanager
async def joined(
    url: str,
    counter: Callable[[], float],
    on_time: Callable[[datetime, float], None],
    names: Iterable[str],
) -> AsyncIterator[Together]:
    """Be one of those who work on the database at this address, until the block ends. Raises `StoreError`."""
    if database_url(url).drivername.startswith("sqlite"):
        yield Alone()
        return
    from bot.storage.replica import Replica  # noqa: PLC0415 - its driver is there only where PostgreSQL is wanted

    async with Replica(url, counter, on_time, names) as replica:
        yield replica
