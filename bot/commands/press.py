"""What a button says, as a command. `bot.words` makes the buttons; the names here are theirs."""

from bot.commands import (
    AnswerInvitation,
    CancelRequest,
    Command,
    Join,
    Leave,
    PairMe,
    Pause,
    ReportMeeting,
    Resume,
    ShowStatus,
)
from bot.domain.model import Answer, MemberRef, PairingId, RequestId, Via
from bot.messages import Action

_ANSWERS = {answer.value: answer for answer in Answer}
PAUSE_WEEKS = 4


def press(
    action: Action, who: MemberRef, *, place: str | None = None, event: str | None = None
) -> Command | None:
    """The command behind a pressed button; None for a button that this version does not know."""
    about = action.about
    circle = about or None
    match action.name:
        case name if name in _ANSWERS:
            return ReportMeeting(
                who=who,
                place=place,
                event=event,
                answer=_ANSWERS[name],
                pairing=PairingId(about),
                via=Via.BUTTON,
            )
        case "accept" | "decline" as name:
            return AnswerInvitation(
                who=who,
                place=place,
                event=event,
                request=RequestId(about),
                accepts=name == "accept",
            )
        case "join":
            return Join(who=who, place=place, event=event, circle=circle)
        case "leave":
            return Leave(who=who, place=place, event=event, circle=circle)
        case "pair_me":
            return PairMe(who=who, place=place, event=event, circle=circle)
        case "cancel_request":
            return CancelRequest(who=who, place=place, event=event)
        case "resume":
            return Resume(who=who, place=place, event=event)
        case "pause":
            return Pause(who=who, place=place, event=event, weeks=PAUSE_WEEKS)
        case "status":
            return ShowStatus(who=who, place=place, event=event)
    return None
