"""The question whether two would like to meet again: never lost, never early by another's click, never telling the other's mind."""

import re
from datetime import UTC, datetime

import pytest

from bot.commands import GoOn, LetRest, NotNow, WishAgain
from bot.domain.model import MemberId
from bot.storage import SqlStore
from tests.talk import Talk

ADA, BEN = MemberId(1), MemberId(2)
DUE = datetime(2027, 2, 23, 12, tzinfo=UTC)  # three months after they met


@pytest.fixture
async def talk(sqlite_store: SqlStore) -> Talk:
    """Ada and Ben have met once; nobody else is there, and rounds leave both out, so that nothing else is said."""
    talk = Talk(sqlite_store)
    await talk.says("ada", "/121 setup every 4 weeks name Coffee")
    for member in ("ada", "ben"):
        await talk.says(member, "/121 join")
    await talk.says("ada", "/121 pair-me @ben")
    await talk.presses("ben", "Yes, introduce us")
    await talk.says("ada", "/121 met")
    await talk.says("ada", "/121 setup every 4 weeks holiday 2026-11-23 to 2028-11-24")
    return talk


def asked(talk: Talk, member: str) -> list[str]:
    """On which days a member was asked."""
    return [
        f"{sent.created_at:%Y-%m-%d}"
        for sent in talk.table.sent
        if sent.key.startswith("again:") and sent.address.ids == (member,)
    ]


async def until(talk: Talk, year: int, month: int, day: int) -> None:
    await talk.until(datetime(year, month, day, 12, tzinfo=UTC))


async def next_on(talk: Talk, member: str, other: str) -> str:
    page = await talk.says(member, f"/121 with @{other}")
    found = re.search(r"next on (.+)", page)
    return found[1] if found else ""


async def test_whoever_does_not_answer_is_asked_again_in_their_rhythm(talk: Talk) -> None:
    await talk.says("ada", "/121 rhythm @ben monthly")
    await until(talk, 2027, 2, 20)
    assert asked(talk, "ada") == ["2026-12-23", "2027-01-23"]
    assert await next_on(talk, "ada", "ben") == "Tuesday 23 February"
    await until(talk, 2027, 6, 1)
    assert asked(talk, "ben") == ["2027-02-23", "2027-05-23"]


@pytest.mark.parametrize("who", ["ada", "ben"])
async def test_a_pause_of_either_puts_the_question_off_until_they_are_back(
    talk: Talk, who: str
) -> None:
    await until(talk, 2027, 2, 20)
    await talk.says(who, "/121 pause")
    await until(talk, 2027, 4, 7)
    assert asked(talk, "ada") == asked(talk, "ben") == []
    assert await next_on(talk, "ada", "ben") == "Monday 12 April"
    await talk.says(who, "/121 resume")
    await until(talk, 2027, 4, 13)
    assert asked(talk, "ada") == asked(talk, "ben") == ["2027-04-12"]


async def test_who_left_and_came_back_is_asked_when_it_is_due_the_next_time(talk: Talk) -> None:
    await talk.says("ben", "/121 leave")
    await until(talk, 2027, 3, 1)
    await talk.says("ben", "/121 join")
    await until(talk, 2027, 5, 20)
    assert asked(talk, "ada") == asked(talk, "ben") == []
    await until(talk, 2027, 5, 24)
    assert asked(talk, "ada") == asked(talk, "ben") == ["2027-05-23"]


async def test_a_week_without_room_puts_it_off_for_as_long_as_it_takes(talk: Talk) -> None:
    await talk.until(datetime(2027, 2, 22, 0, 30, tzinfo=UTC))
    for week in range(6):
        async with talk.store.begin() as tx:
            for _ in range(3):
                await tx.reminders.ping([ADA], talk.clock.now())
        await talk.waits("1 week")
        assert asked(talk, "ada") == [], week
    await talk.waits("1 week")
    assert len(asked(talk, "ada")) == 1


