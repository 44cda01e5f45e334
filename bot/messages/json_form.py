"""A message as JSON values, in which it lies in the outbox and travels to the playground's page."""

from dataclasses import fields
from datetime import datetime
from typing import Any

from bot.messages.document import (
    Action,
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
    Strong,
    Text,
    When,
)

_KINDS = {
    kind.__name__: kind
    for kind in (
        *(Text, Strong, Mention, When, Link),
        *(Action, Button, Field),
        *(Heading, Paragraph, Fields, Buttons, Picture, Note, Message),
    )
}

_NAMES = {kind: tuple(field.name for field in fields(kind)) for kind in _KINDS.values()}


def to_json(value: Any) -> Any:
    """The message (or a part of it) as JSON values; each part names its kind under `"is"`."""
    match value:
        case datetime():
            return {"is": "datetime", "at": value.isoformat()}
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
        case {"is": "datetime", "at": at}:
            return datetime.fromisoformat(at)
        case {"is": "Button", "label": label, "action": action, "look": look}:
            return Button(label, from_json(action), Look(look))
        case {"is": "When", "at": at, "precision": precision}:
            return When(from_json(at), Precision(precision))
        case dict():
            kind = _KINDS[value["is"]]
            return kind(**{name: from_json(part) for name, part in value.items() if name != "is"})
    return value
