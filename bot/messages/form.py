"""A form to fill in: what is asked, never how a platform draws it.

What somebody fills in comes back as texts by the names of the inputs: a date as `2026-12-03`, a time as
`15:00`, several choices with commas between them, nothing as "".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

from bot.messages.document import Action, Runs

Values = Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A line of text, or several of them."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    most: int = 500
    several: bool = False
    required: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """One of the things that can be chosen."""

    value: str
    label: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One of a few options; several of them, where `several` says so."""

    name: str
    label: str
    options: tuple[Option, ...]
    chosen: tuple[str, ...] = ()
    hint: str = ""
    several: bool = False
    required: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """A date."""

    name: str
    label: str
    value: date | None = None
    hint: str = ""
    required: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Hour:
    """A time of day."""

    name: str
    label: str
    value: time | None = None
    hint: str = ""
    required: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Channel:
    """A channel, by the platform's own id."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    required: bool = False


Input = Line | Choice | Day | Hour | Channel


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """What is asked, and what it is about. `title` and `send` have at most 24 characters, Slack's limit."""

    action: Action
    title: str
    send: str
    inputs: tuple[Input, ...]
    opening: Runs = field(default=())


def proposed(one: Input) -> str:
    """What an input says when nobody touches it, in the form in which values come back."""
    match one:
        case Choice(chosen=chosen):
            return ",".join(chosen)
        case Day(value=day):
            return day.isoformat() if day else ""
        case Hour(value=at):
            return f"{at:%H:%M}" if at else ""
        case Line(value=text) | Channel(value=text):
            return text
