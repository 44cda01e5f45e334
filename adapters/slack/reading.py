"""What Slack tells us, as commands: one function for each shape of payload. Pure.

Shapes: https://docs.slack.dev/reference/interaction-payloads and https://docs.slack.dev/reference/events.
A payload that means nothing for 121 gives None.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from adapters.slack.accounts import NOTHING, Known, account
from adapters.slack.views import form_of, inputs_of, values_of
from bot.commands import (
    AccountChanged,
    Command,
    MemberArrived,
    MemberLeft,
    PlaceClosed,
    PlaceRenamed,
    PlaceReopened,
    Reacted,
    SetUp,
    ShutOut,
    Uninstalled,
    Unreacted,
)
from bot.commands.fill import FORMS
from bot.commands.parse import parse
from bot.commands.press import press
from bot.deliveries import Receipt
from bot.domain.model import MemberRef, Platform
from bot.errors import InvalidInput
from bot.messages import Action, Values

Json = dict[str, Any]
Find = Callable[[str], tuple[MemberRef, ...]]

MENTION = re.compile(r"<@(?P<id>[UW][A-Z0-9]+)(?:\|[^>]*)?>")
SLASH = re.compile(
    r"^\s*/\S+"
)  # a command that Slack took for text, because of the blank before it
ESCAPED = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
ID = re.compile(r"[A-Za-z0-9._-]{0,100}")
STUMBLES = (KeyError, IndexError, TypeError, ValueError, AttributeError)
DIRECT = "D"
NOBODY = ""  # where Slack does not say who did it
NOT_TOLD = frozenset({"privategroup", "directmessage"})  # what Slack says in place of a name


class Unreadable(InvalidInput):
    """This is in none of the forms in which Slack speaks."""


@contextmanager
def in_slacks_form() -> Iterator[None]:
    """Whatever is missing in a payload, or of another kind than it should be, makes it `Unreadable`."""
    try:
        yield
    except STUMBLES as error:
        raise Unreadable from error


def id_of(given: object) -> str:
    """An id of Slack's. Raises ValueError for what can be none, which no database need look for."""
    text = str(given)
    if not ID.fullmatch(text):
        message = "this is no id"
        raise ValueError(message)
    return text


def person(workspace: str, member: str, known: Known = NOTHING) -> MemberRef:
    """A member, by Slack's ids. Raises ValueError for what is none."""
    return MemberRef(
        platform=Platform.SLACK,
        workspace=id_of(workspace),
        member=id_of(member),
        organiser=known.organiser,
        time_zone=known.time_zone,
        belonging=known.belonging,
    )


def typed(body: Json, known: Known, find: Find) -> Command:
    """A slash command. Members come as `<@U123|name>`; `find` is asked about names that were only typed."""
    workspace = str(body["team_id"])

    def meant(name: str) -> tuple[MemberRef, ...]:
        mention = MENTION.fullmatch(name.strip())
        return (person(workspace, mention["id"]),) if mention else find(name)

    command = parse(
        f"/121 {unescape(str(body.get('text', '')))}",
        person(workspace, str(body["user_id"]), known),
        meant,
        place=channel_of(str(body.get("channel_id", ""))),
    )
    name = str(body.get("channel_name", ""))
    if isinstance(command, SetUp) and name and name not in NOT_TOLD:
        return replace(command, channel_name=name)
    return command


def written(body: Json, known: Known, find: Find) -> Command | None:
    """What a member wrote into their conversation with 121; None for what somebody else wrote, or anywhere else."""
    if author(body) is None:
        return None
    event: Json = body["event"]
    text = SLASH.sub("", str(event.get("text", "")))
    said = {"team_id": body["team_id"], "user_id": event["user"], "text": text}
    return replace(typed(said, known, find), event=id_of(body["event_id"]))


def author(body: Json) -> MemberRef | None:
    """Who wrote to 121 itself; None where it was somebody else, or anywhere else."""
    event: Json = body["event"]
    mine = event.get("channel_type") == "im" and not event.get("subtype")
    if not mine or "bot_id" in event or "user" not in event:
        return None
    return person(str(body["team_id"]), str(event["user"]))


def unescape(text: str) -> str:
    """What was typed, without Slack's escapes; mentions stay as they are."""
    for escaped, plain in ESCAPED:
        text = text.replace(escaped, plain)
    return text


def channel_of(conversation: str) -> str | None:
    """The channel that something was said in; None in a direct message."""
    return id_of(conversation) if conversation and not conversation.startswith(DIRECT) else None


