"""Everything that 121 can say, as Discord gets it: valid by its own document, as it is written down, inside the limits.

`WRITE_GOLDEN=1` writes down how it is drawn now; read the difference before you commit it.
"""

import inspect
import json
import os
import re
from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from adapters.discord import tree
from adapters.discord.forms import MODAL, dialog, pages
from adapters.discord.render import draw, escape, mark
from bot.commands import problems
from bot.commands.table import SUBCOMMANDS
from bot.messages import Form, Message, Text, paragraph, say
from tests.fakes.discord.validity import faults_of_body
from tests.test_messages import messages
from tests.words.catalogue import LONGEST, ORDINARY, Said, catalogue

Json = dict[str, Any]
GOLDEN = Path(__file__).parent / "golden"
POST = "POST /channels/{channel_id}/messages"
CALLBACK = "POST /interactions/{interaction_id}/{interaction_token}/callback"
EDIT = "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original"
ORDINARILY = [said for said in catalogue(ORDINARY) if said.function != "home"]
EVERYTHING = {
    function: list(some) for function, some in groupby(ORDINARILY, attrgetter("function"))
}
AT_THEIR_LONGEST = [said for said in catalogue(LONGEST) if said.function != "home"]


def as_discord_gets_it(said: Said) -> list[Json]:
    """A message, or the pages of a form."""
    if isinstance(said.what, Form):
        return [dialog(said.what, page) for page in range(pages(said.what))]
    return [draw(said.what, mark("intro:7")).payload(notify=("U1", "U2"))]


def faults(said: Said) -> list[str]:
    found: list[str] = []
    for one in as_discord_gets_it(said):
        # Ids are numbers in Discord.
        numbered = json.loads(re.sub(r'"[UC](\d)"', r'"\1"', json.dumps(one)))
        if isinstance(said.what, Form):
            found += faults_of_body(CALLBACK, {"type": MODAL, "data": numbered})
        else:
            found += faults_of_body(POST, numbered) + faults_of_body(EDIT, numbered)
    return found


