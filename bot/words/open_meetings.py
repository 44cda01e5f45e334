"""The 1-2-1s that a member has open: with whom, when or what is proposed, and what one can say of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.model import Meeting, Member, MemberId
from bot.messages import Block, Button, Buttons, Look, Run, Runs, Text, When, buttons, paragraph
from bot.words.people import (
    agreed_otherwise,
    at_place,
    button,
    call_off,
    meeting_buttons,
    mention,
    mentions,
    times_in_a_row,
    you_and,
)
from bot.words.proposing import answers, take_back


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenMeeting:
    """A 1-2-1 that is still open, as one of its members sees it.

    `ahead`: the agreed time, if it is still to come. `proposed`: the times that wait for an answer and lie ahead, which `by`
    has put forward (None: the reader); `to_answer`: those to which the reader has not said yes. `now` is on the reader's own
    clock.
    """

    meeting: Meeting
    others: Sequence[Member]
    ahead: datetime | None = None
    proposed: Sequence[datetime] = ()
    to_answer: Sequence[datetime] = ()
    by: Member | None = None
    now: datetime


def open_meeting(one: OpenMeeting) -> tuple[Block, ...]:
    """With whom, when, what is proposed; and the buttons for it."""
    at = one.meeting.arranged_for
    when: Runs = (Text(", on "), When(at), *at_place(one.meeting.place)) if at else ()
    return (
        paragraph("Your 1-2-1 with ", *mentions(one.others), *when, ".", *what_is_proposed(one)),
        choices(one),
    )


def what_is_proposed(one: OpenMeeting) -> Runs:
    """What waits for an answer, whose it is, and what suits whom so far."""
    if not one.proposed:
        return ()
    times = (*times_in_a_row(one.proposed), *at_place(one.meeting.proposed_place))
    suits = _suits(one)
    if one.by is not None:
        return (Text(" "), mention(one.by), Text(" proposes "), *times, Text("."), *suits)
    if suits:
        return (Text(" You propose "), *times, Text("."), *suits)
    return (Text(" You propose "), *times, Text("; there is no answer yet."))


def _suits(one: OpenMeeting) -> Runs:
    """What suits whom of those who were asked, and who has still to answer; nothing where nobody has."""
    said: list[Run] = []
    answered: set[MemberId] = set()
    for at in one.proposed:
        whom = {yes.member for yes in one.meeting.yeses if yes.at == at}
        which = When(at) if len(one.proposed) > 1 else Text("It")
        said += [Text(" "), which, Text(" suits "), *_names(one, whom), Text(".")] if whom else []
        answered |= whom
    waited_for = [other for other in one.others if other is not one.by and other.id not in answered]
    if said and waited_for:
        have = " has still to answer." if len(waited_for) == 1 else " have still to answer."
        said += [Text(" "), *mentions(waited_for), Text(have)]
    return tuple(said)


def _names(one: OpenMeeting, whom: set[MemberId]) -> Runs:
    """Members of the 1-2-1, of whom one may be the reader."""
    named = [other for other in one.others if other.id in whom]
    if len(named) == len(whom):
        return mentions(named)
    return you_and(named) if named else (Text("you"),)


def choices(one: OpenMeeting) -> Buttons:
    """What is to be said first comes first; never many buttons, for there may be many meetings."""
    pairing = one.meeting.pairing_id
    met = button("We met", "met", pairing, Look.PRIMARY)
    arrange = button("Arrange a time", "arrange", pairing)
    if one.proposed and not one.to_answer:
        return buttons(met, arrange, take_back(pairing), call_off(pairing))
    if one.proposed:
        return buttons(*_answers(one), met)
    if one.ahead is not None:
        return buttons(met, *agreed_otherwise(pairing, one.ahead))
    return meeting_buttons(pairing, button("How did it go?", "report", pairing))


def _answers(one: OpenMeeting) -> tuple[Button, ...]:
    """A yes and a no to one time; the way to several."""
    if len(one.proposed) == 1:
        return answers(one.meeting, one.proposed, one.now).buttons
    pairing = one.meeting.pairing_id
    return (button("Choose a time", "times", pairing, Look.PRIMARY), call_off(pairing))
