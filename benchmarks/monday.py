"""A Monday morning of many workspaces: every circle's round is due at the same minute, while members go on asking.

    .venv/bin/python -m benchmarks.monday                      100 and 1,000 workspaces of 50 members, SQLite
    .venv/bin/python -m benchmarks.monday 5000                 as many as are named
    .venv/bin/python -m benchmarks.monday 1000 --postgresql    on a PostgreSQL of its own

`bot121 run` is a process of its own, in many workspaces of Slack (HTTP, signed, tokens sealed in the database), all real but
Slack itself, which this process plays, on the same machine. Limits: all rounds open within 60 s, 400 MB of memory together
with its child, and 99 of 100 commands acknowledged within 300 ms.
"""

import argparse
import asyncio
import hashlib
import hmac
import json
import os
import random
import sys
import time
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import web
from sqlalchemy import func, select

from bot.assembly import open_store
from bot.domain.model import Circle, Member, Membership, Platform, Workspace
from bot.storage import SqlSecrets, SqlStore, keyring, new_key
from bot.storage.tables import deliveries, rounds
from scheduler.clocks import SystemClock
from tests.servers import database

MEMBERS, COMMANDS_A_SECOND, PORT = 50, 20, 31_211
SECRET, KEY = "signing-secret", new_key()
TYPED = ("status", "history", "help", "profile", "network", "pause 2 weeks", "resume")
AFTERWARDS = 20  # seconds in which commands go on, while introductions are sent
PATIENCE = 600  # seconds
AT_ONCE = 100  # workspaces stored in one transaction
Json = dict[str, Any]


class Slack:
    """As much of Slack as it takes."""

    def __init__(self) -> None:
        self.numbers = count(1)
        self.calls = 0

    async def api(self, request: web.Request) -> web.Response:
        """A method of the Web API."""
        self.calls += 1
        member = str((await request.post()).get("user", "U1"))
        found: dict[str, Json] = {
            "auth.test": {"team_id": "T1", "user_id": "UBOT", "bot_id": "B1"},
            "users.info": {"user": {"id": member, "tz": "Europe/London"}},
            "conversations.open": {"channel": {"id": f"G{next(self.numbers)}"}},
        }
        posted = {"channel": "G1", "ts": f"1.{next(self.numbers)}"}
        return web.json_response({"ok": True, **found.get(request.match_info["method"], posted)})

    async def respond(self, _: web.Request) -> web.Response:
        """A private answer."""
        return web.Response(text="ok")


async def seeded(store: SqlStore, workspaces: int, due: datetime) -> None:
    """So many workspaces with a circle of fifty each, whose round is due at that minute, and 121 installed."""
    secrets = SqlSecrets(store, keyring((KEY,)))
    for first in range(0, workspaces, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, workspaces))
        async with store.begin() as tx:
            there = await tx.add(
                *(Workspace(platform=Platform.SLACK, external_id=f"T{n}") for n in numbers)
            )
            circles = await tx.add(
                *(
                    Circle(
                        workspace_id=one.id,
                        name="Coffee",
                        channel="C1",
                        weekday=due.weekday(),
                        at=due.time(),
                        anchor=due.date(),
                        next_round_at=due,
                        created_at=due - timedelta(days=3),
                    )
                    for one in there
                )
            )
            people = await tx.add(
                *(
                    Member(
                        workspace_id=one.id,
                        external_id=f"U{n}",
                        organiser=n == 1,
                        time_zone="Europe/London",
                        last_seen_at=due - timedelta(days=3),
                    )
                    for one in there
                    for n in range(1, MEMBERS + 1)
                )
            )
            circle_of = {circle.workspace_id: circle.id for circle in circles}
            await tx.add(
                *(
                    Membership(
                        circle_id=circle_of[one.workspace_id],
                        member_id=one.id,
                        joined_at=due - timedelta(days=3),
                    )
                    for one in people
                )
            )
        for n in numbers:
            bot: Json = {
                "app_id": "A1", "enterprise_id": None, "team_id": f"T{n}", "bot_token": f"xoxb-{n}",
                "bot_id": "B1", "bot_user_id": "UBOT", "bot_scopes": [], "bot_refresh_token": None,
                "bot_token_expires_at": None, "is_enterprise_install": False, "installed_at": 0.0,
            }  # fmt: skip
            await secrets.put(Platform.SLACK, f"T{n}", json.dumps(bot))


async def started(url: str, address: str) -> asyncio.subprocess.Process:
    """The bot, ready."""
    bot = await asyncio.create_subprocess_exec(
        sys.executable,
        *os.environ.get("PROFILE_WITH", "-m").split(),
        "bot",
        "run",
        stdout=asyncio.subprocess.PIPE,
        env={
            **os.environ,
            "DATABASE_URL": url,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_CLIENT_ID": "121.7",
            "SLACK_CLIENT_SECRET": "client-secret",
            "SLACK_API_URL": f"{address}/api/",
            "BOT121_SECRET_KEY": KEY,
            "BOT121_HTTP_PORT": str(PORT),
            "BOT121_LOG_LEVEL": "error",
        },
    )
    assert bot.stdout is not None
    await bot.stdout.readline()
    return bot


