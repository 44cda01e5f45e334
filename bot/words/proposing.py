"""Finding a time: what is offered, proposed, answered, and taken back."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.model import Meeting, Member, Pairing, PairingId
from bot.domain.proposals import TimeChosen, TimeOffered
from bot.messages import (
    Button,
    Buttons,
    Look,
    Message,
    Run,
    Runs,
    Text,
    When,
    buttons,
    note,
    paragraph,
    say,
)
from bot.words.people import (
    all_of_you,
    at_place,
    button,
    call_off,
    line,
    mention,
    mentions,
    on_day,
    otherwise,
    times_in_a_row,
)


def time_label(at: datetime, now: datetime) -> str:
    """A moment on a button or in a choice: `Thu 26 Nov, 15:00`, and the year where it is not this one.

    `now` is on the reader's own clock, and so is what they read.
    """
    local = at.astimezone(now.tzinfo)
    year = f" {local.year}" if local.year != now.year else ""
    return f"{local:%a} {local.day} {local:%b}{year}, {local:%H:%M}"


def times_offered(
    others: Sequence[Member], pairing: Pairing, times: Sequence[datetime], now: datetime
) -> Message:
    """Times that suit everybody, each with a button that proposes it; or that there is none, and what to do."""
    if not times:
        return _no_time_in_common(others, pairing)
    return say(
        paragraph(
            "When would you like to meet ",
            *mentions(others),
            f"? By what I know of your hours, {all_of_you(len(pairing.members))} could then:",
        ),
        buttons(
            *(
                button(
                    time_label(at, now),
                    "propose_time",
                    TimeOffered(pairing=pairing.id, at=at).encode(),
                )
                for at in times
            ),
            button("Another time", "arrange", pairing.id),
        ),
        note("Or type a time of your own: /121 arrange thursday 15:00 at the Corner Café"),
    )


def _no_time_in_common(others: Sequence[Member], pairing: Pairing) -> Message:
    return say(
        paragraph(
            "Until ",
            on_day(pairing.ends_at),
            f" I find no hour in which {all_of_you(len(pairing.members))} are free. Write to ",
            *mentions(others),
            ": perhaps it can be early, late or at the weekend, or just a short call. "
            "Then propose it: /121 arrange saturday 10:00",
        ),
        buttons(button("Propose a time", "arrange", pairing.id)),
        note("Are your own hours not right any more? /121 profile available: mon-fri 9-12"),
    )


def proposed(
    others: Sequence[Member], meeting: Meeting, earlier: Sequence[datetime], *, as_before: bool
) -> Message:
    """The private answer to a proposal; `earlier`: what the others had proposed, which it replaces.

    `as_before`: the place was not said with it.
    """
    return say(
        paragraph(
            "I have asked ",
            *mentions(others),
            ": ",
            *times_in_a_row(meeting.proposals),
            *at_place(meeting.proposed_place, as_before=as_before),
            ".",
            *_instead_of(earlier),
            " I'll tell you as soon as there is an answer.",
        ),
        buttons(take_back(meeting.pairing_id)),
    )


def partner_proposes(
    partner: Member, meeting: Meeting, earlier: Sequence[datetime], now: datetime
) -> Message:
    """Told in private to each of the others: times to choose from, on their own clock."""
    several = len(meeting.proposals) > 1
    return say(
        paragraph(
            mention(partner),
            " proposes ",
            *times_in_a_row(meeting.proposals),
            *at_place(meeting.proposed_place),
            ".",
            *_instead_of(earlier),
            " Which of them suits you?" if several else " Does that suit you?",
        ),
        answers(meeting, meeting.proposals, now),
    )


def answers(meeting: Meeting, shown: Sequence[datetime], now: datetime) -> Buttons:
    """A yes to each time that is shown, a no to all of them, and what else one can do."""
    another, off = otherwise(meeting.pairing_id)
    if not shown:
        return buttons(another, off)
    no = "None of these" if len(shown) > 1 else "That doesn't suit me"
    return buttons(
        *_yeses(meeting, shown, now), another, button(no, "decline_time", _chosen(meeting)), off
    )


def _yeses(meeting: Meeting, shown: Sequence[datetime], now: datetime) -> tuple[Button, ...]:
    return tuple(
        button(time_label(at, now), "accept_time", _chosen(meeting, number), Look.PRIMARY)
        for number, at in enumerate(meeting.proposals)
        if at in shown
    )


def _chosen(meeting: Meeting, number: int = 0) -> int:
    return TimeChosen(pairing=meeting.pairing_id, sequence=meeting.sequence, number=number).encode()


def take_back(pairing: PairingId) -> Button:
    """The button that takes back one's own proposal, or one's answer to somebody else's."""
    return button("Take it back", "undo_time", pairing)


def _instead_of(earlier: Sequence[datetime]) -> tuple[Run, ...]:
    return (Text(" It replaces "), *times_in_a_row(earlier), Text(".")) * bool(earlier)


def which_time(meeting: Meeting, times: Sequence[datetime], now: datetime) -> Message:
    """Times are proposed: which of them?"""
    return say(paragraph("Which time suits you?"), answers(meeting, times, now))


def which_proposal(
    waiting: Sequence[tuple[Sequence[Member], Meeting, Sequence[datetime]]], now: datetime
) -> Message:
    """Answering by command where proposals of several wait: which of them?"""
    return say(
        paragraph("Several proposals wait for you. Which one do you mean?"),
        *(
            block
            for others, meeting, times in waiting
            for block in (
                paragraph("With ", *mentions(others), ": ", *times_in_a_row(times)),
                answers(meeting, times, now),
            )
        ),
    )


