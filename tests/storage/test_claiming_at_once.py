"""Several senders share one outbox: each delivery goes to one of them, and each address stays in order."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.deliveries import Delivery, DeliveryState
from bot.storage import SqlStore
from tests.storage.samples import (
    LEASE_END,
    MINUTE,
    claim,
    delivery,
    finish,
    queue,
    stored_group,
    to,
)

SENDERS = 5


@pytest.fixture
async def senders(store: SqlStore, home: str) -> AsyncIterator[list[SqlStore]]:
    """Stores of their own, as in several processes; a database in memory has only the one."""
    own = [] if home == "sqlite://" else [SqlStore.open(home) for _ in range(SENDERS)]
    yield own or [store] * SENDERS
    for one in own:
        await one.close()


async def claim_all(sender: SqlStore, most: int) -> list[Delivery]:
    claimed: list[Delivery] = []
    while some := await claim(sender, most=most):
        assert len(some) <= most
        claimed += some
        await asyncio.sleep(0)
    return claimed


async def test_five_senders_claim_each_of_sixty_deliveries_once(
    store: SqlStore, senders: list[SqlStore]
) -> None:
    group = await stored_group(store)
    await queue(store, *(delivery(group, f"d{n}") for n in range(60)))
    claimed = await asyncio.gather(*(claim_all(sender, 3) for sender in senders))
    counted = Counter(one.key for some in claimed for one in some)
    assert counted == Counter(f"d{n}" for n in range(60))
    assert await claim(store) == ()


async def test_five_senders_look_up_each_uncertain_delivery_once(
    store: SqlStore, senders: list[SqlStore]
) -> None:
    group = await stored_group(store)
    await queue(store, *(delivery(group, f"d{n}") for n in range(20)))
    await claim(store)

    async def look_up(sender: SqlStore) -> tuple[Delivery, ...]:
        async with sender.begin() as tx:
            return await tx.outbox.uncertain(LEASE_END, LEASE_END + MINUTE, 20)

    found = await asyncio.gather(*map(look_up, senders))
    assert Counter(one.key for some in found for one in some) == Counter(f"d{n}" for n in range(20))


async def test_five_senders_keep_every_address_in_order(
    store: SqlStore, senders: list[SqlStore]
) -> None:
    group = await stored_group(store)
    rows = [
        delivery(group, f"{place}-{n}", address=to(f"U{place}"))
        for n in range(6)
        for place in range(4)
    ]
    await queue(store, *rows)
    order: list[str] = []

    async def send_all(sender: SqlStore) -> None:
        while len(order) < len(rows):
            for one in await claim(sender, most=2):
                order.append(one.key)
                await asyncio.sleep(0)
                await finish(sender, replace(one, state=DeliveryState.SENT, lease_until=None))
            await asyncio.sleep(0)

    async with asyncio.timeout(60):
        await asyncio.gather(*map(send_all, senders))
    for place in range(4):
        mine = [key for key in order if key.startswith(f"{place}-")]
        assert mine == [f"{place}-{n}" for n in range(6)]


async def test_queueing_the_same_at_once_stores_it_once(
    store: SqlStore, senders: list[SqlStore]
) -> None:
    group = await stored_group(store)
    new = await asyncio.gather(*(queue(sender, delivery(group, "same")) for sender in senders))
    assert sorted(new) == [0, 0, 0, 0, 1]
