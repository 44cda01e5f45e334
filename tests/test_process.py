"""The real program as its own process: started, driven over HTTP, killed, and started again."""

import asyncio
import os
import signal
import sqlite3
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest

ROOT = Path(__file__).parents[1]
QUIET = {name: value for name, value in os.environ.items() if not name.startswith("BOT121_")}

pytestmark = pytest.mark.process


@dataclass(frozen=True)
class Running:
    """A playground that is open, and a page in it."""

    process: asyncio.subprocess.Process
    page: httpx.AsyncClient

    async def turn(self, by: str) -> None:
        answer = await self.page.post("/clock", json={"by": by})
        assert answer.status_code == 200, answer.text

    async def say(self, member: str, text: str) -> None:
        said = {"as": member, "room": "coffee", "text": text}
        answer = await self.page.post("/say", json=said)
        assert answer.status_code == 200, answer.text

    async def state(self, member: str) -> dict[str, Any]:
        answer = await self.page.get(f"/state?as={member}")
        assert answer.status_code == 200, answer.text
        state: dict[str, Any] = answer.json()
        return state

    async def end(self, wish: signal.Signals) -> int:
        """Send a signal; gives the exit status."""
        self.process.send_signal(wish)
        return await asyncio.wait_for(self.process.wait(), 5)


@asynccontextmanager
async def demo(folder: Path) -> AsyncIterator[Running]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", "--no-browser", "--port", "0"),
        *("--folder", str(folder)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=ROOT,
        env={**QUIET, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    try:
        line = (await asyncio.wait_for(process.stdout.readline(), 20)).decode()
        assert line.startswith("The playground is open: http://127.0.0.1:"), line
        async with httpx.AsyncClient(base_url=line.split()[-1], timeout=20) as page:
            yield Running(process, page)
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def ask(folder: Path, name: str, sql: str) -> list[Any]:
    with closing(sqlite3.connect(folder / name)) as db:
        return [row[0] for row in db.execute(sql)]


def introductions(folder: Path) -> Counter[str]:
    """How often each introduction stands in the chat."""
    marker = "SELECT marker FROM posts WHERE marker LIKE 'intro:%'"
    return Counter(ask(folder, "chat.sqlite", marker))


def expected(folder: Path) -> set[str]:
    """The introductions of the pairings in the database."""
    return {f"intro:{number}" for number in ask(folder, "121.sqlite", "SELECT id FROM pairings")}


async def test_the_next_round_introduces_everybody(tmp_path: Path) -> None:
    async with demo(tmp_path) as running:
        await running.turn("next-round")
        for member in ("ben", "chiara", "hanna"):
            rooms = (await running.state(member))["rooms"]
            (together,) = [room for room in rooms if room["kind"] == "group"]
            assert member in together["members"]
            assert len(together["posts"]) == 1
        assert await running.end(signal.SIGTERM) == 0
    assert introductions(tmp_path) == dict.fromkeys(expected(tmp_path), 1)
    in_pairings = ask(tmp_path, "121.sqlite", "SELECT member_id FROM pairing_members")
    joined = ask(tmp_path, "121.sqlite", "SELECT member_id FROM memberships")
    assert sorted(in_pairings) == sorted(joined)


async def test_what_was_said_and_done_survives_the_end_of_the_program(tmp_path: Path) -> None:
    async with demo(tmp_path) as running:
        await running.turn("next-round")
        await running.say("ada", "/121 join")
        await running.say("ada", "/121 pair-me")
        before = await running.state("ada")
        assert await running.end(signal.SIGINT) == 0
    async with demo(tmp_path) as running:
        after = await running.state("ada")
        assert after["rooms"] == before["rooms"]
        assert after["clock"]["now"] >= before["clock"]["now"]
        await running.say("ada", "/121 pair-me")
        assert "asking again keeps your place" in str((await running.state("ada"))["rooms"])


@pytest.mark.parametrize("seed", [1, 2])
async def test_killed_at_any_moment_every_pairing_is_introduced_exactly_once(
    tmp_path: Path, seed: int
) -> None:
    rng = Random(seed)
    for _ in range(4):
        async with demo(tmp_path) as running:
            turning = asyncio.create_task(running.turn("week"))
            await asyncio.sleep(rng.uniform(0.01, 0.35))
            await running.end(signal.SIGKILL)
            await asyncio.gather(turning, return_exceptions=True)
    async with demo(tmp_path) as running:
        await running.turn("next-round")
        await running.turn("hour")  # longer than any message may be uncertain
        assert await running.end(signal.SIGTERM) == 0
    assert len(expected(tmp_path)) >= 3
    assert introductions(tmp_path) == dict.fromkeys(expected(tmp_path), 1)
    periods = ask(tmp_path, "121.sqlite", "SELECT period FROM rounds")
    assert len(periods) == len(set(periods))
    doubled = (
        "SELECT marker FROM posts WHERE marker IS NOT NULL GROUP BY marker HAVING count(*) > 1"
    )
    assert ask(tmp_path, "chat.sqlite", doubled) == []


async def test_it_ends_within_five_seconds_while_a_page_listens(tmp_path: Path) -> None:
    async with (
        demo(tmp_path) as running,
        running.page.stream("GET", "/events?as=ada") as events,
    ):
        assert events.status_code == 200
        assert await running.end(signal.SIGTERM) == 0


async def test_two_programs_may_not_lose_each_others_port(tmp_path: Path) -> None:
    async with demo(tmp_path / "one") as one, demo(tmp_path / "other") as other:
        assert one.page.base_url != other.page.base_url
        assert (await other.state("ada"))["rooms"]