@pytest.mark.parametrize("function", EVERYTHING)
def test_discord_gets_what_is_written_down_and_takes_it(function: str) -> None:
    assert [fault for said in EVERYTHING[function] for fault in faults(said)] == []
    drawn = [one for said in EVERYTHING[function] for one in as_discord_gets_it(said)]
    file = GOLDEN / f"{function}.json"
    now = json.dumps(drawn, indent=1, ensure_ascii=False) + "\n"
    if os.environ.get("WRITE_GOLDEN"):
        GOLDEN.mkdir(exist_ok=True)
        file.write_text(now, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == now


def test_nothing_is_written_down_that_is_not_said_any_more() -> None:
    assert {file.stem for file in GOLDEN.glob("*.json")} == set(EVERYTHING)


@pytest.mark.parametrize("said", AT_THEIR_LONGEST, ids=lambda s: f"{s.function}-{s.variation}")
def test_the_longest_texts_stay_inside_discords_limits(said: Said) -> None:
    assert faults(said) == []


def test_no_button_is_left_out_of_what_is_ordinarily_said() -> None:
    for said in ORDINARILY:
        if isinstance(said.what, Message):
            drawn = draw(said.what).components
            shown = sum(len(one.get("components", ())) for one in drawn)
            assert shown == len(said.what.buttons), said


@given(messages)
def test_whatever_is_said_discord_takes_it(message: Message) -> None:
    body = draw(message, mark("k")).payload()
    rules = [fault for fault in faults_of_body(POST, body) if "/channels/" not in fault]
    assert rules == []
    assert body["allowed_mentions"] == {"parse": [], "users": []}


def test_the_commands_are_valid_and_all_there() -> None:
    made = tree.commands()
    assert faults_of_body("PUT /applications/{application_id}/commands", made) == []
    names = [option["name"] for option in made[0]["options"]]
    assert len(names) == len(set(names)) <= 25
    assert {"join", "pair-me", "round", "setup"} <= set(names)


def test_every_command_is_found_again_where_discord_has_it() -> None:
    for one in SUBCOMMANDS:
        assert tree.name_at(tree.path_of(one.name)) == one.name
    for group, inside in tree.GROUPS.items():
        assert set(inside) <= {one.name for one in SUBCOMMANDS}, group


def _texts(drawn: Any) -> Iterator[str]:
    match drawn:
        case str():
            yield drawn
        case dict():
            yield from _texts(list(drawn.values()))
        case list() | tuple():
            for part in drawn:
                yield from _texts(part)


def _unknown(text: str) -> list[str]:
    """What a text names as a subcommand although Discord's tree has nothing there."""
    (made,) = tree.commands()
    paths = {
        " ".join((one["name"], *inner))
        for one in made["options"]
        for inner in (
            [(sub["name"],) for sub in one["options"]]
            if one["type"] == tree.SUB_COMMAND_GROUP
            else [()]
        )
    }
    named = re.findall(r"/121 ([a-z][\w-]*)(?: ([a-z][\w-]*))?", text.replace("\\", ""))
    return [" ".join(said) for said in named if not {said[0], " ".join(said)} & paths]


def test_every_command_that_is_named_is_one_that_discord_has() -> None:
    said = {
        text for one in ORDINARILY for drawn in as_discord_gets_it(one) for text in _texts(drawn)
    }
    assert {text: found for text in said if (found := _unknown(text))} == {}
    assert any("/121 member promise" in text for text in said)


def test_what_the_parser_says_names_commands_that_discord_has() -> None:
    source = inspect.getsource(problems)
    assert _unknown(source) != []
    assert _unknown(tree.in_discords_form(source)) == []


@pytest.mark.parametrize(
    ("said", "there"),
    [
        ("/121 promise @ada", "/121 member promise @ada"),
        ("/121 promises all", "/121 promises all"),
        ("/121 plan off, or /121 plan", "/121 my plan off, or /121 my plan"),
        ("/121 round preview, /121 join", "/121 round preview, /121 join"),
        ("/121 my plan", "/121 my plan"),
        ("/121 planning", "/121 planning"),
        ("/121", "/121"),
    ],
)
def test_a_command_is_named_by_its_place_in_discord(said: str, there: str) -> None:
    assert tree.in_discords_form(said) == there


def test_commands_are_registered_again_only_when_they_changed() -> None:
    made = tree.commands()
    registered = [{**made[0], "id": "1", "version": "2", "dm_permission": True, "nsfw": False}]
    assert not tree.differs(registered)
    registered[0]["description"] = "Something else"
    assert tree.differs(registered)
    assert tree.differs([])


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("*bold* _it_ ~~no~~ `x` ||s||", r"\*bold\* \_it\_ \~\~no\~\~ \`x\` \|\|s\|\|"),
        ("<@1> <#2> [a](b)", r"\<@1> \<#2> \[a\](b)"),
        ("# big\n> quoted\n- item", "\\# big\n\\> quoted\n\\- item"),
        ("1-2-1 at 10:00", "1-2-1 at 10:00"),
        ("back\\slash", "back\\\\slash"),
    ],
)
def test_markup_that_somebody_wrote_is_shown_as_it_was_written(written: str, shown: str) -> None:
    assert escape(written) == shown


def test_everyone_in_a_profile_notifies_nobody() -> None:
    body = draw(say(paragraph(Text("@everyone @here")))).payload(notify=("1",))
    assert body["allowed_mentions"] == {"parse": [], "users": []}


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"flags": 32768, "components": [{"type": 10, "content": "x" * 4_001}]}, "4001"),
        ({"flags": 32768, "components": []}, "nothing in it"),
        ({"flags": 32768, "components": [{"type": 10, "content": "x"}], "colour": 1}, "colour"),
        ({"components": [{"type": 10, "content": "x"}] * 41}, "41 components"),
    ],
)
def test_the_judges_find_what_discord_would_refuse(body: Json, fault: str) -> None:
    assert any(fault in found for found in faults_of_body(POST, body))
