"""Questions about a meeting, and the answers to what members say of it."""

from collections.abc import Sequence
from datetime import date, time

from bot.domain.meetings import Outcome
from bot.domain.model import (
    PAIR,
    Answer,
    Circle,
    FollowUpKind,
    Meeting,
    MeetingStatus,
    Member,
    Pairing,
    PairingId,
)
from bot.domain.relationships import Together
from bot.messages import Button, Buttons, Look, Message, Text, buttons, note, paragraph, say
from bot.words.people import button, in_words, line, mention, mentions, on_day, you_and
from bot.words.starters import starter


def question(
    kind: FollowUpKind, pairing: Pairing, people: Sequence[Member], past: Together
) -> Message:
    """What is asked about a pairing, by the occasion. `past`: what they have had together before it."""
    match kind:
        case FollowUpKind.NUDGE:
            return say(
                paragraph(
                    *mentions(people),
                    ", have you found a time yet? If nobody has begun, here is a question to begin with: ",
                    starter(pairing.members, past.introduced, past.next_stage),
                ),
                _three_answers(pairing.id, button("Arrange a time", "arrange", pairing.id)),
            )
        case FollowUpKind.MID_ROUND:
            return say(
                paragraph(
                    *mentions(people),
                    ", half of the time is over. A quarter of an hour on the phone counts too. "
                    "You have until ",
                    on_day(pairing.ends_at),
                    ".",
                ),
                _three_answers(pairing.id, button("Arrange a time", "arrange", pairing.id)),
            )
        case _:
            return say(
                paragraph(*mentions(people), ", did you meet?"),
                _three_answers(pairing.id),
                note(
                    f"One answer is enough for {'both' if len(people) == PAIR else 'all'} of you. "
                    "A ✅ on this message says yes."
                ),
            )


def _three_answers(pairing: PairingId, *more: Button) -> Buttons:
    return buttons(
        button("We met", "met", pairing, Look.PRIMARY),
        *more,
        button("Not yet, ask again", "not_yet", pairing),
        button("No, it won't happen", "did_not", pairing),
    )


_SAID = {
    Answer.MET: ("We met", "met"),
    Answer.NOT_YET: ("Not yet, ask again", "not_yet"),
    Answer.DID_NOT: ("We did not meet", "did_not"),
    Answer.CANNOT: ("I can't make it", "cannot"),
}


def reported(
    answer: Answer, others: Sequence[Member], outcome: Outcome, was: MeetingStatus
) -> Message:
    """The private answer to a report. `was`: what the meeting was before."""
    met = outcome.meeting.status is MeetingStatus.MET
    if not outcome.changed:
        return line("I had that already. Nothing has changed.")
    if answer is Answer.MET:
        return line("Noted: ", *you_and(others), " met.")
    if outcome.contradiction and met:
        return line(
            "Noted. Somebody else of you told me something different, so I have asked you all which it is."
        )
    match answer:
        case Answer.NOT_YET:
            return _not_yet(others, outcome.meeting, was)
        case Answer.CANNOT:
            return _cannot(others, outcome.meeting, was)
    return line(
        "Noted: it did not happen with ",
        *mentions(others),
        ". You may well be introduced again. If you meet after all, /121 met still counts.",
    )


def _cannot(others: Sequence[Member], meeting: Meeting, was: MeetingStatus) -> Message:
    somebody_else = button("Find me somebody else", "pair_me")
    if was is MeetingStatus.CANCELLED:
        return say(
            paragraph("This 1-2-1 is called off already, so there is nobody left to tell."),
            buttons(somebody_else),
        )
    return say(
        paragraph("Thank you for saying so. I have told ", *mentions(others), "."),
        buttons(somebody_else, button("Take it back", "not_yet", meeting.pairing_id)),
    )


def _not_yet(others: Sequence[Member], meeting: Meeting, was: MeetingStatus) -> Message:
    if meeting.status is MeetingStatus.CANCELLED:
        return line("This 1-2-1 is called off. Ask for another one: /121 pair-me")
    if meeting.status is MeetingStatus.MISSED:
        return line(
            "Noted. Somebody else of you said that it did not happen, so I don't ask again. "
            "If you meet after all, /121 met still counts."
        )
    if was is not MeetingStatus.CANCELLED:
        return line("No hurry. I'll ask again in a couple of days.")
    them = mentions(others)
    return say(
        paragraph(
            "Good: your 1-2-1 with ",
            *them,
            " is on again, and I have told ",
            *them,
            ". ",
            "A time is still to be found.",
        ),
        buttons(button("Arrange a time", "arrange", meeting.pairing_id)),
    )