def you_said_yes(
    meeting: Meeting,
    at: datetime,
    asked: Sequence[Member],
    more: Sequence[datetime],
    now: datetime,
) -> Message:
    """The private answer to a yes while others (`asked`) have still to say theirs; `more`: what may suit as well."""
    return say(
        paragraph(
            "Noted: ",
            When(at),
            *at_place(meeting.proposed_place),
            " suits you. ",
            *_once_answered(asked),
            " Does another time suit you as well?" if more else "",
        ),
        buttons(*_yeses(meeting, more, now), take_back(meeting.pairing_id)),
    )


def partner_said_yes(
    partner: Member, meeting: Meeting, at: datetime, asked: Sequence[Member]
) -> Message:
    """Told to those whom a time suits when it suits somebody else, while others (`asked`) have still to say so."""
    return line(*_it_suits(partner, meeting, at), *_once_answered(asked))


def does_it_suit_you_too(
    partner: Member,
    meeting: Meeting,
    at: datetime,
    times: Sequence[datetime],
    now: datetime,
) -> Message:
    """Asked of each who has not said yet that a time suits them, when it suits somebody else; `times`: all to choose from."""
    return say(
        paragraph(*_it_suits(partner, meeting, at), "Does it suit you, too?"),
        answers(meeting, times, now),
    )


def _it_suits(partner: Member, meeting: Meeting, at: datetime) -> Runs:
    place = at_place(meeting.proposed_place)
    return (When(at), *place, Text(" suits "), mention(partner), Text(". "))


def _once_answered(asked: Sequence[Member]) -> Runs:
    has = " has answered." if len(asked) == 1 else " have answered."
    return (Text("I'll tell you when "), *mentions(asked), Text(has))


def declined(others: Sequence[Member], pairing: PairingId) -> Message:
    """The private answer to a proposal that was turned down."""
    return say(
        paragraph("I have told ", *mentions(others), " that it does not suit you."),
        buttons(button("Propose another time", "arrange", pairing), take_back(pairing)),
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
        buttons(*otherwise(pairing)),
    )


def proposal_taken_back(
    others: Sequence[Member], times: Sequence[datetime], pairing: PairingId
) -> Message:
    """The private answer to one's own proposal taken back."""
    return say(
        paragraph(
            "Done. I have told ",
            *mentions(others),
            " that your proposal stands no longer: ",
            *times_in_a_row(times),
            ".",
        ),
        buttons(button("Propose another time", "arrange", pairing)),
    )


def partner_takes_back(partner: Member, times: Sequence[datetime], pairing: PairingId) -> Message:
    """Told to the others when a proposal is taken back."""
    return say(
        paragraph(
            mention(partner),
            " takes back the proposal ",
            *times_in_a_row(times),
            ". The 1-2-1 itself is still on.",
        ),
        buttons(button("Propose a time", "arrange", pairing), call_off(pairing)),
    )


def answer_taken_back(
    others: Sequence[Member], meeting: Meeting, times: Sequence[datetime], now: datetime
) -> Message:
    """The private answer to a yes or a no taken back: the times once more."""
    return say(
        paragraph("Done, and I have told ", *mentions(others), ". Which time suits you?"),
        answers(meeting, times, now),
    )


def partner_reconsiders(partner: Member, times: Sequence[datetime]) -> Message:
    """Told to the others when somebody takes a no to a proposal back."""
    return line(
        mention(partner),
        " takes the no back: ",
        *times_in_a_row(times),
        " may do after all. I'll tell you as soon as there is an answer.",
    )


def partner_takes_yes_back(partner: Member, times: Sequence[datetime]) -> Message:
    """Told to the others when somebody takes a yes to proposed times back, before all had answered."""
    return line(
        mention(partner),
        " takes the yes to ",
        *times_in_a_row(times),
        " back. The proposal still stands.",
    )


def nothing_to_take_back() -> Message:
    """Taking back where nothing waits."""
    return line(
        "There is no proposal of yours that waits for an answer, no answer of yours and no agreed time "
        "to take back."
    )


def take_back_what() -> Message:
    """Taking back where nothing says what is meant."""
    return line(
        "What would you like to take back? A time, or your answer to one: /121 undo-time. Your request for a partner: "
        "/121 cancel. What you said of a 1-2-1: /121 not-yet. That a promise is done: /121 promises undo 2"
    )


def nothing_proposed() -> Message:
    """An answer where there is nothing to answer."""
    return line(
        "Nobody has proposed a time that waits for you. Propose one: /121 arrange thursday 15:00"
    )


def own_proposal(others: Sequence[Member], pairing: PairingId) -> Message:
    """An answer to one's own proposal."""
    return say(
        paragraph("That is your own proposal; it waits for ", *mentions(others), "."),
        buttons(button("Another time", "arrange", pairing), take_back(pairing)),
    )


def proposal_replaced(meeting: Meeting, times: Sequence[datetime], now: datetime) -> Message:
    """An answer to a proposal that another has replaced: the one that counts."""
    return say(
        paragraph("Something has changed since that message. This is proposed now:"),
        answers(meeting, times, now),
    )


def proposal_is_past(meeting: Meeting, times: Sequence[datetime], now: datetime) -> Message:
    """An answer to a proposed time that is over; `times` still lie ahead."""
    return say(
        paragraph("That time is already past. Choose or propose another."),
        answers(meeting, times, now),
    )
