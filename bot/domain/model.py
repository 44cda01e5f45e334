"""The nouns of the programme, as frozen values. Names are those of docs/glossary.md.

Ids are the database's; 0 means "not stored yet". Every datetime is aware and in UTC; local dates and
times stand beside the IANA zone they belong to.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import NewType

LARGEST_ID = 2**31 - 1  # of any value here: that of an INTEGER in PostgreSQL
WorkspaceId = NewType("WorkspaceId", int)
MemberId = NewType("MemberId", int)
CircleId = NewType("CircleId", int)
RoundId = NewType("RoundId", int)
PairingId = NewType("PairingId", int)
RequestId = NewType("RequestId", int)
FollowUpId = NewType("FollowUpId", int)

PAIR = 2  # who usually meet at once


class Platform(StrEnum):
    """Where a workspace lives."""

    SLACK = "slack"
    DISCORD = "discord"
    PLAYGROUND = "playground"


class Belonging(StrEnum):
    """How a person belongs to a workspace."""

    MEMBER = "member"
    GUEST = "guest"  # invited into some channels only
    OUTSIDER = "outsider"  # of another organisation, in a shared channel


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberRef:
    """A person as an adapter knows them: the platform's own ids, and what the platform says about them now.

    None for `organiser`, `time_zone` or `belonging`: the platform does not say, and what is known stays. `spoke` is
    False where the platform only told that they are there.
    """

    platform: Platform
    workspace: str
    member: str
    organiser: bool | None = None
    time_zone: str | None = None
    belonging: Belonging | None = None
    spoke: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Workspace:
    """One Slack workspace, Discord server or playground group. Nothing crosses from one to another.

    `left_at`: 121 was removed from it; what is stored is erased after the time of the retention rule.
    """

    id: WorkspaceId = WorkspaceId(0)
    platform: Platform
    external_id: str
    time_zone: str = "UTC"
    left_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Free:
    """Hours of every week in which a member can meet, in their own time zone: a weekday (Monday is 0), from, to."""

    weekday: int
    begins: time
    ends: time


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """A person in a workspace. No name is kept: platforms show names where a mention stands.

    `chose_zone`: the time zone is the member's own word; otherwise it follows the platform's. `spoke`: they have
    spoken to 121, or acted on something it said. `forgotten_at`: when they asked to be forgotten; until they take part
    again, nobody reaches them through 121. `networks`: the other groups they belong to. `available`: when they can
    meet (empty: in office hours). `every`: rounds give them a
    partner every so many weeks. `plan`: how many 1-2-1s a week they have promised themselves; 0: none. `best`: what they do
    best. `unsent`: a referral that they have begun (`Draft` in `bot/domain/referrals.py`).
    """

    id: MemberId = MemberId(0)
    workspace_id: WorkspaceId
    external_id: str
    belonging: Belonging = Belonging.MEMBER
    spoke: bool = True
    time_zone: str | None = None
    chose_zone: bool = False
    organiser: bool = False
    last_seen_at: datetime
    gone_at: datetime | None = None
    forgotten_at: datetime | None = None
    limit: int = 1
    every: int = 1
    plan: int = 0
    business: str = ""
    team: str = ""
    looking_for: tuple[str, ...] = ()
    can_offer: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    goals: str = ""
    networks: tuple[str, ...] = ()
    available: tuple[Free, ...] = ()
    best: str = ""
    unsent: tuple[str, ...] = ()

    @property
    def is_reached(self) -> bool:
        """Whether 121 may tell them something: they have not left, nor asked to be forgotten."""
        return self.gone_at is None and self.forgotten_at is None


class Enrolment(StrEnum):
    """How one comes to take part in a circle."""

    OPT_IN = "opt_in"  # by asking for it
    CHANNEL = "channel"  # by being in the circle's channel


class OddRule(StrEnum):
    """What happens when the number of members is odd."""

    TRIO = "trio"  # one pair becomes three
    SIT_OUT = "sit_out"  # one waits, first in the queue


class Admits(StrEnum):
    """Who may take part in a circle."""

    MEMBERS = "members"  # of this workspace only
    GUESTS = "guests"  # and its guests
    OUTSIDERS = "outsiders"  # and people of other organisations


class Told(StrEnum):
    """How the members of a pairing hear of one another."""

    TOGETHER = "together"  # in one room, where the platform has such rooms
    APART = "apart"  # each in a message of their own
    BOTH = "both"  # both ways


class Closed(StrEnum):
    """Why a circle draws no more rounds."""

    ORGANISER = "organiser"  # by an organiser's word
    ARCHIVED = "archived"  # its channel was archived or deleted
    REMOVED = "removed"  # 121 was removed from the workspace


@dataclass(frozen=True, kw_only=True, slots=True)
class Holiday:
    """Days without a round, both ends included, in the circle's own calendar."""

    first: date
    last: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Cadence:
    """When rounds fall: every so many weeks, on a weekday (Monday is 0), at a local time."""

    every_weeks: int
    weekday: int
    at: time
    time_zone: str
    anchor: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """What a circle likes to see in a pair, each from 0 (makes no difference) to 9, and what it demands.

    `team`: members of different teams (of the same one, with `within_teams`). `tenure`: a newcomer with somebody who
    has been there for long. `hours`: hours of the working day in common. `formats`, `languages`, `interests`: at
    least one in common. A pair without what is demanded never meets; who named nothing is not ruled out by it.
    """

    team: int = 2
    within_teams: bool = False
    tenure: int = 2
    hours: int = 2
    formats: int = 1
    languages: int = 1
    interests: int = 3
    demands_hours: bool = False
    demands_format: bool = False


