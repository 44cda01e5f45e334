"""The connection to Discord's gateway: what it tells of is handed to the listeners.

discord.py keeps the connection, resumes it, and shards it where Discord asks for that. Here only events that
hold what is needed by themselves are used, so that messages of before the last start count too.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import discord
import structlog

from adapters.discord import tree
from adapters.discord.door import Door
from adapters.discord.listeners import Listeners
from adapters.discord.reading import MANAGE_GUILD, person
from adapters.discord.refusals import code_of
from bot.commands import (
    Installed,
    MemberLeft,
    PlaceClosed,
    PlaceRenamed,
    Reacted,
    RoleGone,
    Uninstalled,
    Unreacted,
)
from bot.deliveries import Receipt
from bot.domain.model import MemberRef, Platform

log = structlog.get_logger()

Json = dict[str, Any]
NOBODY = ""
NOT_THERE = frozenset({10007, 10013})  # unknown member, unknown user
CALLS_PER_SECOND = 48  # of 50; answers to commands are not counted by Discord


def intents(*, members: bool) -> discord.Intents:
    """What Discord is asked to tell: servers and reactions; who is in them only where a circle follows a channel."""
    wanted = discord.Intents.none()
    wanted.guilds = True
    wanted.guild_reactions = True
    wanted.dm_reactions = True
    wanted.members = members
    return wanted


class Gateway(discord.AutoShardedClient):
    """The bot's connection. `listen()` says who hears what it tells."""

    def __init__(self, *, members: bool) -> None:
        super().__init__(
            intents=intents(members=members),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            chunk_guilds_at_startup=members,
            max_ratelimit_timeout=30.0,  # a claim must not outlive a call
        )
        self.knows_members = members
        self.door = Door(lambda: self.http)
        self.sending_door = Door(lambda: self.http, CALLS_PER_SECOND)
        self._hearing: Listeners | None = None

    def listen(self, listeners: Listeners) -> None:
        """From now on these hear what Discord tells."""
        self._hearing = listeners

    def present(self, server: str, channel: str, role: str) -> Sequence[MemberRef] | None:
        """The people who see a channel, or have a role, apps not; None where Discord does not say."""
        guild = self.get_guild(int(server))
        if not self.knows_members or guild is None or not guild.chunked:
            return None  # from half a list, half of the members would seem to be gone
        there = guild.get_role(int(role)) if role else guild.get_channel(int(channel))
        if not isinstance(there, discord.Role | discord.TextChannel):
            return None
        return [_person(member) for member in there.members if not member.bot]

    async def known(self, server: str, member: str) -> MemberRef | None:
        """Somebody with what they may do in a server now; None where they are not there, or 121 is not.

        Raises what discord.py raises when Discord does not say.
        """
        guild = self.get_guild(int(server))
        if guild is None or guild.unavailable:
            return None
        try:
            found = guild.get_member(int(member)) or await guild.fetch_member(int(member))
        except discord.NotFound as error:
            if code_of(error) not in NOT_THERE:
                raise
            # Nobody told: 121 was away, or hears nothing of who is in a server.
            await self._told(MemberLeft(who=person(server, member)))
            return None
        return replace(_person(found), spoke=True)

    async def setup_hook(self) -> None:
        """Register the command, if what is registered says anything else."""
        path = "/applications/{application_id}/commands"
        registered = await self.door.get(path, application_id=self.application_id or 0)
        if tree.differs(registered):
            await self.door.put(path, tree.commands(), application_id=self.application_id or 0)
            log.info("commands_registered")

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """A command, a button, a dialog, or somebody typing."""
        if self._hearing is not None:
            await self._hearing.interaction(payload_of(interaction))

    async def on_raw_reaction_add(self, event: discord.RawReactionActionEvent) -> None:
        """An emoji was put on a message, of whatever age."""
        await self._reaction(Reacted, event)

    async def on_raw_reaction_remove(self, event: discord.RawReactionActionEvent) -> None:
        """An emoji was taken off a message."""
        await self._reaction(Unreacted, event)

    async def on_raw_member_remove(self, event: discord.RawMemberRemoveEvent) -> None:
        """Somebody left a server, or was removed from it."""
        await self._told(MemberLeft(who=person(str(event.guild_id), str(event.user.id))))

    async def on_member_join(self, member: discord.Member) -> None:
        """Somebody came into a server."""
        await self._moved(member)

    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        """Somebody has other roles, by which other channels may open."""
        if before.roles != after.roles:
            await self._moved(after)

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """A server is there (again): who came and went meanwhile?"""
        await self._roster(guild)

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """A channel is gone."""
        nobody = person(str(channel.guild.id), NOBODY)
        await self._told(PlaceClosed(who=nobody, place=str(channel.id)))

    async def on_guild_role_delete(self, role: discord.Role) -> None:
        """A role is gone."""
        await self._told(RoleGone(who=person(str(role.guild.id), NOBODY), role=str(role.id)))

    async def on_guild_channel_update(
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        """A channel has another name, or others may see it."""
        nobody = person(str(after.guild.id), NOBODY)
        if before.name != after.name:
            await self._told(PlaceRenamed(who=nobody, place=str(after.id), name=after.name))
        await self._roster(after.guild)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """121 was invited into a server; its owner hears how to begin."""
        owner = person(str(guild.id), str(guild.owner_id), organiser=True)
        await self._told(Installed(who=owner))

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """121 was removed from a server."""
        await self._told(Uninstalled(who=person(str(guild.id), NOBODY)))

    async def _reaction(
        self, kind: type[Reacted | Unreacted], event: discord.RawReactionActionEvent
    ) -> None:
        mine = self.user is not None and event.user_id == self.user.id
        if self._hearing is None or mine or event.emoji.id is not None:
            return
        receipt = Receipt(channel=str(event.channel_id), message=str(event.message_id))
        member = str(event.user_id)
        server = str(event.guild_id) if event.guild_id else None
        bot = self._hearing.bot
        home = server or await bot.home_of(Platform.DISCORD, member, receipt)
        if home is not None:
            who = person(home, member)
            await self._told(kind(who=who, receipt=receipt, emoji=event.emoji.name or ""))

    async def _told(self, command: Any) -> None:
        if self._hearing is not None:
            await self._hearing.told(command)

    async def _moved(self, member: discord.Member) -> None:
        if self._hearing is not None and not member.bot:
            await self._hearing.moved(_person(member))

    async def _roster(self, guild: discord.Guild) -> None:
        if self._hearing is not None and self.knows_members:
            await self._hearing.roster(str(guild.id))


def payload_of(interaction: discord.Interaction[Any]) -> Json:
    """An interaction as Discord sent it, as far as it is needed."""
    channel = interaction.channel
    found: Json = {
        "id": interaction.id,
        "token": interaction.token,
        "application_id": interaction.application_id,
        "type": interaction.type.value,
        "data": dict(interaction.data or {}),
        "user": {"id": str(interaction.user.id)},
        "channel_id": str(interaction.channel_id),
        "channel": {"name": getattr(channel, "name", None)},
    }
    if interaction.guild_id is not None:
        rights = {"permissions": str(interaction.permissions.value)}
        found["guild_id"] = str(interaction.guild_id)
        found["member"] = {"user": found["user"], **rights}
    if interaction.message is not None:
        message = interaction.message
        found["message"] = {"id": str(message.id), "channel_id": str(message.channel.id)}
    return found


def _person(member: discord.Member) -> MemberRef:
    rights = member.guild_permissions.value
    told = person(str(member.guild.id), str(member.id), organiser=bool(rights & MANAGE_GUILD))
    return replace(told, spoke=False)
