"""What Discord tells us, as commands: one function for each shape of payload. Pure.

Shapes: https://docs.discord.com/developers/interactions/receiving-and-responding
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from adapters.discord.forms import unpaged
from adapters.discord.render import action_of
from adapters.discord.tree import ROLE, SUB_COMMAND_GROUP, USER, name_at
from bot.commands import Command, SetUp
from bot.commands.parse import parse
from bot.commands.press import press
from bot.domain.model import Belonging, Enrolment, MemberRef, Platform

Json = dict[str, Any]

MANAGE_GUILD = 1 << 5
ADMINISTRATOR = 1 << 3


def person(
    server: str, member: str, *, organiser: bool | None = None, belonging: Belonging | None = None
) -> MemberRef:
    """A member, by Discord's ids. Discord tells no time zones."""
    return MemberRef(
        platform=Platform.DISCORD,
        workspace=server,
        member=member,
        organiser=organiser,
        belonging=belonging,
    )


def asker(payload: Json) -> MemberRef:
    """Who did something in a server."""
    member: Json = payload["member"]
    user: Json = member.get("user") or payload["user"]
    rights = int(member.get("permissions", 0))
    return person(
        str(payload["guild_id"]),
        str(user["id"]),
        organiser=bool(rights & (MANAGE_GUILD | ADMINISTRATOR)),
    )


def place_of(payload: Json) -> str | None:
    """The channel that something was done in; None in a direct message."""
    return str(payload["channel_id"]) if "guild_id" in payload and "channel_id" in payload else None


def slashed(payload: Json, who: MemberRef) -> Command:
    """A slash command: what its options say is read as if it had been typed."""
    path, options = _path(payload["data"].get("options") or [])
    known: Mapping[str, Json] = (payload["data"].get("resolved") or {}).get("users") or {}
    words = [name_at(path)]
    chosen: dict[str, MemberRef] = {}
    follows = next((str(one["value"]) for one in options if one["type"] == ROLE), None)
    for option in options:
        if option["type"] == ROLE:
            continue
        value = str(option["value"])
        if option["type"] == USER:
            # With the sign of a mention: whoever was chosen is never taken for a word.
            if not known.get(value, {}).get("bot"):
                chosen[f"@{value}"] = person(who.workspace, value)
            value = f"@{value}"
        words.append(value)

    def meant(said: str) -> tuple[MemberRef, ...]:
        return (chosen[said],) if said in chosen else ()

    command = parse(f"/121 {' '.join(words)}", who, meant, place=place_of(payload))
    channel = (payload.get("channel") or {}).get("name")
    if not isinstance(command, SetUp):
        return command
    if follows is not None:
        command = replace(command, follows=follows, enrolment=Enrolment.CHANNEL)
    return replace(command, channel_name=str(channel)) if channel else command


def _path(options: list[Json]) -> tuple[tuple[str, ...], list[Json]]:
    """Where the subcommand stands and what was given with it."""
    if not options:
        return ("help",), []
    first = options[0]
    if first["type"] == SUB_COMMAND_GROUP:
        inner, given = _path(first["options"])
        return (str(first["name"]), *inner), given
    return (str(first["name"]),), first.get("options") or []


def typing(payload: Json) -> tuple[str, str]:
    """Which option somebody is typing into, and what stands there so far."""
    _, options = _path(payload["data"].get("options") or [])
    focused = next((option for option in options if option.get("focused")), None)
    return ("", "") if focused is None else (str(focused["name"]), str(focused.get("value", "")))


def pressed(payload: Json, who: MemberRef) -> tuple[Command | None, int]:
    """A button under one of our messages, and the page of the form that it opens."""
    try:
        action, page = unpaged(action_of(str(payload["data"]["custom_id"])))
    except (ValueError, KeyError):
        return None, 0
    return press(action, who, place=place_of(payload)), page
