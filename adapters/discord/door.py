"""Calls to Discord's API, through discord.py's own client: it keeps the rate limits and sends again what surely did not arrive."""

import asyncio
from collections.abc import Callable, Sequence
from json import dumps
from typing import Any, Protocol

from discord.http import Route

from bot.messages import Attachment

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

    async def post(
        self, path: str, body: Json, files: Sequence[Attachment] = (), **ids: Any
    ) -> Json:
        """Make something, with the files that belong to it."""
        await self._turn()
        return await self._http().request(Route("POST", path, **ids), **_carried(body, files))

    async def patch(
        self, path: str, body: Json, files: Sequence[Attachment] = (), **ids: Any
    ) -> Json:
        """Change something, with the files that belong to it now."""
        await self._turn()
        return await self._http().request(Route("PATCH", path, **ids), **_carried(body, files))

    async def put(self, path: str, body: Json = None, **ids: Any) -> Json:
        """Put something in a place; a second time it is there already."""
        await self._turn()
        more = {} if body is None else {"json": body}
        return await self._http().request(Route("PUT", path, **ids), **more)


def _carried(body: Json, files: Sequence[Attachment]) -> dict[str, Any]:
    """A body as JSON; with files, as a form of which it is one part.

    https://docs.discord.com/developers/reference#uploading-files
    """
    if not files:
        return {"json": body}
    told = {"name": "payload_json", "value": dumps(body), "content_type": "application/json"}
    parts = [
        {
            "name": f"files[{place}]",
            "value": file.content,
            "filename": file.name,
            "content_type": file.media_type,
        }
        for place, file in enumerate(files)
    ]
    return {"form": [told, *parts]}
