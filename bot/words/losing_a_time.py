"""A time that was agreed and is taken back: what each hears, and what is answered where it cannot be."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.model import Meeting, Member, PairingId
from bot.domain.proposals import TimeOffered
from bot.messages import Message, When, buttons, paragraph, say
from bot.words.arranging import calendar_file
from bot.words.people import (
    agreed_otherwise,
    at_place,
    button,
    call_off,
    mention,
    mentions,
    otherwise,
    undo_agreed,
    you_and,
)


def agreed_taken_back(others: Sequence[Member], at: datetime, pairing: PairingId) -> Message:
    """The private answer to an agreed time taken back: on to another, or to the same one after all."""
    same = TimeOffered(pairing=pairing, at=at).encode()
    return say(
        paragraph(
            "Done: ",
            When(at),
            " no longer holds, and I have told ",
            *mentions(others),
            ". The 1-2-1 itself is still on.",
        ),
        buttons(
            button("Propose another time", "arrange", pairing),
            button("Propose it again", "propose_again", same),
            call_off(pairing),
        ),
    )


def partner_cannot_then(
    partner: Member, at: datetime, pairing: PairingId, invitation: bytes
) -> Message:
    """Told to each of the others when an agreed time is taken back."""
    return say(
        paragraph(
            mention(partner),
            " can't keep the time that was agreed, ",
            When(at),
            ". It has nothing to do with you, and the 1-2-1 itself is still on.",
        ),
        *calendar_file(invitation),
        buttons(*otherwise(pairing)),
    )


def which_agreed(agreed: Sequence[tuple[Sequence[Member], PairingId, datetime]]) -> Message:
    """Taking back a time by command where several are agreed: which of them?"""
    return say(
        paragraph("You have several times agreed. Which of them do you take back?"),
        *(
            block
            for others, pairing, at in agreed
            for block in (
                paragraph("With ", *mentions(others), ": ", When(at)),
                buttons(undo_agreed(pairing, at)),
            )
        ),
    )


def nothing_agreed(others: Sequence[Member], pairing: PairingId) -> Message:
    """Taking back a time where none is agreed any more."""
    return say(
        paragraph("No time is agreed now: ", *you_and(others), " have still to find one."),
        buttons(button("Arrange a time", "arrange", pairing)),
    )


def another_agreed(meeting: Meeting, at: datetime) -> Message:
    """Taking back a time in whose place another is agreed by now."""
    return say(
        paragraph(
            "That time is off already. What is agreed now is ",
            When(at),
            *at_place(meeting.place),
            ".",
        ),
        buttons(*agreed_otherwise(meeting.pairing_id, at)),
    )
