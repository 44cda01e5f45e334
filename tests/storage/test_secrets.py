"""Secrets: sealed where they lie, opened by any key of the ring, told apart by platform and name."""

import asyncio

import pytest
from sqlalchemy import select

from bot.domain.model import Platform
from bot.errors import InvalidInput
from bot.storage import SqlSecrets, SqlStore, keyring, new_key
from bot.storage.secrets import SealBroken
from bot.storage.tables import secrets

FIRST, SECOND = new_key(), new_key()


async def test_a_secret_is_kept_replaced_and_forgotten(store: SqlStore) -> None:
    kept = SqlSecrets(store, keyring([FIRST]))
    await kept.put(Platform.SLACK, "T1", "xoxb-one")
    await kept.put(Platform.SLACK, "T1", "xoxb-two")
    await kept.put(Platform.DISCORD, "T1", "other")
    assert await kept.get(Platform.SLACK, "T1") == "xoxb-two"
    assert await kept.remove(Platform.SLACK, "T1")
    assert not await kept.remove(Platform.SLACK, "T1")
    assert await kept.get(Platform.SLACK, "T1") is None
    assert await kept.get(Platform.DISCORD, "T1") == "other"


async def test_what_lies_in_the_database_does_not_show_it(store: SqlStore) -> None:
    await SqlSecrets(store, keyring([FIRST])).put(Platform.SLACK, "T1", "xoxb-one")
    async with store.connection() as connection:
        (sealed,) = (await connection.execute(select(secrets.c.sealed))).scalars()
    assert "xoxb" not in sealed


async def test_a_new_key_before_the_old_one_opens_what_the_old_one_sealed(store: SqlStore) -> None:
    await SqlSecrets(store, keyring([FIRST])).put(Platform.SLACK, "T1", "one")
    both = SqlSecrets(store, keyring([SECOND, FIRST]))
    assert await both.get(Platform.SLACK, "T1") == "one"
    await both.put(Platform.SLACK, "T1", "two")
    assert await SqlSecrets(store, keyring([SECOND])).get(Platform.SLACK, "T1") == "two"


async def test_another_key_is_told_so(store: SqlStore) -> None:
    await SqlSecrets(store, keyring([FIRST])).put(Platform.SLACK, "T1", "one")
    with pytest.raises(SealBroken, match="BOT121_SECRET_KEY"):
        await SqlSecrets(store, keyring([SECOND])).get(Platform.SLACK, "T1")


@pytest.mark.parametrize("keys", [["secret"], [FIRST, ""], ["é"]])
def test_what_is_no_key_is_told_so(keys: list[str]) -> None:
    with pytest.raises(InvalidInput, match="BOT121_SECRET_KEY is not a key"):
        keyring(keys)


async def test_one_at_a_time_does_something_about_a_secret(
    upgraded_postgresql_url: str,
) -> None:
    stores = [SqlStore.open(upgraded_postgresql_url) for _ in range(3)]
    inside, most = 0, 0

    async def renew(store: SqlStore) -> None:
        nonlocal inside, most
        async with SqlSecrets(store, keyring([new_key()])).alone(Platform.SLACK, "T1"):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.05)
            inside -= 1

    await asyncio.gather(*(renew(store) for store in stores))
    assert most == 1
    for store in stores:
        await store.close()
