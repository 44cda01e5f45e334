"""Whoever may be connected to Discord is, tries again when it ends, and does not keep the place that it cannot fill."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import discord
import pytest
from structlog.testing import capture_logs

from bot.assembly import discord as module
from bot.assembly.discord import Discord
from bot.domain.model import Platform
from bot.settings import Settings
from bot.storage import Hold

LONG = 30.0  # seconds; nothing takes them where all is well


class Gateway:
    """Discord's gateway, whose connections last until they are told to end; logging in fails as often as it is said."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.connected = 0
        self.door = self
        self.ready = asyncio.Event()
        self.ends = asyncio.Event()

    async def get(self, _: str) -> dict[str, Any]:
        return {}

    async def login(self, _: str) -> None:
        if self.failures:
            raise self.failures.pop(0)

    async def connect(self, *, reconnect: bool) -> None:
        assert reconnect
        self.connected += 1
        self.ready.set()
        self.ends.clear()
        await self.ends.wait()

    async def wait_until_ready(self) -> None:
        await self.ready.wait()

    async def close(self) -> None:
        self.ends.set()

    def clear(self) -> None:
        self.ready.clear()

    def is_ready(self) -> bool:
        return self.ready.is_set()

    def is_closed(self) -> bool:
        return self.ends.is_set()


class Watched(Hold):
    """Remembers how often it was left to others."""

    left = 0

    def __setattr__(self, name: str, value: object) -> None:
        if name == "is_wanted" and value is False:
            self.left += 1
        super().__setattr__(name, value)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TRY_AGAIN", 0.001)
    monkeypatch.setattr(module, "LONGEST_PAUSE", 0.004)


@asynccontextmanager
async def keeping(gateway: Gateway, hold: Hold) -> AsyncIterator[Discord]:
    """A replica that keeps its place, as far as it can."""
    replica = Discord(Settings(discord_token="x"), hold)
    replica.gateway = gateway  # type: ignore[assignment]
    task = asyncio.create_task(replica._keep())
    yield replica
    assert not task.done()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def until(so: Callable[[], Any]) -> None:
    async with asyncio.timeout(LONG):
        while not so():  # noqa: ASYNC110 - nobody tells of it
            await asyncio.sleep(0.001)


@pytest.mark.parametrize("error", [discord.RateLimited(40.0), RuntimeError(), OSError()])
async def test_whoever_cannot_connect_leaves_the_place_to_another_and_tries_again(
    error: Exception,
) -> None:
    gateway, hold = Gateway(error), Watched("discord", is_held=True)
    async with keeping(gateway, hold):
        await until(lambda: gateway.connected == 1)
        assert hold.left == 1
        assert hold.is_wanted


async def test_a_connection_that_ends_by_itself_is_made_again() -> None:
    gateway, hold = Gateway(), Watched("discord", is_held=True)
    async with keeping(gateway, hold) as replica:
        await until(lambda: gateway.connected == 1)
        gateway.ends.set()
        await until(lambda: gateway.connected == 2)
        assert hold.left == 1
        await until(lambda: replica._running is not None)
        assert await replica.is_open()


async def test_the_pauses_grow_so_that_discords_limit_of_a_day_is_not_reached() -> None:
    failures = [discord.RateLimited(40.0)] * 5
    gateway, hold = Gateway(*failures), Watched("discord", is_held=True)
    with capture_logs() as logs:
        async with keeping(gateway, hold):
            await until(lambda: gateway.connected == 1)
    pauses = [log["again_in"] for log in logs if log["event"] == "discord_not_connected"]
    assert pauses == [0.001, 0.002, 0.004, 0.004, 0.004]


async def test_whoever_lost_the_place_disconnects_and_waits_for_it() -> None:
    gateway, hold = Gateway(), Watched("discord", is_held=True)
    async with keeping(gateway, hold):
        await until(lambda: gateway.connected == 1)
        hold.lose()
        await until(gateway.is_closed)
        assert hold.left == 0
        hold.gain()
        await until(lambda: gateway.connected == 2)


async def test_while_it_is_not_connected_messages_wait_and_are_not_tried() -> None:
    gateway, hold = Gateway(*[OSError()] * 3), Watched("discord", is_held=True)
    async with keeping(gateway, hold) as replica:
        assert replica.away() == {Platform.DISCORD}
        await until(lambda: gateway.connected == 1)
        await until(lambda: not replica.away())
