"""What the log says: no token, no key, no name, nothing that a member wrote, in whole weeks at level debug.

Our own events are read as the operator sees them, and of the platforms' libraries what they say from `warning` on, as
it goes to standard error.
"""

import logging
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
import structlog
from discord.http import Route

from adapters.discord.client import Gateway
from bot.__main__ import ready
from bot.storage import SqlStore
from tests.adapters.discord.server import server
from tests.adapters.slack.office import WAYS, Office, office, text
from tests.adapters.slack.test_slack_installing import install
from tests.fakes.discord.server import TOKEN as DISCORD_TOKEN
from tests.fakes.discord.server import Fault as DiscordFault
from tests.fakes.discord.server import local_discord
from tests.fakes.slack.server import (
    APP_TOKEN,
    CLIENT_SECRET,
    SIGNING_SECRET,
    TOKEN,
    Fault,
    LocalSlack,
    local_slack,
)
from tests.talk import KEY, Talk

DAY = timedelta(days=1)
WRITTEN = ("medlar", "quince", "Maria Medlar")
NAMES = ("Ada Okafor", "Ben Whitfield", "Chiara Rossi", "Okafor", "Whitfield", "ada okafor")
SECRETS = (TOKEN, APP_TOKEN, SIGNING_SECRET, CLIENT_SECRET, KEY, WAYS["oauth"]["secret_key"])
NEVER = (*WRITTEN, *NAMES, *SECRETS, "xoxb-", "xapp-", "xoxe-", "/respond", "hooks.slack.com")


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[StringIO]:
    """All that goes to standard error at level debug, set up as `bot121 run` sets it up."""
    written = StringIO()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOT121_LOG_LEVEL", "debug")
    monkeypatch.setattr("sys.stderr", written)
    ready()
    structlog.configure(cache_logger_on_first_use=False)
    assert logging.lastResort is not None
    libraries = logging.StreamHandler(written)
    libraries.setLevel(logging.lastResort.level)
    libraries.setFormatter(logging.lastResort.formatter)
    logging.getLogger().addHandler(libraries)
    yield written
    logging.getLogger().removeHandler(libraries)
    structlog.reset_defaults()


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    async with local_slack() as slack:
        yield slack


def clean(written: StringIO) -> None:
    """Nothing that must not be there, and something at all: an empty log would prove nothing."""
    said = written.getvalue()
    assert said
    assert [word for word in NEVER if word in said] == [], said


async def write_everything(place: Office) -> None:
    """Ada and Ben write into every place that there is to write into."""
    await place.types("U1", "setup on monday")
    for member in ("U1", "U2"):
        await place.types(member, "join")
        await place.types(member, "profile business: quince jelly of Maria Medlar")
        await place.types(member, "profile looking for: quinces")
    for member in ("U1", "U2"):
        await place.types(member, "pair-me")
    await place.settle()
    await place.types("U1", "arrange thursday 15:00 at the medlar tree")
    await place.types("U1", "note <@U2|ben> likes medlars")
    await place.types("U1", "promise <@U2|ben> a jar of quince")
    await place.types("U1", "refer <@U2|ben> Maria Medlar: wants quinces, she agreed, anyway")
    await place.types("U1", "pair-me Whitfield")
    await place.types("U1", "medlar quince")
    dialog = await place.opens("U2", "profile:0")
    await place.submits("U2", dialog, business=text("medlar wine"))
    await place.tells(
        {"type": "message", "channel_type": "im", "channel": "DU1", "user": "U1", "text": "quince"}
    )
    await place.tells({"type": "user_change", "user": place.slack.users["U2"]})
    await place.types("U1", "export")
    await place.settle()
    await place.waits(10 * DAY)


@pytest.mark.parametrize("way", ["http", "socket", "oauth"])
async def test_a_week_in_slack_with_trouble_leaves_no_word_of_it_in_the_log(
    log: StringIO, slack: LocalSlack, sqlite_store: SqlStore, way: str
) -> None:
    async with office(slack, sqlite_store, way) as place:
        if way == "oauth":
            await install(place)
        slack.fail(
            "chat.postMessage", Fault(error="fatal_error"), Fault(status=500), Fault(cut="after")
        )
        slack.fail("conversations.open", Fault(error="something_new"))
        await write_everything(place)
        slack.fail("views.open", Fault(error="expired_trigger_id"))
        await place.presses("U1", "profile:0")
        await break_the_database(place)
    clean(log)


