"""Two have one 1-2-1 before them at a time, and it took place when it did."""

import pytest

from bot.storage import SqlStore
from tests.talk import Talk


@pytest.fixture
async def talk(sqlite_store: SqlStore) -> Talk:
    talk = Talk(sqlite_store)
    await talk.says("ada", "/121 setup every 4 weeks on monday at 10:00 name Coffee")
    for member in ("ada", "cleo"):
        await talk.says(member, "/121 join")
    return talk


async def test_two_who_have_a_1_2_1_before_them_are_not_introduced_again(talk: Talk) -> None:
    await talk.says("ada", "/121 pair-me @cleo")
    await talk.presses("cleo", "Yes, introduce us")
    for member, other in (("ada", "cleo"), ("cleo", "ada")):
        answer = await talk.says(member, f"/121 pair-me @{other}")
        assert f"You have a 1-2-1 with @{other.capitalize()} before you." in answer
        assert "[Arrange a time] [We met]" in answer
    await talk.says("ada", "/121 met")
    await talk.says("cleo", "/121 met")
    assert "Met: once" in await talk.says("ada", "/121 with @cleo")
    answer = await talk.says("ada", "/121 again @cleo")
    assert "I'll ask @Cleo" in answer


async def test_who_accepts_when_they_were_introduced_meanwhile_hears_so(talk: Talk) -> None:
    await talk.says("ada", "/121 setup every 4 weeks on monday at 10:00 name Walks", place="walks")
    for member in ("ada", "cleo"):
        await talk.says(member, "/121 join", place="walks")
    await talk.says("ada", "/121 pair-me @cleo")
    await talk.says("ada", "/121 round now", place="walks")
    await talk.waits("1 hour")
    answer = await talk.presses("cleo", "Yes, introduce us")
    assert "You have a 1-2-1 with @Ada before you." in answer
    assert sum(sent.key.startswith("intro:") for sent in talk.table.sent) == 1


async def test_an_introduction_of_long_ago_is_no_hindrance(talk: Talk) -> None:
    await talk.says("ada", "/121 setup every week on monday at 10:00")
    await talk.says("ada", "/121 pair-me @cleo")
    await talk.presses("cleo", "Yes, introduce us")
    for _ in range(2):
        await talk.says("cleo", "/121 skip")
        await talk.waits("1 week")
    assert "I'll ask @Cleo" in await talk.says("ada", "/121 pair-me @cleo")


async def test_who_meets_before_the_time_agreed_has_met_by_then(talk: Talk) -> None:
    await talk.says("ada", "/121 pair-me @cleo")
    await talk.presses("cleo", "Yes, introduce us")
    await talk.says("ada", "/121 arranged 27 november 15:00")
    await talk.waits("1 day")
    await talk.says("cleo", "/121 met")
    assert "Met: once, last on Tuesday 24 November" in await talk.says("ada", "/121 with @cleo")


async def test_who_met_at_the_time_agreed_met_then(talk: Talk) -> None:
    await talk.says("ada", "/121 pair-me @cleo")
    await talk.presses("cleo", "Yes, introduce us")
    await talk.says("ada", "/121 arranged 25 november 15:00")
    await talk.waits("4 days")
    await talk.says("cleo", "/121 met")
    assert "Met: once, last on Wednesday 25 November" in await talk.says("ada", "/121 with @cleo")


@pytest.mark.parametrize(
    ("said", "kept"),
    [("walk-and-talk, video", "walk, online"), ("Telephone, face to face", "phone, in person")],
)
async def test_formats_have_other_names_too(talk: Talk, said: str, kept: str) -> None:
    await talk.says("ada", f"/121 profile formats {said}")
    assert kept in await talk.says("ada", "/121 profile")


async def test_a_day_that_went_by_lately_is_past_and_not_next_years(talk: Talk) -> None:
    await talk.says("ada", "/121 pair-me @cleo")
    await talk.presses("cleo", "Yes, introduce us")
    answer = await talk.says("ada", "/121 arranged 20 november 15:00")
    assert "past" in answer
    assert "2027" not in answer
    answer = await talk.says("ada", "/121 promise @cleo the book by 20 november")
    assert "over" in answer or "past" in answer
    assert "2027" in await talk.says("ada", "/121 promise @cleo the book by 5 january")
