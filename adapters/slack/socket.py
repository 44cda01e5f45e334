"""Socket Mode: the connection by which Slack talks to 121 without a public address, and a watch over it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta

import structlog
from aiohttp import ClientError, WSMessage
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackClientError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.workspaces import refused
from bot.ports import Clock

log = structlog.get_logger()

QUIET = timedelta(minutes=30)
LOOK_EVERY = timedelta(seconds=30)


@asynccontextmanager
async def listening(
    app: AsyncApp,
    app_token: str,
    api_url: str,
    clock: Clock,
    *,
    quiet: timedelta = QUIET,
    look_every: timedelta = LOOK_EVERY,
) -> AsyncIterator["Line"]:
    """Hear what Slack says, until the block ends. Raises `InvalidInput` when Slack does not take the token."""
    opener = AsyncWebClient(token=app_token, base_url=api_url)
    handler = AsyncSocketModeHandler(app, app_token, web_client=opener)
    line = Line(handler.client, clock, quiet)
    try:
        # Asked here, because the SDK itself asks for ever when a token is refused.
        handler.client.wss_uri = await handler.client.issue_new_wss_url()
        await handler.connect_async()  # type: ignore[no-untyped-call]
    except (SlackClientError, ClientError, TimeoutError) as error:
        await handler.close_async()  # type: ignore[no-untyped-call]
        raise refused(error, "SLACK_APP_TOKEN") from error
    watch = asyncio.create_task(line.watch(look_every))
    try:
        yield line
    finally:
        watch.cancel()
        with suppress(asyncio.CancelledError):
            await watch
        await handler.close_async()  # type: ignore[no-untyped-call]


class Line:
    """A connection and when it was last heard from.

    The SDK reopens a connection that breaks or does not answer its pings. What it cannot see is one that answers
    and yet brings nothing, as others have met it: https://github.com/slackapi/bolt-python/issues/1529
    """

    def __init__(self, client: SocketModeClient, clock: Clock, quiet: timedelta) -> None:
        self._client = client
        self._clock = clock
        self._quiet = quiet
        self.heard_at: datetime = clock.now()
        client.on_message_listeners.append(self._heard)

    async def is_open(self) -> bool:
        """Whether Slack can be heard at the moment."""
        return await self._client.is_connected()

    async def watch(self, look_every: timedelta) -> None:
        """Reopen the connection when nothing has been heard for too long."""
        while True:
            await asyncio.sleep(look_every.total_seconds())
            if self._clock.now() - self.heard_at < self._quiet:
                continue
            log.warning("socket_is_quiet", since=self.heard_at.isoformat())
            self.heard_at = self._clock.now()
            try:
                await self._client.connect_to_new_endpoint(force=True)
            except Exception:
                # Whatever it is (the SDK stumbles over answers that are no JSON): the watch goes on.
                log.exception("socket_not_reopened")

    async def _heard(self, _: WSMessage) -> None:
        self.heard_at = self._clock.now()
