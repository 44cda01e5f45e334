"""`bot121 doctor`: everything that 121 needs, examined, without changing anything."""

from collections.abc import Sequence
from importlib.metadata import version
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from discord.http import Route

from adapters.discord.checkup import check_discord
from adapters.slack.checkup import check_app_token, check_bot_token
from bot.domain.model import Platform
from bot.errors import BotError
from bot.findings import Finding, well, wrong
from bot.settings import Settings
from bot.storage import SqlStore, keyring, look
from scheduler.clocks import SystemClock

A_ZONE = "Europe/Berlin"
FEWEST_ZONES = 400
UP_TO_DATE = "up to date"


async def examine(settings: Settings) -> list[Finding]:
    """Everything, one finding each."""
    database = await _database(settings.database_url)
    found = [database, _time_zones(), _key(settings)]
    if settings.discord_token:
        found += await _discord(settings, database)
    if not settings.discord_token or settings.slack_bot_token or settings.slack_signing_secret:
        found += await _slack(settings)
    return found


async def _discord(settings: Settings, database: Finding) -> list[Finding]:
    Route.BASE = settings.discord_api_url.rstrip("/")
    channels: Sequence[tuple[str, str]] = ()
    if database.is_well and UP_TO_DATE in database.said:
        store = SqlStore.open(settings.database_url)
        async with store.begin() as tx:
            channels = await tx.circles.channels_on(Platform.DISCORD)
        await store.close()
    wants_members = settings.discord_members == "yes"
    return await check_discord(settings.discord_token, members=wants_members, channels=channels)


async def _database(url: str) -> Finding:
    try:
        looked = await look(url)
    except BotError as error:
        return wrong("database", str(error))
    if looked.revision is None:
        return well(
            "database", f"{looked.server}; nothing is in it yet, bot121 run makes the tables"
        )
    if looked.revision != looked.needed:
        remedy = f"at {looked.revision}, and {looked.needed} is needed. Run: bot121 db upgrade"
        return wrong("database", f"{looked.server}, {remedy}")
    return well("database", f"{looked.server}, {UP_TO_DATE} ({looked.revision})")


def _time_zones() -> Finding:
    known = len(available_timezones())
    try:
        ZoneInfo(A_ZONE)
    except ZoneInfoNotFoundError:
        known = 0
    if known < FEWEST_ZONES:
        return wrong("time zones", f"only {known} are known. Install them: pip install tzdata")
    return well("time zones", f"{known} known (tzdata {version('tzdata')})")


async def _slack(settings: Settings) -> list[Finding]:
    clock, url = SystemClock(), settings.slack_api_url
    found: list[Finding] = []
    if settings.slack_bot_token:
        found += await check_bot_token(settings.slack_bot_token, url, clock)
    if settings.slack_app_token:
        found.append(await check_app_token(settings.slack_app_token, url))
    found += _way_in(settings)
    return found


def _way_in(settings: Settings) -> list[Finding]:
    """How Slack is to speak to 121: is everything there that this way needs?"""
    subject = "Slack"
    many = settings.slack_client_id and settings.slack_client_secret
    if settings.slack_signing_secret and many:
        return [well(subject, "by HTTP, for every workspace that installs 121")]
    if settings.slack_signing_secret and settings.slack_bot_token:
        return [well(subject, "by HTTP, for one workspace")]
    if settings.slack_signing_secret:
        remedy = "SLACK_SIGNING_SECRET alone is not enough: set SLACK_BOT_TOKEN, or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET."
        return [wrong(subject, remedy)]
    if settings.slack_bot_token and settings.slack_app_token:
        return [well(subject, "by Socket Mode, for one workspace")]
    if settings.slack_bot_token or settings.slack_app_token:
        missing = "SLACK_APP_TOKEN" if settings.slack_bot_token else "SLACK_BOT_TOKEN"
        return [wrong(subject, f"{missing} is missing. See docs/guides/slack.md.")]
    return [
        wrong(
            subject,
            "no token is set, so there is nothing to run. See docs/guides/slack.md or docs/guides/discord.md.",
        )
    ]


def _key(settings: Settings) -> Finding:
    subject = "secret key"
    seals_tokens = settings.slack_signing_secret and settings.slack_client_id
    if not settings.secret_keys and not seals_tokens:
        return well(subject, "not set, so members keep no notes; bot121 secrets new-key makes one")
    if not settings.secret_keys:
        remedy = "BOT121_SECRET_KEY is not set. Make one with bot121 secrets new-key, and write it into .env."
        return wrong(subject, remedy)
    try:
        keyring(settings.secret_keys)
    except BotError as error:
        return wrong(subject, str(error))
    return well(subject, "set; notes and tokens are sealed with it")