WEIGHTS = ("team", "tenure", "hours", "formats", "languages", "interests")
HEAVIEST = 9  # the greatest weight there is
USUAL = Policy()


@dataclass(frozen=True, kw_only=True, slots=True)
class Circle:
    """A group paired on one cadence, usually a channel; a workspace may have several.

    `size`: how many meet at once, 2 to 4; `odd_rule` is about pairs. `follows`: the role whose holders take part, where it
    is not everybody in the channel ("": it is).
    `named_by_channel`: the name is the channel's, and changes with it. `again_months`: after so many months two who met
    are asked whether they want to meet again; 0: never.
    """

    id: CircleId = CircleId(0)
    workspace_id: WorkspaceId
    name: str
    channel: str
    every_weeks: int = 1
    weekday: int = 0
    at: time = time(10)
    time_zone: str = "UTC"
    anchor: date
    enrolment: Enrolment = Enrolment.OPT_IN
    size: int = 2
    odd_rule: OddRule = OddRule.TRIO
    policy: Policy = USUAL
    admits: Admits = Admits.GUESTS
    told: Told = Told.TOGETHER
    again_months: int = 3
    follows: str = ""
    named_by_channel: bool = False
    holidays: tuple[Holiday, ...] = ()
    next_round_at: datetime
    created_at: datetime
    closed_at: datetime | None = None
    closed_why: Closed | None = None

    @property
    def cadence(self) -> Cadence:
        """When this circle's rounds fall."""
        return Cadence(
            every_weeks=self.every_weeks,
            weekday=self.weekday,
            at=self.at,
            time_zone=self.time_zone,
            anchor=self.anchor,
        )


class MembershipState(StrEnum):
    """Whether a member takes part in a circle."""

    ACTIVE = "active"
    PAUSED = "paused"  # until a date, or until they come back
    LEFT = "left"


@dataclass(frozen=True, kw_only=True, slots=True)
class Membership:
    """A member's part in a circle. `odd_count` and `odd_at` say how often and when last they sat out or made a trio.

    Who comes into a circle that has had rounds gets their day as `odd_at`: they are the last in the order of turns.
    """

    circle_id: CircleId
    member_id: MemberId
    state: MembershipState = MembershipState.ACTIVE
    joined_at: datetime
    paused_until: date | None = None
    skips_next: bool = False
    silent_rounds: int = 0
    noticed_at: datetime | None = None
    odd_count: int = 0
    odd_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Round:
    """One period's draw for one circle. (circle, period) is unique; the seed makes the draw repeatable."""

    id: RoundId = RoundId(0)
    circle_id: CircleId
    period: str
    seed: int
    opened_at: datetime
    ends_at: datetime
    sat_out: tuple[MemberId, ...] = ()


class ReasonKind(StrEnum):
    """Why two members were brought together."""

    NEVER_MET = "never_met"
    DID_NOT_MEET = "did_not_meet"  # paired before, but it never took place
    MET_BEFORE = "met_before"
    MET_LONG_AGO = "met_long_ago"  # longer ago than either met anybody else in the round
    OFFER = "offer"  # one looks for what the other can offer
    SHARED_INTEREST = "shared_interest"
    OTHER_TEAM = "other_team"
    ASKED = "asked"  # one asked for the other
    WAITED = "waited"  # both asked for somebody
    TRIO = "trio"  # one would have been left over
    GROUP = "group"  # the circle meets in threes or fours
    ORGANISER = "organiser"  # an organiser brought them together
    AGAIN = "again"  # both wished to meet again
    NEWCOMER = "newcomer"  # one is new, the other has been there for long
    SHARED_LANGUAGE = "shared_language"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """One fact behind a pairing: its kind, whom it concerns (for OFFER: the seeker, then the giver), what, and when."""

    kind: ReasonKind
    members: tuple[MemberId, ...] = ()
    subject: str = ""
    when: datetime | None = None


class Origin(StrEnum):
    """How a pairing came about."""

    ROUND = "round"
    ON_REQUEST = "on_request"
    FOLLOW_UP = "follow_up"


@dataclass(frozen=True, kw_only=True, slots=True)
class Pairing:
    """Two (or three, or four) members brought together. `ends_at` is when the programme stops asking about it.

    `repeats`: those two and two (a before b) of three or four who have had a meeting of this kind; it moves them nowhere.
    """

    id: PairingId = PairingId(0)
    workspace_id: WorkspaceId
    circle_id: CircleId
    round_id: RoundId | None = None
    origin: Origin
    members: tuple[MemberId, ...]
    reasons: tuple[Reason, ...] = ()
    repeats: tuple[tuple[MemberId, MemberId], ...] = ()
    opened_at: datetime
    ends_at: datetime