async def break_the_database(place: Office) -> None:
    """A mistake in the middle of everything, with its trace."""
    store = place.parts.bot.store
    async with store.connection() as connection:  # type: ignore[attr-defined]
        await connection.exec_driver_sql("ALTER TABLE members RENAME TO away")
    assert "reference" in await place.types("U1", "profile business: medlar pie")
    assert "reference" in await place.presses("U1", "status:0")
    await place.settle()
    async with store.connection() as connection:  # type: ignore[attr-defined]
        await connection.exec_driver_sql("ALTER TABLE away RENAME TO members")


REFUSING = {
    "sqlite": "CREATE TRIGGER refuse BEFORE UPDATE ON members BEGIN SELECT RAISE(ABORT, 'no'); END",
    "postgresql": "ALTER TABLE members ADD CONSTRAINT refuse CHECK (business = '')",
}


async def test_a_row_that_the_database_refuses_is_not_in_the_log(
    log: StringIO, slack: LocalSlack, store: SqlStore
) -> None:
    async with office(slack, store, "http") as place:
        await place.types("U1", "setup on monday")
        await place.types("U1", "join")
        async with store.connection() as connection:
            await connection.exec_driver_sql(REFUSING[connection.dialect.name])
        assert "reference" in await place.types("U1", "profile business: medlar pie")
        assert "command_failed" in log.getvalue()
    clean(log)


async def test_a_week_in_discord_leaves_no_word_of_it_in_the_log(
    log: StringIO, sqlite_store: SqlStore
) -> None:
    async with server(sqlite_store) as place:
        await place.types("ada", "setup", changes="every week on tuesday at 10:00")
        for who in ("ada", "ben"):
            await place.types(who, "join")
            await place.types(who, "profile", line="business: quince jelly")
            await place.types(who, "pair-me")
        await place.types("ada", "note", member=place["ben"].user, text="likes medlars")
        await place.types("ada", "arrange", when="thursday 15:00 at the medlar tree")
        await place.waits(8 * DAY)
        async with sqlite_store.connection() as connection:
            await connection.exec_driver_sql("ALTER TABLE pairing_members RENAME TO away")
        result = await place["ben"].slash(place.channel, "121 status")
        assert result is not None
    clean(log)


async def test_a_note_that_does_not_open_is_told_of_without_a_word_of_it(
    log: StringIO, sqlite_store: SqlStore
) -> None:
    talk = Talk(sqlite_store)
    await talk.says("ada", "/121 setup name quince")
    for member in ("ada", "ben"):
        await talk.says(member, "/121 join")
    await talk.says("ada", "/121 note @ben likes medlars")
    locked_out = Talk(sqlite_store, keys=(WAYS["oauth"]["secret_key"],))
    locked_out.people.update({"ada", "ben"})
    await locked_out.says("ada", "/121 note @ben")
    assert "note_does_not_open" in log.getvalue()
    clean(log)


async def test_the_token_of_an_interaction_is_not_in_the_log_when_discord_asks_for_patience(
    log: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with local_discord() as there, Gateway(members=False) as gateway:
        monkeypatch.setattr(Route, "BASE", there.api_url)
        await gateway.login(DISCORD_TOKEN)
        there.fail("PATCH @original", DiscordFault(retry_after=0.01))
        path = "/webhooks/{webhook_id}/{webhook_token}/messages/@original"
        await gateway.door.patch(path, {"flags": 64}, webhook_id="1", webhook_token="aW50-token_1")
    assert "/webhooks/[hidden]/messages/@original responded with 429" in log.getvalue()
    assert "aW50-token_1" not in log.getvalue()


@pytest.mark.parametrize(
    "secret",
    [
        "https://discord.com/api/v10/webhooks/1/{}",
        "https://discord.com/api/v10/interactions/1/{}/callback",
        "https://hooks.slack.com/commands/T1/{}",
        "url='wss://wss-primary.slack.com/link/?ticket={}&app_id=a'",
        "'token': 'xoxb-1-{}'",
        "xoxe.xoxb-1-{}",
        "xapp-1-A1-{}",
        "Bot MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabcde.abcdefghij{}",
    ],
)
def test_neither_a_library_nor_a_trace_writes_what_opens_a_door(log: StringIO, secret: str) -> None:
    error = ConnectionError(secret.format("12ab-34cd-56ef-78gh"))
    logging.getLogger("aiohttp.client").error("Failed: %s", error, exc_info=error)
    structlog.get_logger().error("command_failed", error=str(error), exc_info=error)
    assert log.getvalue().count("[hidden]") == 4  # each in its line and in its trace
    assert "56ef" not in log.getvalue()
