"""Clocks: the machine's own, one that stands still until it is set, and one that several machines share."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

# Only Linux tells apart whether a counter goes on while the machine sleeps.
_COUNTER = getattr(time, "CLOCK_BOOTTIME", None) or getattr(time, "CLOCK_MONOTONIC", None)


def steady() -> float:
    """Seconds of a counter that only ever goes forward."""
    return time.monotonic() if _COUNTER is None else time.clock_gettime(_COUNTER)


class SystemClock:
    """The machine's own clock, in UTC."""

    def now(self) -> datetime:
        """The present moment."""
        return datetime.now(UTC)  # noqa: TID251 - the one place where real time comes in


class StillClock:
    """A clock for simulated time: it stands still until it is set, and never goes back."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        """The simulated moment."""
        return self._now

    async def set(self, moment: datetime) -> None:
        """Put the clock forward."""
        self._now = max(self._now, moment)


class SharedClock:
    """The time of a clock that several machines share, as it was last read there, in UTC.

    In between it goes on by a counter that nobody sets: it does not matter what this machine's own clock says, and
    a machine that slept counts its sleep wherever its system can.
    """

    def __init__(self, counter: Callable[[], float] = steady) -> None:
        self._counter = counter
        self._ahead: tuple[datetime, float] | None = None

    def read(self, moment: datetime, count: float) -> None:
        """The shared clock showed a moment when the counter stood at so many seconds."""
        self._ahead = moment, count

    @property
    def is_read(self) -> bool:
        """Whether it is known what it shows: on a machine of its own nobody shares a clock."""
        return self._ahead is not None

    def now(self) -> datetime:
        """The present moment, of a clock that was read."""
        assert self._ahead is not None
        moment, count = self._ahead
        return moment + timedelta(seconds=self._counter() - count)
