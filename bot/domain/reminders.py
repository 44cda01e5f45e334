"""Planned private messages to one member, and how many a week are enough.

What the bot says of its own accord counts: introductions, questions, follow-ups. What a member asked to be
reminded of, or what another member wants of them, does not.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.calendar import instant, monday_of
from bot.domain.model import FollowUpKind, FollowUpState, MemberId, WorkspaceId

MOST_A_WEEK = 3
WEEK = timedelta(weeks=1)
MORNING = time(8, 30)


class ReminderKind(StrEnum):
    """What a member is reminded of, the most pressing first."""

    PROMISE = "promise"  # what they said they would do, by the day they named
    AFTERWARDS = "afterwards"  # they met: what was promised, and is it right for them?
    AGAIN = "again"  # some months ago they met: would they like to meet again?
    REFERRAL = "referral"  # how did it turn out?
    CLOSED = "closed"  # a referral of theirs was closed, as nothing was heard of it
    WEEK = "week"  # how the week went, for those who made a plan
    CLOSING = (
        "closing"  # a referral of which nothing was heard is closed, without a word to who got it
    )


ASKED_FOR = frozenset(
    {ReminderKind.PROMISE, ReminderKind.WEEK}
)  # by the member, so they don't count
SILENT = frozenset(
    {ReminderKind.CLOSING}
)  # done on its day, whoever is there and however full the week is


@dataclass(frozen=True, kw_only=True, slots=True)
class Reminder:
    """A planned private message. `about` is the id of what it is about, by the kind; worded only when due.

    `key` makes it unique. After `expires_at` it is not worth sending.
    """

    id: int = 0
    key: str
    workspace_id: WorkspaceId
    member_id: MemberId
    kind: ReminderKind
    about: int
    due_at: datetime
    expires_at: datetime
    state: FollowUpState = FollowUpState.WAITING


def week_began(now: datetime, zone: ZoneInfo) -> datetime:
    """When a member's week began: Monday, midnight, where they are."""
    return instant(monday_of(now.astimezone(zone).date()), time(), zone)


def week_ends(now: datetime, zone: ZoneInfo) -> datetime:
    """When a member's week ends and the next begins: Monday, midnight, where they are."""
    return instant(monday_of(now.astimezone(zone).date()) + WEEK, time(), zone)


def next_week(now: datetime, zone: ZoneInfo) -> datetime:
    """When 121 speaks again to a member whose week is full: next Monday, in the morning, where they are."""
    return instant(monday_of(now.astimezone(zone).date()) + WEEK, MORNING, zone)


def said_this_week(pings: Iterable[datetime], now: datetime, zone: ZoneInfo) -> int:
    """How many of these moments lie in a member's week."""
    began = week_began(now, zone)
    return sum(began <= at <= now for at in pings)


_LEAVES_ROOM = frozenset({FollowUpKind.NUDGE, FollowUpKind.MID_ROUND})


def has_room(kind: FollowUpKind, said: int, most: int) -> bool:
    """Whether one more question fits into a member's week; "did you meet?" must still fit after the others."""
    return said + (kind in _LEAVES_ROOM) < most
