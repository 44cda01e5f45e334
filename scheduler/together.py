"""Several things at a time: while a round is drawn in another process, the next one is stored."""

import asyncio
from collections.abc import Awaitable, Iterable

AT_ONCE = 2  # one is drawn or waits for the database while the other is worked at; more only keep commands waiting


async def few_at_once(works: Iterable[Awaitable[None]]) -> None:
    """Do them all, a few at a time, in about the order in which they are given."""
    waiting = iter(works)

    async def work() -> None:
        for one in waiting:
            await one

    async with asyncio.TaskGroup() as tasks:
        for _ in range(AT_ONCE):
            tasks.create_task(work())
