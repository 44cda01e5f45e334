"""Slack by HTTP: the address to which it sends everything, and the pages that install 121."""

import asyncio

from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_sdk.signature import SignatureVerifier
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from adapters.slack.installing import INSTALL_PATH, REDIRECT_PATH
from adapters.slack.reading import STUMBLES

EVENTS_PATH = "/slack/events"
LONGEST_BODY = 1024 * 1024
LONGEST_READING = 5.0  # seconds; Slack itself gives up after three
LONGEST_STAMP = 12


def routes(app: AsyncApp, signing_secret: str) -> list[Route]:
    """What Slack and installing people call."""
    verifier = SignatureVerifier(signing_secret)

    async def take(request: Request) -> Response:
        try:
            body = await _read(request)
        except TimeoutError:
            return _no_more("That takes longer than Slack ever does.", 408)
        except ClientDisconnect:
            return Response(status_code=400)  # which nobody hears
        if body is None:
            return _no_more("That is more than Slack ever sends.", 413)
        # Bolt reads a body before it looks at the signature, and stumbles over what is no payload.
        if not _is_signed(verifier, request, body):
            return PlainTextResponse("Slack did not sign this just now.", status_code=401)
        try:
            answer = await app.async_dispatch(to_async_bolt_request(request, body))
        except (*STUMBLES, RecursionError):
            return PlainTextResponse("This is no payload.", status_code=400)
        return to_starlette_response(answer)

    found = [Route(EVENTS_PATH, take, methods=["POST"])]
    return found if app.oauth_flow is None else [*found, *_pages(app.oauth_flow)]


def _pages(flow: AsyncOAuthFlow) -> list[Route]:
    """The pages that install 121. Whatever body comes with the wish to see them is not read."""

    async def install(request: Request) -> Response:
        asked = to_async_bolt_request(request, b"")
        return to_starlette_response(await flow.handle_installation(asked))

    async def back(request: Request) -> Response:
        asked = to_async_bolt_request(request, b"")
        return to_starlette_response(await flow.handle_callback(asked))

    return [
        Route(INSTALL_PATH, install, methods=["GET"]),
        Route(REDIRECT_PATH, back, methods=["GET"]),
    ]


async def _read(request: Request) -> bytes | None:
    """The body; None where there is too much of it. Raises `TimeoutError`, and `ClientDisconnect` before its end."""
    body = bytearray()
    async with asyncio.timeout(LONGEST_READING):
        async for chunk in request.stream():
            body += chunk
            if len(body) > LONGEST_BODY:
                return None
    return bytes(body)


def _no_more(said: str, status: int) -> Response:
    """A refusal in the middle of a body, of which nothing more is taken."""
    return PlainTextResponse(said, status_code=status, headers={"Connection": "close"})


def _is_signed(verifier: SignatureVerifier, request: Request, body: bytes) -> bool:
    """Whether the signature is Slack's, and not older than five minutes."""
    stamp = request.headers.get("x-slack-request-timestamp", "")
    if not (stamp.isascii() and stamp.isdecimal()) or len(stamp) > LONGEST_STAMP:
        return False
    signature = request.headers.get("x-slack-signature", "")
    if not signature.isascii():
        return False  # which the comparison would not take
    try:
        return verifier.is_valid(body, stamp, signature)
    except UnicodeDecodeError:
        return False
