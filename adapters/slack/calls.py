"""Calls of Slack's Web API: in the name of a workspace, at its pace, and with errors that say what they mean."""

import asyncio
from datetime import timedelta
from secrets import token_hex
from typing import Any

import aiohttp
import structlog
from aiohttp import ClientError
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.clients import TIME_OUT, ClientOf
from adapters.slack.pace import AT_ONCE, Pace
from adapters.slack.refusals import SERVER_ERROR, meaning, name_of, wait_of
from bot.errors import NotYet, StoreError, TryLater, UnheardOf, Unreachable
from bot.ports import Clock

log = structlog.get_logger()

TOO_MANY, TAKEN = 429, 200

Json = dict[str, Any]


class Calls:
    """The Web API in every workspace whose client `client_of` knows (None: not installed there)."""

    def __init__(self, client_of: ClientOf, clock: Clock) -> None:
        self._client_of = client_of
        self._clock = clock
        self._pace = Pace()

    async def ask(
        self, workspace: str, method: str, patience: timedelta = AT_ONCE, **arguments: object
    ) -> Json:
        """Call a method when its turn comes, if that is soon enough. Raises what a messenger may raise."""
        client = await self._client(workspace)
        await self._turn(workspace, method, str(arguments.get("channel", "")), patience)
        try:
            answer = await getattr(client, method.replace(".", "_"))(**arguments)
        except (SlackClientError, ClientError, TimeoutError, ConnectionError) as error:
            wait = wait_of(error)
            if wait is not None:
                self._pace.close(workspace, method, self._clock.now(), wait)
            raise meaning(error) or _unheard_of(method, error) from error
        found: Json = dict(answer.data) if isinstance(answer.data, dict) else {}
        return found

    async def _turn(self, workspace: str, method: str, channel: str, patience: timedelta) -> None:
        wait = self._pace.take(workspace, method, self._clock.now(), channel, patience)
        if wait > patience:
            raise NotYet("Slack asks for patience.", after=wait)  # noqa: EM101, TRY003 - one sentence
        if wait:
            await asyncio.sleep(wait.total_seconds())
            # Another replica may have used the limit up meanwhile: one refusal each is enough.
            if closed := self._pace.closed_for(workspace, method, self._clock.now()):
                raise NotYet("Slack asks for patience.", after=closed)  # noqa: EM101, TRY003 - one sentence

    async def bring(self, workspace: str, address: str, content: bytes) -> None:
        """Post a file's bytes to where Slack wants them. Raises `TryLater` or `Unreachable`."""
        client = await self._client(workspace)
        limit = aiohttp.ClientTimeout(total=TIME_OUT)
        try:
            async with (
                aiohttp.ClientSession(timeout=limit) as session,
                session.post(address, data=content, proxy=client.proxy) as answer,
            ):
                status = answer.status
        except (ClientError, TimeoutError, ConnectionError) as error:
            # Nobody sees a file before a message holds it, so it may always be brought again.
            raise TryLater("The connection to Slack broke off with a file.") from error  # noqa: EM101, TRY003 - one sentence
        if status == TOO_MANY or status >= SERVER_ERROR:
            raise TryLater("Slack has trouble of its own.")  # noqa: EM101, TRY003 - one sentence
        if status != TAKEN:
            raise Unreachable("Slack does not take the file.")  # noqa: EM101, TRY003 - one sentence

    async def _client(self, workspace: str) -> AsyncWebClient:
        try:
            client = await self._client_of(workspace)
        except StoreError as error:
            raise TryLater("121 could not read its own token.") from error  # noqa: EM101, TRY003 - one sentence
        if client is None:
            raise Unreachable("121 is not installed in this workspace.")  # noqa: EM101, TRY003 - one sentence
        return client


def _unheard_of(method: str, error: Exception) -> UnheardOf:
    """A refusal that this version does not know: said with a reference, by which the log can be searched."""
    reference = token_hex(4)
    log.error("slack_refused", method=method, error=name_of(error), reference=reference)
    return UnheardOf(f"Slack refused for a reason that 121 does not know (reference {reference}).")
