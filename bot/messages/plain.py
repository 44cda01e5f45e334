"""Every message in a form that needs no platform: plain text."""

from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.messages.document import (
    Attachment,
    Block,
    Buttons,
    Fields,
    Heading,
    Link,
    Mention,
    Message,
    Note,
    Paragraph,
    Precision,
    Run,
    Runs,
    Strong,
    Text,
    When,
)


def show_moment(when: When, zone: ZoneInfo) -> str:
    """A moment in words, in the reader's zone: `Thursday 3 December, 15:00`."""
    local = when.at.astimezone(zone)
    day = f"{local:%A} {local.day} {local:%B}"
    return day if when.precision is Precision.DAY else f"{day}, {local:%H:%M}"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: the names to show for the platform's member ids, and the zone to show times in."""

    name_of: Callable[[str], str]
    zone: ZoneInfo

    def read(self, message: Message) -> str:
        """The message as plain text, a line or more for each block."""
        return "\n".join(self._block(block) for block in message.blocks)

    def _block(self, block: Block) -> str:
        match block:
            case Heading(text):
                return text
            case Paragraph(runs) | Note(runs):
                return self._runs(runs)
            case Fields(fields):
                return "\n".join(f"{field.label}: {self._runs(field.runs)}" for field in fields)
            case Buttons(buttons):
                return " ".join(f"[{button.label}]" for button in buttons)
            case Attachment(name=name, alt=alt):
                return f"[{name}: {alt}]"

    def _runs(self, runs: Runs) -> str:
        return "".join(self._run(run) for run in runs)

    def _run(self, run: Run) -> str:
        match run:
            case Text(text) | Strong(text):
                return text
            case Mention(member):
                return f"@{self.name_of(member)}"
            case When():
                return show_moment(run, self.zone)
            case Link(label, url):
                return f"{label} ({url})"


def plain(message: Message, name_of: Callable[[str], str], zone: ZoneInfo) -> str:
    """The message as plain text; `name_of` gives the name to show for a platform's member id."""
    return Reader(name_of, zone).read(message)
