"""What people and platforms can ask of the bot, as frozen values in the imperative.

`table` lists the subcommands of `/121`, from which every adapter builds its native form and its help;
`parse` turns typed text into one of these.
"""

from dataclasses import dataclass
from datetime import datetime, time

from bot.deliveries import Receipt
from bot.domain.dates import DayWords
from bot.domain.model import (
    Admits,
    Answer,
    CircleId,
    Enrolment,
    Holiday,
    MemberId,
    MemberRef,
    OddRule,
    PairingId,
    RequestId,
    Told,
    Via,
)
from bot.domain.promises import PromiseKind, PromiseState
from bot.domain.proposals import TimeChosen
from bot.domain.referrals import ReferralState, Warmth
from bot.domain.relationships import Rhythm


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """Who asks, in which channel, and the platform's id of the event, by which a repeated one is known.

    `who.member` is empty where the platform tells of something that nobody in particular did.
    """

    who: MemberRef
    place: str | None = None
    event: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ShowHelp(Command):
    """What can I say? About these topics, by their names; about what one needs most, if there is none."""

    topics: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Unclear(Command):
    """Text that is no command. `problem` says in a sentence what is wrong, if that is known; `nearest` is a guess."""

    said: str
    nearest: str | None = None
    problem: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ChooseMember(Command):
    """A command about a member (`subcommand`), whose typed name several have: which of them?"""

    subcommand: str
    called: str
    candidates: tuple[MemberRef, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ShowHome(Command):
    """Everything of mine at a glance, for a page of my own."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenForm(Command):
    """A form to fill in (one of `bot.commands.fill.FORMS`), about a pairing or a circle (0: a new one, or nothing)."""

    form: str
    about: int = 0


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
    """A partner now, please; or this very member (`whom`), if they agree; or somebody who can offer a `skill`."""

    whom: MemberRef | MemberId | None = None
    skill: str | None = None
    circle: str | int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class MeetAsTwo(Command):
    """Of a 1-2-1 of three that one of them called off: I would like to meet the other one."""

    pairing: PairingId


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
class AboutMeeting(Command):
    """About one of my 1-2-1s: that of a button (`pairing`), the latest with a `partner`, or else the only one that is open."""

    pairing: PairingId | None = None
    partner: MemberRef | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportMeeting(AboutMeeting):
    """Say what became of a meeting."""

    answer: Answer
    via: Via = Via.COMMAND


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrange(AboutMeeting):
    """We have agreed on a time, in my own time zone unless I name another (`zone`).

    `where`: None where no place is said, so that it is as before if the time has only moved.
    """

    day: DayWords
    at: time
    zone: str = ""
    where: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Propose(AboutMeeting):
    """Ask the others whether a time suits them: some that were offered, one of my own, or both.

    Mine is in my own time zone unless I name another (`zone`). `where`: None where no place is said, so that it is as before
    if the time has only moved; "" is nowhere yet. `again`: the time that was agreed before, and its place with it.
    """

    times: tuple[datetime, ...] = ()
    day: DayWords | None = None
    at: time | None = None
    zone: str = ""
    where: str | None = None
    again: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerProposal(Command):
    """Accept the time of a button (`chosen`) or the one that is proposed; or turn the proposal down."""

    accepts: bool
    chosen: TimeChosen | None = None
    partner: MemberRef | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class TakeTimeBack(AboutMeeting):
    """Take back the time that I proposed, my no to one, or the time that we agreed on (`agreed`: this one and no other)."""

    agreed: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class TakeBack(Command):
    """Take it back, whatever it is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OfferTimes(AboutMeeting):
    """Show me times that suit us, to propose one; or those that are proposed, to choose one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WantHalfTime(AboutMeeting):
    """Tell us when half of our hour is over; or don't, after all."""

    wanted: bool = True


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

    whom: MemberRef | MemberId


@dataclass(frozen=True, kw_only=True, slots=True)
class UnblockMember(Command):
    """Take a block back."""

    whom: MemberRef | MemberId


@dataclass(frozen=True, kw_only=True, slots=True)
class EditProfile(Command):
    """Show my profile, or change one field of it (an empty `value` clears it)."""

    field: str | None = None
    value: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class FillInProfile(Command):
    """Change several fields of my profile at once: all of them, or none."""

    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class StopLookingFor(Command):
    """Take out of my profile again what `pair-me` added to it (`mark`: the phrase as a number)."""

    mark: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ShowGuide(Command):
    """A question of the guide through my profile (the first is 1; 0, or beyond the last: enough for now)."""

    step: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerGuide(Command):
    """My answer to a question of the guide; the next one, please."""

    step: int
    value: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SetUp(Command):
    """Show a circle's settings, change some, or make the circle. Only what is not None changes.

    `circle` is the one that is meant (0: a new one); without it, that of the channel `place`. `channel_name` is what the platform
    calls the channel: the name of a new circle that was given none. `holidays` replaces them all. `follows`: a role. `policy`: names
    in `Policy` with their new values; what is not named stays.
    """

    circle: CircleId | None = None
    channel_name: str | None = None
    name: str | None = None
    every_weeks: int | None = None
    weekday: int | None = None
    at: time | None = None
    time_zone: str | None = None
    enrolment: Enrolment | None = None
    size: int | None = None
    odd_rule: OddRule | None = None
    policy: tuple[tuple[str, int], ...] | None = None
    admits: Admits | None = None
    told: Told | None = None
    follows: str | None = None
    again_months: int | None = None
    holidays: tuple[Holiday, ...] | None = None
    add_holiday: Holiday | None = None
    clear_holidays: bool = False
    closes: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Retry(Command):
    """Send again what was given up; with `doubtful`, also what may have arrived already."""

    doubtful: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class PreviewRound(Command):
    """What would a round look like if it were drawn now? Nothing is kept."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KeepApart(Command):
    """Never pair these two in this circle, until it is taken back."""

    one: MemberRef
    other: MemberRef


@dataclass(frozen=True, kw_only=True, slots=True)
class PutTogether(Command):
    """Let these two meet in the next round."""

    one: MemberRef
    other: MemberRef


@dataclass(frozen=True, kw_only=True, slots=True)
class SwapPartners(Command):
    """Let each of these two meet the other's partner in the next round."""

    one: MemberRef
    other: MemberRef


@dataclass(frozen=True, kw_only=True, slots=True)
class FreeTwo(Command):
    """Take back what was ruled about these two."""

    one: MemberRef
    other: MemberRef


@dataclass(frozen=True, kw_only=True, slots=True)
class TakeBackRuling(Command):
    """Take back one ruling, by its number (`number_of()` in `bot/domain/rulings.py`)."""

    ruling: int


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenRoundNow(Command):
    """Draw this period's round now."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AboutMember(Command):
    """A command about another member."""

    whom: MemberRef | MemberId


@dataclass(frozen=True, kw_only=True, slots=True)
class ShowRelationship(AboutMember):
    """How do things stand between me and this member?"""


@dataclass(frozen=True, kw_only=True, slots=True)
class MeetAgain(AboutMember):
    """Ask this member, whom I have met, for another 1-2-1 now."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WishAgain(AboutMember):
    """I would like to meet this member again, if they say so too; they don't learn of it otherwise."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NotNow(AboutMember):
    """Not now; ask me about this member another time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class GoOn(AboutMember):
    """It is right for me as it is: what rests does not rest any more, or else what I held back moves us on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StopResting(AboutMember):
    """I take back that it rests, and nothing else."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HoldNoMore(AboutMember):
    """I take back that I held a meeting back, and nothing else."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HoldBack(AboutMember):
    """Let our next meeting be of the same kind as the last one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LetRest(AboutMember):
    """It is not right for me any more: don't bring us together again. They never learn that I said so."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SetRhythm(AboutMember):
    """Ask us so often whether we want to meet again. None: as the circle has it."""

    rhythm: Rhythm | None


@dataclass(frozen=True, kw_only=True, slots=True)
class MakePromise(AboutMember):
    """I promised this member something, to be done by a day (None: in a week). `timed`: I said a time of day too."""

    what: str
    kind: PromiseKind = PromiseKind.OTHER
    by: DayWords | None = None
    timed: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ShowNote(AboutMember):
    """What have I written down about this member?"""


@dataclass(frozen=True, kw_only=True, slots=True)
class WriteNote(AboutMember):
    """Keep this about this member, for me alone, in the place of what I wrote before; "": forget it."""

    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ShowNotes(Command):
    """About whom have I written something down?"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Export(Command):
    """Give me a copy of all that is kept of me."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ForgetMe(Command):
    """Forget me, for good; without `sure`, say first what that means."""

    sure: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ShowPromises(Command):
    """What have I promised? With `page`: that page of all of it."""

    page: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SettlePromise(Command):
    """What became of a promise of mine, by its id or by the number that I see."""

    state: PromiseState
    promise: int | None = None
    number: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class GiveReferral(AboutMember):
    """I refer somebody (`third`) to this member. Without anybody: how does one do that?

    `agreed`: the third person did. `anyway`: also when the member and I have never met.
    """

    third: str = ""
    about: str = ""
    warmth: Warmth = Warmth.NAME
    agreed: bool = False
    anyway: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ShowReferrals(Command):
    """Which referrals have I given and got? With the number that I see: one of them; with `page`: that page of all."""

    number: int | None = None
    page: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AboutReferral(Command):
    """A command about a referral, by its id or by the number that I see."""

    referral: int | None = None
    number: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class SettleReferral(AboutReferral):
    """What became of a referral. None: take the last word back."""

    state: ReferralState | None
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ThankForReferral(AboutReferral):
    """Thank who gave it; without words: take the thanks back. `amount` is for the two only."""

    thanks: str
    amount: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ShowNetwork(Command):
    """Whom have I met, whom not yet, and with whom am I losing touch? With `page`: that page of everybody."""

    page: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DrawNetwork(Command):
    """Send me a picture of my network."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SayHello(AboutMember):
    """Give me a few words for this member, with whom I am losing touch. They hear nothing of it from the bot."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ShowPlan(Command):
    """What have I planned, and how far is this week?"""


@dataclass(frozen=True, kw_only=True, slots=True)
class SetPlan(Command):
    """I promise myself so many 1-2-1s a week; 0: none any more."""

    a_week: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Reacted(Command):
    """A reaction was put on a message; `on_ours`: the platform says that 121 wrote it."""

    receipt: Receipt
    emoji: str
    on_ours: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Unreacted(Command):
    """A reaction was taken off a message; `on_ours`: the platform says that 121 wrote it."""

    receipt: Receipt
    emoji: str
    on_ours: bool = False


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


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountChanged(Command):
    """What the platform says of a member is new: time zone, guest or not, organiser or not."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceRenamed(Command):
    """The channel `place` has a new name."""

    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceClosed(Command):
    """The channel `place` was archived or deleted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceReopened(Command):
    """The channel `place` is no longer archived."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RoleGone(Command):
    """A role was deleted."""

    role: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ShutOut(Command):
    """121 itself was removed from the channel `place`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Installed(Command):
    """121 was let into the workspace, by `who`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Uninstalled(Command):
    """121 was removed from the workspace. `who` need not be a member."""
