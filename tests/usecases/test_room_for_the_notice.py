"""Who goes quiet is asked whether to go on, and their week keeps room for it: nobody hears more than the limit."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.reminders import MOST_A_WEEK
from bot.storage import SqlStore
from tests.talk import MONDAY_NINE, Talk


@pytest.fixture
async def quiet(sqlite_store: SqlStore) -> Talk:
    """Ada and Ben are introduced every Monday from 23 November on, and neither says a word; here is the third Monday."""
    talk = Talk(sqlite_store)
    await talk.says("ada", "/121 setup name Coffee")
    for member in ("ada", "ben"):
        await talk.says(member, "/121 join")
    await talk.until(datetime(2026, 12, 7, 11, tzinfo=UTC))
    return talk


def heard(talk: Talk, member: str, since: datetime) -> list[str]:
    """The kinds of messages that a member got since then."""
    return [
        sent.key.partition(":")[0]
        for sent in talk.table.seen_by(member)
        if sent.created_at >= since and sent.address.kind != "channel"
    ]


async def ping(talk: Talk, *members: str) -> None:
    """Something else is said to these members, of the bot's own accord."""
    async with talk.store.begin() as tx:
        for member in members:
            known = await tx.people.known(talk.ref(member).platform, talk.workspace, member)
            assert known is not None
            await tx.reminders.ping([known[1].id], talk.clock.now())


async def test_the_notice_comes_before_smaller_questions(quiet: Talk) -> None:
    await quiet.until(datetime(2026, 12, 13, 23, tzinfo=UTC))
    told = heard(quiet, "ben", datetime(2026, 12, 7, tzinfo=UTC))
    assert sorted(told) == ["end_of_round", "intro", "silence"]
    assert len(told) <= MOST_A_WEEK


async def test_other_questions_leave_room_for_the_notice(quiet: Talk) -> None:
    await ping(quiet, "ada", "ben")
    await quiet.until(datetime(2026, 12, 13, 23, tzinfo=UTC))
    assert heard(quiet, "ben", datetime(2026, 12, 7, tzinfo=UTC)) == ["intro", "silence"]


async def test_who_has_heard_enough_is_asked_a_round_later_and_not_paused_before(
    quiet: Talk,
) -> None:
    for _ in range(MOST_A_WEEK):
        await ping(quiet, "ben")
    await quiet.until(datetime(2026, 12, 13, 23, tzinfo=UTC))
    assert "silence" in heard(quiet, "ada", datetime(2026, 12, 7, tzinfo=UTC))
    assert "silence" not in heard(quiet, "ben", datetime(2026, 12, 7, tzinfo=UTC))
    await quiet.says("ada", "/121 join")
    await quiet.until(datetime(2026, 12, 14, 11, tzinfo=UTC))
    assert heard(quiet, "ben", datetime(2026, 12, 14, tzinfo=UTC)) == ["silence"]
    said = quiet.heard_by("ben")[-1]
    assert "This time I have left you out. Shall I go on introducing you?" in said
    assert "before the next round, on Monday 21 December, I'll pause you" in said
    await quiet.until(datetime(2026, 12, 21, 9, tzinfo=UTC))
    assert "paused" not in await quiet.says("ada", "/121 status")
    assert heard(quiet, "ben", datetime(2026, 12, 14, 11, 30, tzinfo=UTC)) == []
    await quiet.until(datetime(2026, 12, 21, 11, tzinfo=UTC))
    assert "paused" in await quiet.says("ben", "/121 status")


async def test_who_answers_in_that_week_is_in_the_next_round(quiet: Talk) -> None:
    for _ in range(MOST_A_WEEK):
        await ping(quiet, "ben")
    await quiet.until(datetime(2026, 12, 13, 23, tzinfo=UTC))
    await quiet.says("ada", "/121 join")
    await quiet.until(datetime(2026, 12, 15, 11, tzinfo=UTC))
    await quiet.presses("ben", "Stay")
    await quiet.until(datetime(2026, 12, 21, 11, tzinfo=UTC))
    assert "intro" in heard(quiet, "ben", datetime(2026, 12, 21, tzinfo=UTC))


async def test_who_has_answered_is_in_the_preview(quiet: Talk) -> None:
    await quiet.until(datetime(2026, 12, 13, 23, tzinfo=UTC))
    assert "silence" in heard(quiet, "ben", datetime(2026, 12, 7, tzinfo=UTC))
    await quiet.says("ben", "/121 met")
    assert "@Ben" in await quiet.says("ada", "/121 round preview")


async def test_who_is_in_three_circles_is_asked_in_each_and_paused_and_hears_no_fourth_message(
    sqlite_store: SqlStore,
) -> None:
    talk = Talk(sqlite_store)
    for place in ("red", "green", "blue"):
        await talk.says("ada", f"/121 setup name {place}", place)
        for member in ("ada", "ben", "cleo", "dan"):
            await talk.says(member, "/121 join", place)
    notices = 0
    for week in range(10):
        monday = MONDAY_NINE + timedelta(weeks=week)
        await talk.until(monday + timedelta(days=6, hours=14))
        told = heard(talk, "ben", monday)
        assert len(told) <= MOST_A_WEEK
        notices += told.count("silence")
    assert notices == 3
    assert (await talk.says("ben", "/121 status")).count("paused") == 3


async def test_who_answers_hears_the_smaller_questions_again(quiet: Talk) -> None:
    await quiet.says("ben", "/121 met")
    await quiet.until(datetime(2026, 12, 20, 23, tzinfo=UTC))
    assert "nudge" in heard(quiet, "ben", datetime(2026, 12, 14, tzinfo=UTC))


async def test_a_round_before_dawn_on_monday_takes_no_room_from_the_week_before(
    sqlite_store: SqlStore,
) -> None:
    talk = Talk(sqlite_store, zones=dict.fromkeys(("ben", "cleo"), "America/New_York"))
    await talk.says("ada", "/121 setup on monday at 10:00 name Coffee")  # 5:00 in New York
    for member in ("ben", "cleo"):
        await talk.says(member, "/121 join")
    await talk.until(datetime(2026, 11, 26, 12, tzinfo=UTC))
    assert heard(talk, "ben", datetime(2026, 11, 23, 10, tzinfo=UTC)) == ["intro", "nudge"]
