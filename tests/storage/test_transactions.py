"""A transaction is all or nothing, and one story at a time."""

import asyncio
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import event

from bot.deliveries import DeliveryState
from bot.domain.model import FollowUpState, RequestState
from bot.errors import BotError, Conflict, StoreError
from bot.ports import Store, Transaction
from bot.storage import SqlStore
from tests.storage.samples import (
    DAY,
    HOUR,
    LATER,
    MINUTE,
    NOW,
    SOON,
    Group,
    add_group,
    delivery,
    follow_up,
    member,
    pairing,
    request,
    stored_group,
)


async def test_the_store_is_what_the_core_asks_for(store: SqlStore) -> None:
    port: Store = store
    async with port.begin() as tx:
        assert await tx.next_due() is None


async def test_an_exception_undoes_everything(store: SqlStore) -> None:
    group = await stored_group(store)
    with pytest.raises(RuntimeError):
        async with store.begin() as tx:
            await tx.save(replace(group.members[0], business="changed"))
            await tx.outbox.queue([delivery(group, "hello")])
            raise RuntimeError
    async with store.begin() as tx:
        assert (await tx.people.members(group.ids))[group.ids[0]] == group.members[0]
        assert await tx.next_due() == group.circle.next_round_at


async def test_a_refusal_passes_through_as_it_is(store: SqlStore) -> None:
    refusal = BotError("no")
    with pytest.raises(BotError) as caught:
        async with store.begin():
            raise refusal
    assert caught.value is refusal


async def test_a_story_that_is_called_off_holds_nothing(store: SqlStore) -> None:
    group = await stored_group(store)
    inside = asyncio.Event()

    async def wait_for_ever() -> None:
        async with store.begin() as tx:
            await tx.save(replace(group.members[0], business="changed"))
            inside.set()
            await asyncio.sleep(3600)

    task = asyncio.create_task(wait_for_ever())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with asyncio.timeout(5), store.begin() as tx:
        assert (await tx.people.members(group.ids))[group.ids[0]] == group.members[0]


async def test_a_conflict_shows_where_it_happens(store: SqlStore) -> None:
    group = await stored_group(store)
    caught: list[Exception] = []
    with pytest.raises(Conflict):
        async with store.begin() as tx:
            try:
                await tx.add(member(group.workspace.id, "m0"))
            except Exception as error:
                caught.append(error)
                raise
    assert [type(error) for error in caught] == [Conflict]


async def test_text_that_no_database_can_hold_is_an_error_of_ours(store: SqlStore) -> None:
    group = await stored_group(store)
    with pytest.raises(StoreError):
        async with store.begin() as tx:
            await tx.save(replace(group.members[0], business="\ud800"))


async def test_records_come_back_in_order_with_their_ids_after_one_statement(
    store: SqlStore,
) -> None:
    group = await stored_group(store, count=1)
    inserts: list[str] = []

    def note_down(*call: object) -> None:
        inserts.append(str(call[2]))

    event.listen(store.engine.sync_engine, "before_cursor_execute", note_down)
    async with store.begin() as tx:
        names = [f"n{n}" for n in range(300)]
        added = await tx.add(*(member(group.workspace.id, name) for name in names))
        found = await tx.people.members(one.id for one in added)
    assert [found[one.id] for one in added] == list(added)
    assert [one.external_id for one in added] == names
    assert len([text for text in inserts if text.startswith("INSERT")]) == 1


async def test_adding_or_saving_nothing_is_fine(store: SqlStore) -> None:
    async with store.begin() as tx:
        assert await tx.add() == ()
        await tx.save()
        assert await tx.outbox.queue([]) == 0
        await tx.follow_ups.plan([])


async def test_an_event_is_new_once_in_each_workspace(store: SqlStore) -> None:
    one = await stored_group(store, name="one")
    other = await stored_group(store, name="other")
    async with store.begin() as tx:
        assert await tx.first_time(one.workspace.id, "Ev1", NOW)
        assert not await tx.first_time(one.workspace.id, "Ev1", SOON)
        assert await tx.first_time(other.workspace.id, "Ev1", NOW)
    async with store.begin() as tx:
        assert not await tx.first_time(one.workspace.id, "Ev1", SOON)


async def test_an_event_whose_effect_failed_is_still_new(store: SqlStore) -> None:
    group = await stored_group(store)
    with pytest.raises(RuntimeError):
        async with store.begin() as tx:
            await tx.first_time(group.workspace.id, "Ev1", NOW)
            raise RuntimeError
    async with store.begin() as tx:
        assert await tx.first_time(group.workspace.id, "Ev1", NOW)


async def test_the_same_event_twice_at_once_is_new_once(store: SqlStore) -> None:
    group = await stored_group(store)

    async def remember() -> bool:
        async with store.begin() as tx:
            return await tx.first_time(group.workspace.id, "Ev1", NOW)

    assert sorted(await asyncio.gather(*(remember() for _ in range(5)))) == [False] * 4 + [True]


async def test_many_stories_at_once_all_end_well(store: SqlStore) -> None:
    group = await stored_group(store, count=1)

    async def count_up() -> None:
        async with store.begin() as tx:
            await tx.circles.lock(group.circle.id)
            (mine,) = (await tx.people.members(group.ids)).values()
            await tx.save(replace(mine, limit=mine.limit + 1))

    await asyncio.gather(*(count_up() for _ in range(30)))
    async with store.begin() as tx:
        assert (await tx.people.members(group.ids))[group.ids[0]].limit == 31


async def _everything_due(tx: Transaction, group: Group) -> None:
    (introduced,) = await tx.add(pairing(group, 0, 1))
    await tx.save(replace(group.circle, next_round_at=NOW + 5 * HOUR))
    await tx.add(replace(request(group, 0), expires_at=NOW + 4 * HOUR))
    await tx.add(follow_up(group, "f", of=introduced, at=NOW + 3 * HOUR))
    await tx.outbox.queue([delivery(group, "d", at=NOW + 2 * HOUR)])


async def test_the_next_thing_due_is_the_earliest_of_all_that_waits(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        await _everything_due(tx, group)
        due: list[datetime | None] = [await tx.next_due()]
        await tx.outbox.claim(NOW + 2 * HOUR, NOW + 2 * HOUR + MINUTE, 1)
        due.append(await tx.next_due())
        (sending,) = await tx.outbox.uncertain(LATER, LATER + MINUTE, 1)
        await tx.outbox.finish([replace(sending, state=DeliveryState.SENT, lease_until=None)])
        due.append(await tx.next_due())
        (waiting,) = await tx.follow_ups.due(LATER)
        await tx.follow_ups.close([waiting.id], FollowUpState.ASKED)
        due.append(await tx.next_due())
        (asked,) = await tx.requests.waiting(group.circle.id)
        await tx.requests.close(asked.id, RequestState.EXPIRED)
        due.append(await tx.next_due())
        await tx.save(replace(group.circle, closed_at=NOW))
        due.append(await tx.next_due())
    after = [2 * HOUR, 2 * HOUR + MINUTE, 3 * HOUR, 4 * HOUR, 5 * HOUR]
    assert due == [*(NOW + wait for wait in after), None]
    assert LATER - NOW == DAY
