"""Whoever is in two circles of a workspace whose rounds are due at once, or asks in both at once, has no more open than they want."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app import Bot
from bot.commands import PairMe
from bot.domain.model import OPEN_STATUSES, MemberId
from bot.ports import Store
from scheduler.together import few_at_once
from tests.talk import Talk

GROUP = ("ada", "ben", "cleo", "dan")


@pytest.fixture
async def talk(store: Store) -> Talk:
    talk = Talk(store)
    for circle in ("Coffee", "Tea"):
        await talk.says("ada", f"/121 setup every week on monday at 10:00 name {circle}", circle)
        for member in GROUP:
            await talk.says(member, f"/121 join {circle}")
    return talk


async def open_counts(talk: Talk) -> list[int]:
    async with talk.store.begin() as tx:
        of_each = [await tx.pairings.of_member(MemberId(n + 1)) for n in range(len(GROUP))]
    return [sum(meeting.status in OPEN_STATUSES for _, meeting in some) for some in of_each]


def together(talk: Talk) -> Bot:
    return replace(talk.bot, means=replace(talk.bot.means, together=few_at_once))


async def test_of_two_rounds_opened_at_once_one_introduces_them(talk: Talk) -> None:
    await talk.clock.set(talk.clock.now() + timedelta(weeks=1, hours=3))
    await together(talk).tick()
    assert await open_counts(talk) == [1, 1, 1, 1]


async def test_who_asks_in_both_at_once_is_introduced_in_one(talk: Talk) -> None:
    await talk.says("ben", "/121 pair-me", "Coffee")
    await talk.says("cleo", "/121 pair-me", "Tea")
    asked = (PairMe(who=talk.ref("ada"), place=circle) for circle in ("Coffee", "Tea"))
    await asyncio.gather(*(talk.bot.handle(one) for one in asked))
    assert (await open_counts(talk))[0] == 1
