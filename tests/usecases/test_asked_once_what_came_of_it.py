"""A ✅ that is taken off and put there again asks nobody anew what came of the 1-2-1, unless much time went by."""

import pytest

from bot.ports import Store
from tests.talk import Talk

ASKED = "Did you promise each other something"


@pytest.fixture
async def talk(store: Store) -> Talk:
    """Three who have a 1-2-1, and Ben has said that they met."""
    talk = Talk(store)
    await talk.says("ada", "/121 setup name Coffee")
    for member in ("ada", "ben", "cleo"):
        await talk.says(member, "/121 join")
    await talk.says("ada", "/121 round now")
    await talk.reacts("ben")
    await talk.waits("1 hour")
    return talk


def asked(talk: Talk) -> list[int]:
    """How often each was asked."""
    said = {who: talk.heard_by(who) for who in ("ada", "ben", "cleo")}
    return [sum(ASKED in one for one in some) for some in said.values()]


async def test_nobody_is_asked_again_who_was_asked_a_short_while_ago(talk: Talk) -> None:
    assert asked(talk) == [1, 1, 1]
    await talk.reacts("ben", off=True)
    await talk.waits("2 hours")
    await talk.reacts("cleo")
    await talk.waits("1 hour")
    # Cleo is answered what she has just said, and the others know.
    assert asked(talk) == [1, 1, 2]


async def test_who_meets_after_all_days_later_is_asked(talk: Talk) -> None:
    await talk.reacts("ben", off=True)
    await talk.waits("2 days")
    await talk.reacts("cleo")
    await talk.waits("1 hour")
    assert asked(talk) == [2, 2, 2]
