"""The guide through a profile: one question at a time, over buttons that carry the step."""

import pytest

from bot.commands import AnswerGuide, OpenForm, ShowGuide
from bot.commands.fill import fill
from bot.commands.press import press
from bot.messages import Action, Buttons, Message, plain
from bot.ports import Store
from bot.replies import Reply
from bot.words import GUIDED
from tests.talk import LONDON, Talk

ANSWERS = (
    "I bake",
    "cakes without nuts",
    "tasting, baking",
    "a coach",
    "jazz",
    "two regulars",
    "Rotary",
    "Welsh",
    "walk",
    "mon 9-12",
)


@pytest.fixture
def talk(sqlite_store: Store) -> Talk:
    return Talk(sqlite_store)


def text_of(reply: Reply) -> str:
    assert reply.message is not None
    return plain(reply.message, str.capitalize, LONDON)


def actions_of(message: Message | None) -> list[Action]:
    assert message is not None
    rows = (block for block in message.blocks if isinstance(block, Buttons))
    return [button.action for row in rows for button in row.buttons]


async def answered(talk: Talk, step: int, value: str) -> Reply:
    command = fill(Action("guide_line", step), {"line": value}, talk.ref("ada"))
    return await talk.bot.handle(command)


async def test_every_answer_brings_the_next_question_and_the_last_the_profile(talk: Talk) -> None:
    for step, value in enumerate(ANSWERS, 1):
        shown = text_of(await talk.bot.handle(ShowGuide(who=talk.ref("ada"), step=step)))
        assert shown.startswith(f"Question {step} of 10")
        reply = await answered(talk, step, value)
    said = text_of(reply)
    assert said.startswith("That's your profile")
    for line in (
        "what I do best: cakes without nuts",
        "can offer: tasting, baking",
        "available: Monday 09:00–12:00",
    ):
        assert line in said


async def test_the_buttons_of_a_question_differ_and_lead_on(talk: Talk) -> None:
    for step in range(1, len(GUIDED) + 1):
        reply = await talk.bot.handle(ShowGuide(who=talk.ref("ada"), step=step))
        actions = actions_of(reply.message)
        assert len(set(actions)) == 3
        commands = [press(action, talk.ref("ada")) for action in actions]
        assert commands[0] == OpenForm(who=talk.ref("ada"), form="guide_line", about=step)
        assert commands[1] == ShowGuide(who=talk.ref("ada"), step=step + 1)
        assert "That's your profile" in text_of(await talk.bot.handle(commands[2]))  # type: ignore[arg-type]


async def test_a_question_opens_with_what_is_there_already(talk: Talk) -> None:
    await answered(talk, 3, "tasting, baking")
    assert "So far: tasting, baking" in await talk.says("ada", "/121 profile guide 3")
    command = OpenForm(who=talk.ref("ada"), form="guide_line", about=3)
    form = (await talk.bot.handle(command)).form
    assert form is not None
    (only,) = form.inputs
    assert (only.name, only.value) == ("line", "tasting, baking")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("step", "value", "said"),
    [
        (1, "x" * 5_000, "That is 5,000 characters"),
        (9, "by pigeon", "You can meet"),
        (10, "mon 17-9", "17:00 to 09:00 ends before it begins."),
        (10, "مرحبا 🇪🇬", "I can't read when you are free"),
    ],
)
async def test_what_cannot_be_used_is_said_at_the_input(
    talk: Talk, step: int, value: str, said: str
) -> None:
    reply = await answered(talk, step, value)
    assert (reply.refused, reply.field) == (True, "line")
    assert text_of(reply).startswith(said)


async def test_other_scripts_are_kept_and_what_nobody_sees_empties_a_line(talk: Talk) -> None:
    arabic = "أخبز كعك الأعراس 🇪🇬"
    await answered(talk, 1, f"\u200f {arabic}\u200e")
    assert f"business: {arabic}\n" in await talk.says("ada", "/121 profile")
    await answered(talk, 1, " \u200f\u200e\u3164 ")
    assert "business: nothing yet" in await talk.says("ada", "/121 profile")


@pytest.mark.parametrize("step", [0, -1, 11, 999])
async def test_a_step_that_is_no_question_ends_the_guide(talk: Talk, step: int) -> None:
    who = talk.ref("ada")
    asked = await talk.bot.handle(ShowGuide(who=who, step=step))
    told = await talk.bot.handle(AnswerGuide(who=who, step=step, value="jazz"))
    opened = await talk.bot.handle(OpenForm(who=who, form="guide_line", about=step))
    for reply in (asked, told, opened):
        assert text_of(reply).startswith("That's your profile")
        assert "jazz" not in text_of(reply)
    assert opened.refused


async def test_who_has_said_something_already_is_not_offered_the_guide_on_joining(
    talk: Talk,
) -> None:
    await talk.says("ada", "/121 setup name Coffee")
    assert "[Guide me]" in await talk.says("ben", "/121 join")
    await talk.says("cleo", "/121 profile interests: jazz")
    assert "[Guide me]" not in await talk.says("cleo", "/121 join")
