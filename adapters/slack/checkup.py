"""Slack, examined: do the tokens work, is every scope granted, do the clocks agree?"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from aiohttp import ClientError
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.manifest import SCOPES
from adapters.slack.workspaces import refused
from bot.findings import Finding, well, wrong
from bot.ports import Clock

BOT, APP = "Slack bot token", "Slack app token"
MOST_SKEW = timedelta(seconds=60)  # Slack's signatures are refused from five minutes on
TIME_OUT = 15  # seconds


async def check_bot_token(token: str, api_url: str, clock: Clock) -> list[Finding]:
    """The bot token: whose it is, what it may do, and what time it is at Slack's."""
    if not token.startswith("xoxb-"):
        remedy = (
            "SLACK_BOT_TOKEN does not begin with xoxb-. Copy it from Install App on the app's page."
        )
        return [wrong(BOT, remedy)]
    client = AsyncWebClient(token=token, base_url=api_url, timeout=TIME_OUT)
    try:
        answer = await client.auth_test()
    except (SlackClientError, ClientError, TimeoutError) as error:
        return [wrong(BOT, str(refused(error, "SLACK_BOT_TOKEN")))]
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return [
        well(BOT, f"accepted, for the workspace {answer['team_id']}"),
        _scopes(headers),
        *_clock(headers, clock.now()),
    ]


def _scopes(headers: Mapping[str, str]) -> Finding:
    granted = {scope.strip() for scope in headers.get("x-oauth-scopes", "").split(",")}
    missing = [scope for scope in SCOPES if scope not in granted]
    if not missing:
        return well("Slack scopes", f"all {len(SCOPES)} granted")
    return wrong(
        "Slack scopes",
        f"missing: {', '.join(missing)}. Put the text of bot121 manifest slack into App Manifest on the app's page, "
        "and install the app again.",
    )


def _clock(headers: Mapping[str, str], now: datetime) -> list[Finding]:
    try:
        skew = abs(now - parsedate_to_datetime(headers["date"]))
    except (KeyError, ValueError, TypeError):
        return []
    seconds = round(skew.total_seconds())
    if skew <= MOST_SKEW:
        return [well("clock", f"{seconds} s from Slack's")]
    return [
        wrong(
            "clock",
            f"{seconds} s from Slack's. Let this machine set its clock by itself (NTP): rounds come at wrong times, and "
            "from 300 s on every request of Slack's is refused.",
        )
    ]


async def check_app_token(token: str, api_url: str) -> Finding:
    """The app-level token, by which Socket Mode is opened."""
    if not token.startswith("xapp-"):
        remedy = "SLACK_APP_TOKEN does not begin with xapp-. Make one under App-Level Tokens on the app's page."
        return wrong(APP, remedy)
    client = AsyncWebClient(token=token, base_url=api_url, timeout=TIME_OUT)
    try:
        await client.apps_connections_open(app_token=token)
    except (SlackClientError, ClientError, TimeoutError) as error:
        return wrong(APP, str(refused(error, "SLACK_APP_TOKEN")))
    return well(APP, "accepted, Socket Mode is on")
