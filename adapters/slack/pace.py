"""How fast one workspace may be asked: what Slack has told us to wait, and the tier of a method.

Kept for each workspace and method apart, so that one never slows another.
Tiers: https://docs.slack.dev/apis/web-api/rate-limits
"""

from collections import defaultdict, deque
from datetime import datetime, timedelta

from bot.errors import TryLater

A_MINUTE = timedelta(minutes=1)
PER_MINUTE = {"conversations.open": 50, "conversations.history": 50, "reactions.get": 50}

Way = tuple[str, str]  # a workspace and a method


class Pace:
    """Says when a method may be called; everything else is left to Slack's own answer."""

    def __init__(self) -> None:
        self._closed_until: dict[Way, datetime] = {}
        self._calls: defaultdict[Way, deque[datetime]] = defaultdict(deque)

    def take(self, workspace: str, method: str, now: datetime) -> None:
        """Count a call that is about to be made. Raises `TryLater` when it has to wait."""
        way = (workspace, method)
        wait = max(self._closed_until.get(way, now), self._free_at(way, now)) - now
        if wait > timedelta(0):
            raise TryLater("Slack asks for patience.", after=wait)  # noqa: EM101, TRY003 - one sentence
        self._closed_until.pop(way, None)
        if method in PER_MINUTE:
            self._calls[way].append(now)

    def close(self, workspace: str, method: str, until: datetime) -> None:
        """Slack said that this method is to be left alone until then."""
        way = (workspace, method)
        self._closed_until[way] = max(until, self._closed_until.get(way, until))

    def _free_at(self, way: Way, now: datetime) -> datetime:
        calls = self._calls[way] if way in self._calls else deque[datetime]()
        while calls and calls[0] <= now - A_MINUTE:
            calls.popleft()
        full = len(calls) >= PER_MINUTE.get(way[1], 1)
        return calls[0] + A_MINUTE if calls and full else now
