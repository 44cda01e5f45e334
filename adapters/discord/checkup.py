"""Discord, examined: does the token work, are intents, commands and permissions as they should be?"""

from collections.abc import Sequence
from typing import Any

import discord
from aiohttp import ClientError

from adapters.discord import tree
from adapters.discord.door import Door
from adapters.discord.invite import PERMISSIONS
from bot.findings import Finding, well, wrong

Json = dict[str, Any]
TOKEN, INTENT, COMMANDS, STARTS = (
    "Discord token",
    "Discord intent",
    "Discord commands",
    "Discord starts",
)
MEMBERS_ALLOWED = (1 << 14) | (1 << 15)
FEW_STARTS = 100
INVITE = "Invite 121 again: bot121 invite discord"


async def check_discord(
    token: str, *, members: bool, channels: Sequence[tuple[str, str]]
) -> list[Finding]:
    """The token and what Discord grants it; `channels` are those of circles, each with its server."""
    client = discord.Client(intents=discord.Intents.none())
    async with client:
        try:
            await client.login(token)
        except discord.LoginFailure:
            remedy = (
                "Discord refuses it. Copy it again from the page Bot in Discord's developer portal."
            )
            return [wrong(TOKEN, remedy)]
        except (discord.DiscordException, ClientError, TimeoutError, OSError) as error:
            remedy = f"Discord does not answer ({type(error).__name__}). Is DISCORD_API_URL right?"
            return [wrong(TOKEN, remedy)]
        door = Door(lambda: client.http)
        application = await door.get("/applications/@me")
        found = [well(TOKEN, f"accepted, for the application {application['id']}")]
        found += _intent(application, members=members)
        found.append(await _commands(door, str(application["id"])))
        found.append(await _starts(door))
        return found + [await _channel(door, str(application["id"]), *one) for one in channels]


def _intent(application: Json, *, members: bool) -> list[Finding]:
    if not members:
        return []
    if int(application.get("flags", 0)) & MEMBERS_ALLOWED:
        return [well(INTENT, "121 may know who is in a server")]
    remedy = "Server Members is off. Switch it on, on the page Bot in Discord's developer portal, or set DISCORD_MEMBERS=no."
    return [wrong(INTENT, remedy)]


async def _commands(door: Door, application: str) -> Finding:
    registered = await door.get(
        "/applications/{application_id}/commands", application_id=application
    )
    if tree.differs(registered):
        return well(COMMANDS, "not yet as this version has them; bot121 run registers them")
    return well(COMMANDS, "registered")


async def _starts(door: Door) -> Finding:
    limit = (await door.get("/gateway/bot")).get("session_start_limit") or {}
    left, total = int(limit.get("remaining", 0)), int(limit.get("total", 0))
    if left < FEW_STARTS:
        remedy = f"only {left} of {total} are left today: something makes 121 start again and again. Look into its log."
        return wrong(STARTS, remedy)
    return well(STARTS, f"{left} of {total} left today")


async def _channel(door: Door, me: str, server: str, channel: str) -> Finding:
    """Whether 121 may do in a circle's channel what it needs."""
    subject = f"channel {channel}"
    try:
        place = await door.get("/channels/{channel_id}", channel_id=channel)
        roles = await door.get("/guilds/{guild_id}/roles", guild_id=server)
        member = await door.get("/guilds/{guild_id}/members/{user_id}", guild_id=server, user_id=me)
    except discord.HTTPException:
        return wrong(subject, f"121 may not see it. {INVITE}")
    granted = permissions_in(place, roles, member, server)
    missing = [name.replace("_", " ") for name in PERMISSIONS if not getattr(granted, name)]
    if missing:
        return wrong(subject, f"missing: {', '.join(missing)}. {INVITE}")
    return well(subject, "121 may do what it needs there")


def permissions_in(
    channel: Json, roles: Sequence[Json], member: Json, server: str
) -> discord.Permissions:
    """What a member may do in a channel (https://docs.discord.com/developers/topics/permissions#permission-overwrites)."""
    mine = {server, *map(str, member.get("roles", ()))}
    base = 0
    for role in roles:
        if str(role["id"]) in mine:
            base |= int(role["permissions"])
    if base & discord.Permissions.administrator.flag:
        return discord.Permissions.all()
    over = {str(one["id"]): one for one in channel.get("permission_overwrites", ())}
    everyone = over.pop(server, {})
    base = base & ~int(everyone.get("deny", 0)) | int(everyone.get("allow", 0))
    of_roles = [one for id_, one in over.items() if id_ in mine]
    for deny in of_roles:
        base &= ~int(deny.get("deny", 0))
    for allow in of_roles:
        base |= int(allow.get("allow", 0))
    own = over.get(str(member["user"]["id"]), {})
    return discord.Permissions(base & ~int(own.get("deny", 0)) | int(own.get("allow", 0)))
