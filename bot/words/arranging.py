"""A time that is agreed, for the diary too; and a 1-2-1 that is called off."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.model import PAIR, Meeting, Member, Pairing, PairingId
from bot.messages import (
    Attachment,
    Block,
    Button,
    Link,
    Look,
    Message,
    Note,
    Run,
    Runs,
    Text,
    When,
    buttons,
    note,
    paragraph,
    say,
)
from bot.words.on_the_day import tell_at_half_time
from bot.words.people import (
    agreed_otherwise,
    at_place,
    button,
    line,
    mention,
    mentions,
    undo_agreed,
    you_and,
)

Links = Sequence[tuple[str, str]]


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
        paragraph("For your calendar: ", *you_and(others), ", ", When(at), *at_place(place), "."),
        *calendar_file(invitation),
    )


def calendar_removal(others: Sequence[Member], invitation: bytes) -> Message:
    """Sent to whoever can't make it: what takes the meeting out of their calendar."""
    return say(
        paragraph(
            "To take the 1-2-1 with ",
            *mentions(others),
            " out of your calendar, open this file. If the entry stays, delete it there.",
        ),
        *calendar_file(invitation),
    )


def you_agreed(
    others: Sequence[Member], meeting: Meeting, at: datetime, links: Links, *, soon: bool
) -> Message:
    """The private answer to an accepted time. `soon`: no reminder comes any more."""
    return say(
        paragraph("Agreed: ", *you_and(others), ", ", When(at), *at_place(meeting.place), "."),
        _into_the_diary(links),
        buttons(*_half_time(meeting, soon=soon), undo_agreed(meeting.pairing_id, at)),
    )


def beside_another(agreement: Message, others: Sequence[Member], then: datetime) -> Message:
    """The private answer to an agreed time, when another 1-2-1 is agreed for that hour too."""
    first, *rest = agreement.blocks
    also = paragraph(
        "By the way: your 1-2-1 with ",
        *mentions(others),
        " is agreed for ",
        When(then),
        ". If that is too much at once, move one of the two.",
    )
    return say(first, also, *rest)


def partner_agreed(
    partner: Member,
    meeting: Meeting,
    at: datetime,
    links: Links,
    invitation: bytes,
    *,
    soon: bool,
) -> Message:
    """Told to the other one when a proposed time is accepted."""
    return _agreed((mention(partner), Text(" agrees: ")), meeting, at, links, invitation, soon=soon)


def all_agreed(
    partner: Member,
    meeting: Meeting,
    at: datetime,
    links: Links,
    invitation: bytes,
    *,
    soon: bool,
) -> Message:
    """Told to the others when the last of several accepts a time that suits the rest."""
    last = (mention(partner), Text(" agrees too, so it suits all of you: "))
    return _agreed(last, meeting, at, links, invitation, soon=soon)


def _agreed(
    opening: Runs,
    meeting: Meeting,
    at: datetime,
    links: Links,
    invitation: bytes,
    *,
    soon: bool,
) -> Message:
    return say(
        paragraph(*opening, When(at), *at_place(meeting.place), "."),
        *calendar_file(invitation),
        _into_the_diary(links),
        buttons(*_half_time(meeting, soon=soon), *agreed_otherwise(meeting.pairing_id, at)),
    )


def arranged(
    others: Sequence[Member],
    meeting: Meeting,
    at: datetime,
    links: Links,
    *,
    soon: bool,
    as_before: bool,
) -> Message:
    """The private answer to an agreed time. `as_before`: the place was not said with it."""
    return say(
        paragraph(
            "Noted: ",
            *you_and(others),
            ", ",
            When(at),
            *at_place(meeting.place, as_before=as_before),
            ". I have told them, and I'll ask afterwards how it went.",
        ),
        _into_the_diary(links),
        buttons(*_half_time(meeting, soon=soon), undo_agreed(meeting.pairing_id, at)),
    )


def partner_arranged(
    partner: Member,
    meeting: Meeting,
    at: datetime,
    links: Links,
    invitation: bytes,
    *,
    soon: bool,
) -> Message:
    """Told to the other one when a member says that a time is agreed."""
    return say(
        paragraph(
            mention(partner),
            " tells me that you meet on ",
            When(at),
            *at_place(meeting.place),
            ".",
        ),
        *calendar_file(invitation),
        _into_the_diary(links),
        note("Is that wrong? Talk to each other, then tell me the other time."),
        buttons(*_half_time(meeting, soon=soon), *agreed_otherwise(meeting.pairing_id, at)),
    )


def _half_time(meeting: Meeting, *, soon: bool) -> tuple[Button, ...]:
    # Otherwise the reminder asks.
    return (tell_at_half_time(meeting.pairing_id),) if soon else ()


def _into_the_diary(links: Links) -> Note:
    parts: list[str | Run] = ["Put it into your calendar: "]
    for place, (label, url) in enumerate(links):
        parts += ([" · "] if place else []) + [Link(label, url)]
    return note(*parts)


def partner_cannot(
    partner: Member, pairing: Pairing, others: Sequence[Member], invitation: bytes
) -> Message:
    """Told to the others, all of them, when a member can't make it, or has left."""
    still, as_two = _without_one(pairing, others)
    return say(
        paragraph(
            mention(partner), " can't make it this time. It has nothing to do with you.", *still
        ),
        *calendar_file(invitation),
        buttons(
            *as_two,
            button(
                "Find me somebody else",
                "pair_me",
                pairing.circle_id,
                Look.PLAIN if as_two else Look.PRIMARY,
            ),
        ),
    )


def _without_one(pairing: Pairing, others: Sequence[Member]) -> tuple[Runs, tuple[Button, ...]]:
    """How those who are left may still meet: what is said of it, and the button for two."""
    if len(others) < PAIR:
        return (), ()
    if len(others) == PAIR:
        still = (Text(" "), *mentions(others), Text(", the two of you can still meet."))
        return still, (button("Meet as two", "as_two", pairing.id, Look.PRIMARY),)
    return (Text(" You can still meet one of the others; /121 pair-me @member asks them."),), ()


def no_two_are_left() -> Message:
    """Wanting to meet as two where it is not the case that one of three can't."""
    return line(
        "That is for when one of three can't make it. Ask whom you like: /121 pair-me @member"
    )


def partner_can_after_all(partner: Member, pairing: PairingId) -> Message:
    """Told to the others when what somebody called off is on again."""
    return say(
        paragraph(
            "Your 1-2-1 with ",
            mention(partner),
            " is on again after all. A time is still to be found.",
        ),
        buttons(button("Arrange a time", "arrange", pairing)),
    )


def agreed_already(meeting: Meeting, at: datetime) -> Message:
    """An answer to a proposal after which a time was agreed."""
    return say(
        paragraph("You have a time already: ", When(at), *at_place(meeting.place), "."),
        buttons(*agreed_otherwise(meeting.pairing_id, at)),
    )
