"""The name of the command in what is said: words say `/121`, and a workspace may have another name for it."""

from typing import Any

from bot.messages.document import Message
from bot.messages.json_form import from_json, to_json

COMMAND = "/121"


def with_command(message: Message, command: str) -> Message:
    """The message with this command wherever it names ours."""
    if command == COMMAND:
        return message
    renamed: Message = from_json(_renamed(to_json(message), command))
    return renamed


def _renamed(value: Any, command: str) -> Any:
    match value:
        case str():
            return value.replace(COMMAND, command)
        case list():
            return [_renamed(part, command) for part in value]
        case {"is": "bytes"}:
            return value  # a file's letters only look like words
        case dict():
            return {name: _renamed(part, command) for name, part in value.items()}
    return value
