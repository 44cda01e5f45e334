"""What people do in the chat, as commands for the bot; and the bot's private answers."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

import structlog

from adapters.playground import sentences
from adapters.playground.chat import Chat
from adapters.playground.people import Group, Person
from adapters.playground.rooms import Post, Reaction, Room, RoomKind, direct_room
from bot import words
from bot.commands import Command, MemberArrived, MemberLeft, Reacted, Roster, SetUp, Unreacted
from bot.commands.fill import Misfilled, fill
from bot.commands.parse import parse
from bot.commands.press import press
from bot.deliveries import Receipt
from bot.messages import Action, Form, Message, Values, plain
from bot.ports import Clock
from bot.replies import Reply

log = structlog.get_logger()

SLASH = re.compile(r"\s*[/／]")  # noqa: RUF001 - as some keyboards write it
OURS = re.compile(r"\s*[/／]\s?[1１][2２][1１]\b")  # noqa: RUF001 - the same
LONGEST_ECHO = 40
Problems = Mapping[str, str]


class Answers(Protocol):
    """Whoever answers commands: the bot."""

    async def handle(self, command: Command) -> Reply:
        """Do what is asked, and give the private answer."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Listeners:
    """Turns what people do into commands. `reference` gives a new short text each time, to find a mistake in the log."""

    bot: Answers
    chat: Chat
    group: Group
    clock: Clock
    reference: Callable[[], str]

    async def said(self, who: Person, room: Room, text: str) -> None:
        """Somebody typed something and sent it."""
        if not SLASH.match(text):
            await self._post(who.id, room, text)
            return
        await self._post(who.id, room, text, only_for=who.id)
        ours = OURS.match(text)
        if not ours:
            typed = text.split(maxsplit=1)[0][:LONGEST_ECHO]
            await self._post(None, room, sentences.only_one_app(typed), only_for=who.id)
            return
        ref = self.group.ref(who)
        command = parse(f"/121{text[ours.end() :]}", ref, self.group.find, place=_place(room))
        await self._ask(command, room)
        if isinstance(command, SetUp) and room.kind is RoomKind.CHANNEL:
            await self._tell_roster(who, room)

    async def _tell_roster(self, who: Person, channel: Room) -> None:
        """A circle that follows its channel must know who is in it."""
        people = [self.group.person(member) for member in channel.members]
        present = tuple(self.group.ref(person) for person in people if person is not None)
        roster = Roster(who=self.group.ref(who), place=channel.id, present=present)
        await self._ask(roster, channel)

    async def pressed(self, who: Person, room: Room, action: Action) -> Form | None:
        """Somebody pressed a button; a form, where it opens one."""
        command = press(action, self.group.ref(who), place=_place(room))
        return None if command is None else (await self._ask(command, room)).form

    async def filled(self, who: Person, room: Room, action: Action, values: Values) -> Problems:
        """Somebody sent a form; what is wrong with it, by input, and nothing where nothing is."""
        try:
            command = fill(action, values, self.group.ref(who))
        except Misfilled as misfilled:
            return misfilled.problems
        reply = await self._answer(command)
        if reply.refused and reply.message is not None:
            return {
                reply.field or next(iter(values), ""): plain(
                    reply.message, self._name, ZoneInfo(who.time_zone), self.clock.now()
                )
            }
        await self._say(reply, command, room)
        if isinstance(command, SetUp) and command.place is not None:
            channel = await self.chat.room(command.place)
            if channel is not None:
                await self._tell_roster(who, channel)
        return {}

    def _name(self, member: str) -> str:
        person = self.group.person(member)
        return person.name if person else member

    async def reacted(self, who: Person, room: Room, reaction: Reaction) -> None:
        """Somebody put an emoji on a post; a second time means nothing."""
        if await self.chat.react(reaction):
            receipt = Receipt(channel=room.id, message=str(reaction.post))
            ref = self.group.ref(who)
            await self._ask(Reacted(who=ref, receipt=receipt, emoji=reaction.emoji), room)

    async def unreacted(self, who: Person, room: Room, reaction: Reaction) -> None:
        """Somebody took their emoji off a post."""
        if await self.chat.unreact(reaction):
            receipt = Receipt(channel=room.id, message=str(reaction.post))
            ref = self.group.ref(who)
            await self._ask(Unreacted(who=ref, receipt=receipt, emoji=reaction.emoji), room)

    async def arrived(self, who: Person, channel: Room) -> None:
        """Somebody came into a channel."""
        if await self.chat.enter(channel.id, who.id):
            await self._ask(MemberArrived(who=self.group.ref(who), place=channel.id), channel)

    async def left(self, who: Person, channel: Room) -> None:
        """Somebody left a channel; an answer can only be seen elsewhere."""
        if await self.chat.leave(channel.id, who.id):
            command = MemberLeft(who=self.group.ref(who), place=channel.id)
            await self._ask(command, direct_room(who.id))

    async def _ask(self, command: Command, room: Room) -> Reply:
        """Hand a command to the bot; its private answer appears in the room where it was asked."""
        reply = await self._answer(command)
        await self._say(reply, command, room)
        return reply

    async def _say(self, reply: Reply, command: Command, room: Room) -> None:
        if reply.message is not None:
            await self._post(None, room, reply.message, only_for=command.who.member)

    async def _answer(self, command: Command) -> Reply:
        try:
            return await self.bot.handle(command)
        except Exception:
            # The one place where a mistake anywhere below ends: said with a reference, logged with its trace.
            reference = self.reference()
            log.exception("command_failed", reference=reference, command=type(command).__name__)
            return Reply(words.something_broke(reference))

    async def _post(
        self, author: str | None, room: Room, said: str | Message, *, only_for: str | None = None
    ) -> None:
        now = self.clock.now()
        await self.chat.post(
            Post(room=room.id, author=author, said=said, only_for=only_for, at=now)
        )


def _place(room: Room) -> str | None:
    return room.id if room.kind is RoomKind.CHANNEL else None
