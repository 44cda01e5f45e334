"""The link by which a server lets 121 in, and what 121 may do there."""

import base64
import binascii
from collections.abc import Mapping
from urllib.parse import urlencode

import discord

from bot.errors import InvalidInput

PERMISSIONS: Mapping[str, str] = {
    "view_channel": "to see the channel of a circle",
    "send_messages": "to tell the channel that there is a circle",
    "create_private_threads": "to open one private thread for a pair",
    "send_messages_in_threads": "to write to the pair there",
    "attach_files": "to add a calendar invitation or a picture to a message",
    "read_message_history": "to see whether a message arrived before sending it again",
}
AUTHORIZE = "https://discord.com/oauth2/authorize"


def link(token: str) -> str:
    """The link for the bot with this token. Raises `InvalidInput`."""
    wanted = discord.Permissions(**dict.fromkeys(PERMISSIONS, True))
    asked = {
        "client_id": application_of(token),
        "scope": "bot applications.commands",
        "permissions": str(wanted.value),
    }
    return f"{AUTHORIZE}?{urlencode(asked)}"


def application_of(token: str) -> str:
    """The application's id, which is the first part of its token. Raises `InvalidInput`."""
    first = token.partition(".")[0]
    try:
        found = base64.b64decode(first + "=" * (-len(first) % 4), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        found = ""
    if not found.isdecimal():
        message = "DISCORD_TOKEN is not a bot's token. Copy it from the page Bot in Discord's developer portal."
        raise InvalidInput(message)
    return found
