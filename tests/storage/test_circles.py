"""Circles, who takes part in them, and their rounds."""

import asyncio
from dataclasses import replace

from bot.domain.model import MemberId, Membership, MembershipState, Round
from bot.storage import SqlStore
from tests.storage.samples import (
    DAY,
    HOUR,
    LATER,
    NOW,
    SOON,
    Group,
    add_group,
    circle,
    round_of,
    stored_group,
)


async def test_a_circle_is_read_and_held_by_its_id(store: SqlStore) -> None:
    group = await stored_group(store)
    async with store.begin() as tx:
        assert await tx.circles.get(group.circle.id) == group.circle
        assert await tx.circles.lock(group.circle.id) == group.circle


async def test_a_workspaces_circles_are_its_open_ones(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        (tea,) = await tx.add(circle(group.workspace.id, "tea"))
        await tx.add(replace(circle(group.workspace.id, "old"), closed_at=NOW))
        other = await add_group(tx, name="other")
        assert await tx.circles.of_workspace(group.workspace.id) == (group.circle, tea)
        assert await tx.circles.of_workspace(other.workspace.id) == (other.circle,)


async def test_circles_are_due_from_their_moment_on_the_longest_due_first(
    store: SqlStore,
) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        early, closed = await tx.add(
            replace(circle(group.workspace.id, "early"), next_round_at=NOW),
            replace(circle(group.workspace.id, "closed"), next_round_at=NOW, closed_at=NOW),
        )
        assert await tx.circles.due(NOW - HOUR) == ()
        assert await tx.circles.due(NOW) == (early.id,)
        assert await tx.circles.due(SOON) == (early.id, group.circle.id)
        assert closed.id not in await tx.circles.due(LATER)


async def test_memberships_leave_out_those_who_left(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        a, b, c, d = group.ids
        left, paused = (
            Membership(circle_id=group.circle.id, member_id=who, joined_at=NOW, state=state)
            for who, state in ((b, MembershipState.LEFT), (c, MembershipState.PAUSED))
        )
        await tx.save(left, paused)
        assert [m.member_id for m in await tx.circles.memberships(group.circle.id)] == [a, c, d]
        assert await tx.circles.membership(group.circle.id, b) == left
        assert await tx.circles.membership(group.circle.id, MemberId(404)) is None
        assert await tx.circles.memberships_of(b) == ()
        assert await tx.circles.memberships_of(c) == (paused,)


async def test_a_period_has_one_round_and_nothing_else_is_undone_by_a_second(
    store: SqlStore,
) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        first = await tx.circles.open_round(round_of(group))
        assert await tx.circles.open_round(replace(round_of(group), seed=7)) is None
        await tx.save(replace(group.circle, name="Tea"))
    async with store.begin() as tx:
        assert first is not None
        assert (await tx.circles.get(group.circle.id)).name == "Tea"


async def test_rounds_are_found_from_the_latest_back(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        assert await tx.circles.latest_round(group.circle.id) is None
        first = await tx.circles.open_round(round_of(group, "2026-W48"))
        second = await tx.circles.open_round(round_of(group, "2026-W49"))
        assert first is not None
        assert second is not None
        assert await tx.circles.latest_round(group.circle.id) == second
        assert await tx.circles.latest_round(group.circle.id, before=second.id) == first
        assert await tx.circles.latest_round(group.circle.id, before=first.id) is None


async def test_of_five_who_open_the_same_round_at_once_one_wins(store: SqlStore) -> None:
    group = await stored_group(store)

    async def open_it(seed: int) -> Round | None:
        async with store.begin() as tx:
            opened = await tx.circles.open_round(replace(round_of(group), seed=seed))
            await asyncio.sleep(0.01)
            return opened

    opened = [one for one in await asyncio.gather(*map(open_it, range(5))) if one]
    async with store.begin() as tx:
        assert opened == [await tx.circles.latest_round(group.circle.id)]


async def test_a_held_circle_lets_one_story_at_a_time_through(store: SqlStore) -> None:
    group = await stored_group(store)
    steps: list[str] = []

    async def draw(name: str) -> None:
        async with store.begin() as tx:
            held = await tx.circles.lock(group.circle.id)
            steps.append(name)
            await asyncio.sleep(0.02)
            await tx.save(replace(held, next_round_at=held.next_round_at + DAY))
            steps.append(name)

    await asyncio.gather(*map(draw, "abc"))
    assert steps[0::2] == steps[1::2]
    assert await _next_round(store, group) == 3 * DAY


async def _next_round(store: SqlStore, group: Group) -> object:
    async with store.begin() as tx:
        return (await tx.circles.get(group.circle.id)).next_round_at - group.circle.next_round_at


async def test_companions_are_those_active_in_an_open_circle_of_a_member(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        one, two, three, four = group.ids
        for other, state in ((three, MembershipState.PAUSED), (four, MembershipState.LEFT)):
            found = await tx.circles.membership(group.circle.id, other)
            assert found is not None
            await tx.save(replace(found, state=state))
        (tea,) = await tx.add(circle(group.workspace.id, "tea"))
        (closed,) = await tx.add(replace(circle(group.workspace.id, "old"), closed_at=NOW))
        await tx.add(
            *(Membership(circle_id=tea.id, member_id=m, joined_at=NOW) for m in (one, two)),
            *(Membership(circle_id=closed.id, member_id=m, joined_at=NOW) for m in (one, four)),
        )
        assert await tx.circles.companions(one) == (two,)
        assert await tx.circles.companions(three) == (one, two)
        assert await tx.circles.companions(four) == ()


async def test_who_has_left_every_circle_is_in_none(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        one, two, three, four = group.ids
        for other, state in ((two, MembershipState.PAUSED), (four, MembershipState.LEFT)):
            found = await tx.circles.membership(group.circle.id, other)
            assert found is not None
            await tx.save(replace(found, state=state))
        assert await tx.circles.without_circle(group.ids) == {four}
        assert await tx.circles.without_circle([one, two, three]) == frozenset()


async def test_a_round_lies_ahead_of_those_who_are_back_by_then(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        day = group.circle.next_round_at.date()
        pauses = (day, day + DAY, None)
        for member, until in zip(group.ids[1:], pauses, strict=True):
            await tx.save(
                Membership(
                    circle_id=group.circle.id,
                    member_id=member,
                    state=MembershipState.PAUSED,
                    joined_at=NOW,
                    paused_until=until,
                )
            )
        ahead = await tx.circles.rounds_ahead(group.ids, group.circle.next_round_at)
        assert ahead == dict.fromkeys(group.ids[:2], (group.circle.next_round_at,))
