"""What the page asks, read from requests: everything that is not as it should be is told in a sentence."""

import json
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from adapters.playground import sentences
from adapters.playground.chat import Chat
from adapters.playground.people import Group, Person
from adapters.playground.rooms import Post, Room, RoomKind
from bot.commands.fill import FORMS
from bot.domain.model import LARGEST_ID
from bot.messages import Action

LONGEST_BODY = 64 * 1024
LONGEST_TEXT = 4_000


class Refusal(Exception):
    """The page asked for something that cannot be done; the sentence says why."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Asked:
    """The fields of a request, each read as what it must be. Every method may raise `Refusal`."""

    fields: dict[str, Any]

    def person(self, group: Group) -> Person:
        """Who asks."""
        person = group.person(self.text("as"))
        if person is None:
            raise Refusal(404, sentences.NOT_HERE)
        return person

    def text(self, field: str) -> str:
        """A text; it may be empty."""
        value = self.fields.get(field)
        if not isinstance(value, str):
            raise Refusal(400, sentences.missing(field))
        if len(value) > LONGEST_TEXT:
            raise Refusal(413, sentences.too_long(LONGEST_TEXT))
        if not _is_text(value):
            raise Refusal(400, sentences.NOT_TEXT)
        return value

    def words(self, field: str) -> str:
        """A text with something in it."""
        value = self.text(field)
        if not value.strip():
            raise Refusal(400, sentences.NOTHING_SAID)
        return value

    def choice(self, field: str, choices: tuple[str, ...]) -> str:
        """One of a few texts."""
        value = self.text(field)
        if value not in choices:
            raise Refusal(400, sentences.one_of(field, ", ".join(choices)))
        return value

    def number(self, field: str) -> int:
        """A number that can be a post's."""
        value = self.fields.get(field)
        if type(value) is not int or not 0 < value <= LARGEST_ID:
            raise Refusal(400, sentences.missing(field))
        return value

    def form(self) -> tuple[Action, dict[str, str]]:
        """Which form was sent, and what stands in it."""
        values = self.fields.get("values")
        if not isinstance(values, dict):
            raise Refusal(400, sentences.missing("values"))
        sheet = Asked(values)
        try:
            action = Action.decode(self.text("form"))
        except ValueError:
            raise Refusal(400, sentences.missing("form")) from None
        if action.name not in FORMS or action.about > LARGEST_ID:
            raise Refusal(404, sentences.NO_SUCH_FORM)
        return action, {name: sheet.text(name) for name in values}

    async def room(self, chat: Chat, who: Person) -> Room:
        """A room that the member is in."""
        room = await chat.room(self.text("room"))
        if room is None or who.id not in room.members:
            raise Refusal(404, sentences.NO_SUCH_ROOM)
        return room

    async def channel(self, chat: Chat) -> Room:
        """A channel, whoever is in it."""
        room = await chat.room(self.text("channel"))
        if room is None or room.kind is not RoomKind.CHANNEL:
            raise Refusal(404, sentences.NO_SUCH_CHANNEL)
        return room

    async def post(self, chat: Chat, who: Person) -> tuple[Post, Room]:
        """A post that the member can see, and its room."""
        post = await chat.seen_post(self.number("post"), who.id)
        room = await chat.room(post.room) if post else None
        if post is None or room is None:
            raise Refusal(404, sentences.NO_SUCH_POST)
        return post, room


async def read_body(request: Request) -> Asked:
    """The JSON object that the page sent."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != "application/json":
        raise Refusal(415, sentences.NO_JSON)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_BODY:
            raise Refusal(413, sentences.TOO_MUCH)
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        raise Refusal(400, sentences.NO_JSON) from None
    if not isinstance(fields, dict):
        raise Refusal(400, sentences.NO_JSON)
    return Asked(fields)


def read_query(request: Request) -> Asked:
    """What stands behind the question mark of the address."""
    return Asked(dict(request.query_params))


def _is_text(value: str) -> bool:
    """No half characters, and no NUL."""
    try:
        return b"\0" not in value.encode()
    except UnicodeEncodeError:
        return False
