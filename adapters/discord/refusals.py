"""What Discord's refusals mean for a message on its way.

The codes are those of https://docs.discord.com/developers/topics/opcodes-and-status-codes#json; which of them are
for good is our judgement.
"""

from datetime import timedelta

import discord
from aiohttp import ClientConnectorError, ClientError

from bot.errors import DeliveryError, NotReached, OutcomeUnknown, TryLater, Unreachable

CLOSED_DM = 50007
NO_CHANNEL = 10003
NO_ACCESS = 50001
NO_PERMISSION = 50013
FOR_GOOD = {
    NO_CHANNEL: "the channel or thread is gone.",
    10004: "121 is no longer in this server.",
    10008: "the message was deleted.",
    10013: "nobody has this account any more.",
    CLOSED_DM: "this member takes no direct messages from the server. They can allow them under Privacy Settings.",
    50278: "this member shares no server with 121 any more.",
    NO_ACCESS: "121 may not see the channel.",
    NO_PERMISSION: "121 lacks a permission in the channel. Invite it again with bot121 invite discord.",
    50083: "the thread is closed.",
    160006: "the server has as many open threads as it may have.",
}
NO_FILES = frozenset({NO_PERMISSION, 40005})  # may attach none, or not one as large as this
UNAUTHORISED = 401
TOO_MANY = 429
SERVER_ERROR = 500


def meaning(error: Exception) -> DeliveryError | None:
    """What an error of the API means; None for a refusal that Discord had not told us of before."""
    match error:
        case discord.RateLimited(retry_after=seconds):
            return TryLater("Discord asks for patience.", after=timedelta(seconds=seconds))
        case discord.HTTPException():
            return _refused(error)
        case ClientConnectorError():
            return NotReached("Discord cannot be reached.")
        case TimeoutError() | ClientError() | OSError():
            return OutcomeUnknown(f"The connection to Discord broke off ({type(error).__name__}).")
    return None


def _refused(error: discord.HTTPException) -> DeliveryError | None:
    if error.code in FOR_GOOD:
        return Unreachable(FOR_GOOD[error.code])
    if error.status == UNAUTHORISED:
        return Unreachable("the token is not valid any more. Set DISCORD_TOKEN again.")
    if error.status == TOO_MANY:
        return TryLater("Discord asks for patience.", after=timedelta(seconds=30))
    if error.status >= SERVER_ERROR:
        return OutcomeUnknown("Discord has trouble of its own.")
    return None


def code_of(error: Exception) -> int:
    """Discord's own number for what was wrong; 0 where there is none."""
    return error.code if isinstance(error, discord.HTTPException) else 0
