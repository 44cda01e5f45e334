"""Deliveries: queued once, claimed in order, finished by whoever claimed them."""

import asyncio
from dataclasses import replace

from bot.deliveries import Address, AddressKind, Delivery, DeliveryState, Receipt
from bot.ports import EarlyReaction
from bot.storage import SqlStore
from tests.storage.samples import (
    HOUR,
    LEASE_END,
    MINUTE,
    NOW,
    SOON,
    Group,
    claim,
    delivery,
    finish,
    introduce,
    keys,
    pairing,
    queue,
    stored_group,
    to,
)

RECEIPT = Receipt(channel="D1", message="17.5")


def sent(claimed: Delivery) -> Delivery:
    return replace(
        claimed,
        state=DeliveryState.SENT,
        lease_until=None,
        channel=RECEIPT.channel,
        message_id=RECEIPT.message,
    )


async def uncertain(store: SqlStore, *, most: int = 100) -> tuple[Delivery, ...]:
    async with store.begin() as tx:
        return await tx.outbox.uncertain(LEASE_END, LEASE_END + MINUTE, most)


async def test_the_same_key_is_queued_once(store: SqlStore) -> None:
    group = await stored_group(store)
    assert await queue(store, delivery(group, "a"), delivery(group, "b")) == 2
    assert await queue(store, delivery(group, "b"), *[delivery(group, "c")] * 2) == 1
    assert sorted(keys(await claim(store))) == ["a", "b", "c"]


async def test_a_claimed_delivery_is_on_its_way_and_its_attempt_counted(store: SqlStore) -> None:
    group = await stored_group(store)
    await queue(store, delivery(group, "a"))
    (claimed,) = await claim(store)
    assert claimed == replace(
        delivery(group, "a"),
        id=claimed.id,
        state=DeliveryState.SENDING,
        attempts=1,
        lease_until=LEASE_END,
    )
    assert await claim(store) == ()


async def test_nothing_is_claimed_before_its_moment(store: SqlStore) -> None:
    group = await stored_group(store)
    await queue(store, delivery(group, "now"), delivery(group, "soon", at=SOON))
    assert keys(await claim(store)) == ["now"]
    assert keys(await claim(store, SOON)) == ["soon"]


async def test_no_more_are_claimed_than_asked_for_and_they_come_in_order(store: SqlStore) -> None:
    group = await stored_group(store)
    await queue(store, *(delivery(group, f"d{n:02}") for n in range(10)))
    assert keys(await claim(store, most=3)) == ["d00", "d01", "d02"]
    assert len(await claim(store, most=5)) == 5
    assert keys(await claim(store, most=5)) == ["d08", "d09"]


async def test_an_address_gets_its_messages_one_after_the_other(store: SqlStore) -> None:
    group = await stored_group(store)
    room = to("U1")
    await queue(store, *(delivery(group, key, address=room) for key in "abc"))
    order: list[str] = []
    while claimed := await claim(store):
        assert await claim(store) == ()
        order += keys(claimed)
        await finish(store, *map(sent, claimed))
    assert order == ["a", "b", "c"]


async def test_a_message_that_must_wait_holds_up_its_own_address_only(store: SqlStore) -> None:
    group = await stored_group(store)
    await queue(
        store,
        delivery(group, "wait", address=to("U1"), at=SOON),
        delivery(group, "behind", address=to("U1")),
        delivery(group, "other", address=to("U2")),
    )
    assert keys(await claim(store)) == ["other"]
    (waited,) = await claim(store, SOON)
    assert waited.key == "wait"
    await finish(store, replace(waited, state=DeliveryState.FAILED, lease_until=None))
    assert keys(await claim(store)) == ["behind"]


async def test_equal_addresses_in_two_workspaces_do_not_wait_for_each_other(
    store: SqlStore,
) -> None:
    one = await stored_group(store, name="one")
    other = await stored_group(store, name="other")
    await queue(store, delivery(one, "a", address=to("U1"), at=SOON))
    await queue(store, delivery(other, "a", address=to("U1")))
    (claimed,) = await claim(store)
    assert claimed.workspace_id == other.workspace.id


async def test_a_finished_delivery_is_found_by_its_receipt(store: SqlStore) -> None:
    group = await stored_group(store)
    other = await stored_group(store, name="other")
    await queue(store, delivery(group, "a"))
    (claimed,) = await claim(store)
    assert await finish(store, sent(claimed)) == {claimed.id}
    async with store.begin() as tx:
        assert await tx.outbox.by_receipt(group.workspace.id, RECEIPT) == sent(claimed)
        assert await tx.outbox.by_receipt(other.workspace.id, RECEIPT) is None
        elsewhere = Receipt(channel="D2", message=RECEIPT.message)
        assert await tx.outbox.by_receipt(group.workspace.id, elsewhere) is None


