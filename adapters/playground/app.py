"""The playground's web application: the page, what a member sees, and what people do."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog
from sse_starlette import EventSourceResponse
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from adapters.playground import forms, sentences
from adapters.playground.asked import Refusal, read_body, read_query
from adapters.playground.chat import Chat
from adapters.playground.guards import LocalOnly
from adapters.playground.listeners import Answers, Listeners
from adapters.playground.people import Group
from adapters.playground.rooms import Reaction
from adapters.playground.turning import By, Hand
from adapters.playground.view import REACTIONS, clock_face, what_is_seen
from bot.errors import StoreError
from bot.messages import Message
from bot.ports import Clock

log = structlog.get_logger()

PAGE = Path(__file__).parent / "page"
DONE = {"done": True}


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """Where requests from the page arrive."""

    chat: Chat
    group: Group
    clock: Clock
    hand: Hand
    listeners: Listeners

    async def state(self, request: Request) -> Response:
        """All that a member can see."""
        me = read_query(request).person(self.group)
        seen = await what_is_seen(self.chat, self.group, me)
        next_round = await self.hand.next_round_at()
        clock = clock_face(self.clock.now(), next_round, turning=self.hand.is_turning)
        return JSONResponse({**seen, "clock": clock})

    async def events(self, request: Request) -> Response:
        """A stream of hints: each says that it is time to look again."""
        read_query(request).person(self.group)
        return EventSourceResponse(self._hints())

    async def _hints(self) -> AsyncIterator[dict[str, str]]:
        async for _ in self.chat.changes.watch():
            yield {"event": "changed", "data": "look"}

    async def say(self, request: Request) -> Response:
        """Somebody sends what they typed."""
        asked = await read_body(request)
        who = asked.person(self.group)
        room = await asked.room(self.chat, who)
        await self.listeners.said(who, room, asked.words("text"))
        return JSONResponse(DONE)

    async def press(self, request: Request) -> Response:
        """Somebody presses a button that is really there."""
        asked = await read_body(request)
        who = asked.person(self.group)
        post, room = await asked.post(self.chat, who)
        wanted = asked.text("action")
        there = post.said.buttons if isinstance(post.said, Message) else ()
        action = next((b.action for b in there if b.action.encode() == wanted), None)
        if action is None:
            raise Refusal(404, sentences.NO_SUCH_BUTTON)
        form = await self.listeners.pressed(who, room, action)
        return JSONResponse(DONE if form is None else {**DONE, "form": forms.as_json(form)})

    async def fill(self, request: Request) -> Response:
        """Somebody sends a form; where something is wrong with it, that is said at its inputs."""
        asked = await read_body(request)
        who = asked.person(self.group)
        room = await asked.room(self.chat, who)
        action, values = asked.form()
        problems = await self.listeners.filled(who, room, action, values)
        return JSONResponse({"problems": dict(problems)})

    async def react(self, request: Request) -> Response:
        """Somebody puts an emoji on a message, or takes it off: the address says which."""
        asked = await read_body(request)
        who = asked.person(self.group)
        emoji = asked.choice("emoji", REACTIONS)
        post, room = await asked.post(self.chat, who)
        if post.only_for is not None:
            raise Refusal(409, sentences.NOT_PRIVATE)
        reaction = Reaction(post=post.id, member=who.id, emoji=emoji)
        if request.url.path == "/react":
            await self.listeners.reacted(who, room, reaction)
        else:
            await self.listeners.unreacted(who, room, reaction)
        return JSONResponse(DONE)

    async def channel(self, request: Request) -> Response:
        """Somebody comes into a channel, or leaves it."""
        asked = await read_body(request)
        who = asked.person(self.group)
        channel = await asked.channel(self.chat)
        if asked.choice("do", ("join", "leave")) == "join":
            await self.listeners.arrived(who, channel)
        else:
            await self.listeners.left(who, channel)
        return JSONResponse(DONE)

    async def seen(self, request: Request) -> Response:
        """Somebody has read a room up to a message."""
        asked = await read_body(request)
        who = asked.person(self.group)
        post, room = await asked.post(self.chat, who)
        await self.chat.see(who.id, room.id, post.id)
        return JSONResponse(DONE)

    async def turn(self, request: Request) -> Response:
        """The clock is to be turned."""
        by = By((await read_body(request)).choice("by", tuple(By)))
        if self.hand.is_turning:
            raise Refusal(409, sentences.TURNING)
        if not await self.hand.move(by):
            near = by is By.END_OF_ROUND and await self.hand.next_round_at()
            raise Refusal(409, sentences.ROUND_NEAR if near else sentences.NO_ROUND)
        return JSONResponse(DONE)

    async def failed(self, request: Request, error: Exception) -> Response:
        """A mistake in the program: logged with a reference, answered with it."""
        reference = self.listeners.reference()
        log.error("request_failed", reference=reference, path=request.url.path, exc_info=error)
        return JSONResponse({"error": sentences.broke(reference)}, status_code=500)


def build_app(  # noqa: PLR0913 - the parts of the platform, each by its name
    *,
    group: Group,
    chat: Chat,
    clock: Clock,
    bot: Answers,
    turn: Callable[[datetime], Awaitable[None]],
    next_round_at: Callable[[], Awaitable[datetime | None]],
    reference: Callable[[], str],
) -> Starlette:
    """The web application.

    `turn` puts the programme's clock forward to a moment and does on the way what falls due; `next_round_at`
    gives the moment of the next round; `reference` a new short text each time, such as 8 hexadecimal digits.
    """
    listeners = Listeners(bot=bot, chat=chat, group=group, clock=clock, reference=reference)
    hand = Hand(clock=clock, turn=turn, next_round_at=next_round_at, changes=chat.changes)
    desk = Desk(chat=chat, group=group, clock=clock, hand=hand, listeners=listeners)
    return Starlette(
        routes=_routes(desk),
        middleware=[Middleware(LocalOnly)],
        exception_handlers={
            Refusal: _refused,
            HTTPException: _no_such_page,
            StoreError: _store_failed,
            Exception: desk.failed,
        },
    )


def _routes(desk: Desk) -> list[Route | Mount]:
    return [
        Route("/", _page),
        Mount("/page", StaticFiles(directory=PAGE)),
        Route("/state", desk.state),
        Route("/events", desk.events),
        Route("/say", desk.say, methods=["POST"]),
        Route("/press", desk.press, methods=["POST"]),
        Route("/fill", desk.fill, methods=["POST"]),
        Route("/react", desk.react, methods=["POST"]),
        Route("/unreact", desk.react, methods=["POST"]),
        Route("/channel", desk.channel, methods=["POST"]),
        Route("/seen", desk.seen, methods=["POST"]),
        Route("/clock", desk.turn, methods=["POST"]),
    ]


async def _page(_: Request) -> Response:
    return FileResponse(PAGE / "index.html")


async def _refused(_: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, Refusal)
    return JSONResponse({"error": refusal.sentence}, status_code=refusal.status)


async def _no_such_page(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return JSONResponse(
        {"error": sentences.NO_SUCH_PAGE}, status_code=error.status_code, headers=error.headers
    )


async def _store_failed(_: Request, error: Exception) -> Response:
    log.error("store_failed", exc_info=error)
    return JSONResponse({"error": sentences.SERVER_FULL}, status_code=503)
