"""Slack by HTTP: the address to which it sends everything, and the pages that install 121."""

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from adapters.slack.installing import INSTALL_PATH, REDIRECT_PATH

EVENTS_PATH = "/slack/events"
LONGEST_BODY = 1024 * 1024


def routes(app: AsyncApp) -> list[Route]:
    """What Slack and installing people call."""
    handler = AsyncSlackRequestHandler(app)

    async def take(request: Request) -> Response:
        if int(request.headers.get("content-length") or 0) > LONGEST_BODY:
            return PlainTextResponse("That is more than Slack ever sends.", status_code=413)
        if not _is_text(await request.body()):
            return PlainTextResponse("This is not text.", status_code=400)
        return await handler.handle(request)

    found = [Route(EVENTS_PATH, take, methods=["POST"])]
    if app.oauth_flow is not None:
        found += [Route(path, take, methods=["GET"]) for path in (INSTALL_PATH, REDIRECT_PATH)]
    return found


def _is_text(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True
