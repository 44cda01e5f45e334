"""Calls to Discord's API, through discord.py's own client: it keeps the rate limits and sends again what surely did not arrive."""

from collections.abc import Callable
from typing import Any, Protocol

from discord.http import Route

Json = Any


class Requests(Protocol):
    """discord.py's HTTP client, as far as it is used here."""

    async def request(self, route: Route, **kwargs: Any) -> Any:
        """Call a route, and give the answer's JSON."""
        ...


class Door:
    """The API by paths; `http` gives the client to use now. Every call may raise what discord.py raises."""

    def __init__(self, http: Callable[[], Requests]) -> None:
        self._http = http

    async def get(self, path: str, params: Json = None, **ids: Any) -> Json:
        """Read something."""
        more = {} if params is None else {"params": params}
        return await self._http().request(Route("GET", path, **ids), **more)

    async def post(self, path: str, body: Json, **ids: Any) -> Json:
        """Make something."""
        return await self._http().request(Route("POST", path, **ids), json=body)

    async def patch(self, path: str, body: Json, **ids: Any) -> Json:
        """Change something."""
        return await self._http().request(Route("PATCH", path, **ids), json=body)

    async def put(self, path: str, body: Json = None, **ids: Any) -> Json:
        """Put something in a place; a second time it is there already."""
        more = {} if body is None else {"json": body}
        return await self._http().request(Route("PUT", path, **ids), **more)
