"""Two `bot121 run` on one PostgreSQL: one of them is connected to Discord, and the other takes its place."""

import asyncio
import signal
import time
from asyncio.subprocess import Process
from pathlib import Path

import pytest

from tests.adapters.discord.server import words_of
from tests.adapters.discord.test_discord_running import start, until
from tests.fakes.discord.server import ADA, local_discord

MOST = 30  # seconds until another has taken over

pytestmark = [pytest.mark.process]


async def said(process: Process) -> str:
    assert process.stdout is not None
    async with asyncio.timeout(60):
        return (await process.stdout.readline()).decode()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
async def test_when_one_ends_the_other_takes_its_place(
    how: signal.Signals, tmp_path: Path, upgraded_postgresql_url: str
) -> None:
    async with local_discord() as discord:
        first = await start(discord, tmp_path, DATABASE_URL=upgraded_postgresql_url)
        assert "121 is connected to Discord" in await said(first)
        second = await start(discord, tmp_path, DATABASE_URL=upgraded_postgresql_url)
        assert "Another 121 is connected to Discord" in await said(second)
        assert discord.identified == 1
        first.send_signal(how)
        began = time.monotonic()
        await first.wait()
        await until(lambda: discord.identified == 2 and discord.linked.is_set())
        assert time.monotonic() - began < MOST
        assert "pair-me" in words_of((await discord.types(ADA, "help"))["components"])
        second.send_signal(signal.SIGTERM)
        async with asyncio.timeout(10):
            assert await second.wait() == 0