async def test_two_who_said_yes_and_did_not_meet_are_asked_again(talk: Talk) -> None:
    for member, other in (("ada", "ben"), ("ben", "ada")):
        await talk.says(member, f"/121 rhythm @{other} monthly")
    await until(talk, 2026, 12, 24)
    await talk.says("ada", "/121 setup no holidays")
    for member in ("ada", "ben"):
        await talk.presses(member, "Yes, in the next round")
    await until(talk, 2027, 1, 4)
    await talk.says("ada", "/121 setup holiday 2027-01-05 to 2028-01-05")
    await until(talk, 2027, 1, 24)  # introduced until the 25th: not asked meanwhile
    assert asked(talk, "ada") == asked(talk, "ben") == ["2026-12-23"]
    await until(talk, 2027, 1, 26)
    assert asked(talk, "ada") == asked(talk, "ben") == ["2026-12-23", "2027-01-25"]


@pytest.mark.parametrize("answer", ["Not now", "Yes, in the next round", ""])
@pytest.mark.parametrize(
    "click", ["go-on @ben", "rhythm @ben monthly", "rest @ben", "block @ben", "hold @ben"]
)
async def test_nobody_is_asked_because_the_other_pressed_something(
    talk: Talk, answer: str, click: str
) -> None:
    await until(talk, 2027, 2, 24)
    if answer:
        await talk.presses("ben", answer)
    before = await next_on(talk, "ben", "ada")
    await talk.says("ada", f"/121 {click}")
    await talk.waits("2 days")
    assert len(asked(talk, "ben")) == len(asked(talk, "ada")) == 1
    assert await next_on(talk, "ben", "ada") == before


@pytest.mark.parametrize("rhythm", ["usual", "monthly", "yearly"])
async def test_the_date_that_is_shown_is_the_day_on_which_the_question_comes(
    talk: Talk, rhythm: str
) -> None:
    await until(talk, 2027, 2, 24)
    answer = await talk.says("ada", f"/121 rhythm @ben {rhythm}")
    promised = {
        "usual": "2027-05-23",
        "monthly": "2027-03-23",
        "yearly": "2028-02-23",
    }[rhythm]
    day = datetime.fromisoformat(promised)
    shown = f"{day:%A %-d %B}{'' if day.year == talk.clock.now().year else f' {day.year}'}"
    assert f"next on {shown}" in answer
    assert await next_on(talk, "ada", "ben") == shown
    await until(talk, 2028, 2, 24)
    assert asked(talk, "ada")[1] == promised


@pytest.mark.parametrize(
    "done", ["rest @ada", "rhythm @ada never", "rhythm @ada yearly", "block @ada"]
)
async def test_who_wants_less_changes_nothing_of_what_the_other_is_asked(
    talk: Talk, done: str
) -> None:
    shown = await next_on(talk, "ada", "ben")
    await talk.says("ben", f"/121 {done}")
    assert await next_on(talk, "ada", "ben") == shown
    await until(talk, 2027, 2, 24)
    assert asked(talk, "ada") == ["2027-02-23"]
    assert asked(talk, "ben") == []
    answer = await talk.presses("ada", "Yes, in the next round")
    assert "If @Ben says so too" in answer


@pytest.mark.parametrize("ended", ["block @ben", "rest @ben", "round apart ada ben"])
async def test_a_yes_that_cannot_lead_to_a_meeting_is_answered_as_if_nobody_had_said_so(
    talk: Talk, ended: str
) -> None:
    await until(talk, 2027, 2, 24)
    await talk.presses("ada", "Yes, in the next round")
    await talk.says("ada", f"/121 {ended}")
    answer = await talk.presses("ben", "Yes, in the next round")
    assert answer.startswith("Noted. If @Ada says so too, you are together in the next round.")


async def test_a_block_takes_the_wish_back_for_good(talk: Talk) -> None:
    await until(talk, 2027, 2, 24)
    await talk.presses("ada", "Yes, in the next round")
    for word in ("block", "unblock"):
        await talk.says("ada", f"/121 {word} @ben")
    assert "says so too" in await talk.presses("ben", "Yes, in the next round")


async def test_a_request_to_meet_again_that_is_taken_back_takes_the_wish_along(talk: Talk) -> None:
    await until(talk, 2027, 2, 24)
    await talk.says("ada", "/121 again @ben")
    await talk.waits("1 minute")
    await talk.says("ada", "/121 cancel")
    assert "says so too" in await talk.presses("ben", "Yes, in the next round")


