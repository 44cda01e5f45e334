"""How things stand: the count of the year, and the time that is proposed or agreed."""

from datetime import UTC, datetime

import pytest

from bot.commands import Propose
from bot.domain.model import PairingId
from bot.domain.relationships import Stage
from bot.ports import Store
from bot.words.starters import AGENDAS
from scheduler.clocks import StillClock
from tests.talk import Talk


async def test_the_year_is_that_of_the_meeting_here_and_in_the_plan(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store, clock=StillClock(datetime(2026, 12, 29, 9, tzinfo=UTC)))
    await talk.says("ada", "/121 setup name Coffee")
    for member in ("ada", "ben"):
        await talk.says(member, "/121 join")
        await talk.says(member, "/121 pair-me")
    await talk.says("ada", "/121 plan 1 a week")
    await talk.says("ada", "/121 arranged 2027-01-02 15:00")
    await talk.until(datetime(2027, 1, 2, 16, tzinfo=UTC))
    await talk.says("ada", "/121 met")
    assert "This year: 1 of 48 met" in await talk.says("ada", "/121 status")
    assert "1 this year" in await talk.says("ada", "/121 plan")


@pytest.fixture
async def pair(sqlite_store: Store) -> Talk:
    """Ada and Ben, introduced."""
    talk = Talk(sqlite_store, zones={"ben": "Europe/Berlin"})
    await talk.says("ada", "/121 setup name Coffee")
    for member in ("ada", "ben"):
        await talk.says(member, "/121 join")
        await talk.says(member, "/121 pair-me")
    return talk


async def test_a_time_that_waits_for_an_answer_is_answered_here(pair: Talk) -> None:
    await pair.says("ada", "/121 arrange thursday 15:00 at the library")
    shown = await pair.says("ben", "/121 status")
    assert "@Ada proposes Thursday 26 November, 15:00 (the library)." in shown
    buttons = "[Thu 26 Nov, 16:00] [Another time] [That doesn't suit me] [Call the 1-2-1 off]"
    assert f"{buttons} [We met]" in shown
    assert "Agreed" in await pair.presses("ben", "Thu 26 Nov, 16:00")


async def test_of_several_times_one_is_chosen_in_a_second_step(pair: Talk) -> None:
    times = tuple(datetime(2026, 11, day, 15, tzinfo=UTC) for day in (26, 27))
    await pair.does(Propose(who=pair.ref("ada"), times=times, pairing=PairingId(1)))
    shown = await pair.says("ben", "/121 status")
    assert "@Ada proposes Thursday 26 November, 15:00 · Friday 27 November, 15:00." in shown
    choices = await pair.presses("ben", "Choose a time")
    assert "[Thu 26 Nov, 16:00] [Fri 27 Nov, 16:00] [Another time] [None of these]" in choices


async def test_who_proposed_a_time_sees_that_it_waits_and_takes_it_back_here(pair: Talk) -> None:
    await pair.says("ada", "/121 arrange thursday 15:00")
    shown = await pair.says("ada", "/121 status")
    assert "You propose Thursday 26 November, 15:00; there is no answer yet." in shown
    assert "stands no longer" in await pair.presses("ada", "Take it back")
    assert "You propose" not in await pair.says("ada", "/121 status")


async def test_a_time_that_is_agreed_is_taken_back_here(pair: Talk) -> None:
    await pair.says("ada", "/121 arranged thursday 15:00")
    assert "on Thursday 26 November, 15:00" in await pair.says("ben", "/121 status")
    assert "no longer holds" in await pair.presses("ben", "I can't at that time")
    assert "[Arrange a time]" in await pair.says("ben", "/121 status")


async def test_what_is_past_or_turned_down_waits_for_nobody(pair: Talk) -> None:
    await pair.says("ada", "/121 arrange tomorrow 15:00")
    await pair.says("ben", "/121 decline-time")
    assert "propose" not in await pair.says("ben", "/121 status")
    await pair.says("ben", "/121 undo-time")
    assert "proposes" in await pair.says("ben", "/121 status")
    await pair.waits("2 days")
    assert "propose" not in await pair.says("ben", "/121 status")


async def test_the_silence_is_broken_with_a_question_of_the_kind_of_meeting(pair: Talk) -> None:
    for _ in range(2):
        await pair.waits("1 minute")
        await pair.says("ada", "/121 met")
        await pair.says("ada", "/121 pair-me @ben")
        await pair.presses("ben", "Yes, introduce us")
    await pair.waits("3 days")
    (introduced,) = (m for m in pair.heard_by("ada") if "This one: Referral partners" in m)
    asked = next(m for m in reversed(pair.heard_by("ada")) if "here is a question" in m)
    question = next(q for q in AGENDAS[Stage.REFERRAL_PARTNERS].questions if q in asked)
    assert question not in introduced
