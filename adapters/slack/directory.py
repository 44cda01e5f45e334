"""Who people are, as Slack says: asked when needed, remembered for a few minutes, stored nowhere."""

import unicodedata
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.reading import Known
from bot.ports import Clock

Json = dict[str, Any]
ClientOf = Callable[[str], Awaitable[AsyncWebClient | None]]

FRESH = timedelta(minutes=5)
PAGE = 200
SLACKBOT = "USLACKBOT"  # Slack calls it no bot, although it is one


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """An account in a workspace. `is_person`: somebody of this workspace who can be met."""

    id: str
    known: Known
    is_person: bool
    is_guest: bool
    names: frozenset[str]


def account(user: Json, workspace: str) -> Account:
    """An account, from Slack's user object (https://docs.slack.dev/reference/objects/user-object)."""
    profile: Json = user.get("profile") or {}
    names = (
        profile.get("display_name"),
        profile.get("real_name"),
        user.get("real_name"),
        user.get("name"),
    )
    elsewhere = user.get("is_stranger") or user.get("team_id", workspace) != workspace
    is_app = user.get("is_bot") or user.get("is_app_user") or user["id"] == SLACKBOT
    return Account(
        id=str(user["id"]),
        known=Known(
            organiser=any(user.get(f) for f in ("is_admin", "is_owner", "is_primary_owner")),
            time_zone=user.get("tz"),
        ),
        is_person=not (user.get("deleted") or is_app or elsewhere),
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        names=frozenset(fold(name) for name in names if name),
    )


def fold(name: str) -> str:
    """A name as it is compared: without case, accents and an @ in front."""
    plain = unicodedata.normalize("NFKD", name.strip().lstrip("@").casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def called(accounts: tuple[Account, ...], name: str) -> tuple[Account, ...]:
    """Those whom a typed name can mean: by a whole name, else by one of its words."""
    wanted = fold(name)
    people = tuple(found for found in accounts if found.is_person)
    whole = tuple(found for found in people if wanted in found.names)
    return whole or tuple(
        found for found in people if any(wanted in known.split() for known in found.names)
    )


class Directory:
    """The accounts of every workspace. Every method may raise what the SDK raises."""

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
        if at is not None and now - at < FRESH:
            return known
        client = await self._client_of(workspace)
        if client is None:
            return None
        answer = await client.users_info(user=member)
        found = account(answer["user"], workspace)
        self._one = {w: kept for w, kept in self._one.items() if now - kept[0] < FRESH}
        self._one[workspace, member] = (now, found)
        return found

    async def everybody(self, workspace: str) -> tuple[Account, ...]:
        """Every account of a workspace."""
        now = self._clock.now()
        at, known = self._all.get(workspace, (None, ()))
        if at is not None and now - at < FRESH:
            return known
        client = await self._client_of(workspace)
        if client is None:
            return ()
        found: list[Account] = []
        cursor = ""
        while True:
            page = await client.users_list(limit=PAGE, cursor=cursor)
            found += [account(user, workspace) for user in page["members"]]
            cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                break
        self._all[workspace] = (now, tuple(found))
        return tuple(found)

    async def present(self, workspace: str, channel: str) -> tuple[str, ...]:
        """Who is in a channel, by id, apps and strangers too."""
        client = await self._client_of(workspace)
        found: list[str] = []
        cursor = ""
        while client is not None:
            page = await client.conversations_members(channel=channel, limit=PAGE, cursor=cursor)
            found += page["members"]
            cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                break
        return tuple(found)