async def test_a_request_that_is_taken_back_leaves_an_earlier_wish_alone(talk: Talk) -> None:
    await until(talk, 2027, 2, 24)
    await talk.presses("ada", "Yes, in the next round")
    await talk.waits("1 minute")
    await talk.says("ada", "/121 pair-me @ben")
    await talk.says("ada", "/121 cancel")
    assert "@Ada would like to as well" in await talk.presses("ben", "Yes, in the next round")


async def test_who_blocked_somebody_is_not_asked_about_them_and_is_again_without_the_block(
    talk: Talk,
) -> None:
    await talk.says("ada", "/121 block @ben")
    page = await talk.says("ada", "/121 with @ben")
    assert "you don't meet, because you said so" in page
    assert "next on" not in page
    await until(talk, 2027, 2, 24)
    assert (asked(talk, "ada"), asked(talk, "ben")) == ([], ["2027-02-23"])
    wished = await talk.does(WishAgain(who=talk.ref("ada"), whom=BEN))
    assert "You asked me never to introduce you to @Ben" in wished
    await talk.says("ada", "/121 unblock @ben")
    assert len(asked(talk, "ada")) == 1


async def test_what_rests_is_asked_again_once_it_is_taken_back(talk: Talk) -> None:
    await talk.does(LetRest(who=talk.ref("ada"), whom=BEN))
    await until(talk, 2027, 3, 1)
    assert asked(talk, "ada") == []
    await talk.does(GoOn(who=talk.ref("ada"), whom=BEN))
    assert asked(talk, "ada") == ["2027-03-01"]


async def test_not_now_before_being_asked_is_counted_from_that_day(talk: Talk) -> None:
    await until(talk, 2027, 1, 10)
    answer = await talk.does(NotNow(who=talk.ref("ada"), whom=BEN))
    assert "again on Saturday 10 April" in answer
    await until(talk, 2027, 4, 11)
    assert (asked(talk, "ada"), asked(talk, "ben")) == (["2027-04-10"], ["2027-02-23"])


async def test_a_circle_that_asks_later_than_it_did_puts_planned_questions_off(talk: Talk) -> None:
    await talk.says("ada", "/121 setup again after 6 months")
    await until(talk, 2027, 5, 22)
    assert asked(talk, "ada") == []
    assert await next_on(talk, "ada", "ben") == "Sunday 23 May"


async def test_a_meeting_held_back_and_then_taken_back_holds_nothing_back(talk: Talk) -> None:
    await talk.says("ada", "/121 hold @ben")
    await talk.says("ada", "/121 not-met")
    await talk.says("ada", "/121 pair-me @ben")
    await talk.presses("ben", "Yes, introduce us")
    await talk.says("ada", "/121 met")
    for member, other in (("ada", "ben"), ("ben", "ada")):
        page = await talk.says(member, f"/121 with @{other}")
        assert "Next time: Tell me the detail" in page


async def test_going_on_skips_no_kind_of_meeting_that_was_held_back_before(talk: Talk) -> None:
    await talk.says("ada", "/121 hold @ben")
    await talk.says("ada", "/121 pair-me @ben")
    await talk.presses("ben", "Yes, introduce us")
    await talk.says("ada", "/121 met")
    await talk.says("ada", "/121 go-on @ben")
    assert "Next time: Tell me the detail" in await talk.says("ada", "/121 with @ben")


async def test_a_hold_is_of_the_meeting_before_them_where_there_is_one(talk: Talk) -> None:
    await talk.says("ada", "/121 pair-me @ben")
    await talk.presses("ben", "Yes, introduce us")
    noted = await talk.says("ada", "/121 hold @ben")
    assert "after the 1-2-1 that you have before you, you and @Ben have one more like it" in noted
    page = await talk.says("ada", "/121 with @ben")
    assert "Next time: Tell me the detail, and another like it, as you wished" in page
    await talk.says("ada", "/121 met")
    page = await talk.says("ada", "/121 with @ben")
    assert "Next time: Tell me the detail, once more, as you wished" in page
    await talk.presses("ada", "Take it back")
    assert "Next time: Referral partners" in await talk.says("ada", "/121 with @ben")


