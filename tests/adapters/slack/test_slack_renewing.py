"""Tokens that run out are renewed: a refresh token is good once, so what Slack gave for it must be kept."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
from slack_sdk.oauth.installation_store.models import Bot
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from sqlalchemy.pool import QueuePool

from adapters.slack import workspaces as module
from adapters.slack.workspaces import AT_ONCE, ManyWorkspaces
from bot.domain.model import Platform
from bot.errors import StoreError
from bot.storage import SqlSecrets, SqlStore, keyring, new_key
from scheduler.clocks import SystemClock

HALF_A_DAY = 12 * 3600
MANY = 20  # more than the pool has room for


def now() -> float:
    return SystemClock().now().timestamp()


class Slack:
    """Slack, as far as tokens are renewed: slow until told to answer, and it takes each refresh token once."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.reached = asyncio.Event()
        self.answers = asyncio.Event()

    async def renew(self, *, bot: Bot, minutes_before_expiration: int) -> Bot | None:
        assert bot.bot_token_expires_at is not None
        if bot.bot_token_expires_at > now() + minutes_before_expiration * 60:
            return None
        assert bot.bot_refresh_token not in self.asked
        self.asked.append(str(bot.bot_refresh_token))
        if len(self.asked) == AT_ONCE or bot.team_id == "T0":
            self.reached.set()
        await self.answers.wait()
        return installed(str(bot.team_id), "new", HALF_A_DAY)


def installed(workspace: str, token: str, good_for: int) -> Bot:
    return Bot(
        app_id="A1",
        team_id=workspace,
        bot_token=f"xoxb-{token}-{workspace}",
        bot_id="B1",
        bot_user_id="U1",
        bot_scopes=["chat:write"],
        bot_refresh_token=f"xoxe-{token}-{workspace}",
        bot_token_expires_at=int(now()) + good_for,
        installed_at=now(),
    )


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Slack:
    slack = Slack()
    monkeypatch.setattr(
        AsyncTokenRotator, "perform_bot_token_rotation", lambda _, **asked: slack.renew(**asked)
    )
    monkeypatch.setattr(module, "TRY_AGAIN", 0.01)
    return slack


def many(secrets: SqlSecrets) -> ManyWorkspaces:
    return ManyWorkspaces(
        secrets, SystemClock(), client_id="1", client_secret="2", api_url="http://127.0.0.1:9/"
    )


@pytest.fixture
async def secrets(sqlite_store: SqlStore) -> SqlSecrets:
    return SqlSecrets(sqlite_store, keyring([new_key()]))


@pytest.fixture
async def on_postgresql(upgraded_postgresql_url: str) -> AsyncIterator[SqlStore]:
    store = SqlStore.open(upgraded_postgresql_url)
    yield store
    await store.close()


async def token_of(workspaces: ManyWorkspaces, workspace: str = "T0") -> str | None:
    client = await workspaces.client_of(workspace)
    return None if client is None else client.token


async def test_while_many_tokens_are_renewed_the_pool_is_everybody_elses(
    slack: Slack, on_postgresql: SqlStore
) -> None:
    workspaces = many(SqlSecrets(on_postgresql, keyring([new_key()])))
    names = [f"T{number}" for number in range(1, MANY)]
    for name in names:
        await workspaces.keep(installed(name, "old", 60))
    asking = [asyncio.create_task(token_of(workspaces, name)) for name in names]
    async with asyncio.timeout(20):
        await slack.reached.wait()
    pool = on_postgresql.engine.pool
    assert isinstance(pool, QueuePool)
    assert pool.checkedout() == 0
    assert len(slack.asked) == AT_ONCE
    slack.answers.set()
    assert await asyncio.gather(*asking) == [f"xoxb-new-{name}" for name in names]


async def test_a_token_that_is_good_for_long_is_used_without_waiting_for_a_turn(
    secrets: SqlSecrets, monkeypatch: pytest.MonkeyPatch
) -> None:
    def turn(*_: Any) -> AbstractAsyncContextManager[None]:
        raise AssertionError

    monkeypatch.setattr(secrets, "alone", turn)
    workspaces = many(secrets)
    await workspaces.keep(installed("T0", "old", HALF_A_DAY))
    assert await token_of(workspaces) == "xoxb-old-T0"


async def test_whoever_loses_patience_does_not_lose_the_token(
    slack: Slack, secrets: SqlSecrets
) -> None:
    workspaces = many(secrets)
    await workspaces.keep(installed("T0", "old", 60))
    impatient = asyncio.create_task(token_of(workspaces))
    await slack.reached.wait()
    impatient.cancel()
    await asyncio.gather(impatient, return_exceptions=True)
    slack.answers.set()
    assert await token_of(workspaces) == "xoxb-new-T0"
    assert await token_of(many(secrets)) == "xoxb-new-T0"
    assert slack.asked == ["xoxe-old-T0"]


async def test_all_who_need_a_token_share_one_renewal(slack: Slack, secrets: SqlSecrets) -> None:
    workspaces = many(secrets)
    await workspaces.keep(installed("T0", "old", 60))
    slack.answers.set()
    assert {*await asyncio.gather(*(token_of(workspaces) for _ in range(5)))} == {"xoxb-new-T0"}
    assert slack.asked == ["xoxe-old-T0"]


async def test_a_new_token_is_kept_once_the_database_is_back(
    slack: Slack, secrets: SqlSecrets, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspaces = many(secrets)
    await workspaces.keep(installed("T0", "old", 60))
    put, tries = secrets.put, []

    async def away_at_first(platform: Platform, name: str, secret: str) -> None:
        tries.append(name)
        if len(tries) < 3:
            raise StoreError
        await put(platform, name, secret)

    monkeypatch.setattr(secrets, "put", away_at_first)
    slack.answers.set()
    assert await token_of(workspaces) == "xoxb-new-T0"
    assert await token_of(many(secrets)) == "xoxb-new-T0"
    assert slack.asked == ["xoxe-old-T0"]


async def test_where_no_turn_can_be_had_the_old_token_is_used(
    secrets: SqlSecrets, monkeypatch: pytest.MonkeyPatch
) -> None:
    def turn(*_: Any) -> AbstractAsyncContextManager[None]:
        raise StoreError

    monkeypatch.setattr(secrets, "alone", turn)
    workspaces = many(secrets)
    await workspaces.keep(installed("T0", "old", 60))
    assert await token_of(workspaces) == "xoxb-old-T0"


async def test_when_121_stops_a_renewal_that_was_begun_is_ended_well(
    slack: Slack, secrets: SqlSecrets
) -> None:
    workspaces = many(secrets)
    await workspaces.keep(installed("T0", "old", 60))
    impatient = asyncio.create_task(token_of(workspaces))
    await slack.reached.wait()
    impatient.cancel()
    stopping = asyncio.create_task(workspaces.finish())
    slack.answers.set()
    await stopping
    assert await token_of(many(secrets)) == "xoxb-new-T0"
