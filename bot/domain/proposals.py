"""Proposing a time for a meeting: what stands to be answered, and what an answer does to it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from bot.domain.meetings import is_arranged_ahead
from bot.domain.model import (
    LARGEST_ID,
    OPEN_STATUSES,
    Meeting,
    MeetingStatus,
    MemberId,
    PairingId,
    Yes,
)

MOST_PROPOSED = 4  # three that the form offers, and one of one's own
_TIMES = 10  # times that a button can tell apart
_CHANGES = 10_000  # changes of a meeting that a button can tell apart
_MINUTE = 60  # seconds
_MINUTES = 100_000_000  # that a button can tell apart: those since 1970, until the year 2160
LARGEST_CHOSEN = (LARGEST_ID + 1) * _CHANGES * _TIMES - 1  # number of a `TimeChosen`
LARGEST_OFFERED = (LARGEST_ID + 1) * _MINUTES - 1  # number of a `TimeOffered`


@dataclass(frozen=True, kw_only=True, slots=True)
class TimeChosen:
    """What a button with a time stands for: the number of the time, in the proposal as of a change of the meeting."""

    pairing: PairingId
    sequence: int
    number: int

    def encode(self) -> int:
        """One number, as a button carries it: the pairing, four digits for the change, one for the time."""
        return (self.pairing * _CHANGES + self.sequence % _CHANGES) * _TIMES + self.number

    @classmethod
    def decode(cls, about: int) -> "TimeChosen":
        """Read `encode()` back."""
        rest, number = divmod(about, _TIMES)
        pairing, sequence = divmod(rest, _CHANGES)
        return cls(pairing=PairingId(pairing), sequence=sequence, number=number)

    def is_of(self, meeting: Meeting) -> bool:
        """Whether the button belongs to the proposal that stands now."""
        same = self.sequence == meeting.sequence % _CHANGES
        return same and self.number < len(meeting.proposals)


@dataclass(frozen=True, kw_only=True, slots=True)
class TimeOffered:
    """What a button with a time stands for: one to propose, or one that was agreed and is taken back."""

    pairing: PairingId
    at: datetime

    def encode(self) -> int:
        """One number, as a button carries it: the pairing, and eight digits for the minute."""
        return self.pairing * _MINUTES + int(self.at.timestamp()) // _MINUTE

    @classmethod
    def decode(cls, about: int) -> "TimeOffered":
        """Read `encode()` back."""
        pairing, minute = divmod(about, _MINUTES)
        return cls(pairing=PairingId(pairing), at=datetime.fromtimestamp(minute * _MINUTE, UTC))


class Standing(StrEnum):
    """How a proposal stands with somebody who wants to answer it."""

    SETTLED = "settled"  # the meeting is over or called off
    NONE = "none"  # nobody has proposed anything
    AGREED = "agreed"  # nothing is open any more: a time is agreed
    OWN = "own"  # it is theirs; the others answer it
    REPLACED = "replaced"  # another proposal has taken its place
    PAST = "past"  # the time is over
    OPEN = "open"


def standing(
    meeting: Meeting, member: MemberId, now: datetime, chosen: TimeChosen | None
) -> Standing:
    """Whether a member may accept the time of a button (None: the earliest proposed that lies ahead)."""
    if meeting.status not in OPEN_STATUSES:
        return Standing.SETTLED
    if not waits(meeting):
        agreed = meeting.status is MeetingStatus.ARRANGED
        return Standing.AGREED if agreed else Standing.NONE
    if meeting.proposed_by == member:
        return Standing.OWN
    if chosen and not chosen.is_of(meeting):
        return Standing.REPLACED
    at = meeting.proposals[chosen.number] if chosen else max(meeting.proposals)
    return Standing.PAST if at <= now else Standing.OPEN


def waits(meeting: Meeting) -> bool:
    """Whether times are proposed and nobody has turned them down."""
    return bool(meeting.proposals) and meeting.declined_by is None


def ahead(meeting: Meeting, now: datetime) -> tuple[datetime, ...]:
    """The times that wait for an answer and still lie ahead."""
    return tuple(at for at in meeting.proposals if at > now) if waits(meeting) else ()


def place_as_before(meeting: Meeting) -> str:
    """Where the two meet if their time only moves: a time that was taken back has taken its place with it."""
    if waits(meeting):
        return meeting.proposed_place
    return meeting.place if meeting.status is MeetingStatus.ARRANGED else ""


def propose(meeting: Meeting, by: MemberId, times: Sequence[datetime], place: str) -> Meeting:
    """The meeting with a new proposal in place of any other; a time agreed before holds until this one is accepted."""
    return replace(
        meeting,
        proposals=tuple(sorted(set(times))),
        proposed_by=by,
        yeses=(),
        declined_by=None,
        proposed_place=place,
        sequence=meeting.sequence + 1,
    )


def suits(meeting: Meeting, member: MemberId, at: datetime) -> bool:
    """Whether a proposed time suits a member: they have put it forward, or said yes to it."""
    return meeting.proposed_by == member or Yes(member=member, at=at) in meeting.yeses


def unanswered(meeting: Meeting, member: MemberId, now: datetime) -> tuple[datetime, ...]:
    """The times that still lie ahead and to which a member has not said yes."""
    return tuple(at for at in ahead(meeting, now) if not suits(meeting, member, at))


def say_yes(meeting: Meeting, by: MemberId, at: datetime) -> Meeting:
    """The meeting with a yes to one of the proposed times.

    It counts as no change of the meeting: the buttons that others have stay good.
    """
    if suits(meeting, by, at):
        return meeting
    return replace(meeting, yeses=(*meeting.yeses, Yes(member=by, at=at)))


def decline(meeting: Meeting, by: MemberId) -> Meeting:
    """The meeting with its proposal turned down; it is kept, so that the no can be taken back."""
    without = _without_yes(meeting, by)
    return replace(without, declined_by=by, sequence=meeting.sequence + 1)


def _without_yes(meeting: Meeting, by: MemberId) -> Meeting:
    return replace(meeting, yeses=tuple(yes for yes in meeting.yeses if yes.member != by))


class Own(StrEnum):
    """What a member may take back of what was said about a time."""

    PROPOSAL = "proposal"
    NO = "no"
    YES = "yes"  # to a time to which others have still to say yes
    AGREED = "agreed"  # the time that all of them have: each may say that it suits them no longer
    NOTHING = "nothing"


def own(meeting: Meeting, member: MemberId, now: datetime) -> Own:
    """What this member may take back: of the proposal that stands, or was turned down last; else the agreed time."""
    if meeting.status not in OPEN_STATUSES:
        return Own.NOTHING
    agreed = is_arranged_ahead(meeting, now)
    if meeting.proposals and not (agreed and max(meeting.proposals) <= now):
        if meeting.declined_by == member:
            return Own.NO
        if meeting.proposed_by == member and waits(meeting):
            return Own.PROPOSAL
        if waits(meeting) and any(yes.member == member for yes in meeting.yeses):
            return Own.YES
    return Own.AGREED if agreed else Own.NOTHING


def take_back(meeting: Meeting, what: Own, by: MemberId) -> Meeting:
    """The meeting without its proposal, with it once more, or without this member's yes."""
    if what is Own.YES:
        return _without_yes(meeting, by)
    after = replace(meeting, declined_by=None, sequence=meeting.sequence + 1)
    if what is Own.NO:
        return after
    return replace(after, proposals=(), proposed_by=None, yeses=(), proposed_place="")
