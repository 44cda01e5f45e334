"""Circles and rounds, for organisers; and the message that invites a channel."""

from collections.abc import Mapping, Sequence

from bot.domain.matching import Draw, Match
from bot.domain.model import PAIR, Circle, Enrolment, Member, MemberId, OddRule, Ruling, Told
from bot.messages import (
    Field,
    Fields,
    Heading,
    Look,
    Mention,
    Message,
    Paragraph,
    Run,
    buttons,
    field,
    note,
    paragraph,
    runs,
    say,
)
from bot.words.forms import ADMITTED, HEARD, TOGETHER, after_months
from bot.words.people import (
    WEEKDAYS,
    button,
    in_words,
    line,
    mention,
    mentions,
    next_round,
    shares,
)
from bot.words.policy import preferred
from bot.words.reasons import reason_runs
from bot.words.rulings import rulings_in_force

PREVIEW_SHOWN = 40
SHOWN_ABOVE_RULINGS = (
    12  # Discord has room for 4,000 characters: what can be taken back stays readable
)
CIRCLES_SHOWN = 20  # buttons
TAKE_A_CIRCLE = frozenset({"join", "leave", "skip"})  # by its name
GROUPS = {2: "pairs", 3: "threes", 4: "fours"}


def no_circle_yet(*, may_make_one: bool) -> Message:
    """There is no circle in this workspace."""
    if may_make_one:
        return line(
            "There is no circle here yet. Go to the channel it is for and type: /121 setup every week on monday at 10:00"
        )
    return line("There is no circle here yet. An organiser can make one with /121 setup.")


def no_such_circle(name: str, circles: Sequence[Circle]) -> Message:
    """A circle that nobody knows."""
    names = ", ".join(circle.name for circle in circles)
    return line(f"There is no circle called “{name}” here. There is: {names}.")


def which_circle(circles: Sequence[Circle], asked_for: str = "") -> Message:
    """Several circles could be meant. `asked_for`: what can be asked for each with a button; else the channel says which."""
    several = f"There are several circles: {', '.join(circle.name for circle in circles)}."
    if not asked_for:
        return line(f"{several} Ask in the channel of the one you mean.")
    by_name = f"type /121 {asked_for} {circles[0].name}, or " if asked_for in TAKE_A_CIRCLE else ""
    return say(
        paragraph(f"{several} Which one do you mean?"),
        buttons(*(button(circle.name, asked_for, circle.id) for circle in circles[:CIRCLES_SHOWN])),
        note(f"Or {by_name}ask in its channel."),
    )


def organisers_only() -> Message:
    """An organiser's command by somebody else."""
    return line("Only an organiser can do that. Who is one depends on the rights you have here.")


def set_up_in_a_channel() -> Message:
    """Setting up outside a channel."""
    return line("A circle belongs to a channel. Go there and type /121 setup.")


def name_is_taken(name: str) -> Message:
    """A second circle by the same name."""
    return line(f"There is a circle called “{name}” already. Please choose another name.")


def channel_is_taken(circle: Circle) -> Message:
    """A second circle in the same channel."""
    return line(f"That channel has a circle already: {circle.name}. Please choose another channel.")


def circle_is_gone() -> Message:
    """A circle that was closed meanwhile, or never was."""
    return line("That circle is not there any more. To make one: /121 setup")


def circle_closed(circle: Circle) -> Message:
    """The answer to closing a circle."""
    return line(
        f"{circle.name} is closed: there are no more rounds, and what its pairs have begun goes on. "
        "Type /121 setup in its channel, and it opens again with everybody who was in it."
    )


def circle_open_again(circle: Circle) -> Message:
    """The answer to opening a closed circle again."""
    return say(
        paragraph(f"{circle.name} is open again, with everybody who was in it."), _settings(circle)
    )


def circle_announced(circle: Circle) -> Message:
    """Told to the channel when a circle is made."""
    if circle.enrolment is Enrolment.CHANNEL:
        how = "Everybody in this channel takes part. Would you rather not? /121 leave, and nobody minds."
        return say(*_announcement(circle), paragraph(how))
    return say(
        *_announcement(circle),
        paragraph("Would you like to take part? You can pause or leave at any time."),
        buttons(button("Join", "join", circle.id, Look.PRIMARY)),
    )


def _announcement(circle: Circle) -> tuple[Heading, Paragraph]:
    return (
        Heading(f"{circle.name}: one 1-2-1 {_how_often(circle)}"),
        paragraph(
            f"{_rhythm(circle)[0].upper()}{_rhythm(circle)[1:]} I bring {TOGETHER[circle.size].lower()} of you "
            f"together for {shares(circle.size)}, so that you get to know one another. The first time is on ",
            next_round(circle),
            ".",
        ),
    )


def _how_often(circle: Circle) -> str:
    return "a week" if circle.every_weeks == 1 else f"every {circle.every_weeks} weeks"


def _rhythm(circle: Circle) -> str:
    often = "every" if circle.every_weeks == 1 else f"every {circle.every_weeks} weeks on"
    return f"{often} {WEEKDAYS[circle.weekday]} at {circle.at:%H:%M}"


