"""What organisers rule about two members, and how it stands below a preview. Never why two cannot be paired."""

from collections.abc import Mapping, Sequence

from bot.domain.model import Circle, Member, MemberId, Ruling, RulingKind
from bot.domain.rulings import number_of
from bot.messages import Block, Message, Paragraph, buttons, paragraph, say
from bot.words.people import button, line, mention, mentions

RULINGS_SHOWN = 6


def kept_apart(one: Member, other: Member, preview: Message) -> Message:
    """The answer to keeping two apart, and the round as it would be now."""
    return _with(paragraph(*mentions([one, other]), " will not be paired in this circle."), preview)


def put_together(one: Member, other: Member, preview: Message) -> Message:
    """The answer to putting two together."""
    return _with(
        paragraph(*mentions([one, other]), " are to meet in the next round, where that can be."),
        preview,
    )


def swapped(one: Member, other: Member, preview: Message) -> Message:
    """The answer to a swap."""
    return _with(
        paragraph(*mentions([one, other]), " are to swap partners, where that can be."), preview
    )


def ruling_taken_back(one: Member, other: Member, preview: Message) -> Message:
    """The answer to taking a ruling back."""
    return _with(
        paragraph("What was ruled about ", *mentions([one, other]), " is taken back."), preview
    )


def _with(said: Paragraph, preview: Message) -> Message:
    return say(said, *preview.blocks)


def the_same_member_twice(member: Member) -> Message:
    """Ruling about a member and themselves."""
    return line("That is ", mention(member), " twice. Type @ and choose two different members.")


def is_not_in_circle(member: Member, circle: Circle) -> Message:
    """Ruling about somebody who does not take part."""
    return line(
        mention(member), f" does not take part in {circle.name}, so I can't pair them there."
    )


def nothing_ruled(one: Member, other: Member) -> Message:
    """Taking back what was not there."""
    return line("There is nothing to take back about ", *mentions([one, other]), ".")


def ruling_is_gone() -> Message:
    """Taking back what is not there any more."""
    return line("That is taken back already, or its round is over. Look again: /121 round preview")


def has_no_partner(member: Member) -> Message:
    """A swap for somebody whom the preview does not pair."""
    return line(
        mention(member),
        " has no partner in the preview, so there is nothing to swap. Look again: /121 round preview",
    )


def are_partners(one: Member, other: Member) -> Message:
    """A swap of two who meet each other."""
    return line(
        *mentions([one, other]), " are partners of each other, so there is nothing to swap."
    )


def cannot_swap(one: Member, other: Member) -> Message:
    """A swap that would bring somebody together who may not meet; it does not say whom, or why."""
    return line(
        "If ",
        *mentions([one, other]),
        " swapped, there would be a pair that I cannot make. Please choose somebody else.",
    )


def rulings_in_force(
    rulings: Sequence[Ruling], members: Mapping[MemberId, Member]
) -> tuple[Block, ...]:
    """The rulings below a preview, each with a button that takes it back.

    They read alike whether the draw keeps them or not: who organises may be one of the two, and the other one's block
    or rest is not for them to learn.
    """
    shown = rulings[:RULINGS_SHOWN]
    more = len(rulings) - len(shown)
    return (
        *(
            block
            for ruling in shown
            for block in (
                _ruled(ruling, members),
                buttons(button("Take it back", "free", number_of(ruling))),
            )
        ),
        *([paragraph(_and_more(more))] if more else []),
    )


def _ruled(ruling: Ruling, members: Mapping[MemberId, Member]) -> Paragraph:
    two = mentions([members[ruling.a], members[ruling.b]])
    if ruling.kind is RulingKind.APART:
        return paragraph("Kept apart: ", *two, ".")
    return paragraph("To meet in the next round, where that can be: ", *two, ".")


def _and_more(more: int) -> str:
    rulings = "one more ruling" if more == 1 else f"{more} more rulings"
    return f"And {rulings}. Any of them can be taken back with /121 round free @member @other"
