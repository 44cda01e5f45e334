"""Who has several 1-2-1s open says with whom, and is asked where they don't."""

import pytest

from bot.ports import Store
from tests.talk import Talk, introduced


@pytest.fixture
async def talk(sqlite_store: Store) -> Talk:
    """Ada has a 1-2-1 open with Ben, who was first, and one with Cleo."""
    talk = await introduced(sqlite_store)
    await talk.says("ada", "/121 profile limit 2")
    await talk.says("cleo", "/121 join")
    return talk


@pytest.mark.parametrize(
    "command", ["met", "not-met", "not-yet", "cannot", "arrange", "arrange friday 15:00", "arranged friday 15:00"]
)  # fmt: skip
async def test_whoever_names_nobody_is_asked_and_nothing_happens(talk: Talk, command: str) -> None:
    sent = len(talk.table.sent)
    said = await talk.says("ada", f"/121 {command}")
    assert "You have 2 1-2-1s open: with @Cleo, with @Ben." in said
    assert "Your 1-2-1 with @Ben." in await talk.says("ada", "/121 status")
    assert len(talk.table.sent) == sent


async def test_each_can_be_named(talk: Talk) -> None:
    assert "@Ben" in await talk.says("ada", "/121 arrange @ben thursday 15:00 at the pier")
    assert "@Cleo" in await talk.says("ada", "/121 arrange friday 9:00 @cleo")
    assert "Thursday" in await talk.says("ada", "/121 undo-time @ben")
    assert "There is no proposal" in await talk.says("ada", "/121 undo-time @ben")
    assert "Friday" in await talk.says("cleo", "/121 accept @ada")
    assert "you and @Ben met" in await talk.says("ada", "/121 met ben")
    assert "@Cleo" in await talk.says("ada", "/121 cannot with @cleo")
    await talk.says("dan", "/121 status")
    assert "no 1-2-1 of yours with @Dan" in await talk.says("ada", "/121 met @dan")


async def test_who_has_one_open_need_not_say_with_whom(talk: Talk) -> None:
    await talk.says("ada", "/121 met @cleo")
    assert "you and @Ben met" in await talk.says("ada", "/121 met")
    await talk.waits("1 day")
    assert "@Cleo" in await talk.says("ada", "/121 not-met @cleo")
