"""When two say different things, either button answers the question, and the other one hears how it stands."""

import pytest

from bot.storage import SqlStore
from tests.talk import Talk, introduced, met


@pytest.fixture
async def talk(sqlite_store: SqlStore) -> Talk:
    """Ada said that they met, Ben that they did not; both are asked."""
    talk = await met(sqlite_store)
    await talk.waits("5 minutes")
    await talk.presses("ben", "We did not meet")
    return talk


async def test_who_says_it_again_is_believed_and_the_other_one_hears_of_it(talk: Talk) -> None:
    assert "Which is it?" in talk.heard_by("ben")[-1]
    assert "it did not happen with @Ada" in await talk.presses("ben", "We did not meet")
    assert "0 met" in await talk.says("ada", "/121 history")
    assert talk.heard_by("ada")[-1].startswith("@Ben says that you did not meet")
    assert "I had that already" in await talk.presses("ben", "We did not meet")


async def test_the_other_one_may_say_it_again_too(talk: Talk) -> None:
    await talk.presses("ben", "We did not meet")
    await talk.waits("5 minutes")
    assert "you and @Ben met" in await talk.presses("ada", "We met")
    assert "1 met" in await talk.says("ben", "/121 history")
    assert talk.heard_by("ben")[-1].startswith("@Ada says that you met")


async def test_saying_so_again_confirms_it(talk: Talk) -> None:
    assert "you and @Ben met" in await talk.presses("ada", "We met")
    assert "I had that already" in await talk.says("ada", "/121 met")


async def test_a_not_yet_beside_the_others_no_is_not_asked_about_again(
    sqlite_store: SqlStore,
) -> None:
    talk = await introduced(sqlite_store)
    for member in ("ada", "ben"):
        await talk.says(member, "/121 not-met")
    said = await talk.says("ada", "/121 not-yet")
    assert "I don't ask again" in said
    assert "no 1-2-1 open" in await talk.says("ada", "/121 status")
    assert "you and @Ben met" in await talk.says("ada", "/121 met")