def circle_settings(circle: Circle) -> Message:
    """A circle's settings, and how to change them."""
    return say(
        Heading(circle.name),
        _settings(circle),
        note(
            "Change one or more: /121 setup every 2 weeks on tuesday at 9:30 in Europe/Berlin · "
            "opt-in, or everybody in the channel · in pairs, in threes, or in fours · trio, or sit out · "
            "members only, guests, or outsiders · together, apart, or both ways · "
            "prefer interests 5, teams 0 (0 makes no difference, 9 matters most) · within teams, or across teams · "
            "hours required, or hours not required · format required, or format not required · "
            "holiday 2026-12-21 to 2027-01-03 · no holidays · name Founders · close"
        ),
        buttons(button("Change", "circle", circle.id)),
    )


def _settings(circle: Circle) -> Fields:
    joins = _who_takes_part(circle)
    admitted = _lower(ADMITTED[circle.admits])
    holidays = "; ".join(
        in_words(h.first) if h.first == h.last else f"{in_words(h.first)} to {in_words(h.last)}"
        for h in circle.holidays
    )
    return Fields(
        (
            field("Rounds", f"{_rhythm(circle)} ({circle.time_zone})"),
            field("Next round", next_round(circle)),
            field("Who takes part", joins),
            field("Who may take part", admitted),
            *_how_many(circle),
            field("Asked to meet again", _lower(after_months(circle.again_months))),
            field("What matters in a pair", preferred(circle.policy)),
            field("Without a round", holidays or "no holidays"),
        )
    )


def _how_many(circle: Circle) -> tuple[Field, ...]:
    """How many meet at once; what happens to an odd one is a question of pairs only."""
    if circle.size > PAIR:
        heard = "in one message to all" if circle.told is Told.TOGETHER else _heard(circle.told)
        return (
            field("Members meet", f"in {GROUPS[circle.size]}"),
            field("Groups hear of it", heard),
        )
    odd = "three meet" if circle.odd_rule is OddRule.TRIO else "one sits out, in turn"
    return (
        field("Members meet", f"in {GROUPS[circle.size]}"),
        field("If the number is odd", odd),
        field("Pairs hear of it", _heard(circle.told)),
    )


def _heard(told: Told) -> str:
    return _lower(HEARD[told])


def _lower(words: str) -> str:
    """Words as they stand within a line."""
    return words[0].lower() + words[1:]


def _who_takes_part(circle: Circle) -> str:
    if circle.enrolment is Enrolment.OPT_IN:
        return "whoever asks to"
    return "whoever has the chosen role" if circle.follows else "whoever is in the channel"


def circle_made(circle: Circle) -> Message:
    """The answer to making a circle."""
    return say(
        paragraph(f"{circle.name} is set up, and I have told the channel."),
        _settings(circle),
        note("See who would meet whom: /121 round preview. Don't want to wait? /121 round now."),
    )


def circle_changed(circle: Circle) -> Message:
    """The answer to changing a circle."""
    return say(paragraph(f"{circle.name} is changed."), _settings(circle))


def round_was_drawn(circle: Circle) -> Message:
    """A second round in the same period."""
    return line(
        "This week's round is drawn already, and nobody gets two. The next one is on ",
        next_round(circle),
        ".",
    )


def round_opened(circle: Circle, pairings: int, sat_out: int) -> Message:
    """The answer to drawing a round now."""
    groups = "one pairing" if pairings == 1 else f"{pairings} pairings"
    left = "; one sits out, and knows why" if sat_out == 1 else f"; {sat_out} sit out, and know why"
    return line(
        f"Done: {groups}{left if sat_out else ''}. Everybody hears from me now. The next round is on ",
        next_round(circle),
        ".",
    )


def round_preview(
    circle: Circle, drawn: Draw, members: Mapping[MemberId, Member], rulings: Sequence[Ruling]
) -> Message:
    """What a round would be, pairing by pairing, with the reasons; below it what organisers ruled."""
    ruled = rulings_in_force(rulings, members)
    if not drawn.matches:
        nobody = f"Nobody could be paired in {circle.name} right now: it takes at least two."
        return say(paragraph(nobody), *ruled)
    shown = drawn.matches[: SHOWN_ABOVE_RULINGS if rulings else PREVIEW_SHOWN]
    more = len(drawn.matches) - len(shown)
    sits_out = [members[sit_out.member] for sit_out in drawn.sit_outs]
    return say(
        Heading(f"{circle.name}: if the round were drawn now"),
        Fields(tuple(_previewed(number, match, members) for number, match in enumerate(shown, 1))),
        *([paragraph(f"And {more} more.")] if more else []),
        *([paragraph(*mentions(sits_out), " would sit out.")] if sits_out else []),
        note("Nothing is sent yet. The round comes on ", next_round(circle), "."),
        *ruled,
    )


def _previewed(number: int, match: Match, members: Mapping[MemberId, Member]) -> Field:
    def name(member: MemberId) -> Mention:
        return mention(members[member])

    people = [members[member] for member in match.members]
    parts: list[Run] = [*mentions(people)]
    for place, reason in enumerate(match.reasons):
        parts += runs("; " if place else ": ", *reason_runs(reason, name, "they", size=len(people)))
    return Field(str(number), tuple(parts))
