"""A small Slack on a real socket: the Web API methods that 121 uses, and the faults that its clients must bear."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

Json = dict[str, Any]
TOKEN = "xoxb-riverside"
RIVERSIDE = "T1"
APP_TOKEN = "xapp-riverside"
SCOPES = {
    "auth.test": "",
    "apps.connections.open": "",
    "chat.postMessage": "chat:write",
    "conversations.open": "mpim:write",
    "conversations.history": "im:history",
    "conversations.members": "channels:read",
    "users.info": "users:read",
    "users.list": "users:read",
}
BLOCKS = {"header", "rich_text", "actions", "context", "image"}
LONGEST_TEXT = 40_000
MOST_BLOCKS = 50


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong once: an HTTP status, a refusal by name, a connection cut before or after the effect."""

    status: int = 200
    error: str = ""
    retry_after: int | None = None
    cut: str = ""


@dataclass
class LocalSlack:
    """One workspace. `posted` is what arrived, `answered` what came by a response address."""

    users: dict[str, Json]
    scopes: set[str] = field(default_factory=lambda: set(SCOPES.values()))
    channels: dict[str, list[str]] = field(default_factory=dict)
    calls: list[tuple[str, Json]] = field(default_factory=list)
    posted: list[Json] = field(default_factory=list)
    answered: list[Json] = field(default_factory=list)
    faults: dict[str, deque[Fault]] = field(default_factory=dict)
    address: str = ""
    socket: asyncio.Future[web.WebSocketResponse] = field(default_factory=asyncio.Future)
    acknowledged: asyncio.Queue[Json] = field(default_factory=asyncio.Queue)

    @property
    def api_url(self) -> str:
        return f"{self.address}/api/"

    def fail(self, method: str, *faults: Fault) -> None:
        """The next calls of a method go wrong."""
        self.faults.setdefault(method, deque()).extend(faults)

    async def api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        given = await _arguments(request)
        self.calls.append((method, given))
        waiting = self.faults.get(method)
        fault = waiting.popleft() if waiting else Fault()
        if fault.cut == "before":
            return _cut(request)
        if fault.status != 200:
            wait = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
            return web.Response(status=fault.status, headers=wait, text="<html>trouble</html>")
        answer = (
            {"ok": False, "error": fault.error} if fault.error else self._do(request, method, given)
        )
        if fault.cut == "after":
            return _cut(request)
        return web.json_response(answer)

    def _do(self, request: web.Request, method: str, given: Json) -> Json:
        token = APP_TOKEN if method == "apps.connections.open" else TOKEN
        if request.headers.get("Authorization") != f"Bearer {token}":
            return {"ok": False, "error": "invalid_auth"}
        if method not in SCOPES:
            return {"ok": False, "error": "unknown_method"}
        if SCOPES[method] and SCOPES[method] not in self.scopes:
            return {"ok": False, "error": "missing_scope", "needed": SCOPES[method]}
        name = method.replace(".", "_")
        found: Json = getattr(self, f"_{name}")(given)
        return {"ok": "error" not in found, **found}

    def _auth_test(self, _: Json) -> Json:
        return {"team_id": RIVERSIDE, "user_id": "UBOT", "bot_id": "B1"}

    def _apps_connections_open(self, _: Json) -> Json:
        return {"url": self.address.replace("http://", "ws://") + "/link"}

    def _chat_postMessage(self, given: Json) -> Json:  # noqa: N802 - Slack's own name
        blocks = given.get("blocks", [])
        blocks = json.loads(blocks) if isinstance(blocks, str) else blocks
        if not given.get("text") or len(given["text"]) > LONGEST_TEXT:
            return {"error": "no_text"}
        ids = [block["block_id"] for block in blocks if "block_id" in block]
        if (
            len(blocks) > MOST_BLOCKS
            or {b["type"] for b in blocks} - BLOCKS
            or len(set(ids)) < len(ids)
        ):
            return {"error": "invalid_blocks"}
        channel = given["channel"]
        if channel in self.users:
            if self.users[channel].get("deleted"):
                return {"error": "user_disabled"}
            channel = f"D{channel}"
        elif not channel.startswith(("D", "G")) and channel not in self.channels:
            return {"error": "channel_not_found"}
        said = {"ts": f"1796310000.{len(self.posted):06}", "channel": channel, "bot_id": "B1"}
        self.posted.append({**said, "text": given["text"], "blocks": blocks})
        return {"channel": channel, "ts": said["ts"]}

    def _conversations_open(self, given: Json) -> Json:
        people = sorted(given["users"].split(","))
        if any(person not in self.users for person in people):
            return {"error": "user_not_found"}
        return {"channel": {"id": "G" + "".join(people)}}

    def _conversations_history(self, given: Json) -> Json:
        if not given["channel"].startswith("D"):
            return {"error": "missing_scope", "needed": "mpim:history"}
        here = [said for said in reversed(self.posted) if said["channel"] == given["channel"]]
        return {"messages": here[: int(given["limit"])]}

    def _conversations_members(self, given: Json) -> Json:
        return self._page("members", self.channels.get(given["channel"], []), given)

    def _users_info(self, given: Json) -> Json:
        found = self.users.get(given["user"])
        return {"user": found} if found else {"error": "user_not_found"}

    def _users_list(self, given: Json) -> Json:
        return self._page("members", list(self.users.values()), given)

    def _page(self, name: str, everything: list[Any], given: Json) -> Json:
        """Two at a time, so that whoever does not follow the cursor misses something."""
        start = int(given.get("cursor") or 0)
        cursor = str(start + 2) if start + 2 < len(everything) else ""
        return {name: everything[start : start + 2], "response_metadata": {"next_cursor": cursor}}

    async def respond(self, request: web.Request) -> web.Response:
        self.answered.append(await request.json())
        return web.Response(text="ok")

    async def link(self, request: web.Request) -> web.WebSocketResponse:
        """Socket Mode: the newest connection is the one that is used."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1})
        if self.socket.done():
            self.socket = asyncio.Future()
        self.socket.set_result(socket)
        async for frame in socket:
            if frame.type is WSMsgType.TEXT and frame.data.startswith("{"):
                self.acknowledged.put_nowait(json.loads(frame.data))
        return socket

    async def tell(self, kind: str, payload: Json, envelope: str = "e1") -> Json:
        """Send an envelope, and wait until it is acknowledged."""
        async with asyncio.timeout(30):
            socket = await asyncio.shield(self.socket)
            await socket.send_json({"type": kind, "envelope_id": envelope, "payload": payload})
            return await self.acknowledged.get()


async def _arguments(request: web.Request) -> Json:
    if request.content_type == "application/json":
        given: Json = await request.json()
        return given
    return {**request.query, **{k: str(v) for k, v in (await request.post()).items()}}


def _cut(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()  # which reaches nobody


def user(id_: str, name: str, **more: Any) -> Json:
    """An account, as Slack describes it."""
    return {
        "id": id_,
        "team_id": RIVERSIDE,
        "name": name.split(maxsplit=1)[0].casefold(),
        "real_name": name,
        "tz": "Europe/London",
        "profile": {"display_name": "", "real_name": name},
        "is_bot": False,
        **more,
    }


@asynccontextmanager
async def local_slack() -> AsyncIterator[LocalSlack]:
    """Riverside: Ada, who runs it, Ben, Chiara, an app; and the channel coffee."""
    people = (
        user("U1", "Ada Okafor", is_admin=True),
        user("U2", "Ben Whitfield"),
        user("U3", "Chiara Rossi", tz="Europe/Rome"),
        user("U4", "Robo", is_bot=True),
        user("U5", "Ben Okafor"),
    )
    slack = LocalSlack(
        users={person["id"]: person for person in people},
        channels={"C1": ["U1", "U2", "U4", "U3"]},
    )
    app = web.Application()
    app.router.add_route("*", "/api/{method}", slack.api)
    app.router.add_get("/link", slack.link)
    app.router.add_post("/respond", slack.respond)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    slack.address = f"http://{host}:{port}"
    try:
        yield slack
    finally:
        await runner.cleanup()