class MeetingStatus(StrEnum):
    """What became of a pairing."""

    PROPOSED = "proposed"  # introduced; nothing heard yet
    ARRANGED = "arranged"  # a time is agreed
    MET = "met"
    MISSED = "missed"  # it did not happen
    CANCELLED = "cancelled"  # one of them can't


OPEN_STATUSES = frozenset({MeetingStatus.PROPOSED, MeetingStatus.ARRANGED})


@dataclass(frozen=True, kw_only=True, slots=True)
class Yes:
    """A time that was proposed suits a member."""

    member: MemberId
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Meeting:
    """Did the pairing meet? `disputed_at` is when contradicting reports were asked about, which happens once.

    `proposals`: times that `proposed_by` has put forward and nobody has accepted, at
    `proposed_place`; `yeses`: what suits whom of those asked, while others have still to answer; `declined_by`: who has turned
    them down, and may think better of it. `place`: where they meet at the time that is agreed, in their own words; without
    one, where they would have met last.
    `sequence` counts the changes. `half_time`: who wants to be told at half-time.
    """

    pairing_id: PairingId
    status: MeetingStatus = MeetingStatus.PROPOSED
    arranged_for: datetime | None = None
    settled_at: datetime | None = None
    disputed_at: datetime | None = None
    proposals: tuple[datetime, ...] = ()
    proposed_by: MemberId | None = None
    yeses: tuple[Yes, ...] = ()
    declined_by: MemberId | None = None
    proposed_place: str = ""
    place: str = ""
    sequence: int = 0
    half_time: tuple[MemberId, ...] = ()


class Answer(StrEnum):
    """What a member says of a meeting."""

    MET = "met"
    NOT_YET = "not_yet"  # ask again later
    DID_NOT = "did_not"
    CANNOT = "cannot"  # I can't make it


class Via(StrEnum):
    """How a report reached us."""

    REACTION = "reaction"
    BUTTON = "button"
    COMMAND = "command"


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """Who said what of a meeting, when and how. Kept for good; an undone one has `withdrawn_at`."""

    id: int = 0
    pairing_id: PairingId
    member_id: MemberId
    answer: Answer
    via: Via
    at: datetime
    withdrawn_at: datetime | None = None


class RequestState(StrEnum):
    """What became of a request for a partner."""

    WAITING = "waiting"
    MATCHED = "matched"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


@dataclass(frozen=True, kw_only=True, slots=True)
class PairRequest:
    """Somebody asked for a partner and waits: for anybody, or for the one member they named (`wanted_id`)."""

    id: RequestId = RequestId(0)
    circle_id: CircleId
    member_id: MemberId
    wanted_id: MemberId | None = None
    sat_out: bool = False
    state: RequestState = RequestState.WAITING
    asked_at: datetime
    expires_at: datetime


class FollowUpKind(StrEnum):
    """A planned question, and what it is for."""

    NUDGE = "nudge"  # nobody said anything yet: a conversation starter
    MID_ROUND = "mid_round"  # half-way: have you found a time?
    END_OF_ROUND = "end_of_round"  # did you meet?
    ASK_AGAIN = "ask_again"  # they said "not yet"
    SILENCE = "silence"  # who has been quiet for three rounds?
    TODAY = "today"  # a reminder on the day of a meeting
    HALF_TIME = "half_time"  # time to change over


class FollowUpState(StrEnum):
    """Whether a follow-up is still to come."""

    WAITING = "waiting"
    ASKED = "asked"
    CANCELLED = "cancelled"  # called off; it may come back
    REPLACED = "replaced"  # others took its place, for good


@dataclass(frozen=True, kw_only=True, slots=True)
class FollowUp:
    """A planned, cancellable question. It is worded when due, never before. `key` makes it unique."""

    id: FollowUpId = FollowUpId(0)
    key: str
    kind: FollowUpKind
    circle_id: CircleId
    round_id: RoundId | None = None
    pairing_id: PairingId | None = None
    due_at: datetime
    state: FollowUpState = FollowUpState.WAITING


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """One member does not want to meet another; private, and it binds both ways."""

    workspace_id: WorkspaceId
    blocker_id: MemberId
    blocked_id: MemberId


class RulingKind(StrEnum):
    """What an organiser decided about two members of a circle."""

    APART = "apart"  # they are never paired, until it is taken back
    TOGETHER = "together"  # they meet in the next round


@dataclass(frozen=True, kw_only=True, slots=True)
class Ruling:
    """An organiser's word about two members (a < b) of a circle; there is one for each two at most."""

    circle_id: CircleId
    a: MemberId
    b: MemberId
    kind: RulingKind


@dataclass(frozen=True, kw_only=True, slots=True)
class PastPair:
    """All that two members (a < b) have had together: how often introduced and met, and when last."""

    a: MemberId
    b: MemberId
    paired: int
    met: int
    last_paired_at: datetime
    last_met_at: datetime | None = None
