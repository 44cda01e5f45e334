"""The platform-neutral message document: what is said, never how a platform writes it.

A message is a tuple of blocks; a block holds runs of text. Names and free text enter as `Text` and stay
text: only an adapter's renderer knows escaping and mentions. `plain()` gives every message a form that
needs no platform; `to_json()` and `from_json()` carry it through the outbox.
"""

from bot.messages.document import (
    Action,
    Block,
    Button,
    Buttons,
    Field,
    Fields,
    Heading,
    Link,
    Look,
    Mention,
    Message,
    Note,
    Paragraph,
    Picture,
    Precision,
    Run,
    Runs,
    Strong,
    Text,
    When,
    buttons,
    field,
    joined,
    note,
    paragraph,
    runs,
    say,
)
from bot.messages.json_form import from_json, to_json
from bot.messages.plain import plain, show_moment

__all__ = [
    "Action",
    "Block",
    "Button",
    "Buttons",
    "Field",
    "Fields",
    "Heading",
    "Link",
    "Look",
    "Mention",
    "Message",
    "Note",
    "Paragraph",
    "Picture",
    "Precision",
    "Run",
    "Runs",
    "Strong",
    "Text",
    "When",
    "buttons",
    "field",
    "from_json",
    "joined",
    "note",
    "paragraph",
    "plain",
    "runs",
    "say",
    "show_moment",
    "to_json",
]
