"""Everything that 121 can say, as Slack gets it: valid by every judge, as it is written down, and inside the limits.

`WRITE_GOLDEN=1` writes down how it is drawn now; read the difference before you commit it.
"""

import json
import os
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest

from adapters.slack.render import LONGEST_TEXT, render
from adapters.slack.views import form_view, home_view, message_view
from bot import words
from bot.messages import Form, Message
from tests.fakes.slack.validity import faults_of_message, faults_of_view
from tests.words.catalogue import LONGEST, ORDINARY, Said, catalogue

Json = dict[str, Any]
GOLDEN = Path(__file__).parent / "golden"
MARKER = "intro:7"
EVERYTHING = {
    function: list(some) for function, some in groupby(catalogue(ORDINARY), attrgetter("function"))
}
AT_THEIR_LONGEST = list(catalogue(LONGEST))


def as_slack_gets_it(said: Said) -> Json:
    match said.what:
        case Form() as form:
            return form_view(form)
        case Message() as message if said.function == "home":
            return home_view(message)
        case message:
            rendered = render(message, MARKER)
            return {"text": rendered.text, "blocks": list(rendered.blocks)}


def faults(drawn: Json) -> list[str]:
    return faults_of_view(drawn) if "type" in drawn else faults_of_message(**drawn)


@pytest.mark.parametrize("function", EVERYTHING)
def test_slack_gets_what_is_written_down_and_takes_it(function: str) -> None:
    drawn = [as_slack_gets_it(said) for said in EVERYTHING[function]]
    assert [fault for one in drawn for fault in faults(one)] == []
    file = GOLDEN / f"{function}.json"
    now = json.dumps(drawn, indent=1, ensure_ascii=False) + "\n"
    if os.environ.get("WRITE_GOLDEN"):
        GOLDEN.mkdir(exist_ok=True)
        file.write_text(now, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == now


def test_nothing_is_written_down_that_is_not_said_any_more() -> None:
    assert {file.stem for file in GOLDEN.glob("*.json")} == set(EVERYTHING)


def test_all_that_can_be_said_is_in_the_catalogue() -> None:
    spoken = {name for name in words.__all__ if name[0].islower()}
    assert spoken - set(EVERYTHING) == {"reason_runs", "reason_words", "undelivered"}


@pytest.mark.parametrize("said", AT_THEIR_LONGEST, ids=lambda s: f"{s.function}-{s.variation}")
def test_the_longest_texts_stay_inside_slacks_limits(said: Said) -> None:
    drawn = as_slack_gets_it(said)
    assert faults(drawn) == []
    if "text" in drawn:
        assert len(drawn["text"]) <= LONGEST_TEXT + 1
        assert "<!channel>" not in drawn["text"]


@pytest.mark.parametrize("said", AT_THEIR_LONGEST, ids=lambda s: f"{s.function}-{s.variation}")
def test_every_answer_fits_into_a_dialog_and_above_a_home(said: Said) -> None:
    if isinstance(said.what, Message):
        page = next(one.what for one in AT_THEIR_LONGEST if one.function == "home")
        assert isinstance(page, Message)
        assert faults_of_view(message_view(said.what)) == []
        assert faults_of_view(home_view(page, said.what)) == []


@pytest.mark.parametrize(
    ("drawn", "fault"),
    [
        ({"text": "", "blocks": []}, "no text"),
        ({"text": "x", "blocks": [{"type": "fireworks"}]}, "KnownBlock"),
        ({"text": "x", "blocks": [{"type": "divider", "color": "red"}]}, "KnownBlock"),
        ({"text": "x", "blocks": [{"type": "divider"}] * 51}, "51 blocks"),
        ({"text": "x", "blocks": [{"type": "divider", "block_id": "a"}] * 2}, "called a"),
        ({"text": "x" * 40_001, "blocks": []}, "40001 characters"),
        ({"type": "home", "blocks": [{"type": "rich_text", "elements": []}]}, "nothing in it"),
        ({"type": "popup", "blocks": []}, "cannot be a popup"),
    ],
)
def test_the_judges_find_what_slack_would_refuse(drawn: Json, fault: str) -> None:
    assert any(fault in found for found in faults(drawn))
