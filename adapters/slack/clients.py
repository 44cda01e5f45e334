"""The SDK's clients: one for each workspace, none of which sends anything twice by itself."""

from collections.abc import Awaitable, Callable

from slack_sdk.web.async_client import AsyncWebClient

TIME_OUT = 30  # seconds; shorter than a lease

# The client that speaks for 121 in a workspace; None where it is not installed.
ClientOf = Callable[[str], Awaitable[AsyncWebClient | None]]


def sending_client(token: str, base_url: str) -> AsyncWebClient:
    """A client of one workspace that never sends anything twice by itself. `base_url` ends with a slash."""
    return AsyncWebClient(token=token, base_url=base_url, timeout=TIME_OUT, retry_handlers=[])
