"""What is kept of a member: given to them as a file, or forgotten."""

from bot.messages import Attachment, Look, Message, buttons, note, paragraph, say
from bot.words.people import button, line

EXPORT_IN_WORDS = "A file with all that 121 keeps of you"


def export_is_on_its_way() -> Message:
    """The answer to asking for a copy."""
    return line(
        "A file with all that I keep of you is on its way, in a private message between you and me."
    )


def your_export(file: Attachment) -> Message:
    """The copy."""
    return say(
        paragraph(
            "All that I keep of you: your profile, circles, meetings, promises, referrals, notes, whom you blocked, "
            "and your own side of each relationship."
        ),
        file,
        note("Your notes can be read in it. Keep it where nobody else looks."),
    )


def file_does_not_open() -> Message:
    """In the place of a file that was sealed with a key which is not there any more."""
    return say(note("The file cannot be opened any more. Please ask for it again: /121 export"))


def before_forgetting() -> Message:
    """What goes and what stays, before it is done."""
    return say(
        paragraph("Shall I forget you? It cannot be undone."),
        paragraph(
            "What goes: your part in every circle, your profile, your promises and notes, whom you blocked, how you "
            "want to meet whom, what you were told in private, and your words in referrals. Whoever has a 1-2-1 open "
            "with you hears that you can't make it."
        ),
        paragraph(
            "What stays: that you met, in the history of those you met, and what others wrote down for themselves. "
            "For that, and so that their wishes hold, I keep your account's id, and nothing else of you. Until you come "
            "back, nobody reaches you through me."
        ),
        buttons(
            button("Yes, forget me", "forget_me", look=Look.DANGER),
            button("First a copy", "export"),
        ),
        note("To come back one day: /121 join begins anew."),
    )


def forgotten() -> Message:
    """It is done."""
    return line(
        "It is done: I have forgotten you. If you come back one day, /121 join begins anew. All the best until then."
    )
