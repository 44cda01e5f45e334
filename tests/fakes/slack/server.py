"""A strict local Slack: real HTTP and a real websocket, several workspaces, and the faults that clients must bear."""

import asyncio
import hashlib
import hmac
import json
import time
from base64 import b64decode
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO
from math import ceil
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import WSMsgType, web

from tests.fakes.slack.methods import METHODS, OAUTH
from tests.fakes.slack.team import BOT, Channel, Team

Json = dict[str, Any]
TOKEN = "xoxb-riverside"
RIVERSIDE = "T1"
APP_TOKEN = "xapp-riverside"
CLIENT_ID, CLIENT_SECRET, SIGNING_SECRET = "121.7", "client-secret", "signing-secret"
CODE = "code-from-slack"


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong once: an HTTP status, a refusal by name, a connection cut before or after the effect, seconds of silence.

    `taken`: the status or the refusal comes after the effect.
    """

    status: int = 200
    error: str = ""
    retry_after: int | None = None
    cut: str = ""
    slow: float = 0
    taken: bool = False


@dataclass
class Limits:
    """Slack's rate limits by method: so many calls in any sixty seconds of `clock`, for each workspace. Counts refusals."""

    per_minute: dict[str, int]
    clock: Callable[[], float]
    taken: dict[tuple[str, str], deque[float]] = field(default_factory=dict)
    refused: list[float] = field(default_factory=list)

    def wait(self, workspace: str, method: str) -> int:
        """Seconds to wait before such a call is taken; 0 when this one is."""
        if method not in self.per_minute:
            return 0
        now = self.clock()
        taken = self.taken.setdefault((workspace, method), deque())
        while taken and taken[0] <= now - 60:
            taken.popleft()
        if len(taken) < self.per_minute[method]:
            taken.append(now)
            return 0
        self.refused.append(now)
        return ceil(taken[0] + 60 - now)


