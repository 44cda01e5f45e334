"""Saying yes to somebody who asked: only members who take part are introduced, and a no is always possible."""

import pytest

from bot.domain.model import MemberId
from bot.ports import Store
from tests.talk import Talk


@pytest.fixture
async def talk(sqlite_store: Store) -> Talk:
    talk = Talk(sqlite_store)
    await talk.says("ada", "/121 setup name Coffee")
    for member in ("ada", "ben"):
        await talk.says(member, "/121 join")
    await talk.says("ada", "/121 pair-me @ben")
    return talk


async def _pairings(talk: Talk) -> int:
    async with talk.store.begin() as tx:
        return len(await tx.pairings.of_member(MemberId(1)))


async def test_whoever_has_left_joins_first_and_then_says_yes(talk: Talk) -> None:
    await talk.says("ben", "/121 leave")
    answer = await talk.presses("ben", "Yes, introduce us")
    assert "You have left Coffee. Come back first" in answer
    assert await _pairings(talk) == 0
    await talk.presses("ben", "Come back")
    assert "Meet @Ada" in await talk.presses("ben", "Yes, introduce us")
    assert await _pairings(talk) == 1


async def test_whoever_pauses_comes_back_first_and_then_says_yes(talk: Talk) -> None:
    await talk.says("ben", "/121 pause 2 weeks")
    answer = await talk.presses("ben", "Yes, introduce us")
    assert "You are paused until" in answer
    assert await _pairings(talk) == 0
    await talk.presses("ben", "I am back")
    assert "Meet @Ada" in await talk.presses("ben", "Yes, introduce us")


async def test_whoever_skips_one_round_may_say_yes(talk: Talk) -> None:
    await talk.says("ben", "/121 skip")
    assert "Meet @Ada" in await talk.presses("ben", "Yes, introduce us")


@pytest.mark.parametrize("away", ["leave", "pause"])
async def test_a_no_is_possible_from_anywhere(talk: Talk, away: str) -> None:
    await talk.says("ben", f"/121 {away}")
    assert "I'll tell @Ada" in await talk.presses("ben", "Not now")


@pytest.mark.parametrize("away", ["leave", "pause"])
async def test_whoever_asked_and_went_is_not_introduced(talk: Talk, away: str) -> None:
    await talk.says("ada", f"/121 {away}")
    assert "no longer open" in await talk.presses("ben", "Yes, introduce us")
    assert await _pairings(talk) == 0
