"""What a button says, as a command. `bot.words` makes the buttons; the names here are theirs."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from bot import commands
from bot.commands import Command
from bot.commands.fill import FORMS
from bot.commands.table import TOPICS
from bot.domain.model import (
    LARGEST_ID,
    Answer,
    CircleId,
    MemberId,
    MemberRef,
    PairingId,
    RequestId,
    Via,
)
from bot.domain.plans import MOST_PLANNED
from bot.domain.promises import PromiseState
from bot.domain.proposals import LARGEST_CHOSEN, LARGEST_OFFERED, TimeChosen, TimeOffered
from bot.domain.referrals import ReferralState
from bot.messages import Action
from bot.messages.document import LARGEST_NUMBER

PAUSE_WEEKS = 4
Source = dict[str, Any]
Reading = Callable[[Source, int], Command]


def press(
    action: Action, who: MemberRef, *, place: str | None = None, event: str | None = None
) -> Command | None:
    """The command behind a pressed button; None for a button that this version does not know, or that nobody made."""
    if action.about > _LARGEST.get(action.name, LARGEST_ID):
        return None
    reading = _BUTTONS.get(action.name)
    source: Source = {"who": who, "place": place, "event": event}
    return reading(source, action.about) if reading else None


def _report(answer: Answer, source: Source, about: int) -> Command:
    return commands.ReportMeeting(**source, answer=answer, pairing=PairingId(about), via=Via.BUTTON)


def _accept(source: Source, about: int) -> Command:
    return commands.AnswerInvitation(**source, request=RequestId(about), accepts=True)


def _decline(source: Source, about: int) -> Command:
    return commands.AnswerInvitation(**source, request=RequestId(about), accepts=False)


def _help(source: Source, about: int) -> Command:
    """The topic with this number, the first is 1; 0: all of them."""
    topics = TOPICS[about - 1 : about] if about else TOPICS
    return commands.ShowHelp(**source, topics=tuple(topic.name for topic in topics))


def _meet_as_two(source: Source, about: int) -> Command:
    return commands.MeetAsTwo(**source, pairing=PairingId(about))


def _propose(source: Source, about: int, *, again: bool = False) -> Command:
    offered = TimeOffered.decode(about)
    return commands.Propose(**source, times=(offered.at,), pairing=offered.pairing, again=again)


def _undo_agreed(source: Source, about: int) -> Command:
    was = TimeOffered.decode(about)
    return commands.TakeTimeBack(**source, pairing=was.pairing, agreed=was.at)


def _half_time(source: Source, about: int, *, wanted: bool) -> Command:
    return commands.WantHalfTime(**source, pairing=PairingId(about), wanted=wanted)


def _in_circle(
    kind: type[commands.Join | commands.Leave | commands.PairMe], source: Source, about: int
) -> Command:
    return kind(**source, circle=about or None)


def _open(form: str, source: Source, about: int) -> Command:
    return commands.OpenForm(**source, form=form, about=about)


def _with_member(
    kind: type[
        commands.PairMe | commands.BlockMember | commands.UnblockMember | commands.AboutMember
    ],
    source: Source,
    about: int,
) -> Command:
    return kind(**source, whom=MemberId(about))


def _settle(state: PromiseState, source: Source, about: int) -> Command:
    return commands.SettlePromise(**source, state=state, promise=about)


def _referral(state: ReferralState | None, source: Source, about: int) -> Command:
    return commands.SettleReferral(**source, state=state, referral=about)


_LARGEST: Mapping[str, int] = {  # of the numbers that are more than an id
    "accept_time": LARGEST_CHOSEN,
    "decline_time": LARGEST_CHOSEN,
    "propose_time": LARGEST_OFFERED,
    "undo_agreed": LARGEST_OFFERED,
    "free": LARGEST_NUMBER,  # made of the words that it is about, and never asked of the database
    "stop_looking_for": LARGEST_NUMBER,
}
_BUTTONS: dict[str, Reading] = {
    **{form: partial(_open, form) for form in FORMS},
    "help": _help,
    "as_two": _meet_as_two,
    "pair_with": partial(_with_member, commands.PairMe),
    "block": partial(_with_member, commands.BlockMember),
    "relationship": partial(_with_member, commands.ShowRelationship),
    "again": partial(_with_member, commands.MeetAgain),
    "wish_again": partial(_with_member, commands.WishAgain),
    "not_now": partial(_with_member, commands.NotNow),
    "go_on": partial(_with_member, commands.GoOn),
    "stop_resting": partial(_with_member, commands.StopResting),
    "hold_no_more": partial(_with_member, commands.HoldNoMore),
    "hold_back": partial(_with_member, commands.HoldBack),
    "let_rest": partial(_with_member, commands.LetRest),
    "kept": partial(_settle, PromiseState.KEPT),
    "dropped": partial(_settle, PromiseState.DROPPED),
    "open_promise": partial(_settle, PromiseState.OPEN),
    "show_note": partial(_with_member, commands.ShowNote),
    "remove_note": lambda source, about: commands.WriteNote(
        **source, whom=MemberId(about), text=""
    ),
    "notes": lambda source, _: commands.ShowNotes(**source),
    "export": lambda source, _: commands.Export(**source),
    "forget_me": lambda source, _: commands.ForgetMe(**source, sure=True),
    "promises": lambda source, _: commands.ShowPromises(**source),
    "promises_all": lambda source, about: commands.ShowPromises(**source, page=about),
    "take_referral": partial(_referral, ReferralState.ACCEPTED),
    "referral_won": partial(_referral, ReferralState.WON),
    "referral_lost": partial(_referral, ReferralState.LOST),
    "referral_silent": partial(_referral, ReferralState.NO_ANSWER),
    "withdraw_referral": partial(_referral, ReferralState.WITHDRAWN),
    "undo_referral": partial(_referral, None),
    "referrals": lambda source, _: commands.ShowReferrals(**source),
    "referrals_all": lambda source, about: commands.ShowReferrals(**source, page=about),
    "unblock": partial(_with_member, commands.UnblockMember),
    "skip": lambda source, about: commands.SkipRound(**source, circle=about or None),
    "guide": lambda source, about: commands.ShowGuide(**source, step=about),
    "stop_looking_for": lambda source, about: commands.StopLookingFor(**source, mark=about),
    "network": lambda source, _: commands.ShowNetwork(**source),
    "network_all": lambda source, about: commands.ShowNetwork(**source, page=about),
    "network_picture": lambda source, _: commands.DrawNetwork(**source),
    "say_hello": partial(_with_member, commands.SayHello),
    "history": lambda source, _: commands.ShowHistory(**source),
    "free": lambda source, about: commands.TakeBackRuling(**source, ruling=about),
    "close_circle": lambda source, about: commands.SetUp(
        **source, circle=CircleId(about), closes=True
    ),
    **{answer.value: partial(_report, answer) for answer in Answer},
    "accept_time": lambda source, about: commands.AnswerProposal(
        **source, accepts=True, chosen=TimeChosen.decode(about)
    ),
    "decline_time": lambda source, about: commands.AnswerProposal(
        **source, accepts=False, chosen=TimeChosen.decode(about)
    ),
    "propose_time": _propose,
    "propose_again": partial(_propose, again=True),
    "undo_time": lambda source, about: commands.TakeTimeBack(**source, pairing=PairingId(about)),
    "undo_agreed": _undo_agreed,
    "times": lambda source, about: commands.OfferTimes(**source, pairing=PairingId(about)),
    "plan_again": lambda source, about: commands.SetPlan(**source, a_week=min(about, MOST_PLANNED)),
    "half_time": partial(_half_time, wanted=True),
    "half_time_off": partial(_half_time, wanted=False),
    "accept": _accept,
    "decline": _decline,
    "join": partial(_in_circle, commands.Join),
    "leave": partial(_in_circle, commands.Leave),
    "pair_me": partial(_in_circle, commands.PairMe),
    "retry": lambda source, about: commands.Retry(**source, doubtful=bool(about)),
    "cancel_request": lambda source, _: commands.CancelRequest(**source),
    "resume": lambda source, _: commands.Resume(**source),
    "pause": lambda source, _: commands.Pause(**source, weeks=PAUSE_WEEKS),
    "status": lambda source, _: commands.ShowStatus(**source),
}
