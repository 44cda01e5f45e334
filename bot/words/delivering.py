"""What organisers hear of messages that could not be delivered."""

from collections.abc import Sequence

from bot.deliveries import Address, AddressKind
from bot.domain.model import Member
from bot.messages import Block, Message, Paragraph, Run, Text, buttons, paragraph, say
from bot.words.people import button, line, mentions

MOST_LISTED = 10  # of what could not be delivered; the rest is counted


def undelivered(address: Address, about: Sequence[Member], why: str) -> Paragraph:
    """Whom a message that was given up did not reach, and why: what `could_not_reach` gathers."""
    where: tuple[Run, ...] = mentions(about) if about else (Text(", ".join(address.ids)),)
    place = ("the channel ",) if address.kind is AddressKind.CHANNEL else ()
    return paragraph(*place, *where, f". The platform's word for it: {why}")


def could_not_reach(failures: Sequence[Paragraph]) -> Message:
    """Told to organisers when messages were given up, however many they are."""
    perhaps = "Perhaps you can reach them another way, or I try again."
    again = buttons(button("Try again", "retry"))
    if len(failures) == 1:
        whom = failures[0].runs
        return say(paragraph("I could not deliver a message to ", *whom, f" {perhaps}"), again)
    more = len(failures) - MOST_LISTED
    return say(
        paragraph(f"I could not deliver {len(failures)} messages."),
        *(paragraph("To ", *failure.runs) for failure in failures[:MOST_LISTED]),
        *([paragraph(f"And {more} more.")] if more > 0 else []),
        paragraph(perhaps),
        again,
    )


def sent_again(sent: int, doubtful: int, over: int) -> Message:
    """The answer to `retry`: how many are on their way, how many may have arrived already, how many nobody wants now."""
    return say(
        paragraph(_on_their_way(sent)),
        *([paragraph(_too_late(over))] if over else []),
        *_in_doubt(doubtful),
    )


def _on_their_way(again: int) -> str:
    if not again:
        return "There is nothing that surely did not arrive."
    return f"On the way again: {_messages(again)}. I'll tell you if it goes wrong once more."


def _too_late(over: int) -> str:
    return f"Left out, because it is no longer wanted: {_messages(over)}."


def _in_doubt(doubtful: int) -> tuple[Block, ...]:
    if not doubtful:
        return ()
    return (
        paragraph(
            f"Perhaps arrived already, I can't see it: {_messages(doubtful)}. "
            "Shall I risk that somebody gets one twice? By command: /121 retry all"
        ),
        buttons(button("Send those too", "retry", 1)),
    )


def remarked(remark: str) -> Message:
    """Told to organisers, once for each channel, when something could not be done as it was wanted."""
    return line(f"Something for you as an organiser. {remark}")


def _messages(count: int) -> str:
    return "1 message" if count == 1 else f"{count} messages"
