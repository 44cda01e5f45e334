"""OAuth v2: the way in which a workspace installs 121 by itself (https://docs.slack.dev/authentication/installing-with-oauth)."""

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import compare_digest, digest
from secrets import token_urlsafe

from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.models import Installation
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.manifest import SCOPES
from adapters.slack.reading import person
from adapters.slack.workspaces import ManyWorkspaces
from bot.commands import Command, Installed
from bot.domain.model import Platform
from bot.ports import Clock, Secrets
from bot.replies import Reply

INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"
AUTHORIZE = "/oauth/v2/authorize"
STATE_KEPT = timedelta(minutes=10)
STATE = re.compile(r"\d{12}\.[A-Za-z0-9_-]{32}\.[0-9a-f]{64}", re.ASCII)
PREFIX = "state:"
PLACES = 256  # for states that were used


def oauth_flow(  # noqa: PLR0913 - what Slack's flow needs, each by its name
    workspaces: ManyWorkspaces,
    secrets: Secrets,
    clock: Clock,
    handle: Callable[[Command], Awaitable[Reply]],
    *,
    client_id: str,
    client_secret: str,
    api_url: str,
) -> AsyncOAuthFlow:
    """The pages `/slack/install` and `/slack/oauth_redirect`; `handle` hears of each new installation."""
    settings = AsyncOAuthSettings(
        client_id=client_id,
        client_secret=client_secret,
        scopes=list(SCOPES),
        user_scopes=[],
        install_path=INSTALL_PATH,
        redirect_uri_path=REDIRECT_PATH,
        authorization_url=authorize_url(api_url),
        installation_store=_Installations(workspaces, handle),
        installation_store_bot_only=True,
        state_store=_States(secrets, clock, client_secret),
        state_expiration_seconds=int(STATE_KEPT.total_seconds()),
    )
    client = AsyncWebClient(base_url=api_url, retry_handlers=[])
    return AsyncOAuthFlow(client=client, settings=settings)


def authorize_url(api_url: str) -> str:
    """Where people give their consent: beside the Web API."""
    return api_url.rstrip("/").removesuffix("/api") + AUTHORIZE


class _Installations(AsyncInstallationStore):
    """Keeps what Bolt's flow has fetched, and tells the bot. Looking up is `ManyWorkspaces`'."""

    def __init__(
        self, workspaces: ManyWorkspaces, handle: Callable[[Command], Awaitable[Reply]]
    ) -> None:
        self._workspaces = workspaces
        self._handle = handle

    async def async_save(self, installation: Installation) -> None:
        """A workspace has installed 121."""
        await self._workspaces.keep(installation.to_bot())
        installer = person(installation.team_id or "", installation.user_id)
        await self._handle(Installed(who=installer))


class _States(AsyncOAuthStateStore):
    """What tells an installation that began here from one that was forged. Each is good once, for ten minutes.

    A state says when it was issued, and is signed, so it need not be kept: whoever opens the page that installs 121 again
    and again must not fill the database. Only those that were used are, each in one of so many places. Where another
    takes its place, Slack's code is still good once only.
    """

    def __init__(self, secrets: Secrets, clock: Clock, key: str) -> None:
        self._secrets = secrets
        self._clock = clock
        self._key = key.encode()

    async def async_issue(self, *args: object, **kwargs: object) -> str:
        """A new state."""
        del args, kwargs
        begun = f"{int(self._clock.now().timestamp()):012}.{token_urlsafe(24)}"
        return f"{begun}.{self._signed(begun)}"

    async def async_consume(self, state: str) -> bool:
        """Whether a state was issued here, not long ago and not used yet."""
        if not STATE.fullmatch(state):
            return False
        begun, _, signature = state.rpartition(".")
        if not compare_digest(signature, self._signed(begun)):
            return False
        issued = datetime.fromtimestamp(int(begun.partition(".")[0]), UTC)
        if not timedelta() <= self._clock.now() - issued < STATE_KEPT:
            return False
        place = f"{PREFIX}{int(signature, 16) % PLACES}"
        if await self._secrets.get(Platform.SLACK, place) == state:
            return False
        await self._secrets.put(Platform.SLACK, place, state)
        return True

    def _signed(self, begun: str) -> str:
        return digest(self._key, f"{PREFIX}{begun}".encode(), sha256).hex()