async def measured(url: str, workspaces: int) -> None:
    """One Monday morning."""
    slack = Slack()
    app = web.Application()
    app.router.add_route("*", "/api/{method}", slack.api)
    app.router.add_post("/respond", slack.respond)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    address = "http://{}:{}".format(*runner.addresses[0][:2])
    async with open_store(url) as store:
        spare = timedelta(seconds=20 + workspaces * 0.05)
        due = (SystemClock().now() + spare + timedelta(minutes=1)).replace(second=0, microsecond=0)
        await seeded(store, workspaces, due)
        bot = await started(url, address)
        try:
            await morning(store, bot, workspaces, due, address)
        finally:
            bot.terminate()
            await bot.wait()
    await runner.cleanup()


async def morning(
    store: SqlStore, bot: asyncio.subprocess.Process, workspaces: int, due: datetime, address: str
) -> None:
    """Wait until the rounds are due, and watch them being opened while members ask."""
    await asyncio.sleep((due - SystemClock().now()).total_seconds() - 5)
    took: list[float] = []
    asking = asyncio.create_task(commands(took, workspaces, address))
    memory, opened, seconds = 0.0, 0, 0.0
    while opened < workspaces and seconds < PATIENCE:
        await asyncio.sleep(0.5)
        memory = max(memory, resident(bot.pid))
        opened = await counted(store, select(func.count()).select_from(rounds))
        seconds = (SystemClock().now() - due).total_seconds()
    for _ in range(AFTERWARDS * 2):
        await asyncio.sleep(0.5)
        memory = max(memory, resident(bot.pid))
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    sent = await counted(
        store,
        select(func.count()).select_from(deliveries).where(deliveries.c.message_id.is_not(None)),
    )
    p50, p99 = (sorted(took)[int(len(took) * share)] * 1000 for share in (0.50, 0.99))
    print(f"{workspaces} workspaces of {MEMBERS} members")
    print(f"  all {opened} rounds are open after      {seconds:6.1f} s   (limit 60)")
    print(f"  most memory, child included       {memory:6.0f} MB  (limit 400)")
    print(f"  {len(took)} commands acknowledged     p50 {p50:.0f}, p99 {p99:.0f} ms  (limit 300)")
    print(
        f"  introductions sent by then        {sent:6d} of {workspaces * MEMBERS // 2}", flush=True
    )


async def counted(store: SqlStore, query: Any) -> int:
    """A number from the database."""
    async with store.connection() as connection:
        return int((await connection.execute(query)).scalar_one())


def resident(process: int) -> float:
    """Megabytes of memory that a process and its children hold."""
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    total = pages * os.sysconf("SC_PAGE_SIZE") / 1024**2
    for child in children:
        try:
            total += resident(int(child))
        except OSError:  # it has ended meanwhile
            continue
    return total


async def commands(took: list[float], workspaces: int, address: str) -> None:
    """Members ask at an even pace, whether or not the earlier ones are answered."""
    chance = random.Random(121)
    async with (
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as client,
        asyncio.TaskGroup() as tasks,
    ):
        for n in count():
            tasks.create_task(command(client, took, chance.randrange(workspaces), n, address))
            await asyncio.sleep(1 / COMMANDS_A_SECOND)


async def command(
    client: aiohttp.ClientSession, took: list[float], workspace: int, number: int, address: str
) -> None:
    """A signed slash command; how long it took to be acknowledged."""
    body = urlencode(
        {
            "command": "/121",
            "text": TYPED[number % len(TYPED)],
            "team_id": f"T{workspace}",
            "user_id": f"U{number % MEMBERS + 1}",
            "channel_id": "C1",
            "channel_name": "coffee",
            "trigger_id": f"t{number}",
            "response_url": f"{address}/respond",
        }
    )
    stamp = str(int(time.time()))  # noqa: TID251 - a signature is about real time
    digest = hmac.new(SECRET.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    headers = {
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={digest}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    began = time.perf_counter()
    target = f"http://127.0.0.1:{PORT}/slack/events"
    async with client.post(target, data=body, headers=headers) as answer:
        answer.raise_for_status()
        took.append(time.perf_counter() - began)


def main() -> None:
    """Measure, and print a few lines for each number of workspaces."""
    asked = argparse.ArgumentParser()
    asked.add_argument("workspaces", nargs="*", type=int, default=[100, 1_000])
    asked.add_argument("--postgresql", action="store_true")
    given = asked.parse_args()
    for workspaces in given.workspaces:
        with database(postgresql=given.postgresql) as url:
            asyncio.run(measured(url, workspaces))


if __name__ == "__main__":
    main()
