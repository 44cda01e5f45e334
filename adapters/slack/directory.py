"""Who people are, as Slack says: asked when needed, remembered for a few minutes, stored nowhere."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from slack_sdk.errors import SlackApiError

from adapters.slack.accounts import Account, account
from adapters.slack.clients import ClientOf
from adapters.slack.refusals import wait_of
from bot.ports import Clock

Json = dict[str, Any]

FRESH = timedelta(minutes=5)
PAGE = 200
MOST_WAITS = 10
LONGEST_WAIT = timedelta(minutes=1)


class Directory:
    """The accounts and channels of every workspace. Every method may raise what the SDK raises."""

    def __init__(self, client_of: ClientOf, clock: Clock) -> None:
        self._client_of = client_of
        self._clock = clock
        self._one: dict[tuple[str, str], tuple[datetime, Account | None]] = {}
        self._all: dict[str, tuple[datetime, tuple[Account, ...]]] = {}

    def forget(self, workspace: str, member: str) -> None:
        """Slack says that an account has changed."""
        self._one.pop((workspace, member), None)
        self._all.pop(workspace, None)

    async def one(self, workspace: str, member: str) -> Account | None:
        """An account; None where 121 is not installed."""
        now = self._clock.now()
        at, known = self._one.get((workspace, member), (None, None))
        if at is not None and _is_fresh(at, now):
            return known
        client = await self._client_of(workspace)
        if client is None:
            return None
        answer = await client.users_info(user=member)
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
        client = await self._client_of(workspace)
        if client is None:
            return ()
        found = [account(user, workspace) async for user in _pages(client.users_list, "members")]
        self._all = {w: kept for w, kept in self._all.items() if _is_fresh(kept[0], now)}
        self._all[workspace] = (now, tuple(found))
        return tuple(found)

    async def present(self, workspace: str, channel: str) -> tuple[Account, ...]:
        """The people in a channel, those of other organisations too, apps not."""
        client = await self._client_of(workspace)
        if client is None:
            return ()
        here = [
            member
            async for member in _pages(client.conversations_members, "members", channel=channel)
        ]
        known = {found.id: found for found in await self.everybody(workspace)}
        found = [known.get(member) or await self._elsewhere(workspace, member) for member in here]
        return tuple(account for account in found if account is not None and account.is_person)

    async def _elsewhere(self, workspace: str, member: str) -> Account | None:
        """Somebody whom the workspace's own list does not have: of another organisation, perhaps hidden from us."""
        try:
            return await self.one(workspace, member)
        except SlackApiError:
            return None

    async def channel_name(self, workspace: str, channel: str) -> str | None:
        """What a channel is called; None where 121 is not installed."""
        client = await self._client_of(workspace)
        if client is None:
            return None
        answer = await client.conversations_info(channel=channel)
        return str(answer["channel"]["name"])


def _is_fresh(at: datetime, now: datetime) -> bool:
    """Whether what was heard still holds. What comes from the future does not: the clock was put back, by who knows how much."""
    return timedelta() <= now - at < FRESH


async def _pages(
    method: Callable[..., Awaitable[Any]], what: str, **given: str
) -> AsyncIterator[Any]:
    """Everything that a method lists, page by page: a page may be short although more follows."""
    cursor = ""
    while True:
        page = await _patiently(partial(method, limit=PAGE, cursor=cursor, **given))
        for one in page[what]:
            yield one
        cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
        if not cursor:
            return


async def _patiently(call: Callable[[], Awaitable[Any]]) -> Any:
    """Call, and wait where Slack asks for it: a large workspace has more pages than may be asked for in a minute."""
    for _ in range(MOST_WAITS):
        try:
            return await call()
        except SlackApiError as error:
            wait = wait_of(error)
            if wait is None:
                raise
            await asyncio.sleep(min(wait, LONGEST_WAIT).total_seconds())
    return await call()
