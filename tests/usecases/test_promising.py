"""Promises: for a day that is over, for today, by form and by command."""

import pytest

from bot.commands import OpenForm
from bot.commands.fill import Misfilled, fill
from bot.messages import plain
from bot.ports import Store
from tests.talk import LONDON, Talk


@pytest.fixture
async def talk(sqlite_store: Store) -> Talk:
    talk = Talk(sqlite_store)
    for member in ("ada", "ben"):
        await talk.says(member, "/121 profile")
    return talk


async def by_form(talk: Talk, by: str) -> str:
    form = OpenForm(who=talk.ref("ada"), form="promise", about=2)
    opened = (await talk.bot.handle(form)).form
    assert opened is not None
    values = {"what": "the book", "kind": "material", "by": by}
    reply = await talk.bot.handle(fill(opened.action, values, talk.ref("ada")))
    assert reply.message is not None
    return f"{reply.field}: " * reply.refused + plain(reply.message, str.capitalize, LONDON)


async def test_a_day_that_is_over_asks_for_another_one(talk: Talk) -> None:
    over = "1 January 2020 is over. By when would you like to have done it?"
    assert await talk.says("ada", "/121 promise @ben the book by 2020-01-01") == over
    assert await by_form(talk, "2020-01-01") == f"by: {over}"
    assert "“yesterday” is over" in await talk.says("ada", "/121 promise @ben it by yesterday")
    with pytest.raises(Misfilled):
        await by_form(talk, "yesterday")
    assert "no promise open" in await talk.says("ada", "/121 promises")


async def test_what_is_typed_into_the_form_is_read_as_in_a_command(talk: Talk) -> None:
    assert "by Monday 30 November 2026: the book" in await by_form(talk, "end of the month")
    assert "by Friday 4 December 2026: the book" in await by_form(talk, "next week")


async def test_what_was_understood_is_in_the_answer(talk: Talk) -> None:
    said = await talk.says("ada", "/121 promise @ben by 5pm friday: the book")
    assert "by Friday 27 November 2026: the book\nI keep the day, not the hour." in said
    said = await talk.says("ada", "/121 promise @ben the book by spring")
    assert "by Monday 30 November 2026: the book by spring\nNo day was named, so I" in said
    assert "I keep the day, not the hour." in await by_form(talk, "friday 15:00")
    said = await talk.says("ada", "/121 promise @ben by 1 december 1999: the book")
    assert said == "1 December 1999 is over. By when would you like to have done it?"


async def test_what_is_promised_for_today_is_remembered_today(talk: Talk) -> None:
    said = await talk.says("ada", "/121 promise @ben the book by today")
    assert "I'll remind you on Monday 23 November, 12:30, and once more a week later." in said
    await talk.waits("4 hours")
    assert "You asked me to remind you today:\nfor @Ben" in talk.heard_by("ada")[-1]
    await talk.waits("2 weeks")
    assert len(talk.heard_by("ada")) == 2


async def test_late_in_the_evening_nothing_is_promised_that_does_not_come(talk: Talk) -> None:
    await talk.waits("10 hours")
    said = await talk.says("ada", "/121 promise @ben the book by today")
    assert "Today is nearly over, so I'll remind you once, in a week." in said
    await talk.waits("2 weeks")
    assert len(talk.heard_by("ada")) == 1


async def test_what_is_due_today_and_what_is_late_are_told_apart(talk: Talk) -> None:
    await talk.says("ada", "/121 promise @ben the first by 24 november")
    await talk.says("ada", "/121 promise @ben the second by 1 december")
    await talk.waits("9 days")
    on_the_day, _, again = talk.heard_by("ada")[-1].partition("A week ago you wanted to have done")
    assert "You asked me to remind you today:" in on_the_day
    assert "the second" in on_the_day
    assert "the first" not in on_the_day
    assert "the first" in again


async def test_what_can_be_typed_names_a_promise_that_is_there(talk: Talk) -> None:
    await talk.says("ada", "/121 promise @ben the book")
    shown = await talk.says("ada", "/121 promises")
    assert "By command: /121 promises done 1, or /121 promises drop 1" in shown
