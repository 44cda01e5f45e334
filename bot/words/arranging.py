"""Finding a time: what is proposed, accepted and agreed; the reminder, and half-time."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.model import CircleId, Meeting, Member, PairingId
from bot.domain.proposals import TimeChosen
from bot.messages import (
    Attachment,
    Block,
    Button,
    Link,
    Look,
    Message,
    Note,
    Run,
    Text,
    When,
    buttons,
    note,
    paragraph,
    say,
)
from bot.words.people import PAIR, button, line, mention, mentions, times_in_a_row

Links = Sequence[tuple[str, str]]


def time_label(at: datetime, zone: ZoneInfo) -> str:
    """A moment on a button or in a choice, on the reader's own clock: `Thu 26 Nov, 15:00`."""
    local = at.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b}, {local:%H:%M}"


def calendar_file(invitation: bytes) -> tuple[Block, ...]:
    """The invitation as a file in a message; nothing where there is none."""
    if not invitation:
        return ()
    return (
        Attachment(
            name="1-2-1.ics",
            media_type="text/calendar",
            content=invitation,
            alt="The 1-2-1 as a file for your calendar",
        ),
    )


def calendar_entry(
    others: Sequence[Member], at: datetime, place: str, invitation: bytes
) -> Message:
    """Sent to whoever settled the time: an answer that only they see can carry no file everywhere."""
    return say(
        paragraph(
            "For your calendar: you and ", *mentions(others), ", ", When(at), *_at_place(place), "."
        ),
        *calendar_file(invitation),
    )


def calendar_removal(others: Sequence[Member], invitation: bytes) -> Message:
    """Sent to whoever can't make it: what takes the meeting out of their calendar."""
    return say(
        paragraph("This takes the 1-2-1 with ", *mentions(others), " out of your calendar."),
        *calendar_file(invitation),
    )


def proposed(others: Sequence[Member], meeting: Meeting, earlier: Sequence[datetime]) -> Message:
    """The private answer to a proposal; `earlier`: what the others had proposed, which it replaces."""
    return line(
        "I have asked ",
        *mentions(others),
        ": ",
        *times_in_a_row(meeting.proposals),
        *_at_place(meeting.proposed_place),
        ".",
        *_instead_of(earlier),
        " I'll tell you as soon as there is an answer.",
    )


def partner_proposes(
    partner: Member, meeting: Meeting, earlier: Sequence[datetime], zone: ZoneInfo
) -> Message:
    """Told in private to each of the others: times to choose from, on their own clock."""
    several = len(meeting.proposals) > 1
    return say(
        paragraph(
            mention(partner),
            " proposes ",
            *times_in_a_row(meeting.proposals),
            *_at_place(meeting.proposed_place),
            ".",
            *_instead_of(earlier),
            " Which of them suits you?" if several else " Does that suit you?",
        ),
        buttons(*_times(meeting, meeting.proposals, zone), *_otherwise(meeting.pairing_id)),
    )


def _times(meeting: Meeting, shown: Sequence[datetime], zone: ZoneInfo) -> tuple[Button, ...]:
    return tuple(
        button(
            time_label(at, zone),
            "accept_time",
            TimeChosen(
                pairing=meeting.pairing_id, sequence=meeting.sequence, number=number
            ).encode(),
            Look.PRIMARY,
        )
        for number, at in enumerate(meeting.proposals)
        if at in shown
    )


def _otherwise(pairing: PairingId) -> tuple[Button, Button]:
    return (
        button("Another time", "arrange", pairing),
        button("I can't make it", "cannot", pairing),
    )


def _at_place(place: str) -> tuple[Run, ...]:
    return (Text(f" ({place})"),) if place else ()


def _instead_of(earlier: Sequence[datetime]) -> tuple[Run, ...]:
    return (Text(" It replaces "), *times_in_a_row(earlier), Text(".")) * bool(earlier)


def which_time(meeting: Meeting, times: Sequence[datetime], zone: ZoneInfo) -> Message:
    """Several times are proposed: which of them?"""
    return say(
        paragraph("Which time suits you?"),
        buttons(*_times(meeting, times, zone), *_otherwise(meeting.pairing_id)),
    )


def you_agreed(others: Sequence[Member], at: datetime, place: str, links: Links) -> Message:
    """The private answer to an accepted time."""
    return say(
        paragraph("Agreed: you and ", *mentions(others), ", ", When(at), *_at_place(place), "."),
        _into_the_diary(links),
    )


def partner_agreed(
    partner: Member, meeting: Meeting, at: datetime, links: Links, invitation: bytes
) -> Message:
    """Told to the others when a proposed time is accepted."""
    return say(
        paragraph(mention(partner), " agrees: ", When(at), *_at_place(meeting.place), "."),
        *calendar_file(invitation),
        _into_the_diary(links),
        buttons(*_otherwise(meeting.pairing_id)),
    )


