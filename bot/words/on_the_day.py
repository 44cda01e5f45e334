"""On the day of a meeting: the reminder, and half-time."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.model import PAIR, Meeting, Member, PairingId
from bot.messages import Button, Message, When, buttons, paragraph, say
from bot.words.people import agreed_otherwise, at_place, button, line, mention, mentions


def tell_at_half_time(pairing: PairingId) -> Button:
    """The button that asks to be told at half-time."""
    return button("Tell us at half-time", "half_time", pairing)


def reminder(
    others: Sequence[Member], local: datetime, *, tomorrow: bool, meeting: Meeting
) -> Message:
    """Told to each on the day: when, on their own clock, with whom and where; who asked for half-time is not offered it."""
    two = len(others) + 1 == PAIR
    asked = {*meeting.half_time} - {other.id for other in others}
    return say(
        paragraph(
            f"{'Tomorrow' if tomorrow else 'Today'} at {local:%H:%M} you meet ",
            *mentions(others),
            *at_place(meeting.place),
            ".",
        ),
        buttons(
            *((tell_at_half_time(meeting.pairing_id),) if two and not asked else ()),
            *agreed_otherwise(meeting.pairing_id, local),
        ),
    )


def half_time_wanted(
    others: Sequence[Member], at: datetime, pairing: PairingId, *, by_all: bool
) -> Message:
    """The private answer to the wish to be told at half-time."""
    told = ("I'll tell you both when it is time to change over: ", When(at), ".")
    hoped = ("If ", *mentions(others), " would like that too, I'll tell you both.")
    return say(
        paragraph(*(told if by_all else hoped)),
        buttons(button("Take it back", "half_time_off", pairing)),
    )


def half_time_not_wanted(pairing: PairingId) -> Message:
    """The private answer to that wish taken back."""
    return say(
        paragraph("Fine, I'll say nothing at half-time."),
        buttons(tell_at_half_time(pairing)),
    )


def partner_wants_no_half_time(partner: Member) -> Message:
    """Told to the other one, who counted on it."""
    return line(
        mention(partner),
        " would rather not be told at half-time, so please keep an eye on the clock.",
    )


def no_half_time() -> Message:
    """The wish to be told at half-time of a meeting that is not, or no longer, ahead."""
    return line(
        "There is no half-time ahead: that needs a time that you agreed on, such as with "
        "/121 arrange. Have you met? /121 met"
    )


def half_time_is_for_two() -> Message:
    """The wish to be told at half-time of a meeting of three or four."""
    return line("Half-time is for two. In a group, everybody has an equal share of the hour.")


def half_time(people: Sequence[Member]) -> Message:
    """Told to the two when half of their hour is over."""
    return line(*mentions(people), ": time to change over. The second half is the other one's.")
