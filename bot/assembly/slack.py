"""Slack put together: one workspace by Socket Mode or HTTP, or many by OAuth, as the settings say."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from secrets import token_hex

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.routing import BaseRoute

from adapters.slack import web
from adapters.slack.app import build_app
from adapters.slack.calls import Calls
from adapters.slack.directory import Directory
from adapters.slack.installing import oauth_flow
from adapters.slack.listeners import Listeners
from adapters.slack.messenger import SlackMessenger
from adapters.slack.screens import Screens
from adapters.slack.socket import listening
from adapters.slack.workspaces import ManyWorkspaces, OneWorkspace, connect
from bot.app import Bot
from bot.errors import InvalidInput
from bot.ports import Clock, Secrets
from bot.settings import Settings
from bot.storage import SqlSecrets, SqlStore, keyring

NO_KEY = (
    "Tokens of several workspaces are kept sealed. Make a key with bot121 secrets new-key, and write it into .env "
    "as BOT121_SECRET_KEY."
)
HALF = (
    "SLACK_SIGNING_SECRET is set, so Slack is to speak by HTTP; set SLACK_BOT_TOKEN for one workspace, or "
    "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET for several, as docs/guides/slack.md says."
)


async def _yes() -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A way to be heard: the routes it needs, whether it is open at the moment, and how to say so."""

    said: str
    routes: list[BaseRoute] = field(default_factory=list)
    is_open: Callable[[], Awaitable[bool]] = _yes


@dataclass(frozen=True, kw_only=True)
class Slack:
    """Slack, as far as the settings give access to it."""

    settings: Settings
    workspaces: OneWorkspace | ManyWorkspaces
    secrets: Secrets | None
    calls: Calls
    messenger: SlackMessenger
    clock: Clock

    @asynccontextmanager
    async def open(self, bot: Bot) -> AsyncIterator[Opened]:
        """Hear what Slack says, until the block ends."""
        listeners = Listeners(
            bot=bot,
            directory=Directory(self.calls, self.clock),
            screens=Screens(self.workspaces.client_of, self.calls),
            reference=lambda: token_hex(4),
            workspaces=self.workspaces,
            command=self.settings.slack_command,
        )
        app = self._app(bot, listeners)
        try:
            if secret := self.settings.slack_signing_secret:
                routes = web.routes(app, secret)
                yield Opened(said="121 listens to Slack by HTTP.", routes=[*routes])
                return
            token, url = self.settings.slack_app_token, self.settings.slack_api_url
            async with listening(app, token, url, self.clock) as line:
                command = self.settings.slack_command
                said = f"121 is connected to Slack. Try {command} help in any channel."
                yield Opened(said=said, is_open=line.is_open)
        finally:
            await listeners.finish()
            await self.workspaces.finish()

    def _app(self, bot: Bot, listeners: Listeners) -> AsyncApp:
        settings, flow = self.settings, None
        if isinstance(self.workspaces, ManyWorkspaces) and self.secrets is not None:
            flow = oauth_flow(
                self.workspaces,
                self.secrets,
                self.clock,
                bot.handle,
                client_id=settings.slack_client_id,
                client_secret=settings.slack_client_secret,
                api_url=settings.slack_api_url,
            )
        return build_app(
            listeners,
            self.workspaces.identity_of,
            command=settings.slack_command,
            client=AsyncWebClient(base_url=settings.slack_api_url),
            signing_secret=settings.slack_signing_secret or None,
            oauth_flow=flow,
        )


def is_wanted(settings: Settings) -> bool:
    """Whether the settings speak of Slack. Raises `InvalidInput` where they say only half of what is needed."""
    one = bool(settings.slack_bot_token)
    many = bool(settings.slack_client_id and settings.slack_client_secret)
    if settings.slack_signing_secret and not (one or many):
        raise InvalidInput(HALF)
    return bool(settings.slack_signing_secret) or (one and bool(settings.slack_app_token))


async def connect_slack(settings: Settings, store: SqlStore, clock: Clock) -> Slack:
    """Slack, with the tokens tried. Raises `InvalidInput`."""
    workspaces: OneWorkspace | ManyWorkspaces
    secrets = None
    if settings.slack_signing_secret and settings.slack_client_id and settings.slack_client_secret:
        if not settings.secret_key:
            raise InvalidInput(NO_KEY)
        secrets = SqlSecrets(store, keyring(settings.secret_keys))
        workspaces = ManyWorkspaces(
            secrets,
            clock,
            client_id=settings.slack_client_id,
            client_secret=settings.slack_client_secret,
            api_url=settings.slack_api_url,
        )
    else:
        workspaces = await connect(settings.slack_bot_token, settings.slack_api_url)
    calls = Calls(workspaces.client_of, clock)
    return Slack(
        settings=settings,
        workspaces=workspaces,
        secrets=secrets,
        calls=calls,
        messenger=SlackMessenger(calls, settings.slack_command),
        clock=clock,
    )
