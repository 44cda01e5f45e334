"""The parts of a message: blocks that hold runs of text, and short ways to write them down."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

PICTURE = "image/png"


@dataclass(frozen=True, slots=True)
class Text:
    """A run of text, shown as it is."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """A run of text that stands out."""

    text: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A member, by the platform's own id; the platform shows the name."""

    member: str


class Precision(StrEnum):
    """How exactly a moment is shown."""

    DAY = "day"
    MINUTE = "minute"


@dataclass(frozen=True, slots=True)
class When:
    """A moment, shown to each reader in their own time zone."""

    at: datetime
    precision: Precision = Precision.MINUTE


@dataclass(frozen=True, slots=True)
class Link:
    """A label that leads to an address."""

    label: str
    url: str


Run = Text | Strong | Mention | When | Link
Runs = tuple[Run, ...]


LARGEST_NUMBER = 2**63 - 1  # in a button: an id, or one with more in it, such as a time


@dataclass(frozen=True, slots=True)
class Action:
    """What a button does: a command's name and the id it is about, alone or with more in one number, encoded once for every platform."""

    name: str
    about: int = 0

    def encode(self) -> str:
        """The form that travels in a button: `name:id`, at most 40 characters."""
        return f"{self.name}:{self.about}"

    @classmethod
    def decode(cls, text: str) -> "Action":
        """Read `encode()` back; ValueError for anything else, and for a number that nothing here is encoded as."""
        name, _, about = text.partition(":")
        number = int(about)
        if not 0 <= number <= LARGEST_NUMBER:
            raise ValueError(about)
        return cls(name, number)


class Look(StrEnum):
    """How a button looks."""

    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Button:
    """A label and what pressing it does."""

    label: str
    action: Action
    look: Look = Look.PLAIN


@dataclass(frozen=True, slots=True)
class Heading:
    """One short line above the rest."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of runs."""

    runs: Runs


@dataclass(frozen=True, slots=True)
class Field:
    """A label and what it says."""

    label: str
    runs: Runs


@dataclass(frozen=True, slots=True)
class Fields:
    """A short list of labelled facts."""

    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Buttons:
    """A row of buttons."""

    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that comes with a message, and the words for those who cannot see or open it.

    `sealed`: the content is, until the message is sent.
    """

    name: str
    media_type: str
    content: bytes
    alt: str
    sealed: bool = False

    @property
    def is_picture(self) -> bool:
        """Whether it is to be seen where it stands; anything else is fetched and opened."""
        return self.media_type == PICTURE


@dataclass(frozen=True, slots=True)
class Note:
    """Small print."""

    runs: Runs


Block = Heading | Paragraph | Fields | Buttons | Attachment | Note


@dataclass(frozen=True, slots=True)
class Message:
    """What is said, block by block."""

    blocks: tuple[Block, ...]

    @property
    def buttons(self) -> tuple[Button, ...]:
        """Every button of the message, in order."""
        return tuple(
            b for block in self.blocks if isinstance(block, Buttons) for b in block.buttons
        )

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """Every file that comes with the message, in order."""
        return tuple(block for block in self.blocks if isinstance(block, Attachment))


def runs(*parts: str | Run) -> Runs:
    """Runs from strings and runs; a string is plain text."""
    return tuple(Text(part) if isinstance(part, str) else part for part in parts)


def paragraph(*parts: str | Run) -> Paragraph:
    """A paragraph from strings and runs."""
    return Paragraph(runs(*parts))


def note(*parts: str | Run) -> Note:
    """Small print from strings and runs."""
    return Note(runs(*parts))


def field(label: str, *parts: str | Run) -> Field:
    """A labelled fact from strings and runs."""
    return Field(label, runs(*parts))


def buttons(*them: Button) -> Buttons:
    """A row of buttons."""
    return Buttons(them)


def say(*blocks: Block) -> Message:
    """A message from blocks."""
    return Message(blocks)


def joined(people: tuple[str, ...], last: str = " and ") -> Runs:
    """Mentions in a row, as one says them: `A, B and C`."""
    out: list[Run] = []
    for place, member in enumerate(people):
        if place:
            out.append(Text(last if place == len(people) - 1 else ", "))
        out.append(Mention(member))
    return tuple(out)
