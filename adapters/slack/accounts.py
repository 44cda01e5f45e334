"""Accounts as Slack describes them: who is a person, how they belong, what they are called. Pure."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.model import Belonging

Json = dict[str, Any]

SLACKBOT = "USLACKBOT"  # Slack calls it no bot, although it is one


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What Slack says of a person. None: it does not say."""

    organiser: bool | None = None
    time_zone: str | None = None
    belonging: Belonging | None = None


NOTHING = Known()


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """An account that is seen from a workspace. `is_person`: somebody who can be met."""

    id: str
    known: Known
    is_person: bool
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
    belonging = _belonging(user, workspace)
    rights = any(user.get(f) for f in ("is_admin", "is_owner", "is_primary_owner"))
    is_app = user.get("is_bot") or user.get("is_app_user") or user["id"] == SLACKBOT
    return Account(
        id=str(user["id"]),
        known=Known(
            # Whoever administers another organisation's workspace organises nothing in this one.
            organiser=rights and belonging is not Belonging.OUTSIDER,
            time_zone=user.get("tz"),
            belonging=belonging,
        ),
        is_person=not (user.get("deleted") or is_app),
        names=frozenset(fold(name) for name in names if name),
    )


def _belonging(user: Json, workspace: str) -> Belonging:
    if user.get("is_stranger") or user.get("team_id", workspace) != workspace:
        return Belonging.OUTSIDER
    if user.get("is_restricted") or user.get("is_ultra_restricted"):
        return Belonging.GUEST
    return Belonging.MEMBER


def fold(name: str) -> str:
    """A name as it is compared: without case, accents and an @ in front."""
    plain = unicodedata.normalize("NFKD", name.strip().lstrip("@").casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def called(accounts: Sequence[Account], name: str) -> tuple[Account, ...]:
    """Those whom a typed name can mean: by a whole name, else by one of its words."""
    wanted = fold(name)
    people = tuple(found for found in accounts if found.is_person)
    whole = tuple(found for found in people if wanted in found.names)
    return whole or tuple(
        found for found in people if any(wanted in known.split() for known in found.names)
    )
