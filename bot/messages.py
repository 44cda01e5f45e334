"""The platform-neutral message document: what is said, never how a platform writes it.

A message is a tuple of blocks; a block holds runs of text. Names and free text enter as `Text` and stay
text: only an adapter's renderer knows escaping and mentions. `plain()` gives every message a form that
needs no platform; `to_json()` and `from_json()` carry it through the outbox.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo


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


@dataclass(frozen=True, slots=True)
class Action:
    """What a button does: a command's name and the id it is about, encoded once for every platform."""

    name: str
    about: int = 0

    def encode(self) -> str:
        """The form that travels in a button: `name:id`, at most 40 characters."""
        return f"{self.name}:{self.about}"

    @classmethod
    def decode(cls, text: str) -> "Action":
        """Read `encode()` back; ValueError for anything else."""
        name, _, about = text.partition(":")
        return cls(name, int(about))


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
class Picture:
    """A picture and the words for those who cannot see it."""

    url: str
    alt: str


@dataclass(frozen=True, slots=True)
class Note:
    """Small print."""

    runs: Runs


Block = Heading | Paragraph | Fields | Buttons | Picture | Note


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


def show_moment(when: When, zone: ZoneInfo) -> str:
    """A moment in words, in the reader's zone: `Thursday 3 December, 15:00`."""
    local = when.at.astimezone(zone)
    day = f"{local:%A} {local.day} {local:%B}"
    return day if when.precision is Precision.DAY else f"{day}, {local:%H:%M}"


def plain(message: Message, name_of: Callable[[str], str], zone: ZoneInfo) -> str:
    """The message as plain text; `name_of` gives the name to show for a platform's member id."""

    def run_text(run: Run) -> str:
        match run:
            case Text(text) | Strong(text):
                return text
            case Mention(member):
                return f"@{name_of(member)}"
            case When():
                return show_moment(run, zone)
            case Link(label, url):
                return f"{label} ({url})"

    def text_of(some: Runs) -> str:
        return "".join(run_text(run) for run in some)

    def block_text(block: Block) -> str:
        match block:
            case Heading(text):
                return text
            case Paragraph(some) | Note(some):
                return text_of(some)
            case Fields(facts):
                return "\n".join(f"{fact.label}: {text_of(fact.runs)}" for fact in facts)
            case Buttons(them):
                return " ".join(f"[{button.label}]" for button in them)
            case Picture(_, alt):
                return f"({alt})"

    return "\n".join(block_text(block) for block in message.blocks)


_KINDS = {
    kind.__name__: kind
    for kind in (
        *(Text, Strong, Mention, When, Link),
        *(Action, Button, Field),
        *(Heading, Paragraph, Fields, Buttons, Picture, Note, Message),
    )
}


def to_json(value: Any) -> Any:
    """The message (or a part of it) as JSON values; each part names its kind under `"is"`."""
    match value:
        case datetime():
            return {"is": "datetime", "at": value.isoformat()}
        case tuple():
            return [to_json(part) for part in value]
        case str() | int():
            return value
    parts = {f.name: to_json(getattr(value, f.name)) for f in fields(value)}
    return {"is": type(value).__name__, **parts}


def from_json(value: Any) -> Any:
    """What `to_json()` was given; KeyError for a kind this version does not know."""
    match value:
        case list():
            return tuple(from_json(part) for part in value)
        case {"is": "datetime", "at": at}:
            return datetime.fromisoformat(at)
        case {"is": "Button", "label": label, "action": action, "look": look}:
            return Button(label, from_json(action), Look(look))
        case {"is": "When", "at": at, "precision": precision}:
            return When(from_json(at), Precision(precision))
        case {"is": kind, **parts}:
            return _KINDS[kind](**{name: from_json(part) for name, part in parts.items()})
    return value
