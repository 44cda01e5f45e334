"""What people and platforms can ask of the bot, as frozen values in the imperative.

`table` lists the subcommands of `/121`, from which every adapter builds its native form and its help;
`parse` turns typed text into one of these.
"""

from dataclasses import dataclass
from datetime import time

from bot.deliveries import Receipt
from bot.domain.dates import DayWords
from bot.domain.model import (
    Answer,
    Enrolment,
    Holiday,
    MemberRef,
    OddRule,
    PairingId,
    RequestId,
    Via,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """Who asks, in which channel, and the platform's id of the event, by which a repeated one is known."""

    who: MemberRef
    place: str | None = None
    event: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ShowHelp(Command):
    """What can I say?"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Unclear(Command):
    """Text that is no command. `problem` says in a sentence what is wrong, if that is known; `nearest` is a guess."""

    said: str
    nearest: str | None = None
    problem: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Join(Command):
    """Take part in a circle (`circle`: its name or id, where there are several)."""

    circle: str | int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Leave(Command):
    """Stop taking part."""

    circle: str | int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PairMe(Command):
    """A partner now, please; or this very member (`whom`), if they agree."""

    whom: MemberRef | None = None
    circle: str | int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CancelRequest(Command):
    """Take my request for a partner back."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerInvitation(Command):
    """Accept or decline another member's request to meet me."""

    request: RequestId
    accepts: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ShowStatus(Command):
    """How do things stand with me?"""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportMeeting(Command):
    """Say what became of a meeting; without `pairing`, of my latest one."""

    answer: Answer
    pairing: PairingId | None = None
    via: Via = Via.COMMAND


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrange(Command):
    """We have agreed on a time, in my own time zone."""

    day: DayWords
    at: time
    pairing: PairingId | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SkipRound(Command):
    """Leave me out of the next round, or take that back."""

    circle: str | int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Pause(Command):
    """Leave me out until a day, for some weeks, or until I come back."""

    until: DayWords | None = None
    weeks: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Resume(Command):
    """I am back."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ShowHistory(Command):
    """Whom have I met?"""


@dataclass(frozen=True, kw_only=True, slots=True)
class BlockMember(Command):
    """Never pair me with this member."""

    whom: MemberRef


@dataclass(frozen=True, kw_only=True, slots=True)
class UnblockMember(Command):
    """Take a block back."""

    whom: MemberRef


@dataclass(frozen=True, kw_only=True, slots=True)
class EditProfile(Command):
    """Show my profile, or change one field of it (an empty `value` clears it)."""

    field: str | None = None
    value: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SetUp(Command):
    """Show a circle's settings, change some, or make the circle. Only what is not None changes.

    `channel_name` is what the platform calls the channel: the name of a new circle that was given none.
    """

    channel_name: str | None = None
    name: str | None = None
    every_weeks: int | None = None
    weekday: int | None = None
    at: time | None = None
    time_zone: str | None = None
    enrolment: Enrolment | None = None
    odd_rule: OddRule | None = None
    add_holiday: Holiday | None = None
    clear_holidays: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class PreviewRound(Command):
    """What would a round look like if it were drawn now? Nothing is kept."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenRoundNow(Command):
    """Draw this period's round now."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reacted(Command):
    """A reaction was put on a message."""

    receipt: Receipt
    emoji: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Unreacted(Command):
    """A reaction was taken off a message."""

    receipt: Receipt
    emoji: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberArrived(Command):
    """A member came into the channel `place`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberLeft(Command):
    """A member left the channel `place`, or (without one) the workspace."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Roster(Command):
    """Who is in the channel `place` now, people only, as the platform says."""

    present: tuple[MemberRef, ...]
