"""Notes about members, which nobody but their writer reads."""

from collections.abc import Sequence

from bot.domain.model import Member
from bot.messages import (
    Action,
    Block,
    Buttons,
    Form,
    Line,
    Message,
    buttons,
    note,
    paragraph,
    runs,
    say,
)
from bot.words.people import beginning, button, line, mention

NOTES_SHOWN = 10
BEGINNING = 120  # characters of a note in the list


def note_form(other: Member, text: str, most: int) -> Form:
    """What does a member want to remember of another?"""
    return Form(
        action=Action("note", other.id),
        title="A note",
        send="Keep it",
        opening=runs("About ", mention(other), ". It is sealed, and nobody but you can read it."),
        inputs=(
            Line(
                name="text",
                label="What you want to remember",
                hint="Leave it empty, and the note is deleted.",
                value=text,
                most=most,
                several=True,
            ),
        ),
    )


def note_kept(other: Member, text: str, before: str | None) -> Message:
    """The answer to a note that is kept; `before`: what it says no longer."""
    blocks: list[Block] = [paragraph("Kept, about ", mention(other), ":"), paragraph(text)]
    if before is not None:
        blocks += [paragraph("Before, it said:"), paragraph(before)]
    return say(*blocks, note("Only you can read it."), _change(other))


def your_note(other: Member, text: str) -> Message:
    """A note, shown to its writer."""
    return say(paragraph("Your note about ", mention(other), ":"), paragraph(text), _change(other))


def _change(other: Member) -> Buttons:
    return buttons(
        button("Change", "note", other.id),
        button("Delete", "remove_note", other.id),
    )


def no_note(other: Member) -> Message:
    """Nothing is written down about this member."""
    return say(
        paragraph("You have no note about ", mention(other), "."),
        buttons(button("Write one", "note", other.id)),
    )


def note_removed(other: Member, text: str | None) -> Message:
    """The answer to a deleted note, with what it said; None where it did not open."""
    if text is None:
        return line("Deleted: your note about ", mention(other), ". I could not open it any more.")
    return say(
        paragraph("Deleted: your note about ", mention(other), ". For the last time, it said:"),
        paragraph(text),
        note("Was this a mistake? Copy it, and write it once more."),
        buttons(button("Write it once more", "note", other.id)),
    )


def your_notes(shown: Sequence[tuple[Member, str | None]], in_all: int) -> Message:
    """About whom a member has written something down, the newest first, and how each note begins."""
    if not shown:
        return line("You have no notes yet. Write one: /121 note @member and the text")
    blocks: list[Block] = [paragraph(f"Your notes: {in_all}. Only you can read them.")]
    for other, text in shown:
        begins = (
            "it does not open with the present key" if text is None else beginning(text, BEGINNING)
        )
        blocks += [
            paragraph(mention(other), f": {begins}"),
            buttons(button("Read it", "show_note", other.id)),
        ]
    if in_all > len(shown):
        blocks.append(note("For an older one: /121 note @member. All of them: /121 export"))
    return say(*blocks)


def notes_need_a_key(*, organiser: bool) -> Message:
    """Notes, where the operator has set no key; organisers hear what the setting is called."""
    how = " The setting for it is BOT121_SECRET_KEY." if organiser else ""
    return line(
        f"I can't keep notes here yet: whoever runs this 121 has to give me a key to seal them with.{how}"
    )


def note_does_not_open(other: Member, reference: str) -> Message:
    """A note that was sealed with a key which is not there any more."""
    return say(
        paragraph(
            "I have your note about ",
            mention(other),
            f", but it was sealed with another key than I have now. Ask whoever runs 121; reference: {reference}",
        ),
        buttons(button("Delete", "remove_note", other.id)),
    )


def note_too_long(length: int, most: int) -> Message:
    """More text than a note holds."""
    return line(
        f"That is {length:,} characters; a note holds {most:,}. Please make it shorter. "
        "What you wrote before is still there."
    )


def note_about_yourself() -> Message:
    """A note about oneself."""
    return line("A note is about somebody else. Whom do you mean? /121 note @member and the text")
