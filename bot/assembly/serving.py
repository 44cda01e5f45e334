"""The web server of a running bot: what platforms call, and what an operator's monitoring asks."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from secrets import token_hex

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from bot.errors import BotError, InvalidInput

log = structlog.get_logger()

SECONDS_TO_FINISH = 3
MOST_CONNECTIONS = 200  # at once; whoever comes on top of them is asked to come again
PATIENCE = 10.0  # seconds for the next request, from its first letter to the end of its headers
SECURITY = {
    # Only the pages that install 121 in Slack are for people: a button of Slack's, and a style in the page itself.
    "Content-Security-Policy": "default-src 'none'; img-src https: data:; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
Check = Callable[[], Awaitable[bool]]


def health(checks: Mapping[str, Check]) -> list[Route]:
    """`/healthz`: the process is alive. `/readyz`: everything it needs is there, each part by its name."""

    async def alive(_: Request) -> Response:
        return PlainTextResponse("ok")

    async def ready(_: Request) -> Response:
        found = {name: await _passes(check) for name, check in checks.items()}
        return JSONResponse(found, status_code=200 if all(found.values()) else 503)

    return [Route("/healthz", alive), Route("/readyz", ready)]


async def _passes(check: Check) -> bool:
    try:
        async with asyncio.timeout(SECONDS_TO_FINISH):
            return await check()
    except (BotError, TimeoutError):
        return False


async def _failed(request: Request, error: Exception) -> Response:
    """A mistake in the program: logged with a reference, answered with it."""
    reference = token_hex(4)
    log.error("request_failed", path=request.url.path, reference=reference, exc_info=error)
    return PlainTextResponse(f"Something went wrong. Reference: {reference}", status_code=500)


def guarded(app: ASGIApp) -> ASGIApp:
    """The application, each of whose answers tells browsers to trust it with as little as its pages need."""

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY.items():
                    headers[name] = value
            await send(message)

        await app(scope, receive, send_guarded)

    return guard


@asynccontextmanager
async def serving(routes: Sequence[BaseRoute], host: str, port: int) -> AsyncIterator[str]:
    """Serve until the block ends; gives the address. Raises `InvalidInput` where the port is taken."""
    with _socket(host, port) as listening:
        server = _Server(
            uvicorn.Config(
                guarded(Starlette(routes=list(routes), exception_handlers={Exception: _failed})),
                log_config=None,
                access_log=False,
                lifespan="off",
                server_header=False,
                ws="none",
                http=_Impatient,
                limit_concurrency=MOST_CONNECTIONS,
                timeout_graceful_shutdown=SECONDS_TO_FINISH,
            )
        )
        running = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield f"http://{host}:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            await running


class _Server(uvicorn.Server):
    """Uvicorn that leaves signals to its caller, who has more to close than a server."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take none."""
        yield


class _Impatient(H11Protocol):
    """A connection that is closed where no request, or only half of one, comes for a while; uvicorn would wait for ever."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn's own
        super().connection_made(transport)
        self._look_later()

    def _look_later(self) -> None:
        self.loop.call_later(PATIENCE, self._look, self.cycle)

    def _look(self, before: RequestResponseCycle | None) -> None:
        is_idle = before is None or before.response_complete
        if is_idle and self.cycle is before:
            self.transport.close()
        elif not self.transport.is_closing():
            self._look_later()


@contextmanager
def _socket(host: str, port: int) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, port))
            listening.listen()
        except OSError as error:
            message = f"121 cannot listen on {host}:{port} ({error.strerror}). Choose another BOT121_HTTP_PORT."
            raise InvalidInput(message) from error
        yield listening