def pressed(body: Json, known: Known) -> Command | None:
    """A button under one of our messages."""
    actions: list[Json] = body.get("actions") or []
    try:
        action = Action.decode(str(actions[0]["value"]))
    except (IndexError, KeyError, ValueError):
        return None
    who = person(str(body["team"]["id"]), str(body["user"]["id"]), known)
    conversation = str((body.get("channel") or {}).get("id", ""))
    return press(action, who, place=channel_of(conversation))


@dataclass(frozen=True, kw_only=True, slots=True)
class Submitted:
    """A form that was sent: by whom, which, and what stands in it; `view` is the dialog, which has inputs."""

    who: MemberRef
    action: Action
    values: Values
    view: Json


def submitted(body: Json) -> Submitted:
    """A form. Raises ValueError for one that is none of ours."""
    view: Json = body["view"]
    action = form_of(view)
    if action.name not in FORMS or not inputs_of(view):
        raise ValueError(action.name)
    who = person(str(body["team"]["id"]), str(body["user"]["id"]))
    return Submitted(who=who, action=action, values=values_of(view), view=view)


def bots_of(body: Json) -> frozenset[str]:
    """As whom 121 itself is known where an event comes from."""
    return frozenset(
        str(one["user_id"]) for one in body.get("authorizations") or () if one.get("is_bot")
    )


def told(body: Json) -> Command | None:
    """An event, with its id, by which Slack's repetitions are known."""
    event: Json = body["event"]
    reader = _EVENTS.get(str(event["type"]))
    command = reader(str(body["team_id"]), event, id_of(body["event_id"])) if reader else None
    if isinstance(command, Reacted | Unreacted):
        return replace(command, on_ours=event.get("item_user") in bots_of(body))
    return command


def _reacted(kind: type[Reacted | Unreacted]) -> Callable[[str, Json, str], Command | None]:
    def read(workspace: str, event: Json, event_id: str) -> Command | None:
        item: Json = event.get("item", {})
        if item.get("type") != "message":
            return None
        return kind(
            who=person(workspace, str(event["user"])),
            receipt=Receipt(channel=id_of(item["channel"]), message=id_of(item["ts"])),
            emoji=str(event["reaction"]),
            event=event_id,
        )

    return read


def _moved(kind: type[MemberArrived | MemberLeft]) -> Callable[[str, Json, str], Command | None]:
    def read(workspace: str, event: Json, event_id: str) -> Command | None:
        return kind(
            who=person(workspace, str(event["user"])), place=id_of(event["channel"]), event=event_id
        )

    return read


def _changed(workspace: str, event: Json, event_id: str) -> Command:
    """Somebody's account: closed, or described anew."""
    found = account(event["user"], workspace)
    if event["user"].get("deleted"):
        return MemberLeft(who=person(workspace, found.id), event=event_id)
    return AccountChanged(who=person(workspace, found.id, found.known), event=event_id)


def _renamed(workspace: str, event: Json, event_id: str) -> Command:
    channel: Json = event["channel"]
    return PlaceRenamed(
        who=person(workspace, NOBODY),
        place=id_of(channel["id"]),
        name=str(channel["name"]),
        event=event_id,
    )


def _place(
    kind: type[PlaceClosed | PlaceReopened | ShutOut],
) -> Callable[[str, Json, str], Command | None]:
    def read(workspace: str, event: Json, event_id: str) -> Command | None:
        return kind(who=person(workspace, NOBODY), place=id_of(event["channel"]), event=event_id)

    return read


def _uninstalled(workspace: str, _: Json, event_id: str) -> Command:
    return Uninstalled(who=person(workspace, NOBODY), event=event_id)


def _revoked(workspace: str, event: Json, event_id: str) -> Command | None:
    """Of the tokens that were taken back only the bot's is of interest."""
    bots = (event.get("tokens") or {}).get("bot")
    return _uninstalled(workspace, event, event_id) if bots else None


_EVENTS: dict[str, Callable[[str, Json, str], Command | None]] = {
    "reaction_added": _reacted(Reacted),
    "reaction_removed": _reacted(Unreacted),
    "member_joined_channel": _moved(MemberArrived),
    "member_left_channel": _moved(MemberLeft),
    "user_change": _changed,
    "team_join": _changed,
    **dict.fromkeys(("channel_rename", "group_rename"), _renamed),
    **dict.fromkeys(
        ("channel_archive", "group_archive", "channel_deleted", "group_deleted"),
        _place(PlaceClosed),
    ),
    **dict.fromkeys(("channel_unarchive", "group_unarchive"), _place(PlaceReopened)),
    **dict.fromkeys(("channel_left", "group_left"), _place(ShutOut)),
    "app_uninstalled": _uninstalled,
    "tokens_revoked": _revoked,
}
EVENTS = tuple(sorted(_EVENTS))
