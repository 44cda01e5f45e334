"""Introductions, and what those hear who have nobody this time."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.matching import SitOut, SitOutReason
from bot.domain.meeting_form import MeetingForm
from bot.domain.model import PAIR, Circle, Member, MemberId, Origin, Pairing, Reason
from bot.domain.relationships import Together
from bot.messages import Fields as Facts
from bot.messages import (
    Heading,
    Message,
    Paragraph,
    Run,
    Runs,
    Text,
    buttons,
    field,
    note,
    paragraph,
    runs,
    say,
)
from bot.words.people import (
    all_of_you,
    beginning,
    button,
    line,
    meeting_buttons,
    mention,
    mentions,
    next_round,
    on_day,
    shares,
    times_in_a_row,
)
from bot.words.reasons import reason_runs
from bot.words.starters import AGENDAS, starters

REASONS_SHOWN = 3
LONGEST_ABOUT = 1_200  # characters of what somebody does, and does best
WHERE = {
    MeetingForm.IN_PERSON: "In person, or by video if you can't.",
    MeetingForm.ONLINE: "By video, each at your own place.",
    MeetingForm.WALK: "On a walk, side by side.",
    MeetingForm.PHONE: "On the phone, wherever you are.",
}


def introduction(
    pairing: Pairing,
    people: Sequence[Member],
    past: Together,
    form: MeetingForm,
    times: Sequence[datetime],
) -> Message:
    """Who, why the two, what kind of meeting, what to talk about, when, and how to say that it took place.

    `past`: what they have had together before. Another of them begins each time they meet.
    """
    agenda = AGENDAS[past.next_stage]
    talk_about = starters(pairing.members, past.introduced, past.next_stage)
    first = people[(sum(pairing.members) + past.met) % len(people)]
    two = len(people) == PAIR
    opening = (mention(people[0]), ", meet ", mention(people[1]), ".") if two else None
    greeting = opening or (*mentions(people), ", meet one another.")
    again = (*mentions(people), ", here is your next one together.")
    return say(
        Heading(_heading(pairing)),
        paragraph(*(again if past.met else greeting)),
        *_why(pairing.reasons, people),
        Facts(
            (
                *(field("About", mention(m), f": {told}") for m in people if (told := _about(m))),
                field("This one", agenda.name),
                field(
                    "How",
                    f"{shares(len(people)).capitalize()}. ",
                    mention(first),
                    " begins.",
                    agenda.halves if two else "",
                ),
                field("Talk about", " ".join(talk_about)),
                field("Bring", agenda.bring),
                field("Better not", agenda.better_not),
                field("Where", WHERE[form]),
                field("A good time", *(times_in_a_row(times) or _no_time(len(people)))),
                field("Until", on_day(pairing.ends_at)),
            )
        ),
        meeting_buttons(pairing.id),
        note(
            f"Once you have met, put ✅ on this message, {'either' if two else 'any one'} of you."
        ),
    )


def _no_time(how_many: int) -> Runs:
    return runs(
        f"I find no hour in which {all_of_you(how_many)} are free. "
        "Ask each other: early, late or a short call may do."
    )


def _about(member: Member) -> str:
    """What a member does, and does best, in their own words."""
    best = f"best at {member.best}" if member.best else ""
    told = " · ".join(part for part in (member.business, best) if part)
    return beginning(told, LONGEST_ABOUT)


def _heading(pairing: Pairing) -> str:
    if pairing.origin is Origin.ROUND:
        return "Your 1-2-1 for this round"
    return "A 1-2-1 for you"


def _why(reasons: Sequence[Reason], people: Sequence[Member]) -> tuple[Paragraph, ...]:
    if not reasons:
        return ()
    by_id = {member.id: member for member in people}

    def name(member: MemberId) -> Run:
        return mention(by_id[member])

    parts: list[Run] = [Text("Why you: ")]
    for number, reason in enumerate(reasons[:REASONS_SHOWN]):
        parts += runs("; " if number else "", *reason_runs(reason, name, size=len(people)))
    return (paragraph(*parts, "."),)


def sits_out(circle: Circle, sit_out: SitOut) -> Message:
    """Told to whoever has no partner in a round: why, and what happens now."""
    return say(
        paragraph(_why_not(circle, sit_out)),
        paragraph(
            "You are first in the queue: the next one who asks or joins is introduced to you. "
            "If nobody does, you are in the next round, ",
            next_round(circle),
            ".",
        ),
        buttons(button("Leave me out this time", "cancel_request")),
    )


def _why_not(circle: Circle, sit_out: SitOut) -> str:
    if sit_out.why is not SitOutReason.ODD:
        return "This time there was nobody left whom I could introduce to you."
    if circle.size == PAIR:
        return "The number is odd this time, and it was your turn to sit out."
    return "The groups do not come out even this time, and it was your turn to sit out."


def has_one_open(circle: Circle) -> Message:
    """Told to whoever is not in a round because they still have a 1-2-1 open."""
    return line(
        f"You still have a 1-2-1 open, so I left you out of today's round of {circle.name}. "
        "Would you like several at once? /121 profile limit 2"
    )
