"""A playground with a scripted bot on it."""

import asyncio
import os
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, async_playwright
from starlette.applications import Starlette

from adapters.playground.app import build_app
from adapters.playground.chat import Chat, open_chat
from adapters.playground.clock import TurnableClock
from adapters.playground.messenger import PlaygroundMessenger
from adapters.playground.people import RIVERSIDE, Group
from adapters.playground.rooms import Post
from adapters.playground.seeding import seed
from adapters.playground.server import serve
from bot.deliveries import Address, Delivery
from bot.domain.model import Platform, WorkspaceId
from bot.messages import Message
from tests.adapters.playground.scripted import (
    INTRODUCTION,
    NEXT_MONDAY,
    ScriptedBot,
    SettableTime,
)

CHROMIUM = shutil.which("chromium")


@dataclass
class Place:
    """A playground with everything that tests look at."""

    chat: Chat
    clock: TurnableClock
    time: SettableTime
    group: Group = RIVERSIDE
    bot: ScriptedBot = field(default_factory=ScriptedBot)
    turned: list[datetime] = field(default_factory=list)
    next_round: datetime | None = NEXT_MONDAY
    turning: asyncio.Event = field(default_factory=asyncio.Event)
    slow: asyncio.Event | None = None

    @property
    def messenger(self) -> PlaygroundMessenger:
        return PlaygroundMessenger(self.chat, self.group, self.clock)

    @property
    def app(self) -> Starlette:
        numbers = count(1)
        return build_app(
            group=self.group,
            chat=self.chat,
            clock=self.clock,
            bot=self.bot,
            turn=self._turn,
            next_round_at=self._next_round_at,
            reference=lambda: f"{next(numbers):08x}",
        )

    async def _turn(self, to: datetime) -> None:
        self.turned.append(to)
        self.turning.set()
        if self.slow is not None:
            await self.slow.wait()
        await self.clock.set(to)

    async def _next_round_at(self) -> datetime | None:
        return self.next_round

    def delivery(
        self, address: Address, key: str = "k1", message: Message = INTRODUCTION
    ) -> Delivery:
        now = self.clock.now()
        return Delivery(
            key=key,
            workspace_id=WorkspaceId(1),
            platform=Platform.PLAYGROUND,
            workspace=self.group.id,
            address=address,
            message=message,
            created_at=now,
            not_before=now,
        )

    async def posts(self, member: str, room: str) -> list[Post]:
        return [post for post in await self.chat.posts(member) if post.room == room]


@asynccontextmanager
async def served(place: Place, port: int = 0) -> AsyncIterator[str]:
    """The playground on a real socket; its address."""
    ready: asyncio.Queue[str] = asyncio.Queue()
    running = asyncio.create_task(
        serve(place.app, place.chat.changes, port=port, on_ready=ready.put_nowait)
    )
    yield await asyncio.wait_for(ready.get(), 5)
    if not running.done():
        signal.raise_signal(signal.SIGTERM)
    await asyncio.wait_for(running, 5)


@pytest.fixture
def chat_file(tmp_path: Path) -> Path:
    return tmp_path / "chat.sqlite"


@pytest.fixture
async def chat(chat_file: Path) -> AsyncIterator[Chat]:
    async with open_chat(chat_file) as opened:
        yield opened


@pytest.fixture
async def place(chat: Chat) -> Place:
    await seed(chat)
    time = SettableTime()
    return Place(chat, TurnableClock(time, keep=chat.set_ahead), time)


@pytest.fixture
async def page(place: Place) -> AsyncIterator[httpx.AsyncClient]:
    """The page's side of the web application."""
    transport = httpx.ASGITransport(app=place.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:1210") as client:
        yield client


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    if CHROMIUM is None:
        message = "There is no Chromium here: apt install chromium"
        if os.environ.get("BROWSER_REQUIRED") == "1":
            pytest.fail(message)
        pytest.skip(message)
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        await opened.close()
