"""Planned questions: due, asked, called off, brought back."""

import asyncio
from dataclasses import replace

import pytest

from bot.domain.model import FollowUp, FollowUpId, FollowUpState
from bot.storage import SqlStore
from tests.storage.samples import (
    HOUR,
    LATER,
    NOW,
    SOON,
    Group,
    add_group,
    follow_up,
    introduce,
    pairing,
    stored_group,
)


async def test_follow_ups_are_due_from_their_moment_the_oldest_first(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        late, early, asked = await tx.add(
            follow_up(group, "late", at=LATER),
            follow_up(group, "early", at=SOON),
            replace(follow_up(group, "asked", at=NOW), state=FollowUpState.ASKED),
        )
        assert await tx.follow_ups.due(NOW) == ()
        assert await tx.follow_ups.due(SOON) == (early,)
        assert await tx.follow_ups.due(LATER) == (early, late)
        assert asked.state is FollowUpState.ASKED


async def test_planning_the_same_again_changes_nothing(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        await tx.follow_ups.plan([follow_up(group, "same"), follow_up(group, "one")])
        again = [follow_up(group, "same", at=NOW), follow_up(group, "two"), follow_up(group, "two")]
        await tx.follow_ups.plan(again)
        found = await tx.follow_ups.due(LATER)
    assert [(one.key, one.due_at) for one in found] == [
        ("same", SOON),
        ("one", SOON),
        ("two", SOON),
    ]


async def test_closing_says_which_were_still_waiting(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        one, other, third = await tx.add(*(follow_up(group, key) for key in "abc"))
        assert await tx.follow_ups.close([one.id], FollowUpState.ASKED) == {one.id}
        closed = await tx.follow_ups.close(
            [one.id, other.id, FollowUpId(404)], FollowUpState.CANCELLED
        )
        assert closed == {other.id}
        assert await tx.follow_ups.close([], FollowUpState.ASKED) == frozenset()
        assert await tx.follow_ups.due(LATER) == (third,)


async def test_of_five_who_close_the_same_follow_up_at_once_one_wins(store: SqlStore) -> None:
    group = await stored_group(store)
    async with store.begin() as tx:
        (planned,) = await tx.add(follow_up(group, "f"))

    async def close() -> int:
        async with store.begin() as tx:
            return len(await tx.follow_ups.close([planned.id], FollowUpState.ASKED))

    assert sorted(await asyncio.gather(*(close() for _ in range(5)))) == [0, 0, 0, 0, 1]


@pytest.fixture
async def planned(store: SqlStore) -> tuple[Group, FollowUp, FollowUp, FollowUp, FollowUp]:
    """A group; of one pairing: asked at NOW, waiting for SOON and for LATER; of another: for SOON."""
    async with store.begin() as tx:
        group = await add_group(tx)
        one = await introduce(tx, pairing(group, 0, 1))
        other = await introduce(tx, pairing(group, 2, 3))
        asked, soon, later, others = await tx.add(
            replace(follow_up(group, "asked", of=one, at=NOW), state=FollowUpState.ASKED),
            follow_up(group, "soon", of=one),
            follow_up(group, "later", of=one, at=LATER),
            follow_up(group, "others", of=other),
        )
        return group, asked, soon, later, others


Planned = tuple[Group, FollowUp, FollowUp, FollowUp, FollowUp]


async def test_calling_off_leaves_other_pairings_alone(store: SqlStore, planned: Planned) -> None:
    _, _, soon, _, others = planned
    assert soon.pairing_id is not None
    async with store.begin() as tx:
        await tx.follow_ups.cancel(soon.pairing_id)
        assert await tx.follow_ups.due(LATER) == (others,)


async def test_only_what_still_lies_ahead_is_brought_back(
    store: SqlStore, planned: Planned
) -> None:
    _, _, soon, later, others = planned
    assert soon.pairing_id is not None
    async with store.begin() as tx:
        await tx.follow_ups.cancel(soon.pairing_id)
        await tx.follow_ups.restore(soon.pairing_id, SOON + HOUR)
        assert await tx.follow_ups.due(LATER) == (others, later)


async def test_what_is_replaced_never_comes_back(store: SqlStore, planned: Planned) -> None:
    group, _, soon, later, others = planned
    assert soon.pairing_id is not None
    new = follow_up(group, "new", at=LATER)
    async with store.begin() as tx:
        await tx.follow_ups.close([later.id], FollowUpState.CANCELLED)
        await tx.follow_ups.replace(soon.pairing_id, [new])
        await tx.follow_ups.restore(soon.pairing_id, NOW)
        assert [one.key for one in await tx.follow_ups.due(LATER)] == [others.key, new.key]


async def test_what_replaced_itself_waits_still_but_not_what_was_asked(
    store: SqlStore, planned: Planned
) -> None:
    _, asked, soon, _, others = planned
    assert soon.pairing_id is not None
    async with store.begin() as tx:
        moved = replace(soon, due_at=LATER)
        await tx.follow_ups.replace(soon.pairing_id, [moved, replace(asked, due_at=LATER)])
        assert await tx.follow_ups.due(LATER) == (others, moved)
