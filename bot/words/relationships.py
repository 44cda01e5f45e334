"""Relationships: after a meeting, meeting again, holding back, letting rest."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.model import PAIR, Member, PairingId
from bot.domain.relationships import Rhythm
from bot.messages import (
    Action,
    Block,
    Choice,
    Form,
    Look,
    Message,
    Option,
    buttons,
    note,
    paragraph,
    runs,
    say,
)
from bot.words.people import button, line, mention, on_day, ordinal, you_and

HOW_OFTEN = {
    Rhythm.MONTHLY: "every month",
    Rhythm.QUARTERLY: "every three months",
    Rhythm.YEARLY: "once a year",
    Rhythm.NEVER: "never",
}
AS_THE_GROUP = "as your group does"
USUAL = "usual"
OTHERS_SHOWN = 7  # as many as a message holds on every platform


def afterwards(
    pairing: PairingId,
    others: Sequence[Member],
    still_right: Sequence[tuple[Member, int]],
    *,
    may_note: bool,
) -> Message:
    """Told to each in private when they have met.

    `still_right`: of whom they are asked, and how often the two have met. `may_note`: whether notes can be kept here.
    """
    return say(
        paragraph("Noted: ", *you_and(others), " met. Good to hear."),
        *_promised(others, may_note=may_note),
        *(block for other, met in still_right for block in _is_it_right(other, met)),
        note("Was this a mistake? Press the button, or take your ✅ away if you put one."),
        buttons(button("We did not meet", "did_not", pairing)),
    )


def _promised(others: Sequence[Member], *, may_note: bool) -> tuple[Block, ...]:
    question = (
        "Did you promise each other something? Tell me, and I'll remind you, and nobody else."
    )
    if len(others) >= PAIR:
        return (paragraph(f"{question} Write: /121 promise @member and what it is"),)
    return (
        paragraph(question),
        buttons(
            button("I promised something", "promise", others[0].id),
            *([button("A note for myself", "note", others[0].id)] if may_note else []),
        ),
    )


def _is_it_right(other: Member, met: int) -> tuple[Block, ...]:
    return (
        paragraph(
            f"That was your {ordinal(met)} 1-2-1. Would you like to go on meeting ",
            mention(other),
            "? Nobody but me learns what you say.",
        ),
        buttons(
            button("Yes, let's go on", "go_on", other.id, Look.PRIMARY),
            button("One more like this", "hold_back", other.id),
            button("Rather not again", "let_rest", other.id),
        ),
    )


def would_you_again(due: Sequence[tuple[Member, datetime]]) -> Message:
    """Asked in private when two are due again: whom, and when they met last."""
    blocks: list[Block] = []
    for other, met_at in due[:OTHERS_SHOWN]:
        blocks += [
            paragraph(
                "You met ",
                mention(other),
                " on ",
                on_day(met_at),
                ". Would you like to meet again?",
            ),
            buttons(
                button("Yes, in the next round", "wish_again", other.id, Look.PRIMARY),
                button("Not now", "not_now", other.id),
                button("Rather not again", "let_rest", other.id),
            ),
        ]
    return say(
        *blocks, note("I bring you together when both of you say yes. Nobody learns of a no.")
    )


def would_meet(other: Member) -> Message:
    """Noted; the other one has not said so, as far as this one is told."""
    return say(
        paragraph(
            "Noted. If ", mention(other), " says so too, you are together in the next round."
        ),
        buttons(button("Not now", "not_now", other.id)),
    )


def both_would_meet(other: Member) -> Message:
    """Both have said so."""
    return say(
        paragraph(
            mention(other),
            " would like to as well. You are together in the next round, if you both are in it.",
        ),
        buttons(button("Not now", "not_now", other.id)),
    )


def asked_later(other: Member, at: datetime) -> Message:
    """Not now."""
    return line("Not now, then. I'll ask you about ", mention(other), " again on ", on_day(at), ".")


def not_asked_again(other: Member) -> Message:
    """Not now, of two who are never asked."""
    return line(
        "Not now, then. To meet ", mention(other), " after all: /121 again ", mention(other)
    )


def goes_on(other: Member) -> Message:
    """It is right as it is."""
    return say(
        paragraph("Good. You and ", mention(other), " go on."),
        buttons(button("How do we stand?", "relationship", other.id)),
    )


def held_back(other: Member, *, ahead: bool) -> Message:
    """The next meeting is of the same kind as the last; `ahead`: the one after that which is before them."""
    them = mention(other)
    noted = (
        (
            "Noted: after the 1-2-1 that you have before you, you and ",
            them,
            " have one more like it.",
        )
        if ahead
        else ("Noted: your next 1-2-1 with ", them, " is of the same kind as the last one.")
    )
    return say(paragraph(*noted), buttons(button("Take it back", "hold_no_more", other.id)))


def rests(other: Member) -> Message:
    """It is ended on this side. The other one is never told."""
    return say(
        paragraph(
            "It rests. I won't bring you together with ",
            mention(other),
            " again, and I tell nobody that you said so.",
        ),
        buttons(button("Take it back", "stop_resting", other.id)),
    )


def you_let_it_rest(other: Member) -> Message:
    """Asking for somebody with whom one lets it rest."""
    return say(
        paragraph("You let it rest with ", mention(other), ". Shall I ask after all?"),
        buttons(button("Let's go on", "stop_resting", other.id)),
    )


def rhythm_form(other: Member, rhythm: Rhythm | None) -> Form:
    """How often does a member want to be asked about another?"""
    usual = Option(USUAL, AS_THE_GROUP.capitalize())
    return Form(
        action=Action("rhythm", other.id),
        title="How often",
        send="Keep it",
        opening=runs("How often shall I ask you about meeting ", mention(other), " again?"),
        inputs=(
            Choice(
                name="rhythm",
                label="I ask you",
                options=(
                    usual,
                    *(Option(way, often.capitalize()) for way, often in HOW_OFTEN.items()),
                ),
                chosen=(rhythm or USUAL,),
                hint="For you alone: the other one is not told, and is asked in their own rhythm.",
                required=True,
            ),
        ),
    )


def rhythm_set(
    other: Member, rhythm: Rhythm | None, due_at: datetime | None, *, left: bool = False
) -> Message:
    """How often the one who chose is asked, and when next. `left`: the other one takes part in nothing any more."""
    if due_at is None:
        return line("Noted: I don't ask you about ", mention(other), " any more.")
    often = HOW_OFTEN[rhythm] if rhythm else AS_THE_GROUP
    if left:
        return line(
            f"Noted: {often}. ",
            mention(other),
            " takes no part any more, so I ask you only if they come back.",
        )
    return say(
        paragraph(
            "Noted: I ask you about ", mention(other), f" {often}; next on ", on_day(due_at), "."
        ),
        note("You are together again when both of you say yes."),
    )


def never_met(other: Member) -> Message:
    """Something that takes a meeting, of two who have not met."""
    return say(
        paragraph("As far as I know, you and ", mention(other), " have not met yet."),
        buttons(button("Ask for a 1-2-1", "pair_with", other.id, Look.PRIMARY)),
    )
