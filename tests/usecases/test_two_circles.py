"""Asking for one certain member where there are several circles: it is asked where both of them are."""

import pytest

from bot.domain.model import MemberId
from bot.ports import Store
from tests.talk import Talk


@pytest.fixture
async def talk(sqlite_store: Store) -> Talk:
    talk = Talk(sqlite_store)
    await talk.says("ada", "/121 setup name Coffee")
    await talk.says("ada", "/121 setup name Tea", "tea")
    await talk.says("ada", "/121 join Coffee")
    await talk.says("ada", "/121 join Tea")
    return talk


async def _circles(talk: Talk) -> list[str]:
    """Where Ada was introduced, the newest first."""
    async with talk.store.begin() as tx:
        pairings = await tx.pairings.of_member(MemberId(1))
        return [(await tx.circles.get(pairing.circle_id)).name for pairing, _ in pairings]


async def _met(talk: Talk, place: str) -> None:
    await talk.says("ada", "/121 pair-me @ben", place)
    await talk.says("ben", "/121 pair-me @ada", place)
    await talk.says("ada", "/121 met")


async def test_again_is_asked_in_the_circle_where_they_met_last(talk: Talk) -> None:
    for circle in ("Coffee", "Tea"):
        await talk.says("ben", f"/121 join {circle}")
    await _met(talk, "tea")
    assert "I'll ask @Ben" in await talk.says("ada", "/121 again @ben", None)
    await talk.presses("ben", "Yes, introduce us")
    assert await _circles(talk) == ["Tea", "Tea"]


async def test_whoever_left_that_circle_is_asked_in_the_other(talk: Talk) -> None:
    for circle in ("Coffee", "Tea"):
        await talk.says("ben", f"/121 join {circle}")
    await _met(talk, "tea")
    await talk.says("ben", "/121 leave Tea")
    assert "I'll ask @Ben" in await talk.says("ada", "/121 again @ben", None)
    assert "I'll ask @Ben" not in await talk.says("ada", "/121 again @ben", "tea")
    await talk.presses("ben", "Yes, introduce us")
    assert await _circles(talk) == ["Coffee", "Tea"]


async def test_two_who_have_never_met_are_brought_together_where_both_are(talk: Talk) -> None:
    await talk.says("ben", "/121 join Tea")
    for member, other in (("ada", "ben"), ("ben", "ada")):
        await talk.says(member, f"/121 pair-me @{other}", None)
    assert await _circles(talk) == ["Tea"]


async def test_the_channel_in_which_one_asks_comes_first(talk: Talk) -> None:
    for circle in ("Coffee", "Tea"):
        await talk.says("ben", f"/121 join {circle}")
    await _met(talk, "tea")
    await talk.says("ada", "/121 pair-me @ben", "coffee")
    await talk.presses("ben", "Yes, introduce us")
    assert await _circles(talk) == ["Coffee", "Tea"]


async def test_of_two_without_a_circle_in_common_nobody_is_asked(talk: Talk) -> None:
    await talk.says("ben", "/121 status")
    answer = await talk.says("ada", "/121 pair-me @ben", None)
    assert "@Ben is not taking part at the moment" in answer


@pytest.mark.parametrize(
    ("asks", "answer"),
    [
        ("join", "Coffee already"),
        ("skip", "leave you out of the round"),
        ("leave", "have left Coffee"),
        ("pair-me", "first in the queue"),
    ],
)
async def test_who_asks_in_private_chooses_the_circle_with_a_button(
    talk: Talk, asks: str, answer: str
) -> None:
    said = await talk.says("ada", f"/121 {asks}", None)
    assert "several circles" in said
    assert (f"/121 {asks} Coffee" in said) is (asks != "pair-me")
    assert answer in await talk.presses("ada", "Coffee")


async def test_a_skill_is_looked_for_in_the_channel_of_the_circle(talk: Talk) -> None:
    said = await talk.says("ada", "/121 pair-me for a coach", None)
    assert "Ask in the channel of the one you mean." in said


async def test_who_joins_in_private_hears_of_the_circle_they_are_not_in(talk: Talk) -> None:
    await talk.says("ben", "/121 join Coffee", None)
    answer = await talk.says("ben", "/121 join", None)
    assert "You are in Coffee already" in answer
    assert "Welcome to Tea" in await talk.presses("ben", "Tea")
    assert "another circle" not in await talk.says("ben", "/121 join", None)


async def test_who_joins_in_a_circles_channel_means_that_one(talk: Talk) -> None:
    await talk.says("ben", "/121 join Coffee", None)
    assert "another circle" not in await talk.says("ben", "/121 join", "coffee")


async def test_who_joins_with_a_1_2_1_open_elsewhere_is_not_given_another_at_once(
    talk: Talk,
) -> None:
    await talk.says("ada", "/121 leave Tea")
    for member in ("ben", "cleo"):
        await talk.says(member, "/121 join Coffee")
        await talk.says(member, "/121 join Tea")
    await _met(talk, "coffee")
    await talk.says("ada", "/121 not-yet")
    await talk.says("cleo", "/121 pair-me", "tea")
    assert "first partner in the next round" in await talk.says("ada", "/121 join Tea")
    assert await _circles(talk) == ["Coffee"]
