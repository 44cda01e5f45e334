"""Sides, promises, referrals, notes and reminders: kept, found, replaced, called off."""

from dataclasses import replace

from bot.domain.model import FollowUpState, PairingId
from bot.domain.promises import Promise
from bot.domain.referrals import Referral
from bot.domain.relationships import Rhythm, Side
from bot.domain.reminders import Reminder, ReminderKind
from bot.ports import Note
from bot.storage import SqlStore
from tests.storage.samples import (
    DAY,
    LATER,
    NOW,
    SOON,
    Group,
    add_group,
    relations_of,
    stored_group,
)


def side(group: Group, mine: int, other: int) -> Side:
    return Side(
        workspace_id=group.workspace.id, member_id=group.ids[mine], other_id=group.ids[other]
    )


def reminder(group: Group, key: str, whose: int = 0) -> Reminder:
    return Reminder(
        key=key,
        workspace_id=group.workspace.id,
        member_id=group.ids[whose],
        kind=ReminderKind.PROMISE,
        about=1,
        due_at=SOON,
        expires_at=LATER,
    )


async def test_a_side_takes_the_place_of_the_one_before(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        first = side(group, 0, 1)
        await tx.sides.put(first)
        changed = replace(first, rhythm=Rhythm.MONTHLY, held=(PairingId(3),), again_at=NOW)
        await tx.sides.put(changed)
        await tx.sides.put(side(group, 1, 0))
        await tx.sides.put(side(group, 2, 3))
        assert await tx.sides.among(group.ids[:2]) == (changed, side(group, 1, 0))
        assert await tx.sides.among(group.ids[:1]) == ()
        assert await tx.sides.of_member(group.ids[1]) == (changed, side(group, 1, 0))


async def test_that_a_side_was_asked_changes_nothing_else_of_it(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        kept = replace(side(group, 0, 1), rested_at=NOW)
        await tx.sides.put(kept)
        await tx.sides.asked(replace(side(group, 0, 1), asked_at=LATER))
        await tx.sides.asked(replace(side(group, 1, 0), asked_at=LATER))
        assert await tx.sides.among(group.ids[:2]) == (
            replace(kept, asked_at=LATER),
            replace(side(group, 1, 0), asked_at=LATER),
        )


async def test_reminders_are_due_by_member_and_end_once(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        await tx.reminders.plan([reminder(group, "b", 1), reminder(group, "a")])
        assert await tx.reminders.due(NOW) == ()
        due = await tx.reminders.due(SOON)
        assert [one.key for one in due] == ["a", "b"]
        assert await tx.next_due() == SOON
        ids = [one.id for one in due]
        assert await tx.reminders.close(ids, FollowUpState.ASKED) == frozenset(ids)
        assert await tx.reminders.close(ids, FollowUpState.ASKED) == frozenset()


async def test_a_reminder_planned_again_stays_and_one_put_waits_anew(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        await tx.reminders.plan([reminder(group, "a")])
        await tx.reminders.cancel(["a", "unheard of"])
        await tx.reminders.plan([replace(reminder(group, "a"), due_at=NOW)])
        assert await tx.reminders.due(LATER) == ()
        await tx.reminders.put([replace(reminder(group, "a"), due_at=LATER)])
        (found,) = await tx.reminders.due(LATER)
        assert (found.due_at, found.state) == (LATER, FollowUpState.WAITING)


async def test_pings_are_counted_by_member_and_forgotten_after_a_while(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        one, other, quiet, *_ = group.ids
        await tx.reminders.ping([one, other], NOW)
        await tx.reminders.ping([one], NOW + DAY)
        await tx.reminders.ping([], NOW)
        assert await tx.reminders.pinged([one, other, quiet], NOW) == {
            one: (NOW, NOW + DAY),
            other: (NOW,),
        }
        await tx.upkeep.forget_pings(NOW + DAY)
        assert await tx.reminders.pinged(group.ids, NOW) == {one: (NOW + DAY,)}


async def test_promises_and_referrals_are_found_by_their_people_only(store: SqlStore) -> None:
    group = await stored_group(store)
    async with store.begin() as tx:
        stored = [(await tx.add(one))[0] for one in relations_of(group)]
        (promise,) = [one for one in stored if isinstance(one, Promise)]
        (referral,) = [one for one in stored if isinstance(one, Referral)]
        giver, receiver, stranger, *_ = group.ids
        assert await tx.promises.get(promise.id) == promise
        assert await tx.promises.get(promise.id + 1) is None
        assert await tx.promises.of_member(giver) == (promise,)
        assert await tx.promises.of_member(receiver) == ()
        assert await tx.referrals.get(referral.id) == referral
        for member in (giver, receiver):
            assert await tx.referrals.of_member(member) == (referral,)
        assert await tx.referrals.of_member(stranger) == ()


async def test_a_note_is_its_writers_and_is_replaced_and_removed(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        one, other, *_ = group.ids
        first = Note(
            workspace_id=group.workspace.id,
            writer_id=one,
            about_id=other,
            sealed="a",
            written_at=NOW,
        )
        await tx.notes.put(first)
        await tx.notes.put(replace(first, sealed="b"))
        assert await tx.notes.of_writer(one) == (replace(first, sealed="b"),)
        assert await tx.notes.of_writer(other) == ()
        assert await tx.notes.remove(one, other)
        assert not await tx.notes.remove(one, other)
