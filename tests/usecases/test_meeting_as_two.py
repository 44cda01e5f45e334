"""Three were to meet, and one of them can't."""

from bot.ports import Store
from tests.talk import Talk


async def three(store: Store) -> Talk:
    talk = Talk(store)
    await talk.says("ada", "/121 setup name Coffee")
    for member in ("ada", "ben", "cleo"):
        await talk.says(member, "/121 join")
    await talk.says("ada", "/121 round now")
    return talk


async def test_who_is_left_after_one_has_left_the_circle_is_asked(store: Store) -> None:
    talk = await three(store)
    await talk.says("cleo", "/121 leave")
    assert "I'll ask @Ben" in await talk.presses("ada", "Meet as two")


async def test_nobody_is_asked_who_cannot_either(store: Store) -> None:
    talk = await three(store)
    await talk.says("cleo", "/121 cannot")
    await talk.says("ben", "/121 cannot")
    assert "when one of three can't" in await talk.presses("ada", "Meet as two")
    assert not [said for said in talk.heard_by("ben") if "would like to have a 1-2-1" in said]
