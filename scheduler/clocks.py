"""Clocks: the machine's own, and one that stands still until it is set."""

from datetime import UTC, datetime


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
