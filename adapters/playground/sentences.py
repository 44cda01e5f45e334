"""What the playground itself says: the platform's own sentences, none of them the bot's."""

from bot.messages import Message, paragraph, say

NO_JSON = "This is not what the page sends: a JSON object was expected."
TOO_MUCH = "That is far more than anybody would say at once."
NOTHING_SAID = "There is nothing in it. Write something first."
NOT_TEXT = "There are characters in it that are not text."
NOT_HERE = "There is nobody here by that id."
NO_SUCH_ROOM = "This room is not here, or this member is not in it."
NO_SUCH_POST = "This message is not here, or this member cannot see it."
NO_SUCH_BUTTON = "This message has no such button."
NO_SUCH_FORM = "There is no such form."
NO_SUCH_CHANNEL = "There is no such channel."
NO_SUCH_PAGE = "There is nothing at this address."
NOT_PRIVATE = "Nobody else can see this answer, so there is nothing to react to."
TURNING = "The clock is being turned already. One moment, please."
NO_ROUND = "There is no round ahead to turn the clock to."
ROUND_NEAR = "The next round is less than an hour away. Choose “Next round”."
NOT_LOCAL = "The playground answers on this machine only: open it by localhost or 127.0.0.1."
NOT_OURS = "Only the playground's own page may do this."
SERVER_FULL = "The playground could not keep that. Look whether the disk is full or read-only."


def missing(field: str) -> str:
    """A field that was expected is not there, or is of another kind."""
    return f"“{field}” is missing, or not what it should be."


def too_long(most: int) -> str:
    """More text than a message may have."""
    return f"That is too long: a message has at most {most:,} characters."


def one_of(field: str, choices: str) -> str:
    """A value outside the few that there are."""
    return f"“{field}” can be one of: {choices}."


def broke(reference: str) -> str:
    """The program made a mistake; the reference stands in its log."""
    return f"Something went wrong inside the program. Its log says more, under {reference}."


def only_one_app(typed: str) -> Message:
    """The private answer to a slash command that is nobody's."""
    return say(
        paragraph(
            f"Nobody here knows {typed}. The only app on the playground is 121: try /121 help"
        )
    )
