"""A few at a time, and all of them."""

import asyncio

from scheduler.together import AT_ONCE, few_at_once


async def test_all_are_done_a_few_at_a_time_and_in_order() -> None:
    begun: list[int] = []
    under_way = most = 0

    async def work(number: int) -> None:
        nonlocal under_way, most
        begun.append(number)
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.001)
        under_way -= 1

    await few_at_once(work(number) for number in range(20))
    assert begun == list(range(20))
    assert most == AT_ONCE


async def test_nothing_to_do_is_done_at_once() -> None:
    await few_at_once(())
