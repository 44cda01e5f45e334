"""The command `/121` in Discord's own form, made from the table of subcommands. Pure.

Form and limits: https://docs.discord.com/developers/interactions/application-commands
"""

import re
from collections.abc import Sequence
from typing import Any

from bot.commands.table import SUBCOMMANDS, Parameter, ParameterKind, Subcommand
from bot.messages import COMMAND

Json = dict[str, Any]

NAME = "121"
SUB_COMMAND, SUB_COMMAND_GROUP, STRING, USER, ROLE = 1, 2, 3, 6, 8
FOLLOWS = {  # only Discord has roles
    "type": ROLE,
    "name": "role",
    "description": "Everybody with this role takes part",
    "required": False,
}
CHAT_INPUT = 1
IN_SERVER, IN_DM = 0, 1
GUILD_INSTALL = 0
LONGEST_HELP = 100
GROUPS = {  # a command has room for 25 options; a group is one of them and has room for 25 itself
    "member": (
        "with",
        "again",
        "hello",
        "rhythm",
        "hold",
        "rest",
        "go-on",
        "promise",
        "note",
        "block",
        "unblock",
    ),
    "meeting": ("not-yet", "cannot", "undo-time", "half-time"),
    "my": ("network", "plan", "history", "notes", "export", "forget-me"),
}
SUGGESTS = frozenset({"circle", "until", "when"})  # typed, with suggestions while one types


def commands() -> list[Json]:
    """All that is to be registered: one command with its subcommands."""
    return [
        {
            "type": CHAT_INPUT,
            "name": NAME,
            "description": "Your 1-2-1s: a partner, a pause, how things stand",
            "contexts": [IN_SERVER, IN_DM],
            "integration_types": [GUILD_INSTALL],
            "options": _options(),
        }
    ]


def differs(registered: Sequence[Json]) -> bool:
    """Whether what is registered says anything else than `commands()` does."""
    return [_shape(one) for one in registered] != [_shape(one) for one in commands()]


def _options() -> list[Json]:
    """Subcommands in the table's order; those of a group stand where the first of them does."""
    groups: dict[str, list[Subcommand]] = {}
    for one in SUBCOMMANDS:
        groups.setdefault(path_of(one.name)[0], []).append(one)
    return [
        _group(first, some) if len(path_of(some[0].name)) > 1 else _sub_command(some[0])
        for first, some in groups.items()
    ]


def path_of(name: str) -> tuple[str, ...]:
    """Where Discord has a subcommand: `("round", "preview")`, `("member", "rest")`, `("join",)`."""
    for group, inside in GROUPS.items():
        if name in inside:
            return group, name
    return tuple(name.split())


def name_at(path: Sequence[str]) -> str:
    """The name of the subcommand that Discord has there."""
    return path[-1] if path[0] in GROUPS else " ".join(path)


_NAMED = re.compile(
    rf"{COMMAND} ({'|'.join(sorted((one.name for one in SUBCOMMANDS), key=len, reverse=True))})(?![\w-])"
)


def in_discords_form(text: str) -> str:
    """A text with each subcommand that it names where Discord has it: `/121 promise` is `/121 member promise` there."""
    return _NAMED.sub(lambda found: " ".join((COMMAND, *path_of(found[1]))), text)


def _group(name: str, some: Sequence[Subcommand]) -> Json:
    inner = [_sub_command(one) for one in some]
    help_ = " / ".join(one["name"] for one in inner)
    return {
        "type": SUB_COMMAND_GROUP,
        "name": name,
        "description": f"{name.capitalize()}: {help_}"[:LONGEST_HELP],
        "options": inner,
    }


def _sub_command(subcommand: Subcommand) -> Json:
    found: Json = {
        "type": SUB_COMMAND,
        "name": path_of(subcommand.name)[-1],
        "description": subcommand.help[:LONGEST_HELP],
    }
    options = [_parameter(one) for one in subcommand.parameters]
    if subcommand.name == "setup":
        options.append(FOLLOWS)
    return {**found, "options": options} if options else found


def _parameter(parameter: Parameter) -> Json:
    found: Json = {
        "type": USER if parameter.kind is ParameterKind.MEMBER else STRING,
        "name": parameter.name,
        "description": parameter.help[:LONGEST_HELP],
        "required": parameter.required,
    }
    if parameter.name in SUGGESTS:
        found["autocomplete"] = True
    return found


def _shape(given: Json) -> Json:
    """What makes a command what it is; Discord adds ids and defaults of its own."""
    return {
        "name": given["name"],
        "type": given.get("type", CHAT_INPUT),
        "description": given.get("description", ""),
        "required": bool(given.get("required", False)),
        "autocomplete": bool(given.get("autocomplete", False)),
        "contexts": sorted(given.get("contexts") or ()),
        "options": [_shape(option) for option in given.get("options") or ()],
    }
