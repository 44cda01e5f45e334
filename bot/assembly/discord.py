"""Discord put together: the connection to the gateway, the messenger, and what is said when either is refused."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from secrets import token_hex

import discord
import yarl
from aiohttp import ClientError
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.discord.client import Gateway
from adapters.discord.listeners import Listeners
from adapters.discord.messenger import DiscordMessenger
from bot.app import Bot
from bot.errors import InvalidInput
from bot.settings import Settings

SECONDS_TO_CONNECT = 60
FEWEST_CONNECTIONS = 20
REFUSED = (
    "Discord refuses DISCORD_TOKEN. Copy it again from the page Bot in Discord's developer portal."
)
NO_INTENT = (
    "Discord does not let 121 know who is in a server. Switch the Server Members intent on, on the page Bot in "
    "Discord's developer portal, or set DISCORD_MEMBERS=no."
)
AWAY = "Discord does not answer ({}). Is the network there, and DISCORD_API_URL right?"
USED_UP = (
    "Discord lets this bot connect only {} more times today: something has made it start again and again. Find out "
    "what, and wait until tomorrow. Otherwise Discord makes the token worthless."
)


class Discord:
    """Discord, with the token of the settings."""

    def __init__(self, settings: Settings) -> None:
        Route.BASE = settings.discord_api_url.rstrip("/")
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.discord_gateway_url)
        self._token = settings.discord_token
        self._members = settings.discord_members == "yes"
        self.gateway = Gateway(members=self._members)
        self.messenger = DiscordMessenger(self.gateway.sending_door)

    @asynccontextmanager
    async def open(self, bot: Bot) -> AsyncIterator[str]:
        """Hear what Discord says, until the block ends; gives the words that say so. Raises `InvalidInput`."""
        self.gateway.listen(
            Listeners(
                bot=bot,
                door=self.gateway.door,
                present=self.gateway.present,
                reference=lambda: token_hex(4),
            )
        )
        async with self.gateway:
            await self._log_in()
            running = asyncio.create_task(self.gateway.connect(reconnect=True))
            ready = asyncio.create_task(self.gateway.wait_until_ready())
            await asyncio.wait(
                {running, ready}, timeout=SECONDS_TO_CONNECT, return_when=asyncio.FIRST_COMPLETED
            )
            try:
                if not ready.done():
                    raise InvalidInput(_why(running))
                yield "121 is connected to Discord. Try /121 help in any channel."
            finally:
                ready.cancel()
                await self.gateway.close()
                with suppress(Exception, asyncio.CancelledError):
                    await running

    async def is_open(self) -> bool:
        """Whether Discord can be heard at the moment."""
        return self.gateway.is_ready() and not self.gateway.is_closed()

    async def _log_in(self) -> None:
        try:
            await self.gateway.login(self._token)
            limit = (await self.gateway.door.get("/gateway/bot")).get("session_start_limit") or {}
        except discord.LoginFailure as error:
            raise InvalidInput(REFUSED) from error
        except (discord.HTTPException, ClientError, TimeoutError, OSError) as error:
            raise InvalidInput(AWAY.format(type(error).__name__)) from error
        left = int(limit.get("remaining", FEWEST_CONNECTIONS))
        if left < FEWEST_CONNECTIONS:
            raise InvalidInput(USED_UP.format(left))


def _why(running: "asyncio.Task[None]") -> str:
    """Why no connection came about."""
    error = running.exception() if running.done() and not running.cancelled() else None
    if isinstance(error, discord.PrivilegedIntentsRequired):
        return NO_INTENT
    if isinstance(error, discord.LoginFailure):
        return REFUSED
    return AWAY.format(type(error).__name__ if error else "it takes too long")
