"""A message as Block Kit: golden forms, hostile texts, and Slack's limits at their edges."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from slack_sdk.models.blocks import Block as SlackBlock

from adapters.slack.render import escape, notification, render
from bot.messages import (
    Action,
    Attachment,
    Button,
    Buttons,
    Fields,
    Heading,
    Link,
    Look,
    Mention,
    Message,
    Precision,
    Strong,
    When,
    field,
    note,
    paragraph,
    say,
)
from tests.test_messages import messages

THREE = datetime(2026, 12, 3, 15, tzinfo=UTC)
STAMP = 1796310000


def every(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a JSON value."""
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from every(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from every(part)


def test_the_parts_of_a_message_have_slacks_own_form() -> None:
    message = say(
        Heading("A 1-2-1 for you"),
        paragraph(Mention("U1"), ", meet ", Mention("U2"), " ", Strong("now"), "."),
        Fields((field("Until", When(THREE)), field("Day", When(THREE, Precision.DAY)))),
        Buttons((Button("We met", Action("met", 7), Look.PRIMARY),)),
        note("Once you have met, put ✅ on this message."),
    )
    assert list(render(message, "intro:7").blocks) == [
        {
            "type": "header",
            "text": {"type": "plain_text", "text": "A 1-2-1 for you", "emoji": False},
            "block_id": "intro:7",
        },
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "user", "user_id": "U1"},
                        {"type": "text", "text": ", meet "},
                        {"type": "user", "user_id": "U2"},
                        {"type": "text", "text": " "},
                        {"type": "text", "text": "now", "style": {"bold": True}},
                        {"type": "text", "text": "."},
                    ],
                }
            ],
        },
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "text", "text": "Until: ", "style": {"bold": True}},
                        {
                            "type": "date",
                            "timestamp": STAMP,
                            "format": "{date_long}, {time}",
                            "fallback": "Thursday 3 December 2026, 15:00 UTC",
                        },
                        {"type": "text", "text": "\n"},
                    ],
                },
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "text", "text": "Day: ", "style": {"bold": True}},
                        {
                            "type": "date",
                            "timestamp": STAMP,
                            "format": "{date_long}",
                            "fallback": "Thursday 3 December 2026",
                        },
                    ],
                },
            ],
        },
        {
            "type": "actions",
            "elements": [
                {
                    "type": "button",
                    "action_id": "met:7/0",
                    "value": "met:7",
                    "text": {"type": "plain_text", "text": "We met", "emoji": False},
                    "style": "primary",
                }
            ],
        },
        {
            "type": "context",
            "elements": [
                {
                    "type": "plain_text",
                    "text": "Once you have met, put ✅ on this message.",
                    "emoji": False,
                }
            ],
        },
    ]


def test_the_notification_says_it_all_but_the_buttons() -> None:
    message = say(
        Heading("For <you>"),
        paragraph(Mention("U1"), " & co, until ", When(THREE), "."),
        Fields((field("Read", Link("the | guide", "https://example.org/a?b=1&c=2|3")),)),
        Buttons((Button("We met", Action("met", 7)),)),
    )
    assert notification(message) == (
        "For &lt;you&gt;\n"
        f"<@U1> &amp; co, until <!date^{STAMP}^{{date_long}}, {{time}}|Thursday 3 December 2026, 15:00 UTC>.\n"
        "Read: <https://example.org/a?b=1&amp;c=2%7C3|the | guide>"
    )


@pytest.mark.parametrize(
    "hostile", ["*bold* _it_ ~no~ `code`", "<!channel> @here", "<@U9>", "&lt;"]
)
def test_what_somebody_typed_is_shown_as_it_is_and_calls_nobody(hostile: str) -> None:
    message = say(Heading(hostile), paragraph(hostile), note(hostile), note(hostile, Mention("U1")))
    rendered = render(message)
    for part in every(rendered.blocks):
        if part.get("type") == "mrkdwn":
            assert part["text"] == f"{escape(hostile)}<@U1>"
            assert part["verbatim"] is True
        elif part.get("type") in {"text", "plain_text"} and isinstance(part["text"], str):
            assert part["text"] == hostile
    assert not re.search(r"<(?!@U1>)", rendered.text)


@pytest.mark.parametrize("letter", ["a", "ש", "🧑🏽", "&"])
def test_the_longest_texts_stay_inside_slacks_limits(letter: str) -> None:
    long = letter * 3_000
    message = say(
        Heading(long),
        paragraph(long),
        *(Fields((field("About", long),)) for _ in range(60)),
        Buttons(tuple(Button(long, Action("met", number)) for number in range(30))),
        Attachment("p.png", "image/png", b"", long),
        note(long, Mention("U1")),
    )
    rendered = render(message, "k" * 300)
    assert len(rendered.blocks) <= 50
    assert len(rendered.text) <= 4_000
    for block in rendered.blocks:
        assert len(block.get("block_id", "")) <= 255


def test_thirty_buttons_need_two_rows() -> None:
    many = tuple(Button("Here", Action("join", number)) for number in range(30))
    rows = render(say(Buttons(many))).blocks
    assert [len(row["elements"]) for row in rows] == [25, 5]


@given(messages)
def test_slacks_own_models_accept_every_message(message: Message) -> None:
    rendered = render(message, "marker")
    for drawn in SlackBlock.parse_all(list(rendered.blocks)):
        drawn.validate_json()
    for part in every(rendered.blocks):
        if part.get("type") in {"plain_text", "mrkdwn", "text"} and "text" in part:
            assert part["text"]
        if part.get("type") == "actions":
            ids = [element["action_id"] for element in part["elements"]]
            assert len(set(ids)) == len(ids)
        if part.get("type") in {"rich_text_section", "actions", "context"}:
            assert part["elements"]


def test_what_is_empty_is_left_out() -> None:
    rendered = render(say(paragraph(), note(""), Fields(()), Heading("")), "marker")
    assert [block["type"] for block in rendered.blocks] == ["header"]
    assert rendered.blocks[0]["text"]["text"] == "…"
