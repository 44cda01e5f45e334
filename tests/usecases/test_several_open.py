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


async def test_a_word_that_may_take_the_last_one_back_is_asked_about(talk: Talk) -> None:
    await talk.says("ada", "/121 met @cleo")
    asked = await talk.says("ada", "/121 not-met")
    assert asked.index("The last one, with @Cleo") < asked.index("The one still open, with @Ben")
    assert "Your 1-2-1 with @Ben." in await talk.says("ada", "/121 status")
    assert "@Cleo" in await talk.says("ada", "/121 not-met @cleo")
    assert "@Ben" in await talk.says("ada", "/121 cannot")


async def test_with_nothing_open_it_is_the_one_spoken_of_last(talk: Talk) -> None:
    await talk.says("ada", "/121 met @cleo")
    await talk.waits("1 minute")
    await talk.says("ada", "/121 met @ben")
    assert "@Ben" in await talk.says("ada", "/121 not-met")
    await talk.says("ada", "/121 met @ben")
    await talk.waits("2 days")
    assert "@Cleo" in await talk.says("ada", "/121 not-met")


async def test_nothing_is_called_off_that_was_held(talk: Talk) -> None:
    await talk.says("ada", "/121 met @cleo")
    sent = len(talk.table.sent)
    said = await talk.says("ada", "/121 cannot @cleo")
    assert "noted as held" in said
    assert len(talk.table.sent) == sent
    assert "did not happen with @Cleo" in await talk.presses("ada", "We did not meet")


async def test_in_a_circles_channel_the_1_2_1_of_that_circle_is_meant(talk: Talk) -> None:
    await talk.says("ada", "/121 profile limit 3")
    await talk.says("ada", "/121 setup name Tea", place="tea")
    for member in ("ada", "dan"):
        await talk.says(member, "/121 join", place="tea")
    await talk.says("ada", "/121 pair-me", place="tea")
    await talk.says("dan", "/121 pair-me", place="tea")
    assert "1-2-1s open" in await talk.says("ada", "/121 not-yet", place=None)
    assert "@Dan" in await talk.says("ada", "/121 cannot", place="tea")


async def test_of_several_proposals_the_one_that_is_meant_is_asked(talk: Talk) -> None:
    await talk.says("ben", "/121 arrange thursday 15:00")
    await talk.says("cleo", "/121 arrange thursday 15:30")
    asked = await talk.says("ada", "/121 accept")
    assert "With @Cleo: Thursday 26 November, 15:30" in asked
    assert "With @Ben: Thursday 26 November, 15:00" in asked
    assert "Several proposals" in await talk.says("ada", "/121 decline-time")
    assert "Agreed" in await talk.presses("ada", "Thu 26 Nov, 15:00")
    both = await talk.says("ada", "/121 accept")
    assert "Agreed" in both
    assert "your 1-2-1 with @Ben is agreed for Thursday 26 November, 15:00" in both


async def test_two_agreed_an_hour_apart_are_no_matter(talk: Talk) -> None:
    await talk.says("ada", "/121 arranged @ben thursday 15:00")
    await talk.says("cleo", "/121 arrange thursday 16:00")
    assert "@Ben" not in await talk.says("ada", "/121 accept")
