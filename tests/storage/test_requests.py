"""Those who asked for a partner and wait."""

import asyncio
from dataclasses import replace

from bot.domain.model import RequestId, RequestState
from bot.storage import SqlStore
from tests.storage.samples import (
    LATER,
    MINUTE,
    NOW,
    add_group,
    circle,
    request,
    stored_group,
)


async def test_the_longest_waiting_comes_first(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        late, early, named = await tx.add(
            request(group, 0, minutes=2),
            request(group, 1, minutes=1),
            request(group, 2, wanted=3),
        )
        assert await tx.requests.waiting(group.circle.id) == (early, late)
        assert await tx.requests.waiting_of(group.ids[2]) == (named,)
        assert await tx.requests.get(named.id) == named
        assert await tx.requests.get(RequestId(404)) is None


async def test_ones_own_requests_are_those_of_every_circle(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        (tea,) = await tx.add(circle(group.workspace.id, "tea"))
        here, there, named = await tx.add(
            request(group, 0),
            replace(request(group, 0, minutes=1), circle_id=tea.id),
            request(group, 0, wanted=1, minutes=2),
        )
        await tx.add(request(group, 1))
        assert await tx.requests.waiting_of(group.ids[0]) == (here, there, named)


async def test_a_closed_request_waits_no_more_and_keeps_how_it_ended(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        (mine,) = await tx.add(request(group, 0))
        assert await tx.requests.close(mine.id, RequestState.MATCHED)
        assert not await tx.requests.close(mine.id, RequestState.CANCELLED)
        assert await tx.requests.waiting(group.circle.id) == ()
        assert await tx.requests.waiting_of(group.ids[0]) == ()
        assert await tx.requests.get(mine.id) == replace(mine, state=RequestState.MATCHED)


async def test_of_five_who_close_the_same_request_at_once_one_wins(store: SqlStore) -> None:
    group = await stored_group(store)
    async with store.begin() as tx:
        (mine,) = await tx.add(request(group, 0))

    async def close() -> bool:
        async with store.begin() as tx:
            return await tx.requests.close(mine.id, RequestState.MATCHED)

    assert sorted(await asyncio.gather(*(close() for _ in range(5)))) == [False] * 4 + [True]


async def test_requests_expire_at_their_moment_unless_they_were_closed(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        first, second, third = await tx.add(*(request(group, n, minutes=n) for n in range(3)))
        await tx.requests.close(first.id, RequestState.MATCHED)
        assert await tx.requests.expired(NOW) == ()
        assert await tx.requests.expired(LATER + MINUTE) == (second,)
        assert await tx.requests.expired(LATER + 2 * MINUTE) == (second, third)


async def test_requests_for_a_named_member_are_found_by_their_circle(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        other = await add_group(tx, name="other")
        later, _, earlier = await tx.add(
            request(group, 0, wanted=1, minutes=5), request(group, 1), request(group, 2, wanted=3)
        )
        await tx.add(request(other, 0, wanted=1))
        assert await tx.requests.for_somebody(group.circle.id) == (earlier, later)
        await tx.requests.close(earlier.id, RequestState.DECLINED)
        assert await tx.requests.for_somebody(group.circle.id) == (later,)


async def test_requests_for_a_member_are_found_in_every_circle(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        wanted = group.members[1].id
        later, _, earlier = await tx.add(
            request(group, 0, wanted=1, minutes=5), request(group, 1), request(group, 2, wanted=1)
        )
        assert await tx.requests.wanting(wanted) == (earlier, later)
        await tx.requests.close(earlier.id, RequestState.DECLINED)
        assert await tx.requests.wanting(wanted) == (later,)
