"""Whatever happens to a call, the database or a workspace meanwhile: nothing is sent twice, broken off or held up."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.deliveries import LEASE, Busy, Delivery, DeliveryState, Receipt
from bot.domain.model import Platform, Workspace
from bot.errors import StoreError
from bot.ports import Store
from bot.storage import SqlStore
from bot.usecases.sending import Claimed
from scheduler.lookout import Lookout
from scheduler.outbox import LONGEST, MEANWHILE, USUAL, Outbox, busy
from scheduler.runner import Runner
from tests.scheduler.scripted import Scene, ScriptedTable, scene, set_up
from tests.scheduler.test_runner import NothingToSend, Recorded, until
from tests.storage.samples import claim, delivery, queue, stored_group
from tests.talk import Talk


class Hanging(ScriptedTable):
    """Does not answer for some workspaces before it is let go."""

    def __init__(self, *dead: str) -> None:
        super().__init__()
        self.dead = dead
        self.go = asyncio.Event()
        self.began: Counter[str] = Counter()
        self.broken_off = 0

    async def send(self, delivery: Delivery) -> Receipt:
        self.began[delivery.workspace] += 1
        try:
            if delivery.workspace in self.dead:
                await self.go.wait()
        except asyncio.CancelledError:
            self.broken_off += 1
            raise
        return await super().send(delivery)


async def hanging(store: Store, *dead: str) -> tuple[Scene, Hanging, Outbox]:
    table = Hanging(*dead)
    here = Scene(talk=Talk(store, table), table=table)
    await here.talk.says("ada", "/121 help")
    return here, table, Outbox(here.talk.bot, {Platform.PLAYGROUND: table})


async def fill(here: Scene, workspace: str, many: int) -> None:
    """So many messages wait in a workspace of this name."""
    async with here.talk.store.begin() as tx:
        (added,) = await tx.add(Workspace(platform=Platform.PLAYGROUND, external_id=workspace))
        new = [here.message(f"{workspace} {n}", f"m{n}", added.id) for n in range(many)]
        await tx.outbox.queue([replace(one, workspace=workspace) for one in new])


async def test_a_clock_that_jumps_while_a_call_is_under_way_doubles_nothing(
    sqlite_store: Store,
) -> None:
    here, table, outbox = await hanging(sqlite_store, "riverside")
    await here.queue("one", "ben")
    draining = asyncio.create_task(outbox.drain())
    await until(lambda: table.began["riverside"] == 1)
    await here.talk.clock.set(here.talk.clock.now() + 2 * LEASE)
    claimed = await here.talk.bot.claim(busy(outbox._under_way.values()))
    assert claimed == Claimed(to_send=(), to_find=())
    table.go.set()
    await draining
    assert await here.is_sent("one")
    assert (table.taken.count("one"), table.looked) == (1, [])


async def test_a_call_ends_before_its_lease_and_is_looked_up_then(sqlite_store: Store) -> None:
    assert timedelta(seconds=LONGEST) < LEASE
    here, table, _ = await hanging(sqlite_store, "riverside")
    await here.queue("one", "ben")
    messengers = {Platform.PLAYGROUND: table}
    await Outbox(here.talk.bot, messengers, longest=0).drain()
    assert "one" not in table.taken
    table.go.set()
    await here.talk.clock.set(here.talk.clock.now() + LEASE)
    await here.passes()
    assert (table.looked, table.taken.count("one")) == (["one"], 1)


async def test_a_database_that_is_away_breaks_off_nothing_that_is_under_way(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.outbox.LOOK_AGAIN", 0)
    here, table, _ = await hanging(sqlite_store, "riverside")
    failed = asyncio.Event()

    class Away:
        record = staticmethod(here.talk.bot.record)
        claims = 0

        async def claim(self, those: Busy) -> Claimed:
            self.claims += 1
            if self.claims == 2:
                failed.set()
                raise StoreError
            return await here.talk.bot.claim(those)

    await here.queue("one", "ben")
    draining = asyncio.create_task(Outbox(Away(), {Platform.PLAYGROUND: table}).drain())
    await failed.wait()
    table.go.set()
    await draining
    assert await here.is_sent("one")
    assert table.broken_off == 0


async def test_an_outcome_that_cannot_be_stored_breaks_off_nothing_else_and_is_looked_up(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.outbox.STORE_AGAIN", ())
    here, table, _ = await hanging(sqlite_store, "hillside")
    await fill(here, "hillside", 1)
    await here.queue("one", "ben")
    failed = asyncio.Event()

    class Away:
        claim = staticmethod(here.talk.bot.claim)

        @staticmethod
        async def record(attempts: object) -> None:
            if not failed.is_set():
                failed.set()
                raise StoreError
            await here.talk.bot.record(attempts)  # type: ignore[arg-type]

    draining = asyncio.create_task(Outbox(Away(), {Platform.PLAYGROUND: table}).drain())
    await failed.wait()
    table.go.set()
    await draining
    assert table.broken_off == 0
    assert "hillside 0" in table.taken
    await here.talk.clock.set(here.talk.clock.now() + LEASE)
    await here.passes()
    assert await here.is_sent("one")
    assert (table.looked, table.taken.count("one")) == (["one"], 1)


@pytest.mark.parametrize("gives_way", [False, True])
async def test_a_few_workspaces_that_hang_leave_room_for_the_others(
    sqlite_store: Store, *, gives_way: bool
) -> None:
    room = MEANWHILE if gives_way else USUAL
    hung = [f"dead{n}" for n in range(room.of_all // room.of_each - 1)]
    here, table, outbox = await hanging(sqlite_store, *hung)
    for workspace in hung:
        await fill(here, workspace, 20)
    await fill(here, "well", 1)
    outbox._room = room
    draining = asyncio.create_task(outbox.drain())
    await until(lambda: table.began["well"] == 1)
    assert {table.began[workspace] for workspace in hung} == {room.of_each}
    table.go.set()
    await draining


async def test_a_claim_takes_a_few_of_each_workspace_in_order(store: SqlStore) -> None:
    large = await stored_group(store, name="large")
    small = await stored_group(store, name="small")
    await queue(store, *(delivery(large, f"l{n}") for n in range(9)))
    await queue(store, *(delivery(small, f"s{n}") for n in range(2)))
    async with store.begin() as tx:
        now = large.circle.created_at
        taken = await tx.outbox.claim(now, now + LEASE, 4, Busy(each=3))
        uncertain = await tx.outbox.uncertain(now + LEASE, now + 2 * LEASE, 4, Busy(each=1))
    assert [one.key for one in taken] == ["l0", "l1", "l2", "s0"]
    assert [one.key for one in uncertain] == ["l0", "s0"]
    assert len(await claim(store)) == 7


async def test_what_is_under_way_here_is_not_looked_for(store: SqlStore) -> None:
    group = await stored_group(store)
    await queue(store, delivery(group, "a"), delivery(group, "b"))
    first, second = await claim(store)
    later = group.circle.created_at + LEASE
    async with store.begin() as tx:
        those = Busy(deliveries=frozenset({first.id}))
        assert [one.id for one in await tx.outbox.uncertain(later, later + LEASE, 9, those)] == [
            second.id
        ]


async def test_stopping_while_rounds_open_begins_nothing_more_and_finishes_what_is_under_way(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.outbox.SOON", 0)
    here, table, outbox = await hanging(sqlite_store, "dead")
    await fill(here, "dead", 20)
    programme = Recorded()
    programme.go.clear()
    runner = Runner(programme, Lookout(NothingToSend(), {}), outbox, here.talk.clock)
    await runner.start()
    await until(lambda: table.began["dead"] > 0)
    stopping = asyncio.create_task(runner.stop())
    await until(lambda: outbox._closed)
    begun = table.began["dead"]
    table.go.set()
    await until(lambda: len(table.taken) == begun)
    programme.go.set()
    await stopping
    assert (table.began["dead"], table.broken_off) == (begun, 0)
    assert programme.finished == 1


async def test_a_message_that_was_given_up_and_is_tried_again_is_another_claim(
    store: Store,
) -> None:
    here = scene(store)
    await set_up(here.talk, "ada", "ben")
    await here.queue("one", "ben")
    (first,) = (await here.talk.bot.claim()).to_send
    async with store.begin() as tx:
        await tx.outbox.finish([replace(first, state=DeliveryState.FAILED, lease_until=None)])
        await tx.outbox.try_again([first.id], here.talk.clock.now())
    (again,) = (await here.talk.bot.claim()).to_send
    assert (again.id, again.attempts) == (first.id, 2)
