"""Turning the programme's clock: by how much, and one turn at a time."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from adapters.playground.changes import Changes
from bot.ports import Clock

BEFORE_ROUND = timedelta(hours=1)  # "the end of the round" is this long before the next one


class By(StrEnum):
    """How far the clock can be turned at once."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    END_OF_ROUND = "end-of-round"
    NEXT_ROUND = "next-round"


STEPS = {By.HOUR: timedelta(hours=1), By.DAY: timedelta(days=1), By.WEEK: timedelta(weeks=1)}


def target(by: By, now: datetime, next_round: datetime | None) -> datetime | None:
    """The moment to turn to; None when there is no such moment ahead."""
    if by in STEPS:
        return now + STEPS[by]
    if next_round is None:
        return None
    moment = next_round - BEFORE_ROUND if by is By.END_OF_ROUND else next_round
    return moment if moment > now else None


@dataclass(kw_only=True)
class Hand:
    """The hand that turns the clock. `turn` does on the way whatever falls due; `next_round_at` may know no round."""

    clock: Clock
    turn: Callable[[datetime], Awaitable[None]]
    next_round_at: Callable[[], Awaitable[datetime | None]]
    changes: Changes
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def is_turning(self) -> bool:
        """Is the clock being turned right now?"""
        return self._lock.locked()

    async def move(self, by: By) -> bool:
        """Turn the clock; False when there is no such moment ahead."""
        try:
            async with self._lock:
                self.changes.tell()
                moment = await self._target(by)
                if moment is None:
                    # A round may be due this moment, and the next one is known once it is open.
                    await self.turn(self.clock.now())
                    moment = await self._target(by)
                if moment is not None:
                    await self.turn(moment)
        finally:
            self.changes.tell()
        return moment is not None

    async def _target(self, by: By) -> datetime | None:
        return target(by, self.clock.now(), await self.next_round_at())
