"""Rooms, and what stands in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.messages import Message


class RoomKind(StrEnum):
    """Who can be in a room."""

    CHANNEL = "channel"  # whoever comes in
    GROUP = "group"  # some members and the bot
    DIRECT = "direct"  # one member and the bot


@dataclass(frozen=True, kw_only=True, slots=True)
class Room:
    """A place to talk, and who is in it now, by id. The bot is in every room."""

    id: str
    kind: RoomKind
    members: tuple[str, ...] = ()


def direct_room(member: str) -> Room:
    """The room of one member and the bot."""
    return Room(id=f"direct-{member}", kind=RoomKind.DIRECT, members=(member,))


def group_room(members: Iterable[str]) -> Room:
    """The room of some members and the bot: the same members, the same room."""
    them = tuple(sorted(set(members)))
    return Room(id=f"group-{','.join(them)}", kind=RoomKind.GROUP, members=them)


@dataclass(frozen=True, kw_only=True, slots=True)
class Post:
    """Something said in a room. An `author` of None is the bot; `only_for` makes it a private answer.

    `marker` is the delivery's key, by which the bot finds its own messages again; id 0 is "not posted yet".
    """

    id: int = 0
    room: str
    author: str | None
    said: str | Message
    marker: str | None = None
    only_for: str | None = None
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Reaction:
    """An emoji that a member put on a post."""

    post: int
    member: str
    emoji: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Unread:
    """How many posts of a room a member has not seen."""

    member: str
    room: str
    posts: int