@dataclass
class LocalSlack:
    """All of Slack. What a test says without naming a workspace is about Riverside."""

    teams: dict[str, Team]
    answered: list[Json] = field(default_factory=list)
    faults: dict[str, deque[Fault]] = field(default_factory=dict)
    address: str = ""
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    linked: asyncio.Event = field(default_factory=asyncio.Event)
    acknowledged: asyncio.Queue[Json] = field(default_factory=asyncio.Queue)
    codes: dict[str, str] = field(default_factory=dict)
    refresh: dict[str, str] = field(default_factory=dict)
    expires_in: int | None = None
    behind: float = 0  # seconds by which Slack's clock differs
    limits: Limits | None = None
    spreads: bool = False  # over all connections, and not to the newest

    @property
    def api_url(self) -> str:
        return f"{self.address}/api/"

    @property
    def riverside(self) -> Team:
        return self.teams[RIVERSIDE]

    @property
    def users(self) -> dict[str, Json]:
        return self.riverside.users

    @property
    def channels(self) -> dict[str, Channel]:
        return self.riverside.channels

    @property
    def scopes(self) -> set[str]:
        return self.riverside.scopes

    @property
    def posted(self) -> list[Json]:
        return self.riverside.posted

    @property
    def calls(self) -> list[tuple[str, Json]]:
        return self.riverside.calls

    def fail(self, method: str, *faults: Fault) -> None:
        """The next calls of a method go wrong."""
        self.faults.setdefault(method, deque()).extend(faults)

    async def api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        given = await _arguments(request)
        team = self._team(request)
        if team is not None:
            team.calls.append((method, given))
        waiting = self.faults.get(method)
        fault = waiting.popleft() if waiting else Fault()
        if self.limits and team and (longer := self.limits.wait(team.id, method)):
            fault = Fault(status=429, retry_after=longer)
        await asyncio.sleep(fault.slow)
        if fault.cut == "before":
            return _cut(request)
        if fault.taken:
            self._do(request, team, method, given)
        if fault.status != 200:
            wait = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
            return web.Response(status=fault.status, headers=wait, text="<html>trouble</html>")
        answer = {"error": fault.error} if fault.error else self._do(request, team, method, given)
        if fault.cut == "after":
            return _cut(request)
        headers = {"X-OAuth-Scopes": ",".join(sorted(team.scopes))} if team else {}
        headers["Date"] = time.strftime(
            "%a, %d %b %Y %H:%M:%S GMT", time.gmtime(_now() - self.behind)
        )
        return web.json_response({"ok": "error" not in answer, **answer}, headers=headers)

    def _team(self, request: web.Request) -> Team | None:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return next((team for team in self.teams.values() if team.token == token), None)

    def _do(self, request: web.Request, team: Team | None, method: str, given: Json) -> Json:
        if method == OAUTH:
            return self._oauth(request, given)
        if method not in METHODS:
            return {"error": "unknown_method"}
        if method == "apps.connections.open":
            if request.headers.get("Authorization") != f"Bearer {APP_TOKEN}":
                return {"error": "invalid_auth"}
            return {"url": self.address.replace("http://", "ws://") + "/link"}
        if team is None:
            return {"error": "invalid_auth"}
        answer = team.do(method, given)
        if "upload_url" in answer:
            answer["upload_url"] = self.address + answer["upload_url"]
        return answer

    def _oauth(self, request: web.Request, given: Json) -> Json:
        who = b64decode(request.headers.get("Authorization", "").removeprefix("Basic "))
        if who.decode() != f"{CLIENT_ID}:{CLIENT_SECRET}":
            return {"error": "bad_client_secret"}
        if given.get("grant_type") == "refresh_token":
            team_id = self.refresh.pop(str(given["refresh_token"]), None)
            if team_id is None:
                return {"error": "invalid_refresh_token"}
            self.teams[team_id].token += "+"
        else:
            team_id = self.codes.pop(str(given.get("code")), None)
            if team_id is None:
                return {"error": "invalid_code"}
        return self._granted(self.teams[team_id])

    def _granted(self, team: Team) -> Json:
        expiry: Json = {}
        if self.expires_in is not None:
            token = f"xoxe-1-{team.token}"
            self.refresh[token] = team.id
            expiry = {"refresh_token": token, "expires_in": self.expires_in}
        return {
            "access_token": team.token,
            "token_type": "bot",
            "scope": ",".join(sorted(team.scopes)),
            "bot_user_id": BOT,
            "app_id": "A1",
            "team": {"id": team.id, "name": "Riverside"},
            "enterprise": None,
            "authed_user": {"id": "U1"},
            **expiry,
        }

    async def upload(self, request: web.Request) -> web.Response:
        """The bytes of a file, at the address that Slack gave for it."""
        waiting = self.faults.get("upload")
        fault = waiting.popleft() if waiting else Fault()
        await asyncio.sleep(fault.slow)
        if fault.cut == "before":
            return _cut(request)
        if fault.status != 200:
            return web.Response(status=fault.status, text="trouble")
        team = self.teams[request.match_info["team"]]
        team.files[request.match_info["file"]].content = await request.read()
        return _cut(request) if fault.cut else web.Response(text="OK")

    async def respond(self, request: web.Request) -> web.Response:
        self.answered.append(await request.json())
        return web.Response(text="ok")

    async def link(self, request: web.Request) -> web.WebSocketResponse:
        """Socket Mode: the newest connection is the one that is used."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1})
        self.sockets.append(socket)
        self.linked.set()
        async for frame in socket:
            if frame.type is WSMsgType.TEXT and frame.data.startswith("{"):
                self.acknowledged.put_nowait(json.loads(frame.data))
        self.sockets.remove(socket)
        if not self.sockets:
            self.linked.clear()
        return socket

    async def tell(self, kind: str, payload: Json, envelope: str = "e1", **more: object) -> Json:
        """Send an envelope, and wait until it is acknowledged."""
        async with asyncio.timeout(30):
            await self.linked.wait()
            self._issue(payload)
            await self._next_socket().send_json(
                {"type": kind, "envelope_id": envelope, "payload": payload, **more}
            )
            while (ack := await self.acknowledged.get())["envelope_id"] != envelope:
                pass
            return ack

    def _next_socket(self) -> web.WebSocketResponse:
        """Slack gives an envelope to any of the connections of an app."""
        if self.spreads:
            self.sockets.append(self.sockets.pop(0))
        return self.sockets[-1]

    async def disconnect(self) -> None:
        """Ask the client to connect anew, as Slack does every few hours."""
        await self.sockets[-1].send_json({"type": "disconnect", "reason": "refresh_requested"})

    def drop(self) -> None:
        """Break every connection, without a word."""
        for socket in self.sockets:
            transport = socket._req.transport if socket._req else None
            if transport is not None:
                transport.abort()

    async def request(
        self, address: str, kind: str, payload: Json, secret: str = SIGNING_SECRET, **headers: str
    ) -> tuple[int, str]:
        """Send what Slack sends by HTTP, signed; the status and the body of the answer."""
        self._issue(payload)
        form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
        in_json = kind == "events_api"
        body = json.dumps(payload) if in_json else urlencode(form)
        stamp = headers.pop("stamp", str(int(_now())))
        digest = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256)
        sent = {
            "Content-Type": "application/json" if in_json else "application/x-www-form-urlencoded",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={digest.hexdigest()}",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        async with (
            aiohttp.ClientSession() as client,
            client.post(
                f"{address}/slack/events", data=BytesIO(body.encode()), headers=sent
            ) as answer,
        ):
            return answer.status, await answer.text()

    def _issue(self, payload: Json) -> None:
        """Remember the trigger that came with something a member did: a dialog may be opened by it, once."""
        team = payload.get("team_id") or (payload.get("team") or {}).get("id")
        if "trigger_id" in payload and team in self.teams:
            self.teams[team].triggers.add(payload["trigger_id"])


def _now() -> float:
    return time.time()  # noqa: TID251 - signatures and the Date header are about real time


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


def riverside() -> Team:
    """Ada, who runs it, Ben, Chiara, an app, another Ben; and the channels coffee and tea."""
    people = (
        user("U1", "Ada Okafor", is_admin=True),
        user("U2", "Ben Whitfield"),
        user("U3", "Chiara Rossi", tz="Europe/Rome"),
        user("U4", "Robo", is_bot=True),
        user("U5", "Ben Okafor"),
        user(BOT, "121", is_bot=True),
    )
    return Team(
        id=RIVERSIDE,
        token=TOKEN,
        users={person["id"]: person for person in people},
        channels={
            "C1": Channel("C1", "coffee", ["U1", "U2", BOT, "U4", "U3"]),
            "C2": Channel("C2", "tea", ["U1", BOT]),
        },
    )


def hillside() -> Team:
    """Another workspace, in which other people have the same ids."""
    people = (
        user("U1", "Zoe Hill", team_id="T2", is_admin=True),
        user("U2", "Yann Hill", team_id="T2"),
    )
    return Team(
        id="T2",
        token="xoxb-hillside",
        users={person["id"]: person for person in people},
        channels={"C1": Channel("C1", "coffee", ["U1", "U2", BOT])},
    )


@asynccontextmanager
async def local_slack() -> AsyncIterator[LocalSlack]:
    """Slack with two workspaces, on a socket of this machine."""
    slack = LocalSlack(teams={team.id: team for team in (riverside(), hillside())})
    app = web.Application()
    app.router.add_route("*", "/api/{method}", slack.api)
    app.router.add_get("/link", slack.link)
    app.router.add_post("/respond", slack.respond)
    app.router.add_post("/upload/{team}/{file}", slack.upload)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    slack.address = f"http://{host}:{port}"
    try:
        yield slack
    finally:
        slack.drop()
        await runner.cleanup()
