"""What two members have had together, as one of them sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.model import Member
from bot.domain.promises import Promise
from bot.domain.relationships import Rhythm, Together
from bot.messages import (
    Block,
    Button,
    Buttons,
    Field,
    Fields,
    Look,
    Message,
    Run,
    Runs,
    Text,
    When,
    buttons,
    field,
    paragraph,
    say,
)
from bot.words.open_meetings import OpenMeeting, choices, what_is_proposed
from bot.words.people import at_place, button, in_words, mention, on_day
from bot.words.starters import AGENDAS

PROMISES_SHOWN = 5
OFTEN = {0: "never", 1: "every month", 3: "every three months", 12: "once a year"}
TWICE = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Between:
    """What stands on the page. All of it is the reader's own side, or what both of them did.

    `rhythm`: what the reader has chosen; `months`: what that comes to. `blocked`: the reader has blocked the other. `left`:
    the other one takes part in nothing any more. `wishes`: the reader has said that they would like to meet again. `held_back`: the last meeting; `held_ahead`: the one before them. `open`: the
    1-2-1 of which they have not said yet how it went. `given` and `got`: referrals. `may_note`: whether notes can be
    kept here.
    """

    other: Member
    so_far: Together
    last_met_at: datetime | None
    due_at: datetime | None
    rhythm: Rhythm | None
    months: int
    rests: bool
    blocked: bool
    open: OpenMeeting | None
    held_back: bool
    promises: Sequence[Promise]
    given: int
    got: int
    note: str | None
    wishes: bool = False
    held_ahead: bool = False
    left: bool = False
    may_note: bool = True


def relationship(between: Between) -> Message:
    """The page."""
    return say(
        paragraph("You and ", mention(between.other)),
        Fields((*_open(between), *_meetings(between), *_next(between), *_balance(between))),
        *([choices(between.open)] if between.open else []),
        *_promises(between),
        *_note(between),
        *_buttons(between),
    )


def _open(between: Between) -> tuple[Field, ...]:
    """When the 1-2-1 is that they have open, and what is proposed for it."""
    one = between.open
    if one is None:
        return ()
    at = one.meeting.arranged_for
    when: Runs = (When(at), *at_place(one.meeting.place)) if at else (Text("no time yet"),)
    proposed = what_is_proposed(one)
    return (field("Open", *when, *((Text("."), *proposed) if proposed else ())),)


def _meetings(between: Between) -> tuple[Field, ...]:
    so_far = between.so_far
    if not so_far.met or between.last_met_at is None:
        introduced = f"not yet, though I introduced you {_times(so_far.introduced)}"
        return (field("Met", introduced if so_far.introduced else "not yet"),)
    met = field("Met", f"{_times(so_far.met)}, last on ", on_day(between.last_met_at))
    if so_far.reached is None:
        return (met,)
    return (met, field("So far", AGENDAS[so_far.reached].name))


def _times(number: int) -> str:
    return {1: "once", TWICE: "twice"}.get(number, f"{number} times")


def _next(between: Between) -> tuple[Field, ...]:
    if between.blocked:
        return (field("Now", "you don't meet, because you said so; nobody learns of that"),)
    if between.rests:
        return (field("Now", "it rests, because you said so; nobody learns of that"),)
    if between.left:
        return (field("Now", "they no longer take part, so I don't ask you about them"),)
    kind = AGENDAS[between.so_far.next_stage].name
    again = ", once more, as you wished" if between.held_back else ""
    if between.held_ahead:
        again = ", and another like it, as you wished"
    if not between.so_far.met:
        return (field("Next time", kind),)
    wish = [field("Next round", "you would like to meet again")] if between.wishes else []
    return (field("Next time", kind + again), *wish, field("I ask you again", *_when(between)))


def _when(between: Between) -> tuple[str | Run, ...]:
    often = OFTEN.get(between.months, f"every {between.months} months")
    usual = "" if between.rhythm else ", as your group does"
    if between.due_at is None:
        return (often + usual,)
    return (f"{often}{usual}; next on ", on_day(between.due_at))


def _balance(between: Between) -> tuple[Field, ...]:
    if not between.given and not between.got:
        return ()
    return (field("Referrals", f"you gave {between.given}, you got {between.got}"),)


def _promises(between: Between) -> list[Block]:
    blocks: list[Block] = []
    for promise in between.promises[:PROMISES_SHOWN]:
        blocks += [
            paragraph(f"You promised, by {in_words(promise.due_on)}: {promise.what}"),
            buttons(button("Done", "kept", promise.id), button("Drop it", "dropped", promise.id)),
        ]
    if len(between.promises) > PROMISES_SHOWN:
        blocks.append(buttons(button("All my promises", "promises")))
    return blocks


def _note(between: Between) -> list[Block]:
    return [] if between.note is None else [paragraph(f"Your note: {between.note}")]


def _buttons(between: Between) -> tuple[Buttons, ...]:
    whom = between.other.id
    back = button("Take it back", "stop_resting", whom)
    keeping = (
        button("I promised something", "promise", whom),
        *([button("A note for myself", "note", whom)] if between.may_note else []),
        *([button("Refer somebody", "refer", whom)] if between.so_far.met else []),
    )
    if between.blocked:
        return (buttons(*keeping), buttons(button("Take it back", "unblock", whom)))
    if between.left:
        return (buttons(*keeping),)
    if not between.so_far.met:
        return (buttons(*([back] if between.rests else _asking(between)), *keeping),)
    not_now = [button("Not now", "not_now", whom)] if between.wishes else []
    first = buttons(*_asking(between), *not_now, *keeping)
    if between.rests:
        return (first, buttons(back))
    held = between.held_ahead if between.open else between.held_back
    hold = (
        button("Take it back", "hold_no_more", whom)
        if held
        else button("One more like this", "hold_back", whom)
    )
    rest = button("Rather not again", "let_rest", whom)
    return (
        first,
        buttons(button("How often", "rhythm", whom), hold, rest),
    )


def _asking(between: Between) -> tuple[Button, ...]:
    """To ask for another meeting, unless the two have one before them."""
    if between.open:
        return ()
    label, action = (
        ("Meet again", "again") if between.so_far.met else ("Ask for a 1-2-1", "pair_with")
    )
    return (button(label, action, between.other.id, Look.PRIMARY),)
