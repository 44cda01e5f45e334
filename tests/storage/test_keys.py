"""What may be there only once, and what must refer to something."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.domain.model import Block, Circle, Meeting, Membership, RequestState, WorkspaceId
from bot.errors import Conflict, StoreError
from bot.ports import Record
from bot.storage import SqlStore
from tests.storage.samples import (
    LATER,
    NOW,
    Group,
    add_group,
    circle,
    delivery,
    follow_up,
    introduce,
    member,
    pairing,
    request,
    round_of,
    stored_group,
)

ONCE: dict[str, Callable[[Group], Record]] = {
    "workspace": lambda group: replace(group.workspace, id=WorkspaceId(0)),
    "member": lambda group: member(group.workspace.id, "twin"),
    "open circle in a channel": lambda group: circle(group.workspace.id, "twin"),
    "membership": lambda group: Membership(
        circle_id=group.circle.id, member_id=group.ids[0], joined_at=NOW
    ),
    "round of a period": round_of,
    "request for anybody": lambda group: request(group, 0),
    "follow-up": lambda group: follow_up(group, "twin"),
    "delivery": lambda group: delivery(group, "twin"),
    "block": lambda group: Block(
        workspace_id=group.workspace.id, blocker_id=group.ids[0], blocked_id=group.ids[1]
    ),
}


@pytest.mark.parametrize("what", ONCE)
async def test_a_second_one_is_a_conflict(store: SqlStore, what: str) -> None:
    group = await stored_group(store)
    twin = ONCE[what](group)
    if what not in {"workspace", "membership"}:
        async with store.begin() as tx:
            await tx.add(twin)
    with pytest.raises(Conflict):
        async with store.begin() as tx:
            await tx.add(twin)


async def test_a_pairing_has_one_meeting(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        stored = await introduce(tx, pairing(group, 0, 1))
    with pytest.raises(Conflict):
        async with store.begin() as tx:
            await tx.add(Meeting(pairing_id=stored.id))


async def test_two_groups_may_have_the_same_ids(store: SqlStore) -> None:
    one = await stored_group(store, name="one")
    other = await stored_group(store, name="other")
    async with store.begin() as tx:
        await tx.outbox.queue([delivery(one, "same")])
        assert await tx.outbox.queue([delivery(other, "same")]) == 1
        found = await tx.people.member(one.workspace.id, "m0")
        assert found == one.members[0]
        assert await tx.people.member(other.workspace.id, "m0") == other.members[0]


async def test_a_channel_whose_circle_was_closed_can_have_another(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        await tx.save(replace(group.circle, closed_at=LATER))
        (new,) = await tx.add(circle(group.workspace.id))
        closed: Circle = replace(group.circle, closed_at=LATER)
        assert await tx.circles.of_workspace(group.workspace.id) == (new,)
        assert await tx.circles.get(group.circle.id) == closed


async def test_whoever_waited_before_may_wait_again(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        (first,) = await tx.add(request(group, 0))
        await tx.requests.close(first.id, RequestState.EXPIRED)
        (second,) = await tx.add(request(group, 0))
        assert await tx.requests.waiting(group.circle.id) == (second,)


async def test_one_may_ask_for_several_members_while_waiting_for_anybody(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        await tx.add(request(group, 0), request(group, 0, wanted=1), request(group, 0, wanted=2))
        assert len(await tx.requests.waiting_of(group.ids[0])) == 3


async def test_what_refers_to_nothing_is_a_mistake_and_not_worth_another_try(
    store: SqlStore,
) -> None:
    with pytest.raises(StoreError) as caught:
        async with store.begin() as tx:
            await tx.add(member(WorkspaceId(404), "nobody"))
    assert not isinstance(caught.value, Conflict)
