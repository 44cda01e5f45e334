"""A form as the JSON values that the page shows, and what was filled in as a command."""

from dataclasses import asdict
from datetime import date, time
from typing import Any

from bot.messages import Form, Input, to_json

Json = dict[str, Any]


def as_json(form: Form) -> Json:
    """A form; each input names its kind under `"is"`."""
    return {
        "action": form.action.encode(),
        "title": form.title,
        "send": form.send,
        "opening": to_json(form.opening),
        "inputs": [_input(one) for one in form.inputs],
    }


def _input(one: Input) -> Json:
    return {
        "is": type(one).__name__,
        **{name: _value(value) for name, value in asdict(one).items()},
    }


def _value(value: Any) -> Any:
    match value:
        case time():
            return f"{value:%H:%M}"
        case date():
            return value.isoformat()
    return value
