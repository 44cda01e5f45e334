"""The workspaces that 121 is in: as whom it is known there, and the client by which it speaks.

One workspace by a bot token, or any number by OAuth, whose installations lie sealed in the database.
"""

import asyncio
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import time  # noqa: TID251 - slack_sdk writes by this clock when a token ends
from typing import Any, Protocol

import structlog
from aiohttp import ClientError
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError, SlackClientError, SlackTokenRotationError
from slack_sdk.oauth.installation_store.models import Bot
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.clients import sending_client
from adapters.slack.refusals import FOR_GOOD, name_of
from bot.domain.model import Platform
from bot.errors import InvalidInput, StoreError
from bot.ports import Clock, Secrets

log = structlog.get_logger()

REMEMBERED = timedelta(minutes=1)
MINUTES_BEFORE_EXPIRY = 120
AT_ONCE = 4  # renewals; each has a connection of its own to PostgreSQL
TRY_AGAIN = 1.0  # seconds, while the database is away
AT_THE_END = 5.0  # seconds for what is still being renewed


class Workspaces(Protocol):
    """Where 121 is installed."""

    async def identity_of(self, workspace: str) -> AuthorizeResult | None:
        """As whom 121 is known in a workspace; None where it is not installed."""
        ...

    async def client_of(self, workspace: str) -> AsyncWebClient | None:
        """The client that speaks for 121 in a workspace; None where it is not installed."""
        ...

    async def installed_after(self, workspace: str, moment: float) -> bool:
        """Whether 121 was installed in a workspace after a moment, in seconds since 1970."""
        ...

    async def forget(self, workspace: str) -> None:
        """121 was removed from a workspace."""
        ...

    async def finish(self) -> None:
        """121 stops."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class OneWorkspace:
    """The workspace of a bot token."""

    identity: AuthorizeResult
    client: AsyncWebClient

    async def identity_of(self, workspace: str) -> AuthorizeResult | None:
        """As whom 121 is known, in the one workspace."""
        return self.identity if workspace == self.identity.team_id else None

    async def client_of(self, workspace: str) -> AsyncWebClient | None:
        """The client, in the one workspace."""
        return self.client if workspace == self.identity.team_id else None

    async def installed_after(self, workspace: str, moment: float) -> bool:  # noqa: ARG002
        """When the operator installed it, nobody knows."""
        return False

    async def forget(self, workspace: str) -> None:
        """The token stays with the operator: nothing is kept here."""

    async def finish(self) -> None:
        """Nothing is ever begun here."""


async def connect(token: str, api_url: str) -> OneWorkspace:
    """The workspace that the bot token belongs to. Raises `InvalidInput` when Slack does not take the token."""
    client = sending_client(token, api_url)
    try:
        told = await client.auth_test()
    except (SlackClientError, ClientError, TimeoutError) as error:
        raise refused(error, "SLACK_BOT_TOKEN") from error
    identity = AuthorizeResult(
        enterprise_id=told.get("enterprise_id"),
        team_id=str(told["team_id"]),
        bot_user_id=told.get("user_id"),
        bot_id=told.get("bot_id"),
        bot_token=token,
    )
    return OneWorkspace(identity=identity, client=client)


def refused(error: Exception, variable: str) -> InvalidInput:
    """What to tell the operator whose token Slack does not take."""
    if isinstance(error, SlackApiError) and (name := name_of(error)):
        return InvalidInput(f"Slack refuses {variable}: {FOR_GOOD.get(name, f'{name}.')}")
    return InvalidInput(
        f"Slack does not answer ({type(error).__name__}). Is the network there, and SLACK_API_URL right?"
    )


class ManyWorkspaces:
    """The workspaces that installed 121 by OAuth. A token that runs out is renewed two hours before."""

    def __init__(
        self, secrets: Secrets, clock: Clock, *, client_id: str, client_secret: str, api_url: str
    ) -> None:
        self._secrets = secrets
        self._clock = clock
        self._api_url = api_url
        self._rotator = AsyncTokenRotator(
            client_id=client_id,
            client_secret=client_secret,
            client=AsyncWebClient(base_url=api_url, retry_handlers=[]),
        )
        self._known: dict[str, tuple[datetime, Bot | None]] = {}
        # A token can be renewed once only: whoever comes second waits for the same.
        self._renewing: dict[str, asyncio.Task[Bot | None]] = {}
        self._room = asyncio.Semaphore(AT_ONCE)

    async def identity_of(self, workspace: str) -> AuthorizeResult | None:
        """As whom 121 is known in a workspace."""
        found = await self._bot_of(workspace)
        if found is None:
            return None
        return AuthorizeResult(
            enterprise_id=found.enterprise_id,
            team_id=found.team_id,
            bot_user_id=found.bot_user_id,
            bot_id=found.bot_id,
            bot_token=found.bot_token,
        )

    async def client_of(self, workspace: str) -> AsyncWebClient | None:
        """The client that speaks for 121 in a workspace."""
        found = await self._bot_of(workspace)
        return None if found is None else sending_client(found.bot_token, self._api_url)

    async def keep(self, bot: Bot) -> None:
        """Remember an installation, in the place of an earlier one of the same workspace."""
        workspace = bot.team_id or ""
        await self._secrets.put(Platform.SLACK, workspace, json.dumps(_to_json(bot)))
        self._known.pop(workspace, None)

    async def installed_after(self, workspace: str, moment: float) -> bool:
        """Whether the installation that is kept was made after a moment."""
        kept = await self._kept(workspace)
        return kept is not None and kept.installed_at > moment

    async def forget(self, workspace: str) -> None:
        """Forget an installation, and its token."""
        await self._secrets.remove(Platform.SLACK, workspace)
        self._known.pop(workspace, None)

    async def finish(self) -> None:
        """Let what is being renewed come to its end, when 121 stops."""
        if self._renewing:
            await asyncio.wait(self._renewing.values(), timeout=AT_THE_END)

    async def _bot_of(self, workspace: str) -> Bot | None:
        at, found = self._known.get(workspace, (None, None))
        # Of nobody it is not remembered that they are not there: another replica may just have let them in.
        if at is None or found is None or self._clock.now() - at > REMEMBERED:
            found = await self._kept(workspace)
            if found is not None and _runs_out(found):
                found = await self._renewed(workspace, found)
            self._known[workspace] = (self._clock.now(), found)
        return found

    async def _kept(self, workspace: str) -> Bot | None:
        kept = await self._secrets.get(Platform.SLACK, workspace)
        return None if kept is None else Bot(**json.loads(kept))

    async def _renewed(self, workspace: str, bot: Bot) -> Bot | None:
        """Wait for the renewal. It is a task of its own: whoever loses patience must not end it between Slack and the database."""
        renewing = self._renewing.get(workspace)
        if renewing is None:
            renewing = asyncio.create_task(self._renew(workspace, bot))
            renewing.add_done_callback(lambda _: self._renewing.pop(workspace))
            self._renewing[workspace] = renewing
        return await asyncio.shield(renewing)

    async def _renew(self, workspace: str, bot: Bot) -> Bot | None:
        try:
            async with self._room, self._secrets.alone(Platform.SLACK, workspace):
                # By now another replica may have renewed it, or 121 may have been removed.
                found = await self._kept(workspace)
                if found is None or not _runs_out(found):
                    return found
                renewed = await self._rotator.perform_bot_token_rotation(
                    bot=found, minutes_before_expiration=MINUTES_BEFORE_EXPIRY
                )
                if renewed is None:
                    return found
                await self._keep_at_last(renewed)
                return renewed
        except (
            SlackTokenRotationError,
            SlackClientError,
            ClientError,
            TimeoutError,
            StoreError,
        ) as error:
            # The old token is still good for a while; the next call tries again.
            log.warning("token_not_renewed", workspace=workspace, error=type(error).__name__)
            return bot

    async def _keep_at_last(self, renewed: Bot) -> None:
        """Keep it, however long the database is away: Slack takes the old one no more."""
        while True:
            try:
                await self.keep(renewed)
            except StoreError as error:
                log.error("token_not_kept", workspace=renewed.team_id, error=type(error).__name__)  # noqa: TRY400 - it is tried again
                await asyncio.sleep(TRY_AGAIN)
            else:
                return


def _runs_out(bot: Bot) -> bool:
    """Whether it is time to renew, or over."""
    ends = bot.bot_token_expires_at
    return (
        bool(bot.bot_refresh_token)
        and ends is not None
        and ends <= time() + MINUTES_BEFORE_EXPIRY * 60
    )


def _to_json(bot: Bot) -> dict[str, Any]:
    """What is kept of an installation: no names."""
    return {
        "app_id": bot.app_id,
        "enterprise_id": bot.enterprise_id,
        "team_id": bot.team_id,
        "bot_token": bot.bot_token,
        "bot_id": bot.bot_id,
        "bot_user_id": bot.bot_user_id,
        "bot_scopes": list(bot.bot_scopes or ()),
        "bot_refresh_token": bot.bot_refresh_token,
        "bot_token_expires_at": bot.bot_token_expires_at,
        "installed_at": bot.installed_at,
    }
