"""How fast one workspace may be asked: the limits that Slack documents, kept beforehand, and what it told us to wait.

Kept for each workspace and method apart, and for messages for each channel too, so that one never slows another. A minute is
counted as a second longer: calls that leave at an even pace may arrive closer together.
Limits: https://docs.slack.dev/apis/web-api/rate-limits
"""

from collections import defaultdict, deque
from dataclasses import dataclass
from datetime import datetime, timedelta

A_MINUTE = timedelta(seconds=61)
LONGEST_SPAN = (
    A_MINUTE * 2
)  # what is noted further ahead than that was noted by a clock that was put back since
MOST_NOTED = 10_000  # channels and methods; those that rest are forgotten then


@dataclass(frozen=True, slots=True)
class Limit:
    """So many calls in any such time."""

    calls: int
    span: timedelta = A_MINUTE


TIER_2, TIER_3, TIER_4 = Limit(20), Limit(50), Limit(100)
PER_METHOD = {
    "users.info": TIER_4,
    "users.list": TIER_2,
    "conversations.members": TIER_4,
    "conversations.info": TIER_3,
    "conversations.open": TIER_3,
    "conversations.history": TIER_3,
    "reactions.get": TIER_3,
    "chat.postMessage": Limit(300),  # "several hundred" a minute for a whole workspace
}
PER_CHANNEL = {
    "chat.postMessage": Limit(3, timedelta(seconds=3))
}  # one a second, short bursts allowed
AT_ONCE = timedelta(0)

Way = tuple[str, ...]  # a workspace and a method, and for messages the channel


class Pace:
    """Says when a method may be called; everything else is left to Slack's own answer."""

    def __init__(self) -> None:
        self._closed: dict[Way, tuple[datetime, datetime]] = {}
        self._calls: defaultdict[Way, deque[datetime]] = defaultdict(deque)

    def take(
        self,
        workspace: str,
        method: str,
        now: datetime,
        channel: str = "",
        patience: timedelta = AT_ONCE,
    ) -> timedelta:
        """How long a call has to wait. It is counted, as made then, unless that is longer than the patience."""
        ways: dict[Way, Limit | None] = {(workspace, method): PER_METHOD.get(method)}
        if channel:
            ways[workspace, method, channel] = PER_CHANNEL.get(method)
        kept = [(way, limit) for way, limit in ways.items() if limit is not None]
        free = [self._free_at(way, limit, now) for way, limit in kept]
        at = max(self._opens((workspace, method), now), now, *free)
        if at - now <= patience:
            self._forget_some(now)
            for way, _ in kept:
                self._calls[way].append(at)
        return at - now

    def close(self, workspace: str, method: str, now: datetime, wait: timedelta) -> None:
        """Slack said that this method is to be left alone for so long."""
        way = (workspace, method)
        self._closed[way] = (now, max(now + wait, self._opens(way, now)))

    def closed_for(self, workspace: str, method: str, now: datetime) -> timedelta:
        """For how long Slack wants this method to be left alone still."""
        return self._opens((workspace, method), now) - now

    def _opens(self, way: Way, now: datetime) -> datetime:
        since, until = self._closed.get(way, (now, now))
        if since <= now < until:
            return until
        self._closed.pop(way, None)
        return now

    def _free_at(self, way: Way, limit: Limit, now: datetime) -> datetime:
        calls = self._calls[way] if way in self._calls else deque[datetime]()
        if calls and calls[-1] > now + LONGEST_SPAN:
            calls.clear()
        while calls and calls[0] <= now - limit.span:
            calls.popleft()
        return now if len(calls) < limit.calls else calls[-limit.calls] + limit.span

    def _forget_some(self, now: datetime) -> None:
        if len(self._calls) >= MOST_NOTED:
            for way in [
                way for way, calls in self._calls.items() if not calls or calls[-1] < now - A_MINUTE
            ]:
                del self._calls[way]