def arranged(others: Sequence[Member], at: datetime, links: Links) -> Message:
    """The private answer to an agreed time."""
    return say(
        paragraph(
            "Noted: you and ",
            *mentions(others),
            ", ",
            When(at),
            ". I have told them, and I'll ask afterwards how it went.",
        ),
        _into_the_diary(links),
    )


def partner_arranged(
    partner: Member, meeting: Meeting, at: datetime, links: Links, invitation: bytes
) -> Message:
    """Told to the other one when a member says that a time is agreed."""
    return say(
        paragraph(
            mention(partner),
            " tells me that you meet on ",
            When(at),
            *_at_place(meeting.place),
            ".",
        ),
        *calendar_file(invitation),
        _into_the_diary(links),
        note("Is that wrong? Talk to each other, then tell me the other time."),
        buttons(*_otherwise(meeting.pairing_id)),
    )


def _into_the_diary(links: Links) -> Note:
    parts: list[str | Run] = ["Put it into your calendar: "]
    for place, (label, url) in enumerate(links):
        parts += ([" · "] if place else []) + [Link(label, url)]
    return note(*parts)


def declined(others: Sequence[Member], pairing: PairingId) -> Message:
    """The private answer to a proposal that was turned down."""
    return say(
        paragraph("I have told ", *mentions(others), " that it does not suit you."),
        buttons(button("Propose another time", "arrange", pairing)),
    )


def partner_declined(partner: Member, times: Sequence[datetime], pairing: PairingId) -> Message:
    """Told to the others when somebody turns a proposal down."""
    return say(
        paragraph(
            mention(partner),
            " can't at the time that was proposed",
            *((Text(": "), *times_in_a_row(times)) if times else ()),
            ". The 1-2-1 itself is still on.",
        ),
        buttons(*_otherwise(pairing)),
    )


def partner_cannot(partner: Member, circle: CircleId, invitation: bytes) -> Message:
    """Told to the other one when a member can't make it, or has left."""
    return say(
        paragraph(mention(partner), " can't make it this time. It has nothing to do with you."),
        *calendar_file(invitation),
        buttons(button("Find me somebody else", "pair_me", circle, Look.PRIMARY)),
    )


def nothing_proposed() -> Message:
    """An answer where there is nothing to answer."""
    return line(
        "Nobody has proposed a time that waits for you. Propose one: /121 arrange thursday 15:00"
    )


def agreed_already(meeting: Meeting, at: datetime) -> Message:
    """An answer to a proposal after which a time was agreed."""
    return say(
        paragraph("You have a time already: ", When(at), *_at_place(meeting.place), "."),
        buttons(*_otherwise(meeting.pairing_id)),
    )


def own_proposal(others: Sequence[Member], pairing: PairingId) -> Message:
    """An answer to one's own proposal."""
    return say(
        paragraph("That is your own proposal; it waits for ", *mentions(others), "."),
        buttons(button("Another time", "arrange", pairing)),
    )


def proposal_replaced(meeting: Meeting, times: Sequence[datetime], zone: ZoneInfo) -> Message:
    """An answer to a proposal that another has replaced: the one that counts."""
    return say(
        paragraph("Another proposal has taken the place of that one. Now it is this:"),
        buttons(*_times(meeting, times, zone), *_otherwise(meeting.pairing_id)),
    )


def proposal_is_past(meeting: Meeting, times: Sequence[datetime], zone: ZoneInfo) -> Message:
    """An answer to a proposed time that is over; `times` still lie ahead."""
    return say(
        paragraph("That time is already past. Choose or propose another."),
        buttons(*_times(meeting, times, zone), *_otherwise(meeting.pairing_id)),
    )


def reminder(
    others: Sequence[Member], local: datetime, *, tomorrow: bool, meeting: Meeting
) -> Message:
    """Told to each on the day: when, on their own clock, with whom and where."""
    two = len(others) + 1 == PAIR
    return say(
        paragraph(
            f"{'Tomorrow' if tomorrow else 'Today'} at {local:%H:%M} you meet ",
            *mentions(others),
            *_at_place(meeting.place),
            ".",
        ),
        buttons(
            *((button("Tell us at half-time", "half_time", meeting.pairing_id),) if two else ()),
            *_otherwise(meeting.pairing_id),
        ),
    )


def half_time_wanted(others: Sequence[Member], at: datetime, *, by_all: bool) -> Message:
    """The private answer to the wish to be told at half-time."""
    if by_all:
        return line("I'll tell you both when it is time to change over: ", When(at), ".")
    return line("If ", *mentions(others), " would like that too, I'll tell you both.")


def no_half_time() -> Message:
    """The wish to be told at half-time of a meeting that is not, or no longer, ahead."""
    return line("There is no half-time ahead in that 1-2-1. Have you met? /121 met")


def half_time(people: Sequence[Member]) -> Message:
    """Told to the two when half of their hour is over."""
    return line(*mentions(people), ": time to change over. The second half is the other one's.")
