"""How soon 121 answers in Slack: 200 commands a second, one core, SQLite on disk. `make bench` runs it.

`bot121 run` is a process of its own, held to one core, with Slack (HTTP, signed) played on the others. Slack
gives a command three seconds to be acknowledged; the answer follows by the address that came with it.
"""

import asyncio
import hashlib
import hmac
import os
import random
import sys
import tempfile
import time
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import web

PER_SECOND, SECONDS, MEMBERS = 200, 20, 500
SECRET, LIMIT_MS = "signing-secret", 3_000
PORT = 31_210
TYPED = ("status",) * 6 + ("pair-me", "join", "history", "help", "met", "profile", "skip", "resume")
Json = dict[str, Any]


class Slack:
    """As much of Slack as the commands need; `answered` says when each answer came."""

    def __init__(self) -> None:
        self.answered: dict[str, float] = {}
        self.numbers = count(1)

    async def api(self, request: web.Request) -> web.Response:
        """A method of the Web API."""
        given = {**request.query, **(await request.post())}
        member = str(given.get("user", "U1"))
        found: dict[str, Json] = {
            "auth.test": {"team_id": "T1", "user_id": "UBOT", "bot_id": "B1"},
            "users.info": {
                "user": {
                    "id": member,
                    "team_id": "T1",
                    "tz": "Europe/London",
                    "is_admin": member == "U1",
                }
            },
            "conversations.members": {"members": []},
            "users.list": {"members": []},
            "conversations.open": {"channel": {"id": "G1"}},
        }
        posted = {"channel": "G1", "ts": f"1.{next(self.numbers)}"}
        return web.json_response({"ok": True, **found.get(request.match_info["method"], posted)})

    async def respond(self, request: web.Request) -> web.Response:
        """A private answer."""
        self.answered[request.query["n"]] = time.perf_counter()
        return web.Response(text="ok")


async def main() -> None:
    """Measure, and print a line for each figure."""
    slack = Slack()
    app = web.Application()
    app.router.add_route("*", "/api/{method}", slack.api)
    app.router.add_post("/respond", slack.respond)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    address = "http://{}:{}".format(*runner.addresses[0][:2])
    with tempfile.TemporaryDirectory() as folder:
        bot = await started(folder, address)
        try:
            await measured(slack, address)
        finally:
            bot.terminate()
            await bot.wait()
    await runner.cleanup()


async def started(folder: str, address: str) -> asyncio.subprocess.Process:
    """The bot, on one core, ready."""
    one_core = sorted(os.sched_getaffinity(0))[:1]
    bot = await asyncio.create_subprocess_exec(
        sys.executable,
        *os.environ.get("PROFILE_WITH", "-m").split(),
        "bot",
        "run",
        stdout=asyncio.subprocess.PIPE,
        env={
            **os.environ,
            "DATABASE_URL": f"sqlite:///{Path(folder) / '121.sqlite'}",
            "SLACK_BOT_TOKEN": "xoxb-1",
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": f"{address}/api/",
            "BOT121_HTTP_PORT": str(PORT),
            "BOT121_LOG_LEVEL": "error",
        },
    )
    os.sched_setaffinity(bot.pid, one_core)
    assert bot.stdout is not None
    await bot.stdout.readline()
    await bot.stdout.readline()
    return bot


async def measured(slack: Slack, address: str) -> None:
    """Send commands at an even pace, whether or not the earlier ones are answered."""
    chance = random.Random(121)  # the same commands each time
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as client:
        await send(client, address, "0", "U1", "setup every week on monday at 10:00")
        for n in range(1, MEMBERS + 1):
            await send(client, address, f"j{n}", f"U{n}", "join")
        await all_answered(slack, MEMBERS + 1)
        sent: dict[str, float] = {}
        acknowledged: dict[str, float] = {}

        async def one(number: str) -> None:
            sent[number] = time.perf_counter()
            member = f"U{chance.randint(1, MEMBERS)}"
            await send(client, address, number, member, chance.choice(TYPED))
            acknowledged[number] = time.perf_counter()

        began = time.perf_counter()
        tasks = []
        for n in range(PER_SECOND * SECONDS):
            wait = began + n / PER_SECOND - time.perf_counter()
            if wait > 0:
                await asyncio.sleep(wait)
            tasks.append(asyncio.create_task(one(f"c{n}")))
        await asyncio.gather(*tasks)
        await all_answered(slack, MEMBERS + 1 + len(sent))
    missing = len(set(sent) - set(slack.answered))
    print(f"{PER_SECOND} commands a second for {SECONDS} s, {MEMBERS} members, one core, SQLite")
    tell("  acknowledged", sorted(acknowledged[n] - sent[n] for n in sent))
    tell("  answered", sorted(slack.answered[n] - sent[n] for n in sent if n in slack.answered))
    print(f"  without an answer    {missing}")


async def all_answered(slack: Slack, count: int) -> None:
    """Wait for so many answers, half a minute at the most."""
    until = time.perf_counter() + 30
    while len(slack.answered) < count and time.perf_counter() < until:  # noqa: ASYNC110 - from another process
        await asyncio.sleep(0.05)


def tell(what: str, took: list[float]) -> None:
    """The middle, the slow and the slowest, in milliseconds."""
    p50, p95, p99 = (took[int(len(took) * share)] * 1000 for share in (0.50, 0.95, 0.99))
    print(f"{what:<22} p50 {p50:6.0f}   p95 {p95:6.0f}   p99 {p99:6.0f} ms   (limit {LIMIT_MS})")


async def send(
    client: aiohttp.ClientSession, address: str, number: str, member: str, text: str
) -> None:
    """A signed slash command; returns once it is acknowledged."""
    body = urlencode(
        {
            "command": "/121",
            "text": text,
            "team_id": "T1",
            "user_id": member,
            "channel_id": "C1",
            "channel_name": "coffee",
            "trigger_id": number,
            "response_url": f"{address}/respond?n={number}",
        }
    )
    stamp = str(int(time.time()))  # noqa: TID251 - a signature is about real time
    digest = hmac.new(SECRET.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={digest}",
    }
    url = f"http://127.0.0.1:{PORT}/slack/events"
    async with client.post(url, data=body, headers=headers) as answer:
        answer.raise_for_status()


if __name__ == "__main__":
    asyncio.run(main())
