"""All that a member can see, as the JSON values that the page shows."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from adapters.playground.chat import Chat
from adapters.playground.people import Group, Person
from adapters.playground.rooms import Post, Reaction, Room, RoomKind, Unread
from bot.commands.table import SUBCOMMANDS, usage
from bot.messages import to_json

REACTIONS = ("✅", "👍", "❤️", "😄")
Json = dict[str, Any]


async def what_is_seen(chat: Chat, group: Group, me: Person) -> Json:
    """The rooms, posts and people as one member sees them."""
    posts = await chat.posts(me.id)
    reactions = await chat.reactions(post.id for post in posts)
    unread = await chat.unread()
    rooms = await chat.rooms()
    return {
        "me": me.id,
        "group": _group(group),
        "people": [_person(person, rooms, unread) for person in group.people],
        "rooms": [
            _room(room, me.id, posts, reactions, unread)
            for room in rooms
            if me.id in room.members or room.kind is RoomKind.CHANNEL
        ],
        "commands": COMMANDS,
        "reactions": REACTIONS,
    }


def clock_face(now: datetime, next_round: datetime | None, *, turning: bool) -> Json:
    """The programme's time, the next round's, and whether the clock is being turned."""
    return {
        "now": now.isoformat(),
        "next_round": next_round.isoformat() if next_round else None,
        "turning": turning,
    }


COMMANDS = [
    {
        "name": subcommand.name,
        "usage": usage(subcommand),
        "help": subcommand.help,
        "parameters": bool(subcommand.parameters),
        "organisers_only": subcommand.organisers_only,
    }
    for subcommand in SUBCOMMANDS
]


def _group(group: Group) -> Json:
    return {
        "name": group.name,
        "time_zone": group.time_zone,
        "circle_channel": group.circle_channel,
    }


def _person(person: Person, rooms: Iterable[Room], unread: Iterable[Unread]) -> Json:
    """A person; `waiting` counts what was written to them in private and not seen yet."""
    private = {room.id for room in rooms if room.kind is not RoomKind.CHANNEL}
    return {
        "id": person.id,
        "name": person.name,
        "business": person.business,
        "time_zone": person.time_zone,
        "organiser": person.organiser,
        "looking_for": person.looking_for,
        "can_offer": person.can_offer,
        "waiting": sum(u.posts for u in unread if u.member == person.id and u.room in private),
    }


def _room(
    room: Room,
    me: str,
    posts: Sequence[Post],
    reactions: Sequence[Reaction],
    unread: Sequence[Unread],
) -> Json:
    on_posts: dict[int, dict[str, list[str]]] = defaultdict(dict)
    for reaction in reactions:
        on_posts[reaction.post].setdefault(reaction.emoji, []).append(reaction.member)
    return {
        "id": room.id,
        "kind": room.kind.value,
        "members": room.members,
        "joined": me in room.members,
        "unread": sum(u.posts for u in unread if u.member == me and u.room == room.id),
        "posts": [_post(post, on_posts[post.id]) for post in posts if post.room == room.id],
    }


def _post(post: Post, reactions: dict[str, list[str]]) -> Json:
    return {
        "id": post.id,
        "author": post.author,
        "said": to_json(post.said),
        "private": post.only_for is not None,
        "at": post.at.isoformat(),
        "reactions": reactions,
    }
