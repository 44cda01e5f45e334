"""Whoever is in two circles has no more 1-2-1s open than they wish, also where both circles draw in the same moment."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import func, select

from bot.storage import SqlStore
from bot.storage.tables import pairing_members
from tests.talk import Talk

PEOPLE = ("ada", "ben", "cleo", "dan", "elif", "finn")
CIRCLES = ("coffee", "tea")


@pytest.fixture
async def two(upgraded_postgresql_url: str) -> AsyncIterator[tuple[Talk, Talk]]:
    """Two processes on one PostgreSQL, and six members who are in both circles."""
    one, other = (SqlStore.open(upgraded_postgresql_url) for _ in CIRCLES)
    talk = Talk(one, people=set(PEOPLE))
    for circle in CIRCLES:
        await talk.says("ada", f"/121 setup name {circle}", circle)
        for who in PEOPLE:
            await talk.says(who, "/121 join", circle)
    yield talk, Talk(other, people=set(PEOPLE))
    await one.close()
    await other.close()


async def at_once(two: tuple[Talk, Talk], who: str, text: str) -> None:
    """Say the same in both circles in the same moment."""
    both = zip(two, CIRCLES, strict=True)
    await asyncio.gather(*(talk.says(who, text, circle) for talk, circle in both))


async def introduced(talk: Talk) -> list[int]:
    """How many 1-2-1s each has who has any."""
    query = select(func.count()).select_from(pairing_members).group_by(pairing_members.c.member_id)
    assert isinstance(talk.store, SqlStore)
    async with talk.store.connection() as connection:
        return list((await connection.execute(query)).scalars())


async def test_two_rounds_give_nobody_two(two: tuple[Talk, Talk]) -> None:
    await at_once(two, "ada", "/121 round now")
    assert await introduced(two[0]) == [1] * len(PEOPLE)


async def test_who_asks_in_both_meets_one(two: tuple[Talk, Talk]) -> None:
    await two[0].says("ben", "/121 pair-me", "coffee")
    await two[0].says("cleo", "/121 pair-me", "tea")
    await at_once(two, "ada", "/121 pair-me")
    assert await introduced(two[0]) == [1, 1]
