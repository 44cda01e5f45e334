"""How things stand: the count of the year."""

from datetime import UTC, datetime

from bot.ports import Store
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
