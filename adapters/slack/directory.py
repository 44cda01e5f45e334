"""Who people are, as Slack says: asked when needed, at Slack's pace, remembered for a few minutes, stored nowhere."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

from adapters.slack.accounts import Account, account
from adapters.slack.calls import Calls
from adapters.slack.pace import AT_ONCE
from bot.errors import TryLater, Unreachable
from bot.ports import Clock

Json = dict[str, Any]

FRESH = timedelta(minutes=5)
PAGE = 200
MOST_WAITS = 10
SHORTEST_WAIT, LONGEST_WAIT = timedelta(seconds=1), timedelta(minutes=1)


class Directory:
    """The accounts and channels of every workspace. Every method may raise what `Calls` raises."""

    def __init__(self, calls: Calls, clock: Clock) -> None:
        self._calls = calls
        self._clock = clock
        self._one: dict[tuple[str, str], tuple[datetime, Account | None]] = {}
        self._all: dict[str, tuple[datetime, tuple[Account, ...]]] = {}

    def forget(self, workspace: str, member: str) -> None:
        """Slack says that an account has changed."""
        self._one.pop((workspace, member), None)
        self._all.pop(workspace, None)

    async def one(
        self, workspace: str, member: str, patience: timedelta = AT_ONCE
    ) -> Account | None:
        """An account; None where 121 may not see it, or is not installed. Raises `TryLater` where Slack lets it wait longer."""
        now = self._clock.now()
        at, known = self._one.get((workspace, member), (None, None))
        if at is not None and _is_fresh(at, now):
            return known
        try:
            answer = await self._calls.ask(workspace, "users.info", patience, user=member)
        except Unreachable:
            return None
        found = account(answer["user"], workspace)
        self._one = {w: kept for w, kept in self._one.items() if _is_fresh(kept[0], now)}
        self._one[workspace, member] = (now, found)
        return found

    async def everybody(self, workspace: str) -> tuple[Account, ...]:
        """Every account of a workspace."""
        now = self._clock.now()
        at, known = self._all.get(workspace, (None, ()))
        if at is not None and _is_fresh(at, now):
            return known
        pages = self._pages(workspace, "users.list")
        found = [account(user, workspace) async for user in pages]
        self._all = {w: kept for w, kept in self._all.items() if _is_fresh(kept[0], now)}
        self._all[workspace] = (now, tuple(found))
        return tuple(found)

    async def present(self, workspace: str, channel: str) -> tuple[Account, ...]:
        """The people in a channel, those of other organisations too, apps not."""
        pages = self._pages(workspace, "conversations.members", channel=channel)
        here = [str(member) async for member in pages]
        known = {found.id: found for found in await self.everybody(workspace)}
        # Whom the workspace's own list does not have is of another organisation, perhaps hidden from us.
        found = [
            known.get(member) or await self.one(workspace, member, LONGEST_WAIT) for member in here
        ]
        return tuple(account for account in found if account is not None and account.is_person)

    async def channel_name(self, workspace: str, channel: str) -> str:
        """What a channel is called."""
        answer = await self._calls.ask(workspace, "conversations.info", channel=channel)
        return str(answer["channel"]["name"])

    async def _pages(self, workspace: str, method: str, **given: str) -> AsyncIterator[Any]:
        """Everything that a method lists, page by page: a page may be short although more follows."""
        cursor = ""
        while True:
            page = await self._patiently(workspace, method, limit=PAGE, cursor=cursor, **given)
            for one in page["members"]:
                yield one
            cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                return

    async def _patiently(self, workspace: str, method: str, **given: object) -> Json:
        """Call, and wait where Slack asks for it: a large workspace has more pages than may be asked for in a minute."""
        for _ in range(MOST_WAITS):
            try:
                return await self._calls.ask(workspace, method, LONGEST_WAIT, **given)
            except TryLater as error:
                wait = min(max(error.after, SHORTEST_WAIT), LONGEST_WAIT)
                await asyncio.sleep(wait.total_seconds())
        return await self._calls.ask(workspace, method, LONGEST_WAIT, **given)


def _is_fresh(at: datetime, now: datetime) -> bool:
    """What is remembered from later was remembered by a clock that was put back since: nobody knows how old it is."""
    return timedelta(0) <= now - at < FRESH
