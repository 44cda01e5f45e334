"""Who may talk to the playground: this machine's own browser, on the playground's own page."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.playground import sentences

LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]"})
SECURITY = {
    # Pictures come with the messages that hold them, as data: addresses, from which nothing can be run.
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
READING = frozenset({"GET", "HEAD"})


class LocalOnly:
    """Refuses requests by another host's name (a page elsewhere that made its name point here) and from other pages."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request, or refuse it; either way with the headers that keep others out."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(SECURITY)
                headers.setdefault("Cache-Control", "no-cache")
            await send(message)

        problem = _problem(scope["method"], Headers(scope=scope))
        answer = JSONResponse({"error": problem}, status_code=403) if problem else self._app
        await answer(scope, receive, send_guarded)


def _problem(method: str, headers: Headers) -> str | None:
    host = headers.get("host", "")
    if _name(host) not in LOCAL:
        return sentences.NOT_LOCAL
    if method in READING:
        return None
    origin = headers.get("origin")
    if origin is not None and origin.lower() != f"http://{host.lower()}":
        return sentences.NOT_OURS
    if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return sentences.NOT_OURS
    return None


def _name(host: str) -> str:
    """The name without the port."""
    name, _, port = host.lower().rpartition(":")
    return name if name and port.isdecimal() else host.lower()
