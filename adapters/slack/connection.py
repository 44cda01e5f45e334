"""One workspace by two tokens: who the tokens are, and the socket by which Slack talks to 121."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import ClientError
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.app import Answers, Listeners, build_app
from adapters.slack.directory import Directory
from adapters.slack.messenger import SlackMessenger, sending_client
from adapters.slack.refusals import FOR_GOOD, name_of
from bot.errors import InvalidInput
from bot.ports import Clock


@dataclass(frozen=True, kw_only=True, slots=True)
class Connection:
    """What the bot token stands for, and the ways to use it."""

    identity: AuthorizeResult
    client: AsyncWebClient
    messenger: SlackMessenger
    clock: Clock

    @asynccontextmanager
    async def listening(
        self, bot: Answers, *, app_token: str, command: str, reference: Callable[[], str]
    ) -> AsyncIterator[None]:
        """Hear what Slack says by Socket Mode, until the block ends."""
        listeners = Listeners(
            bot=bot, directory=Directory(self.client_of, self.clock), reference=reference
        )

        async def authorize() -> AuthorizeResult:  # Bolt reads its parameters, so it is no method
            return self.identity

        app = build_app(listeners, authorize, command=command)
        opener = AsyncWebClient(token=app_token, base_url=self.client.base_url)
        handler = AsyncSocketModeHandler(app, app_token, web_client=opener)
        try:
            # Asked here, because the SDK itself asks for ever when a token is refused.
            handler.client.wss_uri = await handler.client.issue_new_wss_url()
            await handler.connect_async()  # type: ignore[no-untyped-call]
        except (SlackClientError, ClientError, TimeoutError) as error:
            await handler.close_async()  # type: ignore[no-untyped-call]
            raise _refused(error, "SLACK_APP_TOKEN") from error
        try:
            yield
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]

    async def client_of(self, workspace: str) -> AsyncWebClient | None:
        """The client of a workspace; there is but one."""
        return self.client if workspace == self.identity.team_id else None


async def connect(token: str, api_url: str, clock: Clock) -> Connection:
    """The workspace that the bot token belongs to. Raises `InvalidInput` when Slack does not take the token."""
    client = sending_client(token, api_url)
    try:
        told = await client.auth_test()
    except (SlackClientError, ClientError, TimeoutError) as error:
        raise _refused(error, "SLACK_BOT_TOKEN") from error
    workspace = str(told["team_id"])

    async def client_of(asked: str) -> AsyncWebClient | None:
        return client if asked == workspace else None

    return Connection(
        identity=AuthorizeResult(
            enterprise_id=told.get("enterprise_id"),
            team_id=workspace,
            bot_user_id=told.get("user_id"),
            bot_id=told.get("bot_id"),
            bot_token=token,
        ),
        client=client,
        messenger=SlackMessenger(client_of, clock),
        clock=clock,
    )


def _refused(error: Exception, variable: str) -> InvalidInput:
    if isinstance(error, SlackApiError) and (name := name_of(error)):
        return InvalidInput(f"Slack refuses {variable}: {FOR_GOOD.get(name, f'{name}.')}")
    return InvalidInput(
        f"Slack does not answer ({type(error).__name__}). Is the network there, and SLACK_API_URL right?"
    )
