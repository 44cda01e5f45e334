"""The private answer to a command, and the way to give it without doing anything."""

from dataclasses import dataclass

from bot.errors import BotError
from bot.messages import Block, Form, Message


@dataclass(frozen=True, slots=True)
class Reply:
    """What the member who asked sees, and nobody else. None: nothing is said.

    `form` is to be opened for them. `refused`: nothing was changed, and the message says why; `field` is the
    input of a form that it is about.
    """

    message: Message | None
    form: Form | None = None
    refused: bool = False
    field: str | None = None

    @classmethod
    def of(cls, *blocks: Block) -> "Reply":
        """A reply from blocks."""
        return cls(Message(blocks))


SILENCE = Reply(None)


class Refused(BotError):
    """A member asked for something that cannot be done; nothing was changed, and the message says why."""

    def __init__(self, message: Message, field: str | None = None) -> None:
        super().__init__()
        self.reply = Reply(message, refused=True, field=field)
