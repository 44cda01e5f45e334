"""121 in a simulated Discord: discord.py's own client, a server with members, a clock that stands still."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import simcord

from adapters.discord.client import Gateway
from adapters.discord.listeners import Listeners
from adapters.discord.messenger import DiscordMessenger
from adapters.discord.tree import path_of
from bot.assembly import Parts, assemble, turn_clock
from bot.domain.model import Platform
from bot.storage import SqlStore
from scheduler.clocks import StillClock

MONDAY_NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)


@dataclass
class Server:
    """A server with Ada, who may manage it, Ben, Chiara and an app; and the channel coffee."""

    env: Any
    guild: Any
    channel: Any
    people: dict[str, Any]
    gateway: Gateway
    parts: Parts
    clock: StillClock

    def __getitem__(self, name: str) -> Any:
        return self.people[name]

    async def types(self, who: str, command: str, **options: Any) -> str:
        """A slash command in the channel; gives the private answer."""
        path = " ".join(("121", *path_of(command)))
        result = await self.people[who].slash(self.channel, path, **options)
        await self.settle()
        assert result.ephemeral
        return words_of(result.response.components)

    async def presses(self, who: str, message: Any, label: str) -> Any:
        """Press the button with this label under a message."""
        custom_id = next(
            b["custom_id"] for b in buttons_of(parts_of(message)) if b["label"] == label
        )
        result = await self.people[who].click(message, custom_id=custom_id)
        await self.settle()
        return result

    async def settle(self) -> None:
        """Let 121 send what there is to send."""
        await self.parts.runner.run_once()
        await self.env.settle()

    async def waits(self, length: timedelta) -> None:
        await turn_clock(self.parts, self.clock, self.clock.now() + length)
        await self.env.settle()

    async def taking_part(self) -> set[int]:
        """The members of the only circle."""
        (circle,) = await self.parts.bot.circles_in(Platform.DISCORD, str(self.guild.id))
        async with self.parts.bot.store.begin() as tx:
            memberships = await tx.circles.memberships(circle.id)
            members = await tx.people.members([one.member_id for one in memberships])
        return {int(member.external_id) for member in members.values()}

    def said_in(self, channel: Any) -> list[str]:
        return [words_of(parts_of(message)) for message in channel.history()]

    @property
    def threads(self) -> list[Any]:
        return list(self.channel.threads)


@asynccontextmanager
async def server(store: SqlStore, *, members: bool = False) -> AsyncIterator[Server]:
    """A running 121 in a server."""
    gateway = Gateway(members=members)
    clock = StillClock(MONDAY_NINE)
    parts = assemble(store, clock, {Platform.DISCORD: DiscordMessenger(gateway.door)})
    gateway.listen(
        Listeners(
            bot=parts.bot,
            door=gateway.door,
            present=gateway.present,
            known=gateway.known,
            reference=lambda: "c0ffee",
        )
    )
    async with simcord.run(gateway, shard_count=1) as env:
        guild = env.create_guild("Riverside")
        channel = guild.create_text_channel("coffee")
        manages = guild.create_role(
            "Organisers", permissions=discord.Permissions(manage_guild=True)
        )
        people = {
            name: guild.add_member(env.create_user(name), roles=[manages] if name == "ada" else [])
            for name in ("ada", "ben", "chiara")
        }
        people["robo"] = guild.add_member(env.create_user("robo", bot=True))
        await env.settle()
        yield Server(env, guild, channel, people, gateway, parts, clock)


def parts_of(message: Any) -> list[dict[str, Any]]:
    """The components of a message, as Discord keeps them."""
    return [component.to_dict() for component in message.components]


def words_of(components: Any) -> str:
    """Every text of some components, in order, with the buttons in brackets."""
    if isinstance(components, list):
        return "\n".join(filter(None, (words_of(one) for one in components)))
    match components:
        case {"type": 10, "content": text}:
            return str(text)
        case {"type": 2, "label": label}:
            return f"[{label}]"
        case {"components": inner}:
            return words_of(inner)
    return ""


def buttons_of(components: Any) -> list[dict[str, Any]]:
    """Every button of some components."""
    found: list[dict[str, Any]] = []
    for one in components:
        found += [one] if one.get("type") == 2 else buttons_of(one.get("components", []))
    return found
