"""A local Discord on real sockets: the routes that 121 uses, the gateway, and the faults that a client must bear.

Every body is held against Discord's own document first (`validity.py`), as Discord does.
"""

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiohttp import BodyPartReader, WSMsgType, web

from adapters.discord.invite import link
from tests.fakes.discord.validity import faults_of_body, faults_of_files

Json = dict[str, Any]
APP, GUILD, COFFEE = "1210000000000000001", "1210000000000000010", "1210000000000000020"
ADA, BEN = "1210000000000000031", "1210000000000000032"
TOKEN = "MTIxMDAwMDAwMDAwMDAwMDAwMQ.token.of-riverside"  # begins with the application's id
MANAGES = str(1 << 5)
NEEDED = int(parse_qs(urlsplit(link(TOKEN)).query)["permissions"][0])
BOT_USER = {"id": APP, "username": "121", "discriminator": "0000", "avatar": None, "bot": True}


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong once: a status, Discord's own code, seconds to wait, a connection cut after the effect, silence."""

    status: int = 200
    code: int = 0
    retry_after: float | None = None
    cut: bool = False
    slow: float = 0


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that arrived."""

    name: str
    media_type: str
    content: bytes


@dataclass
class LocalDiscord:
    """One server with Ada, who may manage it, and Ben; and the channel coffee."""

    address: str = ""
    numbers: Any = field(default_factory=lambda: count(1300000000000000001))
    calls: list[tuple[str, str]] = field(default_factory=list)
    uploads: list[tuple[str, tuple[Upload, ...]]] = field(default_factory=list)
    messages: dict[str, list[Json]] = field(default_factory=lambda: defaultdict(list))
    threads: list[Json] = field(default_factory=list)
    thread_members: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    commands: list[Json] = field(default_factory=list)
    registrations: int = 0
    answered: dict[str, Json] = field(default_factory=dict)
    followed: dict[str, list[Json]] = field(default_factory=lambda: defaultdict(list))
    reactions: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    faults: dict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    linked: asyncio.Event = field(default_factory=asyncio.Event)
    identified: int = 0
    resumed: int = 0
    sequence: int = 0
    missed: list[Json] = field(default_factory=list)
    remaining: int = 1_000
    refuse_intents: bool = False
    flags: int = 1 << 15
    everyone: int = 0
    granted: int = NEEDED
    overwrites: list[Json] = field(default_factory=list)
    remembers_nonces: bool = True  # as Discord does, for some minutes

    @property
    def api_url(self) -> str:
        return f"{self.address}/api/v10"

    @property
    def gateway_url(self) -> str:
        return self.address.replace("http://", "ws://") + "/gateway"

    def fail(self, route: str, *faults: Fault) -> None:
        """The next calls of a route (`POST messages`, say) go wrong."""
        self.faults[route].extend(faults)

    def said(self, words: str) -> list[str]:
        """The channels in which a message with these words was posted."""
        return [
            channel
            for channel, some in self.messages.items()
            for one in some
            if words in json.dumps(one["components"], ensure_ascii=False)
        ]

    # The API, route by route.

    async def api(self, request: web.Request) -> web.StreamResponse:
        parts = request.match_info["path"].split("/")
        body, files = await _read(request)
        self.calls.append((request.method, request.match_info["path"]))
        route = f"{request.method} {_what(parts)}"
        fault = self.faults[route].popleft() if self.faults[route] else Fault()
        await asyncio.sleep(fault.slow)
        if fault.retry_after is not None:
            told = {"message": "slowly", "retry_after": fault.retry_after, "global": False}
            return _json(told, status=429, headers={"Via": "1.1 local"})
        if fault.status != 200:
            return _json({"code": fault.code, "message": "refused"}, status=fault.status)
        if request.headers.get("Authorization") != f"Bot {TOKEN}":
            return _json({"code": 0, "message": "401: Unauthorized"}, status=401)
        wrong = faults_of_files(body, {part: file.name for part, file in files.items()})
        if wrong:
            return _json({"code": 50035, "message": "; ".join(wrong)}, status=400)
        if files:
            self.uploads.append((request.match_info["path"], tuple(files.values())))
        status, answer = self._do(request.method, parts, body, request.query)
        if fault.cut:
            assert request.transport is not None
            request.transport.abort()
        if status == 204:
            return web.Response(status=204)
        return _json(answer, status=status)

    def _do(self, method: str, parts: list[str], body: Any, query: Any) -> tuple[int, Any]:  # noqa: C901, PLR0911, PLR0912 - a table of routes
        match (method, *parts):
            case ("GET", "users", "@me"):
                return 200, BOT_USER
            case ("GET", "oauth2" | "applications", *_) if parts[-1] == "@me":
                return 200, {
                    "id": APP,
                    "name": "121",
                    "flags": self.flags,
                    "description": "",
                    "icon": None,
                    "bot_public": True,
                    "bot_require_code_grant": False,
                    "verify_key": "x",
                    "owner": BOT_USER,
                    "summary": "",
                    "team": None,
                }
            case ("GET", "gateway", "bot"):
                limit = {
                    "total": 1_000,
                    "remaining": self.remaining,
                    "reset_after": 1,
                    "max_concurrency": 1,
                }
                return 200, {"url": self.gateway_url, "shards": 1, "session_start_limit": limit}
            case ("GET", "applications", _, "commands"):
                return 200, self.commands
            case ("PUT", "applications", _, "commands"):
                self.registrations += 1
                self.commands = [{**one, "id": str(next(self.numbers))} for one in body]
                return self._checked(
                    "PUT /applications/{application_id}/commands", body, self.commands
                )
            case ("POST", "users", "@me", "channels"):
                return self._checked(
                    "POST /users/@me/channels",
                    body,
                    {"id": f"9{body['recipient_id'][1:]}", "type": 1},
                )
            case ("POST", "channels", channel, "messages"):
                return self._post(channel, body)
            case ("GET", "channels", channel):
                found = {"id": channel, "permission_overwrites": self.overwrites}
                return (
                    (200, found)
                    if channel == COFFEE
                    else (404, {"code": 10003, "message": "Unknown Channel"})
                )
            case ("GET", "guilds", _, "roles"):
                return 200, [
                    {"id": GUILD, "permissions": str(self.everyone)},
                    {"id": "77", "permissions": str(self.granted)},
                ]
            case ("GET", "guilds", _, "members", member):
                return 200, {"user": {"id": member}, "roles": ["77"]}
            case ("GET", "channels", channel, "messages"):
                until = int(query.get("before", 2**63))
                here = [one for one in reversed(self.messages[channel]) if int(one["id"]) < until]
                return 200, here[: int(query["limit"])]
            case ("GET", "channels", channel, "messages", message):
                return self._message(channel, message)
            case ("GET", "channels", _, "messages", message, "reactions", emoji):
                return 200, [{"id": one} for one in self.reactions.get(message, {}).get(emoji, [])]
            case ("GET", "guilds", _, "threads", "active"):
                return 200, {"threads": self.threads, "members": []}
            case ("POST", "channels", channel, "threads"):
                thread = {
                    "id": str(next(self.numbers)),
                    "parent_id": channel,
                    "owner_id": APP,
                    **body,
                }
                self.threads.append(thread)
                return self._checked("POST /channels/{channel_id}/threads", body, thread)
            case ("PUT", "channels", thread, "thread-members", member):
                self.thread_members[thread].add(member)
                return 204, None
            case ("POST", "interactions", _, token, "callback"):
                self.answered[token] = body
                route = "POST /interactions/{interaction_id}/{interaction_token}/callback"
                return self._checked(route, body, None, status=204)
            case ("POST", "webhooks", _, token):
                self.followed[token].append(body)
                return self._checked(
                    "POST /webhooks/{webhook_id}/{webhook_token}", body, {"id": "1"}
                )
            case ("PATCH", "webhooks", _, token, "messages", "@original"):
                self.answered[token] = body
                route = "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original"
                return self._checked(route, body, {"id": "1"})
        return 404, {"code": 0, "message": f"404: {method} {'/'.join(parts)}"}

    def _checked(self, route: str, body: Any, answer: Any, status: int = 200) -> tuple[int, Any]:
        faults = faults_of_body(route, body)
        if faults:
            return 400, {"code": 50035, "message": "; ".join(faults)[:1_000]}
        return status, answer

    def _post(self, channel: str, body: Json) -> tuple[int, Any]:
        status, refusal = self._checked("POST /channels/{channel_id}/messages", body, None)
        if status != 200:
            return status, refusal
        twice = [one for one in self.messages[channel] if one.get("nonce") == body.get("nonce", "")]
        if twice and body.get("enforce_nonce") and self.remembers_nonces:
            return 200, twice[0]
        said = {"id": str(next(self.numbers)), "channel_id": channel, **body}
        self.messages[channel].append(said)
        return 200, said

    def _message(self, channel: str, message: str) -> tuple[int, Any]:
        found = [one for one in self.messages[channel] if one["id"] == message]
        if not found:
            return 404, {"code": 10008, "message": "Unknown Message"}
        standing = [
            {"emoji": {"id": None, "name": name}, "count": len(who)}
            for name, who in self.reactions.get(message, {}).items()
        ]
        return 200, {**found[0], "reactions": standing}

    # The gateway.

    async def gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": 40_000}})
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                await self._heard(socket, json.loads(frame.data))
        if socket in self.sockets:
            self.sockets.remove(socket)
        if not self.sockets:
            self.linked.clear()
        return socket

    async def _heard(self, socket: web.WebSocketResponse, frame: Json) -> None:
        match frame["op"]:
            case 1:
                await socket.send_json({"op": 11, "d": None})
            case 2 if self.refuse_intents:
                await socket.close(code=4014)
            case 2:
                self.identified += 1
                self.sockets.append(socket)
                await self._say(socket, "READY", self._ready())
                await self._say(socket, "GUILD_CREATE", _guild())
                self.linked.set()
            case 6:
                self.resumed += 1
                self.sockets.append(socket)
                for one in self.missed:
                    await socket.send_json(one)
                self.missed.clear()
                await self._say(socket, "RESUMED", {})
                self.linked.set()

    def _ready(self) -> Json:
        return {
            "v": 10,
            "user": BOT_USER,
            "guilds": [{"id": GUILD, "unavailable": True}],
            "session_id": "s1",
            "resume_gateway_url": self.gateway_url,
            "application": {"id": APP, "flags": 0},
            "shard": [0, 1],
        }

    async def _say(self, socket: web.WebSocketResponse, event: str, data: Json) -> None:
        self.sequence += 1
        await socket.send_json({"op": 0, "s": self.sequence, "t": event, "d": data})

    async def tell(self, event: str, data: Json) -> None:
        """An event happens; while nobody is connected, it is kept for whoever resumes."""
        if self.sockets:
            await self._say(self.sockets[-1], event, data)
            return
        self.sequence += 1
        self.missed.append({"op": 0, "s": self.sequence, "t": event, "d": data})

    async def types(self, member: str, name: str, **options: str) -> Json:
        """Somebody uses `/121 name` (or a group and a name); gives the last answer to it."""
        given = [{"type": 3, "name": key, "value": value} for key, value in options.items()]
        *group, last = name.split()
        option: Json = {"type": 1, "name": last, "options": given}
        for outer in group:
            option = {"type": 2, "name": outer, "options": [option]}
        data = {"id": "1", "name": "121", "type": 1, "options": [option]}
        return await self._asks(member, 2, data)

    async def _asks(self, member: str, kind: int, data: Json) -> Json:
        token = f"token-{next(self.numbers)}"
        async with asyncio.timeout(30):
            await self.linked.wait()
            await self.tell(
                "INTERACTION_CREATE",
                _interaction(member, kind, data, token, str(next(self.numbers))),
            )
            while not self.answered.get(token, {}).get("components"):  # noqa: ASYNC110 - it comes over a socket
                await asyncio.sleep(0.01)
        return self.answered[token]

    async def reacts(self, member: str, channel: str, message: str, emoji: str = "✅") -> None:
        await self.tell(
            "MESSAGE_REACTION_ADD",
            {
                "user_id": member,
                "channel_id": channel,
                "message_id": message,
                "guild_id": GUILD,
                "emoji": {"id": None, "name": emoji},
                "type": 0,
            },
        )

    def drop(self) -> None:
        """Break every connection, without a word."""
        for socket in self.sockets:
            transport = socket._req.transport if socket._req else None
            if transport is not None:
                transport.abort()
        self.sockets.clear()
        self.linked.clear()


async def _read(request: web.Request) -> tuple[Any, dict[str, Upload]]:
    """The body of a request, and the files that came with it, by their parts of the form."""
    if not request.can_read_body:
        return None, {}
    if request.content_type != "multipart/form-data":
        return await request.json(), {}
    body: Any = None
    files: dict[str, Upload] = {}
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        if part.name == "payload_json":
            body = await part.json()
        else:
            kind = part.headers.get("Content-Type", "")
            files[str(part.name)] = Upload(str(part.filename), kind, bytes(await part.read()))
    return body, files


def _json(answer: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """JSON as Discord sends it: discord.py reads no other content type than this very one."""
    kind = {"Content-Type": "application/json", **(headers or {})}
    return web.Response(body=json.dumps(answer).encode(), status=status, headers=kind)


def _what(parts: list[str]) -> str:
    """What a path is about, without the ids: `messages`, `threads`, `callback`, …"""
    return next(part for part in reversed(parts) if not part.isdecimal() and "token" not in part)


def _member(member: str) -> Json:
    rights = MANAGES if member == ADA else "0"
    user = {"id": member, "username": member[-2:], "discriminator": "0", "avatar": None}
    return {
        "user": user,
        "roles": [],
        "joined_at": "2026-01-01T00:00:00+00:00",
        "deaf": False,
        "mute": False,
        "flags": 0,
        "permissions": rights,
    }


def _guild() -> Json:
    everyone = {
        "id": GUILD,
        "name": "@everyone",
        "color": 0,
        "hoist": False,
        "position": 0,
        "permissions": "0",
        "managed": False,
        "mentionable": False,
    }
    coffee = {
        "id": COFFEE,
        "type": 0,
        "name": "coffee",
        "position": 0,
        "permission_overwrites": [],
        "parent_id": None,
        "nsfw": False,
    }
    return {
        "id": GUILD,
        "name": "Riverside",
        "owner_id": ADA,
        "roles": [everyone],
        "channels": [coffee],
        "threads": [],
        "members": [_member(APP)],
        "member_count": 3,
        "emojis": [],
        "stickers": [],
        "features": [],
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "premium_tier": 0,
        "preferred_locale": "en-US",
        "afk_timeout": 300,
        "nsfw_level": 0,
        "system_channel_flags": 0,
        "large": False,
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
    }


def _interaction(member: str, kind: int, data: Json, token: str, number: str) -> Json:
    return {
        "id": number,
        "application_id": APP,
        "type": kind,
        "token": token,
        "version": 1,
        "guild_id": GUILD,
        "channel_id": COFFEE,
        "channel": {
            "id": COFFEE,
            "type": 0,
            "name": "coffee",
            "guild_id": GUILD,
            "position": 0,
            "permission_overwrites": [],
        },
        "member": _member(member),
        "data": data,
        "locale": "en-US",
        "guild_locale": "en-US",
        "entitlements": [],
        "authorizing_integration_owners": {"0": GUILD},
        "context": 0,
        "attachment_size_limit": 10_000_000,
        "app_permissions": "0",
    }


@asynccontextmanager
async def local_discord() -> AsyncIterator[LocalDiscord]:
    """Discord, on a socket of this machine."""
    found = LocalDiscord()
    app = web.Application()
    app.router.add_get("/gateway", found.gateway)
    app.router.add_route("*", "/api/v10/{path:.*}", found.api)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    found.address = f"http://{host}:{port}"
    try:
        yield found
    finally:
        found.drop()
        await runner.cleanup()
