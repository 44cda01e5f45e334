"""Somebody whom one member refers to another: the states it goes through, and who may say what of it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.model import MemberId, WorkspaceId

ASKED_AFTER = (timedelta(weeks=2), timedelta(weeks=6), timedelta(weeks=12))
CLOSED_AFTER = timedelta(weeks=13)  # a week after it was last asked about
NEWS_LASTS = timedelta(weeks=4)  # that it was closed; later it stands in the list only

MOST_WHO = 120  # characters
MOST_ABOUT = 500
MOST_REASON = 300
MOST_THANKS = 500
MOST_AMOUNT = 40


class Warmth(StrEnum):
    """How far the third person is."""

    NAME = "name"  # knows that they will be mentioned
    EXPECTS = "expects"  # expects to hear from the receiver
    READY = "ready"  # wants to buy, or to meet


class ReferralState(StrEnum):
    """How far a referral has come."""

    GIVEN = "given"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WON = "won"
    LOST = "lost"
    NO_ANSWER = "no_answer"
    WITHDRAWN = "withdrawn"  # the giver took it back


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody typed of a referral and has not sent yet; the third person agreed. `receiver`: by the platform's id."""

    receiver: str
    who: str
    about: str
    warmth: Warmth

    def as_words(self) -> tuple[str, ...]:
        """As a member keeps it."""
        return self.receiver, self.who, self.about, self.warmth


def draft_for(receiver: str, unsent: tuple[str, ...]) -> Draft | None:
    """What a member has not sent yet, if it is for this receiver."""
    if not unsent or unsent[0] != receiver:
        return None
    return Draft(receiver, unsent[1], unsent[2], Warmth(unsent[3]))


OPEN_REFERRALS = frozenset({ReferralState.GIVEN, ReferralState.ACCEPTED})
BY_RECEIVER = frozenset(
    {
        ReferralState.ACCEPTED,
        ReferralState.DECLINED,
        ReferralState.WON,
        ReferralState.LOST,
        ReferralState.NO_ANSWER,
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Referral:
    """Somebody (`who`, in the giver's words) who needs what the receiver does, and agreed to be mentioned.

    Only giver and receiver see it. `reason`: why it was declined. `thanks` and `amount`: the receiver's words to the giver.
    `earlier`: the state before, so that the last word can be taken back. `who` and `about` are empty once the giver was forgotten.
    """

    id: int = 0
    workspace_id: WorkspaceId
    giver_id: MemberId
    receiver_id: MemberId
    who: str
    about: str
    warmth: Warmth = Warmth.NAME
    state: ReferralState = ReferralState.GIVEN
    earlier: ReferralState | None = None
    reason: str = ""
    thanks: str = ""
    amount: str = ""
    given_at: datetime
    settled_at: datetime | None = None

    @property
    def words_removed(self) -> bool:
        """Whether the giver's words were removed, as they wished. That it was given, and its state, still counts."""
        return not self.who


def may_say(referral: Referral, member: MemberId, state: ReferralState) -> bool:
    """Whether a member may say that of a referral: its receiver what became of it, its giver that it is taken back."""
    if state is ReferralState.WITHDRAWN:
        return member == referral.giver_id and referral.state in OPEN_REFERRALS
    return (
        member == referral.receiver_id
        and state in BY_RECEIVER
        and referral.state is not ReferralState.WITHDRAWN
    )


def told(referral: Referral, state: ReferralState, now: datetime) -> Referral:
    """The referral in a new state."""
    settled_at = None if state in OPEN_REFERRALS else now
    return replace(referral, state=state, earlier=referral.state, settled_at=settled_at)


def taken_back(referral: Referral) -> Referral | None:
    """The referral without the last word about it; None where nothing can be taken back.

    What the receiver had said before can be taken back then: it is as if nothing had been said.
    """
    back_to = referral.earlier
    if back_to is None:
        return None
    settled_at = None if back_to in OPEN_REFERRALS else referral.settled_at
    earlier = None if back_to is ReferralState.GIVEN else ReferralState.GIVEN
    return replace(referral, state=back_to, earlier=earlier, settled_at=settled_at)


def may_take_back(referral: Referral, member: MemberId) -> bool:
    """Whether the last word about a referral is this member's to take back: a withdrawal the giver's, all else the receiver's."""
    if referral.earlier is None:
        return False
    withdrawn = referral.state is ReferralState.WITHDRAWN
    return member == (referral.giver_id if withdrawn else referral.receiver_id)
