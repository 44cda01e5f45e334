"""Discord put together: the connection to the gateway, the messenger, and what is said when either is refused."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from secrets import token_hex

import discord
import structlog
import yarl
from aiohttp import ClientError
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.discord.client import Gateway
from adapters.discord.listeners import Listeners
from adapters.discord.messenger import DiscordMessenger
from bot.app import Bot
from bot.domain.model import Platform
from bot.errors import InvalidInput
from bot.settings import Settings
from bot.storage import Hold

log = structlog.get_logger()

SECONDS_TO_CONNECT = 60
TRY_AGAIN = 5.0  # seconds; after each time that it fails, twice as long
LONGEST_PAUSE = 320.0  # seconds; Discord lets a bot connect 1,000 times a day
LASTED = 600.0  # seconds after which a connection that ends is no failed try
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

CONNECTED = "121 is connected to Discord. Try /121 help in any channel."
STANDS_BY = "Another 121 is connected to Discord. This one takes its place when it is gone."


class Discord:
    """Discord, with the token of the settings."""

    def __init__(self, settings: Settings, hold: Hold) -> None:
        Route.BASE = settings.discord_api_url.rstrip("/")
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.discord_gateway_url)
        self._token = settings.discord_token
        self._members = settings.discord_members == "yes"
        self._hold = hold
        self._running: asyncio.Task[None] | None = None
        self.gateway = Gateway(members=self._members)
        self.messenger = DiscordMessenger(self.gateway.sending_door)

    def away(self) -> frozenset[Platform]:
        """Discord, while another replica is connected, or none is: what one sends alone can be kept within Discord's limits."""
        is_ours = self._hold.is_held and self._running is not None
        return frozenset() if is_ours else frozenset({Platform.DISCORD})

    @asynccontextmanager
    async def open(self, bot: Bot) -> AsyncIterator[str]:
        """Hear what Discord says, until the block ends; gives the words that say so. Raises `InvalidInput`.

        Of several replicas one is connected. The others wait until it is gone.
        """
        self.gateway.listen(
            Listeners(
                bot=bot,
                door=self.gateway.door,
                present=self.gateway.present,
                known=self.gateway.known,
                reference=lambda: token_hex(4),
            )
        )
        async with self.gateway:
            await self._log_in()
            said = STANDS_BY
            if self._hold.is_held:
                await self._connect()
                said = CONNECTED
            keeping = asyncio.create_task(self._keep())
            try:
                yield said
            finally:
                keeping.cancel()
                await asyncio.gather(keeping, return_exceptions=True)
                await self._disconnect()

    async def _keep(self) -> None:
        """Be connected as long as this replica is the one who may be, and try again less and less often where it cannot be."""
        pause = TRY_AGAIN
        while True:
            await self._hold.gained()
            began = asyncio.get_running_loop().time()
            try:
                await self._be_connected()
            except Exception as error:  # noqa: BLE001 - whatever it is, whoever keeps the place must use it or leave it
                if asyncio.get_running_loop().time() - began > LASTED:
                    pause = TRY_AGAIN
                log.error("discord_not_connected", why=_said(error), again_in=pause)  # noqa: TRY400 - no mistake of ours
                await self._leave()
                await self._rest(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
            else:
                pause = TRY_AGAIN
                await self._leave()
                log.info("discord_left_to_another")

    async def _be_connected(self) -> None:
        """Until another is to be it. Raises where no connection comes about, or it ends by itself."""
        if self._running is None:
            await self._log_in()
            await self._connect()
            log.info("discord_taken_over")
        assert self._running is not None
        lost = asyncio.create_task(self._hold.lost())
        try:
            await asyncio.wait({self._running, lost}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            lost.cancel()
        if self._hold.is_held:
            raise InvalidInput(_why(self._running))

    async def _rest(self, seconds: float) -> None:
        """Let another replica, if there is one, have it meanwhile."""
        self._hold.is_wanted = False
        try:
            await asyncio.sleep(seconds)
        finally:
            self._hold.is_wanted = True

    async def _connect(self) -> None:
        running = asyncio.create_task(self.gateway.connect(reconnect=True))
        ready = asyncio.create_task(self.gateway.wait_until_ready())
        try:
            await asyncio.wait(
                {running, ready}, timeout=SECONDS_TO_CONNECT, return_when=asyncio.FIRST_COMPLETED
            )
            self._running = running
            if not ready.done():
                why = _why(running)
                await self._leave()
                raise InvalidInput(why)
        finally:
            ready.cancel()

    async def _leave(self) -> None:
        """Disconnect, so that it can be connected again."""
        await self._disconnect()
        self.gateway.clear()

    async def _disconnect(self) -> None:
        await self.gateway.close()
        if self._running is not None:
            with suppress(Exception, asyncio.CancelledError):
                await self._running
            self._running = None

    async def is_open(self) -> bool:
        """Whether Discord can be heard at the moment, by this replica or by another."""
        if not self._hold.is_held:
            return True
        return self.gateway.is_ready() and not self.gateway.is_closed()

    async def _log_in(self) -> None:
        try:
            await self.gateway.login(self._token)
            limit = (await self.gateway.door.get("/gateway/bot")).get("session_start_limit") or {}
        except discord.LoginFailure as error:
            raise InvalidInput(REFUSED) from error
        except (discord.DiscordException, ClientError, TimeoutError, OSError) as error:
            raise InvalidInput(AWAY.format(type(error).__name__)) from error
        left = int(limit.get("remaining", FEWEST_CONNECTIONS))
        if left < FEWEST_CONNECTIONS:
            raise InvalidInput(USED_UP.format(left))


def _why(running: "asyncio.Task[None]") -> str:
    """Why no connection came about, or the one there was has ended."""
    error = running.exception() if running.done() and not running.cancelled() else None
    if isinstance(error, discord.PrivilegedIntentsRequired):
        return NO_INTENT
    if isinstance(error, discord.LoginFailure):
        return REFUSED
    if running.done():
        return AWAY.format(type(error).__name__ if error else "it ended the connection")
    return AWAY.format("it takes too long")


def _said(error: Exception) -> str:
    """A sentence of ours, or which kind of error it is."""
    return str(error) if isinstance(error, InvalidInput) else type(error).__name__
