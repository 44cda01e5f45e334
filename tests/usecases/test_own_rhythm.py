"""A member's own rhythm: rounds give them a partner every few weeks only."""

from datetime import timedelta

import pytest

from bot.ports import Store
from tests.talk import MONDAY_NINE, Talk

WEEK = timedelta(weeks=1)


@pytest.fixture
async def talk(store: Store) -> Talk:
    """Four members of a weekly circle; ada wants a partner every two weeks."""
    talk = Talk(store)
    await talk.says("ada", "/121 setup every week on monday at 10:00 in UTC name Coffee")
    for who in ("ada", "ben", "cleo", "dan"):
        await talk.says(who, "/121 join")
    assert "every: 2 weeks" in await talk.says("ada", "/121 profile every 2 weeks")
    return talk


async def test_rounds_leave_out_who_had_a_partner_lately(talk: Talk) -> None:
    weeks: list[bool] = []
    for number in range(5):
        before = len(introduced(talk, "ada"))
        for who in ("ada", "ben", "cleo", "dan"):
            await talk.says(who, "/121 status")
        await talk.until(MONDAY_NINE + number * WEEK + timedelta(hours=2))
        weeks.append(len(introduced(talk, "ada")) > before)
    assert weeks == [True, False, True, False, True]
    assert len(introduced(talk, "ben")) >= 4


async def test_status_and_home_say_when_it_is_their_turn_again(talk: Talk) -> None:
    await talk.until(MONDAY_NINE + timedelta(hours=2))
    said = await talk.says("ada", "/121 status")
    assert (
        "your own rhythm leaves out the next round; you are in again from Friday 4 December on"
        in said
    )
    assert "@Ada" not in await talk.says("ada", "/121 round preview")
    await talk.says("ada", "/121 every week")
    assert "next round Monday 30 November" in await talk.says("ada", "/121 status")


async def test_who_asks_gets_a_partner_all_the_same(talk: Talk) -> None:
    await talk.until(MONDAY_NINE + timedelta(hours=2))
    await talk.says("ada", "/121 met")
    await talk.says("ada", "/121 pair-me")
    await talk.says("eve", "/121 join")
    assert "@Eve" in await talk.says("ada", "/121 status")


def introduced(talk: Talk, member: str) -> list[str]:
    return [d.key for d in talk.table.seen_by(member) if d.key.startswith("intro:")]
