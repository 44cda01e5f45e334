"""The Fridays of a plan go on whatever happens; the network names nobody it should not; its picture comes in private."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import event

from bot.commands import DrawNetwork, Join, MemberLeft, SetPlan, ShowNetwork
from bot.storage import SqlStore
from tests.talk import CHANNEL, Talk


@pytest.fixture
async def talk(sqlite_store: SqlStore) -> Talk:
    talk = Talk(sqlite_store)
    await talk.says("ada", "/121 setup every 4 weeks on monday at 10:00 name Coffee")
    for member in ("ada", "ben", "cleo"):
        await talk.says(member, "/121 join")
    return talk


async def meet(talk: Talk, other: str) -> None:
    await talk.says("ada", f"/121 pair-me @{other}")
    await talk.presses(other, "Yes, introduce us")
    await talk.presses("ada", "We met")


def fridays(talk: Talk) -> list[datetime]:
    return [sent.created_at for sent in talk.table.sent if sent.key.startswith("week:")]


def friday(year: int, month: int, day: int, hour: int) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


async def test_the_line_comes_at_three_local_time_all_year(talk: Talk) -> None:
    await talk.until(datetime(2027, 3, 16, 9, tzinfo=UTC))
    await talk.says("ada", "/121 resume")
    await talk.says("ada", "/121 plan 1 a week")
    await talk.until(datetime(2027, 4, 3, 9, tzinfo=UTC))
    assert fridays(talk) == [
        friday(2027, 3, 19, 15),
        friday(2027, 3, 26, 15),
        friday(2027, 4, 2, 14),
    ]


async def test_after_an_outage_of_three_weeks_nothing_is_sent_late_and_the_next_friday_comes(
    talk: Talk,
) -> None:
    await talk.says("ada", "/121 plan 1 a week")
    await talk.clock.set(datetime(2026, 12, 15, 9, tzinfo=UTC))
    await talk.parts.runner.run_once()
    assert fridays(talk) == []
    await talk.until(datetime(2026, 12, 19, 9, tzinfo=UTC))
    assert fridays(talk) == [friday(2026, 12, 18, 15)]


async def test_a_line_is_still_told_on_saturday_morning(talk: Talk) -> None:
    await talk.says("ada", "/121 plan 1 a week")
    await talk.clock.set(datetime(2026, 11, 28, 9, tzinfo=UTC))
    await talk.parts.runner.run_once()
    assert fridays(talk) == [datetime(2026, 11, 28, 9, tzinfo=UTC)]


async def test_nobody_plans_before_they_take_part_and_no_friday_is_promised_in_vain(
    talk: Talk,
) -> None:
    said = await talk.says("zed", "/121 plan 2")
    assert said.startswith("A plan counts your 1-2-1s, and you don't take part yet.")
    assert "no plan any more" in await talk.says("zed", "/121 plan off")
    await talk.says("zed", "/121 join")
    assert "Noted: 2 a week." in await talk.says("zed", "/121 plan 2")


async def test_a_few_words_for_somebody_are_asked_for_by_command_too(talk: Talk) -> None:
    assert "have not met yet" in await talk.says("ada", "/121 hello @ben")
    await meet(talk, "ben")
    assert "Hello @Ben, thank you" in await talk.says("ada", "/121 say hello to @ben")
    for greeting in ("hello", "hello there"):
        assert "/121 pair-me" in await talk.says("ada", f"/121 {greeting}")


async def test_the_words_for_somebody_fit_to_how_long_ago_the_two_met(talk: Talk) -> None:
    await meet(talk, "ben")
    await talk.says("ada", "/121 pause")
    for days, said in (
        (0, "thank you for our 1-2-1 today."),
        (1, "thank you for our 1-2-1 yesterday."),
        (4, "thank you for our 1-2-1 on Monday."),
        (7, "thank you for our 1-2-1 last week."),
        (30, "I still think of our 1-2-1 on 23 November."),
        (90, "it has been a while since our 1-2-1 in November 2026."),
    ):
        await talk.until(datetime(2026, 11, 23, 12, tzinfo=UTC) + timedelta(days=days))
        assert f"Hello @Ben, {said}" in await talk.says("ada", "/121 hello @ben")


@pytest.mark.parametrize("ended", ["rest @ben", "block @ben"])
async def test_what_the_asker_ended_is_not_begun_again_by_one_tap(talk: Talk, ended: str) -> None:
    await meet(talk, "ben")
    assert "Ask for a 1-2-1" in await talk.says("ada", "/121 hello @ben")
    await talk.says("ada", f"/121 {ended}")
    assert "Ask for a 1-2-1" not in await talk.says("ada", "/121 hello @ben")
    said = await talk.says("ada", "/121 again @ben")
    assert "You let it rest with @Ben" in said or "/121 unblock" in said


@pytest.mark.parametrize("leaves", ["leave", "forget-me yes"])
async def test_who_left_cannot_be_asked(talk: Talk, leaves: str) -> None:
    await meet(talk, "ben")
    await talk.says("ben", f"/121 {leaves}")
    said = await talk.says("ada", "/121 hello @ben")
    assert "Hello @Ben" in said
    assert "Ask for a 1-2-1" not in said


async def test_who_pauses_hears_nothing_until_they_are_back(talk: Talk) -> None:
    await talk.says("ada", "/121 plan 1 a week")
    await talk.says("ada", "/121 pause")
    await talk.waits("2 weeks")
    assert fridays(talk) == []
    await talk.says("ada", "/121 resume")
    await talk.waits("1 week")
    assert len(fridays(talk)) == 1


async def test_who_left_hears_nothing_and_the_plan_is_there_when_they_join_again(
    talk: Talk,
) -> None:
    await talk.says("ada", "/121 plan 1 a week")
    await talk.says("ada", "/121 leave")
    await talk.waits("3 weeks")
    assert fridays(talk) == []
    await talk.says("ada", "/121 join")
    await talk.waits("1 week")
    assert len(fridays(talk)) == 1


async def test_a_plan_that_changes_or_ends_is_told_once_or_not_at_all(talk: Talk) -> None:
    for text in ("1 a week", "off", "2 a week", "3 a week"):
        await talk.says("ada", f"/121 plan {text}")
    await talk.waits("1 week")
    assert len(fridays(talk)) == 1
    await talk.does(SetPlan(who=talk.ref("ada"), a_week=0))
    await talk.waits("2 weeks")
    assert len(fridays(talk)) == 1


async def test_a_plan_that_is_ended_is_taken_up_again_with_one_button(talk: Talk) -> None:
    await talk.says("ada", "/121 plan 2 a week")
    assert "A new one: /121 plan 2 a week" in await talk.says("ada", "/121 plan off")
    assert "Noted: 2 a week" in await talk.presses("ada", "Take it back")
    await talk.waits("1 week")
    assert len(fridays(talk)) == 1


async def test_the_plan_does_not_use_up_what_may_be_said_in_a_week(talk: Talk) -> None:
    await talk.says("ada", "/121 plan 1 a week")
    await talk.waits("5 days")
    async with talk.store.begin() as tx:
        workspace, ada = await tx.people.known(talk.ref("ada").platform, "riverside", "ada") or (
            None,
            None,
        )
        assert workspace is not None
        assert ada is not None
        pings = (await tx.reminders.pinged([ada.id], friday(2026, 11, 27, 14))).get(ada.id, ())
    assert pings == ()


async def test_the_picture_is_sent_to_the_asker_alone(talk: Talk) -> None:
    await meet(talk, "ben")
    await talk.does(DrawNetwork(who=talk.ref("ada")))
    sent = talk.table.sent[-1]
    assert sent.address.ids == ("ada",)
    (picture,) = sent.message.attachments
    assert len(picture.content) < 200_000
    assert Image.open(BytesIO(picture.content)).format == "PNG"
    assert "getting to know each other: 1" in picture.alt


async def test_there_is_no_picture_of_nobody(talk: Talk) -> None:
    before = len(talk.table.sent)
    answer = await talk.does(DrawNetwork(who=talk.ref("ada")))
    assert "nothing to draw" in answer
    assert len(talk.table.sent) == before


async def test_saying_hello_sends_nothing_to_the_other(talk: Talk) -> None:
    await meet(talk, "ben")
    await talk.says("ada", "/121 pause")
    await talk.waits("40 weeks")
    assert "losing touch" in await talk.says("ada", "/121 network")
    before = len(talk.table.sent)
    answer = await talk.presses("ada", "Say hello")
    assert answer.splitlines()[1].startswith(
        "Hello @Ben, it has been a while since our 1-2-1 in November"
    )
    assert len(talk.table.sent) == before


async def met_long_ago(talk: Talk) -> tuple[str, str]:
    """What Ada is shown of her network, in words and as a picture, long after she met Ben."""
    answer = await talk.says("ada", "/121 network")
    await talk.does(DrawNetwork(who=talk.ref("ada")))
    (picture,) = talk.table.sent[-1].message.attachments
    return answer, picture.alt


@pytest.mark.parametrize("what", ["block", "rest"])
async def test_nobody_is_named_of_whom_the_member_has_had_enough(talk: Talk, what: str) -> None:
    await meet(talk, "ben")
    await talk.says("ada", "/121 pause")
    await talk.waits("40 weeks")
    await talk.says("ada", f"/121 {what} @ben")
    answer, picture = await met_long_ago(talk)
    assert "losing touch" not in answer
    assert "1. @Ben" in answer
    assert "due again" not in answer
    assert "faded" not in picture


@pytest.mark.parametrize("how", ["leave", "forget-me yes", "goes"])
async def test_who_no_longer_takes_part_is_not_due_again(talk: Talk, how: str) -> None:
    await meet(talk, "ben")
    assert "due again" in await talk.says("ada", "/121 network")
    await talk.says("ada", "/121 pause")
    await talk.waits("40 weeks")
    if how == "goes":
        await talk.does(MemberLeft(who=talk.ref("ben")))
    else:
        await talk.says("ben", f"/121 {how}")
    for text in ("network", "network all"):
        answer = await talk.says("ada", f"/121 {text}")
        assert "1. @Ben" in answer
        assert "due again" not in answer
        assert "losing touch" not in answer
    assert "faded" not in (await met_long_ago(talk))[1]
    page = await talk.says("ada", "/121 with @ben")
    assert "they no longer take part, so I don't ask you about them" in page
    assert "[Meet again]" not in page


async def test_who_pauses_stays_due_again(talk: Talk) -> None:
    await meet(talk, "ben")
    before = await talk.says("ada", "/121 network")
    await talk.says("ben", "/121 pause")
    assert await talk.says("ada", "/121 network") == before


@pytest.mark.parametrize("what", ["block", "rest", "rhythm never"])
async def test_that_the_other_one_has_had_enough_changes_no_word_and_no_dot(
    talk: Talk, what: str
) -> None:
    await meet(talk, "ben")
    await talk.says("ada", "/121 pause")
    await talk.waits("40 weeks")
    before = await met_long_ago(talk)
    assert "losing touch" in before[0]
    assert "faded" in before[1]
    word, *rhythm = what.split()
    await talk.says("ben", " ".join(["/121", word, "@ada", *rhythm]))
    assert await met_long_ago(talk) == before


async def test_whom_one_blocked_is_not_named_and_who_blocked_one_does_not_show(talk: Talk) -> None:
    await talk.says("cleo", "/121 block @ada")
    assert "Not met yet: @Ben and @Cleo." in await talk.says("ada", "/121 network")
    await talk.says("ada", "/121 block @cleo")
    assert "Not met yet: @Ben." in await talk.says("ada", "/121 network")


async def test_a_large_network_takes_no_more_queries_than_a_small_one(
    talk: Talk, sqlite_store: SqlStore
) -> None:
    async def count() -> int:
        asked: list[str] = []

        def note(_: object, __: object, statement: str, *___: object) -> None:
            asked.append(statement)

        engine = sqlite_store.engine.sync_engine
        event.listen(engine, "before_cursor_execute", note)
        await talk.bot.handle(ShowNetwork(who=talk.ref("ada")))
        event.remove(engine, "before_cursor_execute", note)
        return len(asked)

    await meet(talk, "ben")
    small = await count()
    for n in range(8):
        await talk.does(Join(who=talk.ref(f"member{n}"), place=CHANNEL))
        await meet(talk, f"member{n}")
    assert await count() == small


async def test_who_pauses_is_promised_no_friday(talk: Talk) -> None:
    await talk.says("ada", "/121 pause")
    made, shown = [await talk.says("ada", f"/121 plan {rest}") for rest in ("1 a week", "")]
    assert "While you pause, I say nothing on Fridays" in made
    assert "While you pause, I say nothing on Fridays" in shown
    await talk.says("ada", "/121 resume")
    assert "While you pause" not in await talk.says("ada", "/121 plan")
