"""A backup that was put back, on each kind of database."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from bot.deliveries import DeliveryState
from bot.domain.reminders import Reminder, ReminderKind
from bot.storage import SqlStore
from bot.storage.restoring import LEFT_OUT, MAY_HAVE_BEEN_ASKED
from bot.storage.tables import follow_ups, pairings
from tests.storage.samples import (
    DAY,
    LATER,
    NOW,
    delivery,
    follow_up,
    introduce,
    pairing,
    queue,
    request,
    stored_group,
)


async def test_an_empty_database_knows_of_nothing(store: SqlStore) -> None:
    async with store.begin() as tx:
        assert await tx.restoring.last_sign() is None
        assert await tx.restoring.workspaces() == ()
        assert await tx.restoring.drop_overdue(NOW) == 0
        await tx.restoring.leave_ids_out(NOW)
    async with store.connection() as connection:
        assert (await connection.execute(select(pairings))).all() == []


async def test_the_last_sign_is_the_latest_of_all(store: SqlStore) -> None:
    group = await stored_group(store)
    async with store.begin() as tx:
        last = await tx.restoring.last_sign()
        assert last is not None
        await tx.first_time(group.workspace.id, "Ev1", last + DAY)
        assert await tx.restoring.last_sign() == last + DAY


async def test_only_what_is_overdue_is_dropped(store: SqlStore) -> None:
    group = await stored_group(store)
    async with store.begin() as tx:
        pair = await introduce(tx, pairing(group, 0, 1))
        questions = (follow_up(group, "due", of=pair), follow_up(group, "later", at=LATER + DAY))
        await tx.follow_ups.plan(questions)
        await tx.add(request(group, 2), request(group, 3, minutes=1))
        assert await tx.restoring.drop_overdue(LATER) == 2
    async with store.connection() as connection:
        query = select(follow_ups.c.state).order_by(follow_ups.c.id)
        assert [*(await connection.execute(query)).scalars()] == ["cancelled", "waiting"]


async def test_whether_two_would_meet_again_is_asked_later_and_not_dropped(store: SqlStore) -> None:
    group = await stored_group(store)
    again = Reminder(
        key="again",
        workspace_id=group.workspace.id,
        member_id=group.ids[0],
        kind=ReminderKind.AGAIN,
        about=group.ids[1],
        due_at=NOW,
        expires_at=LATER,
    )
    ahead = replace(again, key="ahead", due_at=LATER + DAY)
    other = replace(again, key="other", kind=ReminderKind.PROMISE)
    async with store.begin() as tx:
        await tx.reminders.put([again, ahead, other])
        assert await tx.restoring.drop_overdue(LATER) == 2
        assert await tx.reminders.planned("again") == LATER + MAY_HAVE_BEEN_ASKED
        assert await tx.reminders.planned("ahead") == LATER + DAY
        assert await tx.reminders.planned("other") is None


async def test_what_is_not_known_to_be_sent_is_looked_up_and_never_sent_in_doubt(
    store: SqlStore,
) -> None:
    group = await stored_group(store)
    await queue(store, replace(delivery(group, "waits"), resends_left=1))
    async with store.begin() as tx:
        assert await tx.restoring.doubt(NOW) == 1
        assert await tx.outbox.claim(NOW + DAY, NOW + 2 * DAY, 10) == ()
        (unsure,) = await tx.outbox.uncertain(NOW, NOW + DAY, 10)
    assert (unsure.key, unsure.state) == ("waits", DeliveryState.SENDING)
    assert (unsure.attempts, unsure.resends_left) == (1, 0)


async def test_pairings_go_on_with_ids_that_nobody_has_seen(store: SqlStore) -> None:
    group = await stored_group(store)
    async with store.begin() as tx:
        before = await introduce(tx, pairing(group, 0, 1))
        await tx.restoring.leave_ids_out(NOW)
        after = await introduce(tx, pairing(group, 1, 2))
        assert after.id > before.id + LEFT_OUT
        found = await tx.pairings.overdue(group.circle.id, NOW + timedelta(days=1_000))
    assert [pair.id for pair, _ in found] == [before.id, after.id]
