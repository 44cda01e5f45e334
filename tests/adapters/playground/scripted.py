"""A bot that follows a script, for tests of the place where it talks."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.commands import Command, PairMe, Reacted, ReportMeeting
from bot.errors import StoreError
from bot.messages import (
    Action,
    Button,
    Fields,
    Heading,
    Link,
    Look,
    Mention,
    Message,
    Strong,
    When,
    buttons,
    note,
    paragraph,
    say,
)
from bot.messages import (
    field as fact,
)
from bot.replies import SILENCE, Reply

MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)
NEXT_MONDAY = MONDAY + timedelta(weeks=1)

INTRODUCTION = say(
    Heading("Your 1-2-1 for this round"),
    paragraph(Mention("ada"), ", meet ", Mention("ben"), ". ", Strong("An hour"), " each week."),
    Fields(
        (fact("Until", When(NEXT_MONDAY)), fact("See", Link("the guide", "https://example.org/")))
    ),
    buttons(
        Button("We met", Action("met", 12), Look.PRIMARY),
        Button("Call the 1-2-1 off", Action("cannot", 12)),
    ),
    note("Put ✅ on this message when you have met."),
)


class SettableTime:
    """Real time, as far as the tests are concerned."""

    def __init__(self, now: datetime = MONDAY) -> None:
        self.moment = now

    def __call__(self) -> datetime:
        return self.moment


@dataclass
class ScriptedBot:
    """Remembers what it was asked, and answers with fixed messages."""

    asked: list[Command] = field(default_factory=list)
    breaks_with: Exception | None = None
    answer: Message = field(default_factory=lambda: say(paragraph("Yes, I am here.")))
    wait: Callable[[], Awaitable[None]] | None = None

    async def handle(self, command: Command) -> Reply:
        self.asked.append(command)
        if self.wait is not None:
            await self.wait()
        if self.breaks_with is not None:
            raise self.breaks_with
        match command:
            case PairMe():
                return Reply(say(paragraph("You are first in the queue."), buttons(TAKE_BACK)))
            case ReportMeeting():
                return Reply(say(paragraph("Noted: you met.")))
            case Reacted():
                return SILENCE
        return Reply(self.answer)


TAKE_BACK = Button("Take it back", Action("cancel_request"))
DISK_FULL = StoreError("The database is full.")


def words(message: object) -> str:
    """The first paragraph's text."""
    assert isinstance(message, Message)
    return "".join(getattr(run, "text", "") for run in getattr(message.blocks[0], "runs", ()))
