"""Calls to Discord's API, through discord.py's own client: it keeps the rate limits and sends again what surely did not arrive."""

import asyncio
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
    """The API by paths; `http` gives the client to use now. Every call may raise what discord.py raises.

    `per_second`: never more calls than that, evenly spaced. discord.py keeps the limit of each route, but of the
    limit over all routes (50 a second) it only learns by breaking it:
    https://docs.discord.com/developers/topics/rate-limits#global-rate-limit
    """

    def __init__(self, http: Callable[[], Requests], per_second: float | None = None) -> None:
        self._http = http
        self._between = 1 / per_second if per_second else 0.0
        self._free_at = 0.0

    async def _turn(self) -> None:
        if self._between:
            now = asyncio.get_running_loop().time()
            mine = max(now, self._free_at)
            self._free_at = mine + self._between
            await asyncio.sleep(mine - now)

    async def get(self, path: str, params: Json = None, **ids: Any) -> Json:
        """Read something."""
        await self._turn()
        more = {} if params is None else {"params": params}
        return await self._http().request(Route("GET", path, **ids), **more)

    async def post(self, path: str, body: Json, **ids: Any) -> Json:
        """Make something."""
        await self._turn()
        return await self._http().request(Route("POST", path, **ids), json=body)

    async def patch(self, path: str, body: Json, **ids: Any) -> Json:
        """Change something."""
        await self._turn()
        return await self._http().request(Route("PATCH", path, **ids), json=body)

    async def put(self, path: str, body: Json = None, **ids: Any) -> Json:
        """Put something in a place; a second time it is there already."""
        await self._turn()
        more = {} if body is None else {"json": body}
        return await self._http().request(Route("PUT", path, **ids), **more)
