"""Promises: made, listed, reminded of, kept, dropped."""

from collections.abc import Mapping, Sequence

from bot.domain.model import Member, MemberId
from bot.domain.promises import Promise, PromiseKind, PromiseState
from bot.messages import (
    Action,
    Block,
    Button,
    Choice,
    Day,
    Form,
    Line,
    Look,
    Message,
    Option,
    buttons,
    note,
    paragraph,
    runs,
    say,
)
from bot.words.people import button, in_words, line, mention

SHOWN = 10
KINDS = {
    PromiseKind.INTRODUCTION: "an introduction",
    PromiseKind.CONNECTION: "a useful contact",
    PromiseKind.FOLLOW: "to follow them somewhere",
    PromiseKind.MATERIAL: "something to read",
    PromiseKind.OTHER: "something else",
}


def promise_form(other: Member, most: int) -> Form:
    """What did a member promise another?"""
    return Form(
        action=Action("promise", other.id),
        title="A promise",
        send="Remind me",
        opening=runs("What did you promise ", mention(other), "? Only you and I know of it."),
        inputs=(
            Choice(
                name="kind",
                label="What kind of thing",
                options=tuple(Option(kind, words.capitalize()) for kind, words in KINDS.items()),
                chosen=(PromiseKind.OTHER,),
                required=True,
            ),
            Line(
                name="what",
                label="In your words",
                hint="Such as: introduce you to my printer",
                most=most,
                required=True,
            ),
            Day(name="by", label="By when", hint="Empty: in a week."),
        ),
    )


def promised(promise: Promise, other: Member) -> Message:
    """The answer to a promise that is kept in mind."""
    return say(
        paragraph(
            "Noted, for ",
            mention(other),
            f", by {in_words(promise.due_on)}: {promise.what}",
        ),
        note("I remind you on that day and once more a week later. All of them: /121 promises"),
        _ticks(promise),
    )


def _ticks(promise: Promise) -> Block:
    return buttons(
        button("Done", "kept", promise.id, Look.PRIMARY), button("Drop it", "dropped", promise.id)
    )


def promises(
    open_ones: Sequence[tuple[int, Promise]], others: Mapping[MemberId, Member], kept: int
) -> Message:
    """What a member has promised and not done yet, by number; and how many they have kept in all."""
    so_far = f" You have kept {kept} so far." if kept else ""
    if not open_ones:
        return line(f"You have no promise open.{so_far} Make one: /121 promise @member and what")
    blocks: list[Block] = [paragraph(f"Open promises: {len(open_ones)}.{so_far}")]
    for number, promise in open_ones[:SHOWN]:
        blocks += _one(promise, others, f"{number}. ")
    return say(*blocks, note("By command: /121 promises done 2, or /121 promises drop 2"))


def _one(promise: Promise, others: Mapping[MemberId, Member], start: str = "") -> list[Block]:
    whom = others.get(promise.other_id)
    who = (mention(whom),) if whom else ()
    text = f", by {in_words(promise.due_on)}: {promise.what}"
    return [paragraph(start, "for ", *who, text), _ticks(promise)]


def you_promised(
    due: Sequence[Promise], others: Mapping[MemberId, Member], *, late: bool
) -> Message:
    """The reminder, on the day or (`late`) a week later."""
    opening = (
        "A week ago you wanted to have done this. I won't ask again."
        if late
        else "You asked me to remind you today:"
    )
    blocks: list[Block] = [paragraph(opening)]
    for promise in due[:SHOWN]:
        blocks += _one(promise, others)
    return say(*blocks)


_BECAME = {
    PromiseState.OPEN: "It is open again",
    PromiseState.KEPT: "Well done",
    PromiseState.DROPPED: "Dropped",
}


def promise_settled(promise: Promise, other: Member) -> Message:
    """The answer to ticking off, dropping, or taking that back."""
    back = (
        _ticks(promise)
        if promise.state is PromiseState.OPEN
        else buttons(Button("Take it back", Action("open_promise", promise.id)))
    )
    return say(
        paragraph(f"{_BECAME[promise.state]}, for ", mention(other), f": {promise.what}"), back
    )


def promise_is_so_already(promise: Promise) -> Message:
    """Saying the same of a promise twice."""
    became = {
        PromiseState.OPEN: "open",
        PromiseState.KEPT: "done",
        PromiseState.DROPPED: "dropped",
    }
    return line(f"I have that promise as {became[promise.state]} already. Nothing has changed.")


def no_such_promise() -> Message:
    """A promise that is not there, or is somebody else's."""
    return line("You have no such promise. See them all: /121 promises")


def promise_to_yourself() -> Message:
    """A promise to oneself."""
    return line("A promise is for somebody else. Whom do you mean? /121 promise @member and what")


def promise_too_long(length: int, most: int) -> Message:
    """More text than a promise needs."""
    return line(f"That is {length:,} characters; up to {most:,} fit. Please make it shorter.")


def too_many_promises(most: int) -> Message:
    """More promises than anybody keeps."""
    return line(
        f"You have {most} promises open, and that is as many as I keep. "
        "Tick some off, or drop some: /121 promises"
    )
