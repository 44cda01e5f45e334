"""Promises: made, listed, reminded of, kept, dropped."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

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
    Run,
    Runs,
    Text,
    When,
    buttons,
    note,
    paragraph,
    runs,
    say,
)
from bot.words.paging import and_more, page_of, turn_over
from bot.words.people import beginning, button, in_words, line, mention

PROMISES_SHOWN = 8  # with their buttons; a message of Discord's has room for no more
ON_A_PAGE = 20
BEGINNING = 80  # characters of a promise on such a page
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


def promised(
    promise: Promise,
    other: Member,
    remind_at: datetime | None,
    *,
    is_today: bool,
    named: bool,
    timed: bool,
) -> Message:
    """The answer to a promise that is kept in mind; `remind_at`: when, unless its day is nearly over.

    `named`: its maker said by when; `timed`: with a time of day.
    """
    return say(
        paragraph(
            "Noted, for ",
            mention(other),
            f", by {promise.due_on:%A} {in_words(promise.due_on)}: {promise.what}",
        ),
        note(
            *("No day was named, so I took a week. ",) * (not named),
            *("I keep the day, not the hour. ",) * timed,
            *_when(remind_at, is_today=is_today),
            " All of them: /121 promises",
        ),
        _ticks(promise),
    )


def _when(remind_at: datetime | None, *, is_today: bool) -> Runs:
    if remind_at is None:
        return runs("Today is nearly over, so I'll remind you once, in a week.")
    day: Run = When(remind_at) if is_today else Text("that day")
    return runs("I'll remind you on ", day, ", and once more a week later.")


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
    blocks: list[Block] = [_how_many(open_ones, so_far)]
    for number, promise in open_ones[:PROMISES_SHOWN]:
        blocks += [_one(promise, others, promise.what, f"{number}. "), _ticks(promise)]
    left = len(open_ones) - PROMISES_SHOWN
    return say(*blocks, *and_more(left, "promises"), _by_command(open_ones[0][0]))


def all_promises(
    open_ones: Sequence[tuple[int, Promise]], others: Mapping[MemberId, Member], page: int
) -> Message:
    """A page of all that a member has promised and not done yet, each on a line."""
    shown = page_of(open_ones, page, ON_A_PAGE)
    return say(
        _how_many(open_ones),
        *(
            _one(promise, others, beginning(promise.what, BEGINNING), f"{number}. ")
            for number, promise in shown.items
        ),
        *turn_over(shown, "promises"),
        *(_by_command(number) for number, _ in shown.items[:1]),
    )


def _by_command(number: int) -> Block:
    """What can be typed, of a promise that is there."""
    return note(f"By command: /121 promises done {number}, or /121 promises drop {number}")


def _how_many(open_ones: Sequence[tuple[int, Promise]], so_far: str = "") -> Block:
    return paragraph(f"Open promises: {len(open_ones)}.{so_far}")


def _one(promise: Promise, others: Mapping[MemberId, Member], what: str, start: str = "") -> Block:
    whom = others.get(promise.other_id)
    who = (mention(whom),) if whom else ()
    return paragraph(start, "for ", *who, f", by {in_words(promise.due_on)}: {what}")


def you_promised(
    due: Sequence[Promise], late: Sequence[Promise], others: Mapping[MemberId, Member]
) -> Message:
    """The reminder: on the day, and of those that are late a week later, for the last time."""
    blocks: list[Block] = []
    room = PROMISES_SHOWN
    for opening, some in (
        ("You asked me to remind you today:", due),
        ("A week ago you wanted to have done this. I won't ask again.", late),
    ):
        if shown := some[:room]:
            blocks.append(paragraph(opening))
        for promise in shown:
            blocks += [_one(promise, others, promise.what), _ticks(promise)]
        room -= len(shown)
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


def promise_day_is_past(day: date) -> Message:
    """A promise for a day that is over."""
    return line(f"{in_words(day)} is over. By when would you like to have done it?")


def promise_too_long(length: int, most: int) -> Message:
    """More text than a promise needs."""
    return line(f"That is {length:,} characters; up to {most:,} fit. Please make it shorter.")


def too_many_promises(most: int) -> Message:
    """More promises than anybody keeps."""
    return line(
        f"You have {most} promises open, and that is as many as I keep. "
        "Tick some off, or drop some: /121 promises"
    )
