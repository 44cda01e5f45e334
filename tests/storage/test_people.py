"""Who is known, who organises, and who does not want to meet whom."""

from dataclasses import replace

import pytest

from bot.domain.model import Block, MemberId, Platform, WorkspaceId
from bot.errors import StoreError
from bot.ports import Transaction
from bot.storage import SqlStore
from tests.storage.samples import NOW, Group, add_group, stored_group


async def block(tx: Transaction, group: Group, blocker: int, blocked: int) -> None:
    await tx.add(
        Block(
            workspace_id=group.workspace.id,
            blocker_id=group.ids[blocker],
            blocked_id=group.ids[blocked],
        )
    )


async def test_a_workspace_is_found_by_the_platforms_id_and_by_ours(store: SqlStore) -> None:
    group = await stored_group(store)
    async with store.begin() as tx:
        assert await tx.people.workspace(Platform.SLACK, "riverside") == group.workspace
        assert await tx.people.workspace(Platform.DISCORD, "riverside") is None
        assert await tx.people.workspace(Platform.SLACK, "Riverside") is None
        assert await tx.people.workspace_by_id(group.workspace.id) == group.workspace


async def test_a_workspace_that_is_not_there_is_an_error_of_ours(store: SqlStore) -> None:
    with pytest.raises(StoreError):
        async with store.begin() as tx:
            await tx.people.workspace_by_id(WorkspaceId(404))


async def test_a_member_is_found_in_their_own_workspace_only(store: SqlStore) -> None:
    group = await stored_group(store)
    async with store.begin() as tx:
        other = await add_group(tx, count=1, name="other")
        assert await tx.people.member(group.workspace.id, "m2") == group.members[2]
        assert await tx.people.member(other.workspace.id, "m2") is None
        found = await tx.people.known(Platform.SLACK, "riverside", "m1")
        assert found == (group.workspace, group.members[1])
        assert await tx.people.known(Platform.SLACK, "riverside", "m9") is None
        assert await tx.people.known(Platform.SLACK, "elsewhere", "m1") is None


async def test_members_are_found_by_id_and_the_unknown_left_out(store: SqlStore) -> None:
    group = await stored_group(store)
    async with store.begin() as tx:
        found = await tx.people.members([*group.ids[:2], group.ids[0], MemberId(404)])
        assert found == {one.id: one for one in group.members[:2]}
        assert await tx.people.members([]) == {}


async def test_organisers_are_those_still_there(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        first, second, gone, _ = (replace(one, organiser=True) for one in group.members)
        await tx.save(second, first, replace(gone, gone_at=NOW))
        other = await add_group(tx, name="other")
        assert await tx.people.organisers(group.workspace.id) == (first, second)
        assert await tx.people.organisers(other.workspace.id) == ()


async def test_blocks_among_members_leave_out_those_who_are_not_asked_about(
    store: SqlStore,
) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        a, b, c, d = group.ids
        for one, other in ((0, 1), (1, 0), (2, 3), (0, 3)):
            await block(tx, group, one, other)
        assert await tx.people.blocks_among([a, b, c]) == {(a, b), (b, a)}
        assert await tx.people.blocks_among(group.ids) == {(a, b), (b, a), (c, d), (a, d)}
        assert await tx.people.blocks_among([]) == frozenset()
        assert await tx.people.blocked_by(a) == (b, d)


async def test_a_block_is_taken_back_once_and_one_way(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        a, b, *_ = group.ids
        await block(tx, group, 0, 1)
        await block(tx, group, 1, 0)
        assert await tx.people.remove_block(a, b)
        assert not await tx.people.remove_block(a, b)
        assert await tx.people.blocked_by(b) == (a,)
