"""A Monday morning on Discord: a round of 500 members is announced. `make bench` runs it.

discord.py's own client sends 250 introductions, each into a thread of its own, to a local Discord that counts the calls.
The limit over all routes is 50 a second: https://docs.discord.com/developers/topics/rate-limits#global-rate-limit
"""

import asyncio
import time
from collections import deque
from datetime import UTC, datetime
from itertools import count
from typing import Any

from aiohttp import web
from discord.http import Route

from adapters.discord.client import Gateway
from adapters.discord.messenger import DiscordMessenger
from bot.deliveries import Address, AddressKind, Delivery
from bot.domain.model import Platform, WorkspaceId
from bot.messages import paragraph, say

PAIRS, LIMIT = 250, 50
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


class Discord:
    """As much of Discord as sending needs; `most` is the most calls in any one second."""

    def __init__(self) -> None:
        self.numbers = count(10**18)
        self.calls: deque[float] = deque()
        self.most = self.all = 0

    async def api(self, request: web.Request) -> web.Response:
        """Any route."""
        now = time.perf_counter()
        self.calls.append(now)
        while self.calls[0] < now - 1:
            self.calls.popleft()
        self.most, self.all = max(self.most, len(self.calls)), self.all + 1
        path = request.match_info["path"]
        found: Any = {
            "id": str(next(self.numbers)),
            "parent_id": "1",
            "name": "x",
            "username": "121",
            "discriminator": "0",
            "avatar": None,
            "flags": 0,
            "threads": [],
            "description": "",
            "icon": None,
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "",
            "owner": {"id": "1", "username": "ada", "discriminator": "0", "avatar": None},
            "summary": "",
            "team": None,
        }
        if path.endswith("commands"):
            found = []
        body = web.json_response(found).body
        return web.Response(body=body, headers={"Content-Type": "application/json"})


async def main() -> None:
    """Measure, and print a line for each figure."""
    there = Discord()
    app = web.Application()
    app.router.add_route("*", "/api/v10/{path:.*}", there.api)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    Route.BASE = "http://{}:{}/api/v10".format(*runner.addresses[0][:2])
    gateway = Gateway(members=False)
    async with gateway:
        await gateway.login("MTIx.token.x")
        messenger = DiscordMessenger(gateway.sending_door)
        there.calls.clear()
        there.most = there.all = 0
        began = time.perf_counter()
        for start in range(0, PAIRS, 50):  # as the outbox claims them
            await asyncio.gather(*(messenger.send(pair(n)) for n in range(start, start + 50)))
        took = time.perf_counter() - began
    await runner.cleanup()
    print(f"{PAIRS} introductions on Discord           {took:6.1f} s   ({there.all} calls)")
    print(f"  most calls in any one second         {there.most:6d}     (limit {LIMIT})")


def pair(number: int) -> Delivery:
    """An introduction of two members."""
    ids = (str(10**17 + 2 * number), str(10**17 + 2 * number + 1))
    return Delivery(
        key=f"intro:{number}",
        workspace_id=WorkspaceId(1),
        platform=Platform.DISCORD,
        workspace="1",
        address=Address(kind=AddressKind.GROUP, ids=ids, place="1"),
        message=say(paragraph("Hello.")),
        created_at=NOW,
        not_before=NOW,
    )


if __name__ == "__main__":
    asyncio.run(main())
