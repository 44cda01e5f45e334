"""The command in what is said: words say `/121`, and a platform may call it, or what comes after it, otherwise."""

from collections.abc import Callable
from typing import Any

from bot.messages.document import Message
from bot.messages.json_form import from_json, to_json

COMMAND = "/121"


def with_command(message: Message, command: str) -> Message:
    """The message with this command wherever it names ours."""
    if command == COMMAND:
        return message
    return reworded(message, lambda text: text.replace(COMMAND, command))


def reworded(message: Message, how: Callable[[str], str]) -> Message:
    """The message with every text in it said in another way."""
    other: Message = from_json(_reworded(to_json(message), how))
    return other


def _reworded(value: Any, how: Callable[[str], str]) -> Any:
    match value:
        case str():
            return how(value)
        case list():
            return [_reworded(part, how) for part in value]
        case {"is": "bytes"}:
            return value  # a file's letters only look like words
        case dict():
            return {name: _reworded(part, how) for name, part in value.items()}
    return value
