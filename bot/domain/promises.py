"""What a member said they would do for somebody they met, and when they are reminded of it: on the day, and once more."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.calendar import instant
from bot.domain.model import MemberId, PairingId, WorkspaceId
from bot.domain.reminders import MORNING

USUAL_TIME = timedelta(weeks=1)  # where no day was named
ONCE_MORE_AFTER = timedelta(weeks=1)
LATER_THAT_DAY = (time(12, 30), time(16, 30), time(19))
SOON = timedelta(minutes=30)  # sooner than that nobody needs to be reminded
LONGEST = timedelta(days=366)


class PromiseKind(StrEnum):
    """What was promised."""

    INTRODUCTION = "introduction"  # to somebody
    CONNECTION = "connection"  # a useful contact
    FOLLOW = "follow"  # on a social network
    MATERIAL = "material"  # something to read, a document, a link
    OTHER = "other"


class PromiseState(StrEnum):
    """What became of it."""

    OPEN = "open"
    KEPT = "kept"
    DROPPED = "dropped"


@dataclass(frozen=True, kw_only=True, slots=True)
class Promise:
    """A promise of one member to another. Only who made it sees it; `due_on` is a day where they live."""

    id: int = 0
    workspace_id: WorkspaceId
    member_id: MemberId
    other_id: MemberId
    pairing_id: PairingId | None = None
    kind: PromiseKind = PromiseKind.OTHER
    what: str
    due_on: date
    state: PromiseState = PromiseState.OPEN
    made_at: datetime
    settled_at: datetime | None = None


def reminded_at(
    due_on: date, made_at: datetime, zone: ZoneInfo
) -> tuple[datetime | None, datetime]:
    """When who made a promise is reminded of it: in the morning of the day, and a week later.

    What is promised for the same day comes later on it; None in the evening, when that day is over.
    """
    moments = (instant(due_on, at, zone) for at in (MORNING, *LATER_THAT_DAY))
    on_the_day = next((at for at in moments if at - made_at >= SOON), None)
    return on_the_day, instant(due_on + ONCE_MORE_AFTER, MORNING, zone)
