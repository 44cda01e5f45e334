"""Turning a simulated clock: time jumps from one due moment to the next, so that nothing is skipped."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Protocol

from scheduler.runner import Dated

SMALLEST_STEP = timedelta(seconds=1)


class SettableClock(Protocol):
    """A clock that can be put forward."""

    def now(self) -> datetime:
        """The simulated moment."""
        ...

    async def set(self, moment: datetime) -> None:
        """Put the clock forward to a moment; it never goes back."""
        ...


async def turn(
    clock: SettableClock,
    programme: Dated,
    run_once: Callable[[], Awaitable[None]],
    to: datetime,
) -> None:
    """Put the clock forward to a moment, doing on the way whatever falls due, each thing at its time."""
    await run_once()
    while (due := await programme.next_due()) is not None and due <= to:
        # What is overdue and still not done (a message that must wait, say) must not hold the clock up.
        await clock.set(max(due, clock.now() + SMALLEST_STEP))
        await run_once()
    await clock.set(max(to, clock.now()))
    await run_once()
