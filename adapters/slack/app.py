"""The bot as a Bolt app: what Slack sends, acknowledged in time and handed to the bot.

A command or a press is acknowledged at once and answered afterwards. An event is acknowledged only when what
follows from it is stored (`process_before_response`): where that fails, Slack sends the event again, and its
id, stored with the effect, keeps it from being done twice.
"""

import re
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.listeners import Listeners
from adapters.slack.manifest import HOME_OPENED
from adapters.slack.reading import EVENTS, STUMBLES, Unreadable
from adapters.slack.views import FORM

log = structlog.get_logger()

ANY = re.compile("")
ANY_FORM = re.compile(f"^{FORM}")
IdentityOf = Callable[[str], Awaitable[AuthorizeResult | None]]


class _Authorize(AsyncAuthorize):
    """Which bot a payload is for, by the workspace it comes from."""

    def __init__(self, identity_of: IdentityOf) -> None:
        self._identity_of = identity_of

    async def __call__(self, *, team_id: str | None, **_: Any) -> AuthorizeResult | None:
        """None: 121 is not installed there, and Bolt goes no further."""
        return await self._identity_of(team_id or "")


def build_app(
    listeners: Listeners,
    identity_of: IdentityOf,
    *,
    command: str,
    client: AsyncWebClient,
    signing_secret: str | None = None,
    oauth_flow: AsyncOAuthFlow | None = None,
) -> AsyncApp:
    """The Bolt app. Without a signing secret it can only be used in Socket Mode, which needs none."""
    app = AsyncApp(
        name="121",
        process_before_response=True,
        signing_secret=signing_secret,
        authorize=_Authorize(identity_of),  # type: ignore[arg-type] # Bolt takes such an object, but does not say so
        client=client,
        oauth_flow=oauth_flow,
        request_verification_enabled=signing_secret is not None,
    )
    app.command(command)(ack=_acknowledge, lazy=[listeners.typed])
    app.action(ANY)(ack=_acknowledge, lazy=[listeners.pressed])
    app.view(ANY_FORM)(_ours(listeners.submitted))
    app.event(HOME_OPENED)(_ours(listeners.opened_home))
    app.event("message")(_ours(listeners.written))
    for event in EVENTS:
        app.event(event)(_ours(listeners.told))
    app.error(_broke)
    return app


class _ListenerFailedError(Exception):
    """What was done with a payload broke, and not Bolt on its way to it."""


def _ours(listener: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """A listener whose mistakes can be told from Bolt's."""

    @wraps(listener)  # by which Bolt knows what it wants to be given
    async def listen(**given: Any) -> None:
        try:
            await listener(**given)
        except Unreadable:
            raise
        except Exception as error:
            raise _ListenerFailedError from error

    return listen


async def _broke(error: Exception) -> BoltResponse:
    """The answer to what broke: Slack sends it again, except for what can be read no better the next time.

    Bolt itself stumbles over a payload in which something is of another kind than it should be.
    """
    if isinstance(error, (Unreadable, *STUMBLES)):
        log.warning("payload_unreadable", reason=type(error.__cause__ or error).__name__)
        return BoltResponse(status=200)
    log.error("payload_failed", exc_info=error)
    return BoltResponse(status=500)


async def _acknowledge(ack: AsyncAck) -> None:
    await ack()