async def test_one_that_is_held_and_takes_place_no_more_holds_nothing(talk: Talk) -> None:
    await talk.says("ada", "/121 pair-me @ben")
    await talk.presses("ben", "Yes, introduce us")
    await talk.says("ada", "/121 hold @ben")
    await talk.says("ada", "/121 not-met @ben")
    page = await talk.says("ada", "/121 with @ben")
    assert "Next time: Tell me the detail\n" in page
    assert "[One more like this]" in page


async def test_taking_a_rest_back_takes_nothing_else_back(talk: Talk) -> None:
    await talk.says("ada", "/121 hold @ben")
    for _ in range(2):
        await talk.says("ada", "/121 rest @ben")
        answer = talk.answers["ada"]
        await talk.presses("ada", "Take it back")
        talk.answers["ada"] = answer
        await talk.presses("ada", "Take it back")  # twice, as it happens
    assert "once more, as you wished" in await talk.says("ada", "/121 with @ben")
    await talk.says("ada", "/121 rest @ben")
    await talk.says("ada", "/121 go-on @ben")
    assert "once more, as you wished" in await talk.says("ada", "/121 with @ben")
    await talk.says("ada", "/121 go-on @ben")
    assert "once more" not in await talk.says("ada", "/121 with @ben")


async def test_a_wish_counts_again_when_a_rest_is_taken_back(talk: Talk) -> None:
    await talk.waits("1 day")
    for member, other in (("ada", "ben"), ("ben", "ada")):
        await talk.says(member, f"/121 again @{other} next round")
    await talk.says("ada", "/121 rest @ben")
    assert "If @Ada says so too" in await talk.says("ben", "/121 again @ada next round")
    await talk.presses("ada", "Take it back")
    assert "would like to as well" in await talk.says("ben", "/121 again @ada next round")


async def test_nothing_is_offered_to_two_who_have_a_meeting_before_them(talk: Talk) -> None:
    assert "[Meet again]" in await talk.says("ada", "/121 with @ben")
    await talk.says("ada", "/121 pair-me @ben")
    await talk.presses("ben", "Yes, introduce us")
    assert "[Meet again]" not in await talk.says("ada", "/121 with @ben")
    await talk.says("cleo", "/121 join")
    assert "[Ask for a 1-2-1]" in await talk.says("cleo", "/121 with @ben")
    await talk.says("cleo", "/121 pair-me @ben")
    await talk.presses("ben", "Yes, introduce us")
    await talk.says("cleo", "/121 arranged friday 15:00")
    assert "[Ask for a 1-2-1]" not in await talk.says("cleo", "/121 with @ben")


async def test_of_who_takes_part_no_longer_no_question_and_no_round_is_promised(talk: Talk) -> None:
    await talk.says("ben", "/121 leave")
    said = await talk.says("ada", "/121 rhythm @ben monthly")
    assert (
        said
        == "Noted: every month. @Ben takes no part any more, so I ask you only if they come back."
    )
    assert "not taking part" in await talk.says("ada", "/121 again @ben next round")
    await talk.says("ben", "/121 join")
    assert "next on" in await talk.says("ada", "/121 rhythm @ben monthly")


async def test_a_block_is_taken_back_with_a_button_and_what_rests_beside_it_is_said(
    talk: Talk,
) -> None:
    await talk.says("ada", "/121 rest @ben")
    await talk.says("ada", "/121 block @ben")
    assert "It still rests with @Ben" in await talk.presses("ada", "Take it back")
    await talk.says("ada", "/121 block @ben")
    assert "[Take it back]" in await talk.says("ada", "/121 with @ben")
    await talk.presses("ada", "Take it back")
    assert "You and @Ben go on" in await talk.presses("ada", "Let's go on")
    await talk.says("ada", "/121 block @ben")
    assert "may be introduced again" in await talk.presses("ada", "Take it back")


async def test_who_blocks_somebody_they_have_asked_waits_for_no_answer(talk: Talk) -> None:
    await talk.says("ada", "/121 again @ben")
    await talk.says("ada", "/121 block @ben")
    for word in ("block", "unblock"):
        await talk.says("ada", f"/121 {word} @ben")
        assert "You have asked @Ben" not in await talk.says("ada", "/121 status")
    assert "no longer open" in await talk.presses("ben", "Yes, introduce us")
