"""A message as JSON values, in which it lies in the outbox and travels to the playground's page."""

from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import fields
from datetime import datetime
from typing import Any

from bot.messages.document import (
    Action,
    Attachment,
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
    Precision,
    Strong,
    Text,
    When,
)

_KINDS = {
    kind.__name__: kind
    for kind in (
        *(Text, Strong, Mention, When, Link),
        *(Action, Button, Field),
        *(Heading, Paragraph, Fields, Buttons, Attachment, Note, Message),
    )
}

_NAMES = {kind: tuple(field.name for field in fields(kind)) for kind in _KINDS.values()}


def to_json(value: Any) -> Any:
    """The message (or a part of it) as JSON values; each part names its kind under `"is"`."""
    match value:
        case datetime():
            return {"is": "datetime", "at": value.isoformat()}
        case bytes():
            return {"is": "bytes", "base64": b64encode(value).decode()}
        case tuple():
            return [to_json(part) for part in value]
        case str() | int():
            return value
    names = _NAMES[type(value)]
    return {"is": type(value).__name__, **{name: to_json(getattr(value, name)) for name in names}}


def from_json(value: Any) -> Any:
    """What `to_json()` was given; KeyError for a kind this version does not know."""
    match value:
        case list():
            return tuple(from_json(part) for part in value)
        case {"is": kind} if kind in _READERS:
            return _READERS[kind](value)
        case {"is": kind}:
            parts = {name: from_json(part) for name, part in value.items() if name != "is"}
            return _KINDS[kind](**parts)
    return value


# Values whose parts are no messages' parts: moments, bytes, and what is one of a few words.
_READERS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "datetime": lambda value: datetime.fromisoformat(value["at"]),
    "bytes": lambda value: b64decode(value["base64"]),
    "Button": lambda value: Button(value["label"], from_json(value["action"]), Look(value["look"])),
    "When": lambda value: When(from_json(value["at"]), Precision(value["precision"])),
}
