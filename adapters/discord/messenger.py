"""How the bot's messages come into Discord.

A pairing has its room in a private thread of the circle's channel: a bot that opens many first direct messages
at once is put under quarantine. Each message carries its own nonce, by which Discord itself drops a double for
some minutes, and a marker in its components, by which it is looked up after that.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from secrets import token_hex
from typing import Any, TypeVar

import discord
import structlog
from aiohttp import ClientError

from adapters.discord.door import Door
from adapters.discord.refusals import (
    NO_ACCESS,
    NO_CHANNEL,
    NO_FILES,
    NO_PERMISSION,
    code_of,
    meaning,
)
from adapters.discord.render import draw, in_words, mark, number_of
from bot import words
from bot.deliveries import Address, AddressKind, Delivery, Receipt
from bot.errors import CannotLook, TryLater, UnheardOf, Unreachable
from bot.messages import Message
from bot.ports import Reaction, Traits

log = structlog.get_logger()

LOOKED_THROUGH = 100  # messages at once, the most that Discord gives
MOST_PAGES = 5  # of them, where much was said since: after a backup was put back
CLOCKS_DIFFER = timedelta(minutes=5)  # at the most, between this machine and Discord
LONGEST_CALL = 45  # seconds; shorter than a lease, with all that discord.py waits and tries again
PRIVATE_THREAD = 12
A_WEEK = (
    10_080  # minutes without a word, after which a thread is put away; a message brings it back
)
LONGEST_NONCE = 25
NO_RIGHT = frozenset({NO_ACCESS, NO_PERMISSION, 160006})
MOST_REACTORS = 100
NO_THREADS = (
    "121 may not make private threads in the channel of a circle, so it could only write into the channel that there "
    "is something. Give it that right, or let it write to each member: /121 setup apart"
)

Json = dict[str, Any]
T = TypeVar("T")


class DiscordMessenger:
    """Sends messages to members, into the threads of pairings, and into channels."""

    traits = Traits(group_dm=True, in_channel=True, writes_first=False)

    def __init__(self, door: Door) -> None:
        self._door = door
        self._without_files: set[str] = set()  # channels of which the log has it already

    async def send(self, delivery: Delivery) -> Receipt:
        """Post the message."""
        try:
            async with asyncio.timeout(LONGEST_CALL):
                return await _in_its_room(self._sent, delivery)
        except (discord.DiscordException, ClientError, TimeoutError, OSError) as error:
            if delivery.address.kind is AddressKind.GROUP and code_of(error) in NO_RIGHT:
                return await self._point_to_it(delivery)
            raise meaning(error) or _unheard_of(error) from error

    async def find(self, delivery: Delivery) -> Receipt | None:
        """Look through the latest messages of the place: 121 always sees what it said itself."""
        try:
            found = await _in_its_room(self._found, delivery)
            return found or await self._pointed_to(delivery)
        except (discord.DiscordException, ClientError, TimeoutError, OSError) as error:
            known = meaning(error)
            if isinstance(known, Unreachable):
                return None  # where nothing can be read, nothing could be written
            raise TryLater(str(known or "Discord refuses to say what is there.")) from error

    async def _sent(self, delivery: Delivery) -> Receipt:
        channel = await self._place(delivery, make=True)
        return await self._post(delivery, channel or "", delivery.message)

    async def _found(self, delivery: Delivery) -> Receipt | None:
        channel = await self._place(delivery, make=False)
        return await self._looked_for(delivery, channel) if channel else None

    async def _looked_for(self, delivery: Delivery, channel: str) -> Receipt | None:
        """Page by page, back to what was said before there was this message."""
        marker, before = mark(delivery.key), delivery.created_at - CLOCKS_DIFFER
        further: Json = {}
        for _ in range(MOST_PAGES):
            said = await self._door.get(
                "/channels/{channel_id}/messages",
                {"limit": LOOKED_THROUGH, **further},
                channel_id=channel,
            )
            for one in said:
                if _has(one.get("components", ()), marker):
                    return Receipt(channel=channel, message=str(one["id"]))
            if len(said) < LOOKED_THROUGH:
                return None
            if discord.utils.snowflake_time(int(said[-1]["id"])) < before:
                return None
            further = {"before": said[-1]["id"]}
        raise CannotLook("So much was said since that 121 cannot look through it.")  # noqa: EM101, TRY003 - one sentence

    async def reactions(self, delivery: Delivery) -> tuple[Reaction, ...]:
        """Who put which emoji on a message that was sent."""
        ids = {"channel_id": delivery.channel or "0", "message_id": delivery.message_id or "0"}
        try:
            message = await self._door.get("/channels/{channel_id}/messages/{message_id}", **ids)
            emojis = [found["emoji"] for found in message.get("reactions", ())]
            # An emoji of a server's own has an id, and says nothing.
            names = [str(emoji["name"]) for emoji in emojis if emoji.get("id") is None]
            return tuple([one for name in names for one in await self._reactors(name, ids)])
        except (discord.DiscordException, ClientError, TimeoutError, OSError) as error:
            raise meaning(error) or _unheard_of(error) from error

    async def _reactors(self, emoji: str, ids: dict[str, str]) -> list[Reaction]:
        path = "/channels/{channel_id}/messages/{message_id}/reactions/{emoji}"
        members = await self._door.get(path, {"limit": MOST_REACTORS}, emoji=emoji, **ids)
        return [Reaction(member=str(member["id"]), emoji=emoji) for member in members]

    async def _post(self, delivery: Delivery, channel: str, message: Message) -> Receipt:
        try:
            return await self._put(delivery, channel, message)
        except discord.HTTPException as error:
            if not message.attachments or error.code not in NO_FILES:
                raise
            if channel not in self._without_files:
                self._without_files.add(channel)
                log.warning("sent_without_file", channel=channel, code=error.code)
            return await self._put(delivery, channel, in_words(message))

    async def _put(self, delivery: Delivery, channel: str, message: Message) -> Receipt:
        marker = mark(delivery.key)
        heard = delivery.address.ids if delivery.address.kind is AddressKind.GROUP else ()
        drawn = draw(message, marker)
        body = {
            **drawn.payload(notify=heard),
            "nonce": f"{delivery.workspace_id}-{marker}"[:LONGEST_NONCE],
            "enforce_nonce": True,
        }
        answer = await self._door.post(
            "/channels/{channel_id}/messages", body, drawn.files, channel_id=channel
        )
        return Receipt(channel=channel, message=str(answer["id"]))

    async def _place(self, delivery: Delivery, *, make: bool) -> str | None:
        # Where only a word could be said in the circle's channel, what is private still looks for its own room.
        if delivery.channel not in {None, delivery.address.place}:
            return delivery.channel
        match delivery.address:
            case Address(kind=AddressKind.CHANNEL, ids=(channel,)):
                return channel
            case Address(kind=AddressKind.MEMBER, ids=(member,)):
                return await self._direct(member)
            case Address(kind=AddressKind.GROUP, ids=members, place=place):
                return await self._thread(delivery.workspace, place, members, make=make)
        raise Unreachable

    async def _direct(self, member: str) -> str:
        """The member's conversation with 121; opening it again gives the same one."""
        opened = await self._door.post("/users/@me/channels", {"recipient_id": member})
        return str(opened["id"])

    async def _thread(
        self, server: str, place: str, members: tuple[str, ...], *, make: bool
    ) -> str | None:
        """The private thread of these members. Making one is not repeatable, so it is looked for first."""
        name = f"1-2-1 {mark(','.join((place, *members)))}"
        thread = await self._made(server, place, name)
        if thread is None and not make:
            return None
        if thread is None:
            body = {
                "name": name,
                "type": PRIVATE_THREAD,
                "invitable": False,
                "auto_archive_duration": A_WEEK,
            }
            thread = await self._door.post("/channels/{channel_id}/threads", body, channel_id=place)
        for member in members:
            await self._door.put(
                "/channels/{channel_id}/thread-members/{user_id}",
                channel_id=str(thread["id"]),
                user_id=member,
            )
        return str(thread["id"])

    async def _made(self, server: str, place: str, name: str) -> Json | None:
        """The private thread of this name that 121 made: members may give theirs any name."""
        active = await self._door.get("/guilds/{guild_id}/threads/active", guild_id=server)
        wanted = (name, place, PRIVATE_THREAD)
        found = [
            one
            for one in active["threads"]
            if (one["name"], str(one["parent_id"]), one["type"]) == wanted
        ]
        if not found:
            return None
        me = await self._door.get("/users/@me")
        return next((one for one in found if str(one["owner_id"]) == str(me["id"])), None)

    async def _pointed_to(self, delivery: Delivery) -> Receipt | None:
        """The word in the channel, where it was said."""
        if delivery.address.kind is not AddressKind.GROUP:
            return None
        found = await self._looked_for(delivery, delivery.address.place)
        return found and replace(found, remark=NO_THREADS)

    async def _point_to_it(self, delivery: Delivery) -> Receipt:
        """Where 121 may make no thread: a word in the channel that says nothing private."""
        log.warning("no_thread", channel=delivery.address.place, delivery=delivery.id)
        try:
            there = words.look_it_up(delivery.address.ids)
            receipt = await self._post(delivery, delivery.address.place, there)
            return replace(receipt, remark=NO_THREADS)
        except (discord.DiscordException, ClientError, TimeoutError, OSError) as error:
            raise meaning(error) or _unheard_of(error) from error


async def _in_its_room(do: Callable[[Delivery], Awaitable[T]], delivery: Delivery) -> T:
    """Do it in the thread where the last message to these members went; somebody may have deleted that since."""
    try:
        return await do(delivery)
    except discord.NotFound as error:
        is_in_thread = delivery.address.kind is AddressKind.GROUP and delivery.channel is not None
        if code_of(error) != NO_CHANNEL or not is_in_thread:
            raise
    return await do(replace(delivery, channel=None))


def _unheard_of(error: Exception) -> UnheardOf:
    """A refusal that this version does not know: said with a reference, by which the log can be searched."""
    reference = token_hex(4)
    log.error("discord_refused", code=code_of(error), reference=reference)
    return UnheardOf(
        f"Discord refused for a reason that 121 does not know (reference {reference})."
    )


def _has(components: Any, marker: str) -> bool:
    """Whether a marker is in the id of a text or of a button."""
    return any(
        one.get("id") == number_of(marker)
        or str(one.get("custom_id", "")).endswith(f":{marker}")
        or _has(one.get("components", ()), marker)
        for one in components
    )
