"""Every message in a form that needs no platform: plain text."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
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


def show_moment(when: When, zone: ZoneInfo, now: datetime | None = None) -> str:
    """A moment in words, in the reader's zone: `Thursday 3 December 2026, 15:00`, in the year of `now` without it."""
    local = when.at.astimezone(zone)
    this_year = now is not None and now.astimezone(zone).year == local.year
    day = f"{local:%A} {local.day} {local:%B}" + ("" if this_year else f" {local.year}")
    return day if when.precision is Precision.DAY else f"{day}, {local:%H:%M}"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: the names to show for the platform's member ids, the zone to show times in, and when that is."""

    name_of: Callable[[str], str]
    zone: ZoneInfo
    now: datetime | None = None

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
                return show_moment(run, self.zone, self.now)
            case Link(label, url):
                return f"{label} ({url})"


def plain(
    message: Message,
    name_of: Callable[[str], str],
    zone: ZoneInfo,
    now: datetime | None = None,
) -> str:
    """The message as plain text; `name_of` gives the name to show for a platform's member id.

    Moments in the year of `now` are shown without it; where nobody knows when it will be read, all have theirs.
    """
    return Reader(name_of, zone, now).read(message)
