"""A 1-2-1 with somebody who has left stays called off, whatever is said of it later."""

import pytest

from bot.domain.model import MeetingStatus
from bot.ports import Store
from tests.talk import Talk


async def _introduced(store: Store) -> Talk:
    talk = Talk(store)
    await talk.says("ada", "/121 setup name Coffee")
    for member in ("ada", "ben"):
        await talk.says(member, "/121 join")
    await talk.waits("2 hours")
    return talk


@pytest.mark.parametrize("says", ["takes ✅ off", "/121 not-yet"])
async def test_it_stays_called_off(sqlite_store: Store, says: str) -> None:
    talk = await _introduced(sqlite_store)
    await talk.says("ada", "/121 leave")
    if says.startswith("/"):
        assert "called off" in await talk.says("ben", says)
    else:
        await talk.reacts("ben", off=True)
    assert (await talk.meeting()).status is MeetingStatus.CANCELLED


async def test_a_meeting_that_is_taken_back_is_called_off(sqlite_store: Store) -> None:
    talk = await _introduced(sqlite_store)
    await talk.reacts("ben")
    await talk.says("ada", "/121 leave")
    assert (await talk.meeting()).status is MeetingStatus.MET
    await talk.reacts("ben", off=True)
    assert (await talk.meeting()).status is MeetingStatus.CANCELLED


async def test_they_may_have_met_all_the_same(sqlite_store: Store) -> None:
    talk = await _introduced(sqlite_store)
    await talk.says("ada", "/121 leave")
    await talk.says("ben", "/121 met")
    assert (await talk.meeting()).status is MeetingStatus.MET


async def test_whoever_comes_back_can_have_it_open_again(sqlite_store: Store) -> None:
    talk = await _introduced(sqlite_store)
    await talk.says("ada", "/121 leave")
    await talk.says("ada", "/121 join")
    await talk.says("ben", "/121 not-yet")
    assert (await talk.meeting()).status is MeetingStatus.PROPOSED
