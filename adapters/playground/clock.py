"""The programme's clock on the playground: real time, put forward."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

NOT_AHEAD = timedelta(0)


class TurnableClock:
    """Runs with real time (`real`, aware, in UTC), `ahead` of it, and can be put further forward.

    It never goes back: not before `last`, the latest moment that was seen in an earlier run, nor when the
    machine's own clock is corrected. `keep` stores how far it is ahead.
    """

    def __init__(
        self,
        real: Callable[[], datetime],
        ahead: timedelta = NOT_AHEAD,
        *,
        last: datetime | None = None,
        keep: Callable[[timedelta], Awaitable[None]],
    ) -> None:
        self._real = real
        self._keep = keep
        self._ahead = max(ahead, last - real()) if last else ahead
        self._latest = real() + self._ahead

    def now(self) -> datetime:
        """The programme's present moment, aware, in UTC."""
        self._latest = max(self._latest, self._real() + self._ahead)
        return self._latest

    async def set(self, moment: datetime) -> None:
        """Put the clock forward to a moment; an earlier one changes nothing."""
        ahead = moment - self._real()
        if moment <= self.now():
            return
        await self._keep(ahead)
        self._ahead = ahead
