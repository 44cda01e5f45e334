"""What is called off and what is no longer kept, and that nothing of anybody else is touched."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, select

from bot.deliveries import DeliveryState, Receipt
from bot.domain.model import Answer, Block, Report, Ruling, RulingKind, Via
from bot.messages import Message
from bot.ports import EarlyReaction
from bot.storage import SqlStore
from bot.storage.tables import metadata
from tests.storage.samples import (
    DAY,
    NOW,
    Group,
    claim,
    delivery,
    follow_up,
    introduce,
    keys,
    pairing,
    queue,
    relations_of,
    request,
    round_of,
    stored_group,
)


async def fill(store: SqlStore, group: Group) -> None:
    """Something in every table of a workspace."""
    async with store.begin() as tx:
        opened = await tx.circles.open_round(round_of(group))
        pair = await introduce(tx, pairing(group, 0, 1, round_=opened))
        await tx.add(
            Report(
                pairing_id=pair.id,
                member_id=group.ids[0],
                answer=Answer.MET,
                via=Via.BUTTON,
                at=NOW,
            )
        )
        await tx.add(request(group, 2))
        await tx.follow_ups.plan([follow_up(group, f"nudge:{pair.id}", of=pair)])
        await tx.add(
            Block(workspace_id=group.workspace.id, blocker_id=group.ids[0], blocked_id=group.ids[1])
        )
        a, b, *_ = group.ids
        await tx.add(Ruling(circle_id=group.circle.id, a=a, b=b, kind=RulingKind.TOGETHER))
        await tx.add(
            EarlyReaction(
                workspace_id=group.workspace.id,
                channel="D1",
                message_id="1",
                member_id=group.ids[0],
                emoji="x",
                added=True,
                at=NOW,
            )
        )
        await tx.first_time(group.workspace.id, "Ev1", NOW)
        for one in relations_of(group, group.workspace.id):
            await tx.add(one)
        await tx.reminders.ping(group.ids[:2], NOW)
    await queue(store, delivery(group, f"hello-{group.workspace.external_id}"))


async def counts(store: SqlStore) -> dict[str, int]:
    async with store.connection() as connection:
        return {
            table.name: (
                await connection.execute(select(func.count()).select_from(table))
            ).scalar_one()
            for table in metadata.sorted_tables
        }


async def test_a_workspace_is_erased_whole_and_no_other(store: SqlStore) -> None:
    riverside = await stored_group(store)
    await fill(store, riverside)
    alone = await counts(store)
    hillside = await stored_group(store, name="hillside")
    await fill(store, hillside)
    async with store.begin() as tx:
        await tx.upkeep.erase(hillside.workspace.id)
    assert await counts(store) == alone
    assert set(alone) - {name for name, count in alone.items() if count} == {"secrets"}


async def test_only_workspaces_that_were_left_before_are_named(store: SqlStore) -> None:
    riverside = await stored_group(store)
    await stored_group(store, name="hillside")
    async with store.begin() as tx:
        await tx.save(replace(riverside.workspace, left_at=NOW))
        assert await tx.upkeep.left_before(NOW) == ()
        assert await tx.upkeep.left_before(NOW + DAY) == (riverside.workspace.id,)


async def test_what_waits_in_a_workspace_is_called_off_and_nothing_elsewhere(
    store: SqlStore,
) -> None:
    riverside = await stored_group(store)
    hillside = await stored_group(store, name="hillside")
    for group in (riverside, hillside):
        await fill(store, group)
    async with store.begin() as tx:
        await tx.upkeep.hush(riverside.workspace.id)
        assert await tx.requests.waiting(riverside.circle.id) == ()
        assert len(await tx.requests.waiting(hillside.circle.id)) == 1
        due = await tx.follow_ups.due(NOW + DAY)
        assert [one.circle_id for one in due] == [hillside.circle.id]
        reminders = await tx.reminders.due(NOW + DAY)
        assert [one.workspace_id for one in reminders] == [hillside.workspace.id]
    assert keys(await claim(store)) == ["hello-hillside"]


async def test_old_events_are_forgotten_and_new_ones_are_not(store: SqlStore) -> None:
    group = await stored_group(store)
    async with store.begin() as tx:
        await tx.first_time(group.workspace.id, "old", NOW)
        await tx.first_time(group.workspace.id, "new", NOW + DAY)
        await tx.upkeep.forget_events(NOW + timedelta(hours=1))
        assert await tx.first_time(group.workspace.id, "old", NOW)
        assert not await tx.first_time(group.workspace.id, "new", NOW)


async def test_the_words_of_old_messages_go_and_where_they_went_stays(store: SqlStore) -> None:
    group = await stored_group(store)
    await queue(store, delivery(group, "done"), delivery(group, "waits", at=NOW + DAY))
    (sent,) = await claim(store)
    done = replace(sent, state=DeliveryState.SENT, channel="D1", message_id="7")
    async with store.begin() as tx:
        await tx.outbox.finish([done])
        await tx.upkeep.empty_messages(NOW)
        kept = await tx.outbox.by_receipt(group.workspace.id, Receipt(channel="D1", message="7"))
        assert kept is not None
        assert kept.message == sent.message
        await tx.upkeep.empty_messages(NOW + 3 * DAY)
        emptied = await tx.outbox.by_receipt(group.workspace.id, Receipt(channel="D1", message="7"))
        assert emptied is not None
        assert emptied.message == Message(())
    (waits,) = await claim(store, NOW + 2 * DAY)
    assert waits.message == sent.message
