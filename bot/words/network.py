"""A member's network: whom they have met, whom not yet, with whom they are losing touch; a picture; words to begin with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.model import Member
from bot.domain.network import Tie
from bot.domain.relationships import STAGES, Stage
from bot.messages import (
    Attachment,
    Block,
    Heading,
    Look,
    Message,
    Run,
    Runs,
    Text,
    buttons,
    note,
    paragraph,
    say,
)
from bot.messages.document import PICTURE
from bot.words.network_picture import MOST_DRAWN, Dot, network_picture
from bot.words.paging import and_more, page_of, turn_over
from bot.words.people import WEEKDAYS, button, line, mention, mentions, on_day

NETWORK_SHOWN = 12
ON_A_PAGE = 15
NAMES_ON_A_LINE = 10
DAYS_OF_A_WEEK = 7
JUST_NOW = 8  # days: a week ago is still "last week"
A_WHILE = 60  # days
HOW_FAR = {
    Stage.GETTING_TO_KNOW: "getting to know each other",
    Stage.DETAIL: "you know the detail",
    Stage.REFERRAL_PARTNERS: "referral partners",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """Somebody met, and how that stands. `due`: it is time to meet again; `faded`: it has been so for long."""

    other: Member
    tie: Tie
    due: bool = False
    faded: bool = False


def network(known: Sequence[Known], not_met: Sequence[Member], losing: Sequence[Member]) -> Message:
    """Whom a member has met (the last first), whom not yet, and with whom they are losing touch."""
    return say(
        Heading("Your network"),
        *_met(known),
        *_losing(losing),
        *_not_met(not_met),
        *and_more(max(len(known), len(not_met)) - NETWORK_SHOWN, "network"),
        buttons(
            *([button("Show me the picture", "network_picture")] if known else []),
            button("A weekly plan", "plan"),
        ),
        note("Only you see this."),
    )


def _met(known: Sequence[Known]) -> tuple[Block, ...]:
    if not known:
        return (paragraph("You have not met anybody yet. Ask for a partner: /121 pair-me"),)
    shown = [_one(number, one) for number, one in enumerate(known[:NETWORK_SHOWN], 1)]
    return (_how_many(known), *shown)


def _how_many(known: Sequence[Known]) -> Block:
    people = "one of the group" if len(known) == 1 else f"{len(known)} people"
    return paragraph(f"You have met {people}:")


def whole_network(known: Sequence[Known], not_met: Sequence[Member], page: int) -> Message:
    """A page of all whom a member has met, and then of all whom they have not."""
    met = [_one(number, one) for number, one in enumerate(known, 1)]
    others = [
        paragraph("Not met yet: ", *_commas(not_met[n : n + NAMES_ON_A_LINE]))
        for n in range(0, len(not_met), NAMES_ON_A_LINE)
    ]
    shown = page_of([*met, *others], page, ON_A_PAGE)
    return say(
        Heading("Your network"),
        *([_how_many(known)] if known else _met(known)),
        *shown.items,
        *turn_over(shown, "network"),
        note("Only you see this."),
    )


def _one(number: int, one: Known) -> Block:
    tie = one.tie
    due: tuple[Run, ...] = ()
    if tie.due_at:
        due = (Text(", due again"),) if one.due else (Text(", due again "), on_day(tie.due_at))
    return paragraph(
        f"{number}. ",
        mention(one.other),
        f": {_stage(tie)}, last met ",
        on_day(tie.last_met_at),
        *due,
        f".{_passed(tie)}",
    )


def _stage(tie: Tie) -> str:
    return HOW_FAR[tie.so_far.reached or Stage.GETTING_TO_KNOW]


def _passed(tie: Tie) -> str:
    """What went from one to the other, and whether it is in balance."""
    if not tie.given and not tie.received:
        return ""
    if abs(tie.given - tie.received) <= 1:
        balance = "in balance" if tie.given and tie.received else ""
    else:
        balance = "you gave more" if tie.given > tie.received else "you received more"
    return f" Referrals: {tie.given} given, {tie.received} received" + (
        f", {balance}." if balance else "."
    )


def _losing(losing: Sequence[Member]) -> tuple[Block, ...]:
    if not losing:
        return ()
    return (
        paragraph("You are losing touch with:"),
        *(
            block
            for other in losing
            for block in (
                paragraph(mention(other)),
                buttons(button("Say hello", "say_hello", other.id)),
            )
        ),
    )


def _not_met(not_met: Sequence[Member]) -> tuple[Block, ...]:
    if not not_met:
        return ()
    if len(not_met) <= NETWORK_SHOWN:
        return (paragraph("Not met yet: ", *mentions(not_met), "."),)
    shown = not_met[:NETWORK_SHOWN]
    return (paragraph("Not met yet: ", *_commas(shown), f"{_and_more(not_met)}."),)


def _commas(members: Sequence[Member]) -> Runs:
    out: list[Run] = []
    for member in members:
        out += ([Text(", ")] if out else []) + [mention(member)]
    return tuple(out)


def _and_more(some: Sequence[object]) -> str:
    left = len(some) - NETWORK_SHOWN
    return f" and {left} more" if left > 0 else ""


def picture_comes() -> Message:
    """The answer to asking for the picture, which comes in a message of its own."""
    return line("Your picture comes in a direct message, for you alone.")


def nothing_to_draw() -> Message:
    """The picture of nobody."""
    return line(
        "There is nothing to draw yet: you have not met anybody. Ask for a partner: /121 pair-me"
    )


def network_drawn(known: Sequence[Known]) -> Message:
    """The picture of a network, and who has which number in it."""
    drawn = known[:MOST_DRAWN]
    dots = [
        Dot(number=number, ring=_ring(one.tie), met=one.tie.so_far.met, faded=one.faded)
        for number, one in enumerate(drawn, 1)
    ]
    left = len(known) - len(drawn)
    return say(
        paragraph(
            "You are in the middle. The further you have come with somebody, the nearer they are."
        ),
        Attachment("network.png", PICTURE, network_picture(dots), _in_words(dots)),
        paragraph(*_numbered(drawn)),
        *([note(f"{left} more, met longer ago, are not in the picture.")] if left else []),
    )


def _ring(tie: Tie) -> int:
    """From the middle outwards: referral partners first."""
    return len(STAGES) - 1 - STAGES.index(tie.so_far.reached or Stage.GETTING_TO_KNOW)


def _numbered(drawn: Sequence[Known]) -> Runs:
    out: list[Run] = []
    for number, one in enumerate(drawn, 1):
        out += [Text(f"{', ' if out else ''}{number} "), mention(one.other)]
    return tuple(out)


def _in_words(dots: Sequence[Dot]) -> str:
    rings = (
        ("referral partners", 0),
        ("where you know the detail", 1),
        ("getting to know each other", 2),
    )
    parts = [f"{name}: {_row(found)}" for name, n in rings if (found := _of(dots, n))]
    faded = [dot.number for dot in dots if dot.faded]
    last = [f"faded, because it is long ago: {_row(faded)}"] if faded else []
    return f"Your network, you in the middle. From near to far, {'; '.join([*parts, *last])}."


def _of(dots: Sequence[Dot], ring: int) -> list[int]:
    return [dot.number for dot in dots if dot.ring == ring]


def _row(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))


def hello(other: Member, met_on: date, today: date, *, asks: bool = True) -> Message:
    """A few words with which a member can begin again; they fit to how long ago the two met.

    `asks`: whether the bot can be told to ask them for a 1-2-1 as well.
    """
    ask = buttons(button("Ask for a 1-2-1", "again", other.id, Look.PRIMARY))
    return say(
        paragraph("Here is a beginning. Copy it, make it yours, and send it where you two talk:"),
        paragraph("Hello ", mention(other), f", {_beginning(met_on, today)}"),
        *((ask,) if asks else ()),
        note("I have sent nothing."),
    )


def _beginning(met_on: date, today: date) -> str:
    days = (today - met_on).days
    if days < JUST_NOW:
        return (
            f"thank you for our 1-2-1 {_lately(days, met_on)}. I liked hearing about your work, and there is more I would like "
            "to ask you. Shall we have a coffee or a call one of these days?"
        )
    if days < A_WHILE:
        return (
            f"I still think of our 1-2-1 on {met_on.day} {met_on:%B}. How have things gone on for you since? "
            "Shall we have a coffee or a call one of these days?"
        )
    month = f"{met_on:%B}" if met_on.year == today.year else f"{met_on:%B %Y}"
    return (
        f"it has been a while since our 1-2-1 in {month}. How are you, and what are you working on at the moment? "
        "Shall we have a coffee or a call one of these days?"
    )


def _lately(days: int, met_on: date) -> str:
    """A day that was a few days ago, as one says it."""
    if days < DAYS_OF_A_WEEK:
        return {0: "today", 1: "yesterday"}.get(days, f"on {WEEKDAYS[met_on.weekday()]}")
    return "last week"
