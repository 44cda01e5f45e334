"""A check mark that comes in the very moment in which another replica stores where the message went."""

import asyncio

from sqlalchemy import text

from bot.storage import SqlStore
from tests.talk import Talk, introduced

PATIENCE = 20  # seconds
WAITING = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


async def somebody_waits(store: SqlStore) -> None:
    """Until a statement waits for a row that somebody else holds."""
    async with asyncio.timeout(PATIENCE):
        while True:
            async with store.connection() as connection:
                if (await connection.execute(WAITING)).scalar_one():
                    return
            await asyncio.sleep(0.02)


async def test_it_counts(upgraded_postgresql_url: str) -> None:
    store = SqlStore.open(upgraded_postgresql_url)
    talk: Talk = await introduced(store)
    begun = text(
        "UPDATE deliveries SET state = 'sending', message_id = NULL WHERE key LIKE 'intro:%'"
    )
    stored = text("UPDATE deliveries SET state = 'sent', message_id = key WHERE key LIKE 'intro:%'")
    async with store.connection() as connection:
        await connection.execute(begun)
    async with store.connection() as connection:
        await connection.execute(stored)
        mark = asyncio.create_task(talk.reacts("ben"))
        await somebody_waits(store)
    await mark
    assert "1 of 48 met" in await talk.says("ada", "/121 status")
    await store.close()
