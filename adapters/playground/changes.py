"""Who watches the chat, and learns that something in it has changed."""

import asyncio
from collections.abc import AsyncIterator


class Changes:
    """Tells every watcher that there is something new; several changes in a row may be told as one."""

    def __init__(self) -> None:
        self._watchers: set[asyncio.Event] = set()
        self._ended = False

    def tell(self) -> None:
        """Something has changed."""
        for watcher in self._watchers:
            watcher.set()

    def end(self) -> None:
        """Nothing more will come: every watcher goes home."""
        self._ended = True
        self.tell()

    async def watch(self) -> AsyncIterator[None]:
        """One item now, and one whenever something has changed, until the end."""
        watcher = asyncio.Event()
        watcher.set()
        self._watchers.add(watcher)
        try:
            await watcher.wait()
            while not self._ended:
                watcher.clear()
                yield
                await watcher.wait()
        finally:
            self._watchers.discard(watcher)
