"""What only one of several 121 on one database has at a time."""

import asyncio
from collections.abc import Callable
from typing import Protocol
from zlib import crc32


def do_nothing() -> None:
    """Tell nobody."""


class Together(Protocol):
    """One of those who work on one database."""

    def hear(self, on_news: Callable[[], None]) -> None:
        """From now on call this whenever another may have stored a message."""
        ...

    def hold(self, name: str) -> "Hold":
        """Something to have whenever nobody else has it."""
        ...


class Hold:
    """Something that one replica has at a time.

    `was_taken`: another may have had it since this one last had it. `is_wanted`: whoever has it and cannot use it leaves it to
    another by setting this to False, for as long as it stands so.
    """

    def __init__(self, name: str, *, is_held: bool = False) -> None:
        self.key = crc32(name.encode()) & 0x7FFFFFFF
        self.was_taken = False
        self.is_wanted = True
        self._held, self._free = asyncio.Event(), asyncio.Event()
        (self._held if is_held else self._free).set()

    @property
    def is_held(self) -> bool:
        """Whether this replica has it."""
        return self._held.is_set()

    async def gained(self) -> None:
        """Wait until this replica has it."""
        await self._held.wait()

    async def lost(self) -> None:
        """Wait until this replica has it no longer."""
        await self._free.wait()

    def gain(self) -> None:
        """It is this replica's."""
        self.was_taken = False
        self._free.clear()
        self._held.set()

    def lose(self) -> None:
        """It is another's, or may be."""
        self.was_taken = True
        self._held.clear()
        self._free.set()