def contradiction(pairing: PairingId) -> Message:
    """Asked once, when members of a pairing said different things."""
    return say(
        paragraph("I have heard both: that you met, and that you did not. Which is it?"),
        buttons(
            button("We met", "met", pairing, Look.PRIMARY),
            button("We did not meet", "did_not", pairing),
        ),
    )


def not_met_after_all(other: Member, pairing: PairingId) -> Message:
    """Told in private when, after the question which it is, somebody's latest word is that they did not meet."""
    return say(
        paragraph(
            mention(other), " says that you did not meet, and the latest word counts. If you did:"
        ),
        buttons(button("We met", "met", pairing)),
    )


def met_after_all(other: Member, pairing: PairingId) -> Message:
    """Told in private when, after the question which it is, somebody's latest word is that they met."""
    return say(
        paragraph(
            mention(other), " says that you met, and the latest word counts. If you did not:"
        ),
        buttons(button("We did not meet", "did_not", pairing)),
    )


def are_you_still_there(circle: Circle, *, left_out: bool) -> Message:
    """Asked after three rounds without a sign of life; no answer until the next round means a pause.

    `left_out`: it comes in the place of an introduction.
    """
    this_time = "This time I have left you out. " if left_out else ""
    return say(
        paragraph(
            f"I have not heard from you for three rounds of {circle.name}. That is fine, people are busy. "
            f"{this_time}Shall I go on introducing you? If I hear nothing before the next round, on ",
            on_day(circle.next_round_at),
            ", I'll pause you, so that nobody waits for you in vain.",
        ),
        buttons(
            button("Stay", "resume", 0, Look.PRIMARY),
            button("Pause for four weeks", "pause"),
            button("Leave", "leave", circle.id),
        ),
    )


def not_your_meeting() -> Message:
    """A report about somebody else's meeting."""
    return line("That 1-2-1 is not one of yours, so there is nothing to change.")


def no_meeting_yet() -> Message:
    """A report without any meeting."""
    return line("You have had no 1-2-1 yet. Ask for one: /121 pair-me")


def no_meeting_with(other: Member) -> Message:
    """A command about a 1-2-1 with somebody with whom there has been none."""
    return line(
        "I know of no 1-2-1 of yours with ", mention(other), ". What you have open: /121 status"
    )


def which_meeting(open_with: Sequence[Sequence[Member]]) -> Message:
    """Several 1-2-1s are open (with each of these), and a command may be about any of them."""
    several = [run for some in open_with for run in (Text(", with "), *mentions(some))][1:]
    return line(
        f"You have {len(open_with)} 1-2-1s open: with ",
        *several,
        ". Which one is it? Write the name with the command, like: /121 met ",
        mention(open_with[0][0]),
        ". Or press the button under that 1-2-1: /121 status",
    )


def which_reported(answer: Answer, choice: Sequence[tuple[Sequence[Member], PairingId]]) -> Message:
    """A report without a name that may take back what was said last (the first), or be about a 1-2-1 that is open."""
    label, action = _SAID[answer]
    which = ("The last one", *["The one still open"] * (len(choice) - 1))
    return say(
        paragraph("Which 1-2-1 is that about?"),
        *(
            block
            for one, (others, pairing) in zip(which, choice, strict=True)
            for block in (
                paragraph(f"{one}, with ", *mentions(others), ":"),
                buttons(button(label, action, pairing)),
            )
        ),
    )


def held_already(others: Sequence[Member], pairing: PairingId) -> Message:
    """Calling off a 1-2-1 that took place."""
    return say(
        paragraph(
            "Your 1-2-1 with ",
            *mentions(others),
            " is noted as held, so there is nothing to call off. Did it not take place after all?",
        ),
        buttons(button("We did not meet", "did_not", pairing)),
    )


def nothing_to_arrange() -> Message:
    """A time for a meeting that is settled."""
    return line("You have no open 1-2-1 to find a time for. Ask for one: /121 pair-me")


def time_is_past() -> Message:
    """An agreed time that is over."""
    return line("That time is already past. If you have met: /121 met")


def time_is_skipped(day: date, skipped: time, resulting: time, elsewhere: str = "") -> Message:
    """An agreed time that is on no clock, because summer time begins; `resulting`: what the clock shows then.

    `elsewhere`: in which zone, if that is not the reader's own.
    """
    where = f" in {elsewhere}" if elsewhere else ""
    return line(
        f"On {in_words(day)} the clocks go forward{where}, and there is no {skipped:%H:%M}. "
        f"Did you mean {resulting:%H:%M}?"
    )


def time_is_far() -> Message:
    """An agreed time more than a year ahead."""
    return line("That is more than a year ahead. Could it be a typing error?")