async def test_the_last_message_to_a_room_is_found_where_the_room_is_of_a_pairing(
    store: SqlStore,
) -> None:
    group = await stored_group(store)
    async with store.begin() as tx:
        pair = await introduce(tx, pairing(group, 0, 1))
    both = Address(kind=AddressKind.GROUP, ids=("m0", "m1"))
    for key, address in (("one", both), ("other", both), ("alone", to("U1"))):
        await queue(store, replace(delivery(group, key, address=address), pairing_id=pair.id))
        (claimed,) = await claim(store)
        room = "D1" if address == both else "D2"
        await finish(store, replace(sent(claimed), channel=room, message_id=key))
    async with store.begin() as tx:
        found = await tx.outbox.latest_in(group.workspace.id, "D1")
        assert found is not None
        assert found.key == "other"
        assert await tx.outbox.latest_in(group.workspace.id, "D2") is None
        assert await tx.outbox.latest_in(group.workspace.id, "D3") is None


async def test_a_delivery_knows_the_room_of_the_last_one_to_its_address(store: SqlStore) -> None:
    group = await stored_group(store)
    other = await stored_group(store, name="other")
    await queue(store, delivery(group, "a", address=to("U1")))
    (first,) = await claim(store)
    assert first.channel is None
    await finish(store, sent(first))
    await queue(
        store, delivery(group, "b", address=to("U1")), delivery(group, "c", address=to("U2"))
    )
    await queue(store, delivery(other, "d", address=to("U1")))
    rooms = {claimed.key: claimed.channel for claimed in await claim(store)}
    assert rooms == {"b": RECEIPT.channel, "c": None, "d": None}
    looked_up = {taken.key: taken.channel for taken in await uncertain(store)}
    assert looked_up == rooms


async def test_a_delivery_to_be_tried_again_waits_until_then(store: SqlStore) -> None:
    group = await stored_group(store)
    await queue(store, delivery(group, "a"))
    (claimed,) = await claim(store)
    await finish(
        store,
        replace(
            claimed, state=DeliveryState.WAITING, not_before=SOON, lease_until=None, error="429"
        ),
    )
    assert await claim(store, SOON - MINUTE) == ()
    (again,) = await claim(store, SOON)
    assert (again.attempts, again.error) == (2, "429")


async def test_a_delivery_is_uncertain_once_its_lease_is_over(store: SqlStore) -> None:
    group = await stored_group(store)
    await queue(store, *(delivery(group, key) for key in "abc"))
    await claim(store, most=2)
    async with store.begin() as tx:
        assert await tx.outbox.uncertain(LEASE_END - MINUTE / 60, SOON, 9) == ()
    assert keys(await uncertain(store, most=1)) == ["a"]
    (second,) = await uncertain(store)
    assert (second.key, second.attempts, second.lease_until) == ("b", 2, LEASE_END + MINUTE)
    assert await uncertain(store) == ()


async def test_whoever_lost_the_lease_can_no_longer_finish(store: SqlStore) -> None:
    group = await stored_group(store)
    await queue(store, delivery(group, "a"), delivery(group, "b"))
    lost, kept = await claim(store)
    (looked_up,) = await uncertain(store, most=1)
    assert await finish(store, sent(lost), sent(kept)) == {kept.id}
    assert await finish(store, sent(looked_up)) == {lost.id}
    assert await finish(store, sent(looked_up)) == frozenset()
    assert await finish(store) == frozenset()


async def test_a_workspace_knows_whether_something_is_on_its_way(store: SqlStore) -> None:
    group = await stored_group(store)
    other = await stored_group(store, name="other")
    await queue(store, delivery(group, "a"))

    async def any_sending(of: Group) -> bool:
        async with store.begin() as tx:
            return await tx.outbox.any_sending(of.workspace.id)

    assert not await any_sending(group)
    (claimed,) = await claim(store)
    assert await any_sending(group)
    assert not await any_sending(other)
    await finish(store, sent(claimed))
    assert not await any_sending(group)


async def test_a_receipt_cannot_be_stored_while_somebody_looks_whether_it_is(
    store: SqlStore,
) -> None:
    group = await stored_group(store)
    await queue(store, delivery(group, "a"))
    (claimed,) = await claim(store)
    steps: list[str] = []

    async def look() -> None:
        async with store.begin() as tx:
            await tx.outbox.any_sending(group.workspace.id)
            steps.append("looks")
            await asyncio.sleep(0.05)
            steps.append("looked")

    async def store_receipt() -> None:
        await asyncio.sleep(0.02)
        await finish(store, sent(claimed))
        steps.append("stored")

    await asyncio.gather(look(), store_receipt())
    assert steps == ["looks", "looked", "stored"]


async def test_early_reactions_are_taken_out_once_and_in_order(store: SqlStore) -> None:
    group = await stored_group(store)
    other = Receipt(channel="D1", message="18")

    def early(receipt: Receipt, emoji: str) -> EarlyReaction:
        return EarlyReaction(
            workspace_id=group.workspace.id,
            channel=receipt.channel,
            message_id=receipt.message,
            member_id=group.ids[0],
            emoji=emoji,
            added=True,
            at=NOW + HOUR,
        )

    async with store.begin() as tx:
        first, second, third = await tx.add(
            early(RECEIPT, "✅"), early(other, "🎉"), early(RECEIPT, "❌")
        )
        workspace = group.workspace.id
        assert await tx.outbox.take_early(workspace, []) == ()
        assert await tx.outbox.take_early(workspace, [RECEIPT]) == (first, third)
        assert await tx.outbox.take_early(workspace, [RECEIPT, other]) == (second,)
        assert await tx.outbox.take_early(workspace, [RECEIPT, other]) == ()
