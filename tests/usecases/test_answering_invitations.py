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


async def test_a_command_answers_where_no_time_waits(talk: Talk) -> None:
    await talk.says("cleo", "/121 join")
    await talk.says("cleo", "/121 pair-me @ben")
    asked = await talk.says("ben", "/121 accept")
    assert "Several would like to meet you" in asked
    assert asked.count("[Yes, introduce us]") == 2
    assert "I'll tell @Cleo" in await talk.says("ben", "/121 decline @cleo")
    assert "Meet @Ada" in await talk.says("ben", "/121 accept")
    assert "Nobody has proposed a time" in await talk.says("ben", "/121 accept")


async def test_a_proposed_time_comes_before_a_request(talk: Talk) -> None:
    await talk.says("ben", "/121 accept")
    await talk.says("cleo", "/121 join")
    await talk.says("cleo", "/121 pair-me @ben")
    await talk.says("ada", "/121 arrange thursday 15:00")
    assert "Agreed: you and @Ada" in await talk.says("ben", "/121 accept")
    assert "Meet @Cleo" in await talk.says("ben", "/121 accept @cleo")


async def test_both_see_on_their_status_what_waits(talk: Talk) -> None:
    assert "You have asked @Ben for a 1-2-1" in await talk.says("ada", "/121 status")
    assert "@Ada would like to have a 1-2-1 with you" in await talk.says("ben", "/121 status")
    assert "Meet @Ada" in await talk.presses("ben", "Yes, introduce us")
    assert "You have asked" not in await talk.says("ada", "/121 status")
    assert "would like" not in await talk.says("ben", "/121 status")


@pytest.mark.parametrize("no", ["block", "rest"])
async def test_who_was_never_told_of_a_request_does_not_see_it(talk: Talk, no: str) -> None:
    await talk.says("cleo", "/121 join")
    before = await talk.says("ben", "/121 decline @ada"), await talk.says("ben", "/121 accept")
    await talk.says("ben", f"/121 {no} @cleo")
    await talk.says("cleo", "/121 pair-me @ben")
    assert "You have asked @Ben" in await talk.says("cleo", "/121 status")
    assert "@Cleo" not in await talk.says("ben", "/121 status")
    assert await talk.says("ben", "/121 accept") == before[1]


async def test_a_request_for_one_member_is_taken_back_by_its_name(talk: Talk) -> None:
    assert "I no longer ask @Ben for you. " in await talk.says("ada", "/121 cancel")
    await talk.says("ada", "/121 pair-me @ben")
    await talk.says("ada", "/121 pair-me")
    both = await talk.says("ada", "/121 cancel")
    assert "you are no longer in the queue, and I no longer ask @Ben for you" in both


@pytest.mark.parametrize(("no", "says"), [("rest", "rest"), ("block", "never to introduce you")])
async def test_who_said_no_after_being_asked_reads_the_true_reason(
    talk: Talk, no: str, says: str
) -> None:
    await talk.says("ben", f"/121 {no} @ada")
    answer = await talk.presses("ben", "Yes, introduce us")
    assert says in answer
    assert "no longer open" not in answer
