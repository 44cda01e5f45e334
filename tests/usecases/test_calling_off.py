"""A 1-2-1 called off, on again, called off once more: everybody hears each time, and calendars follow."""

import pytest
from icalendar import Calendar

from bot.domain.model import MeetingStatus
from bot.ports import Store
from tests.talk import Talk, introduced


@pytest.fixture
async def talk(sqlite_store: Store) -> Talk:
    return await introduced(sqlite_store)


def _off(talk: Talk, member: str) -> list[str]:
    return [said for said in talk.heard_by(member) if "can't make it this time" in said]


def _calendars(talk: Talk, member: str) -> list[tuple[str, int]]:
    """The method and the sequence of each calendar file that a member alone was sent."""
    files = [
        Calendar.from_ical(str(file.content, "utf-8"))
        for delivery in talk.table.seen_by(member)
        if delivery.address.ids == (member,)
        for file in delivery.message.attachments
    ]
    return [(str(file["METHOD"]), int(str(file.walk("VEVENT")[0]["SEQUENCE"]))) for file in files]


async def test_each_hears_of_each_time_it_is_called_off(talk: Talk) -> None:
    await talk.says("ada", "/121 arranged friday 15:00")
    await talk.says("ben", "/121 cannot")
    await talk.says("ben", "/121 not yet")
    await talk.says("ben", "/121 arranged friday 16:00")
    assert "I have told @Ben" in await talk.says("ada", "/121 cannot")
    assert (len(_off(talk, "ada")), len(_off(talk, "ben"))) == (1, 1)


async def test_it_is_told_again_where_no_time_was_agreed(talk: Talk) -> None:
    for answer in ("cannot", "not yet", "cannot"):
        await talk.says("ben", f"/121 {answer}")
    assert len(_off(talk, "ada")) == 2


async def test_whoever_leaves_twice_is_told_of_twice(talk: Talk) -> None:
    await talk.says("ben", "/121 cannot")
    await talk.says("ben", "/121 not yet")
    await talk.says("ben", "/121 leave")
    assert len(_off(talk, "ada")) == 2


async def test_the_other_one_hears_that_it_is_on_again(talk: Talk) -> None:
    await talk.says("ada", "/121 arranged friday 15:00")
    assert "[Take it back]" in await talk.says("ben", "/121 cannot")
    answer = await talk.presses("ben", "Take it back")
    assert "with @Ada is on again, and I have told @Ada" in answer
    assert "[Arrange a time]" in answer
    assert "Your 1-2-1 with @Ben is on again after all" in talk.heard_by("ada")[-1]
    assert (await talk.meeting()).status is MeetingStatus.PROPOSED


async def test_not_yet_tells_nobody_where_nothing_was_called_off(talk: Talk) -> None:
    await talk.says("ben", "/121 not yet")
    assert not [said for said in talk.heard_by("ada") if "on again" in said]


async def test_two_who_both_call_it_off_hear_of_it_once(talk: Talk) -> None:
    await talk.says("ben", "/121 cannot")
    assert "is called off already" in await talk.says("ada", "/121 cannot")
    assert not _off(talk, "ben")
    assert "is called off" in await talk.says("ben", "/121 not yet")


async def test_whoever_calls_it_off_gets_it_out_of_their_calendar_too(talk: Talk) -> None:
    await talk.says("ada", "/121 arranged friday 15:00")
    await talk.says("ben", "/121 cannot")
    (entered, removed) = _calendars(talk, "ben")
    assert entered[0] == "PUBLISH"
    assert removed == ("CANCEL", entered[1] + 1)
    assert _calendars(talk, "ada")[-1] == removed
    assert "out of your calendar" in talk.heard_by("ben")[-1]


async def test_whoever_leaves_gets_it_out_of_their_calendar_too(talk: Talk) -> None:
    await talk.says("ada", "/121 arranged friday 15:00")
    await talk.says("ben", "/121 leave")
    assert _calendars(talk, "ben")[-1][0] == "CANCEL"
