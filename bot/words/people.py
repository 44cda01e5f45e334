"""Members, moments and labels as they stand in a sentence."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from bot.domain.model import PAIR, Circle, Member, PairingId
from bot.domain.proposals import TimeOffered
from bot.messages import (
    Action,
    Button,
    Buttons,
    Look,
    Mention,
    Message,
    Precision,
    Run,
    Runs,
    Text,
    When,
    buttons,
    joined,
    paragraph,
    say,
)

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def mention(member: Member) -> Mention:
    """A member, by the platform's own id."""
    return Mention(member.external_id)


def all_of_you(how_many: int) -> str:
    """Everybody in a 1-2-1: `both of you`."""
    return "both of you" if how_many == PAIR else "all of you"


def i_tell(other: Member) -> Runs:
    """Whether the other one hears of what was said: `I'll tell B.`; of who is not reached, that nobody is told."""
    if other.is_reached:
        return (Text("I'll tell "), mention(other), Text("."))
    return (mention(other), Text(" doesn't hear from me any more, so nobody is told."))


def mentions(members: Sequence[Member]) -> Runs:
    """Members in a row: `A, B and C`."""
    return joined(tuple(member.external_id for member in members))


def you_and(others: Sequence[Member]) -> Runs:
    """The reader and the others: `you and A`, `you, A and B`."""
    return (Text("you and " if len(others) == 1 else "you, "), *mentions(others))


def on_day(moment: datetime) -> When:
    """A moment's day."""
    return When(moment, Precision.DAY)


def next_round(circle: Circle) -> When:
    """When a circle's next round is."""
    return When(circle.next_round_at)


def in_words(day: date) -> str:
    """A date in words: `3 December 2026`."""
    moment = datetime.combine(day, time(), UTC)
    return f"{moment.day} {moment:%B %Y}"


def button(label: str, action: str, about: int = 0, look: Look = Look.PLAIN) -> Button:
    """A button and the command behind it."""
    return Button(label, Action(action, about), look)


_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


def ordinal(number: int) -> str:
    """The how-manieth: `second`, `12th`, `31st`."""
    if number <= len(_ORDINALS):
        return _ORDINALS[number - 1]
    teen = 11 <= number % 100 <= 13  # noqa: PLR2004 - eleventh to thirteenth
    return f"{number}{'th' if teen else _ENDINGS.get(number % 10, 'th')}"


def beginning(text: str, most: int) -> str:
    """A text on one line, or as much of its beginning as fits, with dots."""
    whole = " ".join(text.split())
    return whole if len(whole) <= most else f"{whole[: most - 1].rstrip()}…"


def line(*parts: str | Run) -> Message:
    """A message of one paragraph."""
    return say(paragraph(*parts))


def times_in_a_row(times: Sequence[datetime]) -> Runs:
    """Moments to choose from: `A · B · C`."""
    out: list[Run] = []
    for at in times:
        out += ([Text(" · ")] if out else []) + [When(at)]
    return tuple(out)


def shares(how_many: int) -> str:
    """How long so many meet, and what of it is each one's: `an hour, half of it for each`."""
    of_it = {2: "half of it", 3: "twenty minutes", 4: "a quarter of it"}
    return f"an hour, {of_it.get(how_many, 'the same')} for each"


def at_place(place: str, *, as_before: bool = False) -> Runs:
    """Where they meet, after a time; nothing where no place is known. `as_before`: nobody has said so with this time."""
    return (Text(f" ({place}{', as before' * as_before})"),) if place else ()


def call_off(pairing: PairingId) -> Button:
    """The button that ends the whole 1-2-1, and says so: beside a time it could be taken for a no to that time."""
    return button("Call the 1-2-1 off", "cannot", pairing)


def otherwise(pairing: PairingId) -> tuple[Button, Button]:
    """What one can do where a time does not suit."""
    return button("Another time", "arrange", pairing), call_off(pairing)


def undo_agreed(pairing: PairingId, at: datetime, label: str = "Take it back") -> Button:
    """The button that takes back a time that was agreed, and no other that may be agreed by then."""
    return button(label, "undo_agreed", TimeOffered(pairing=pairing, at=at).encode())


def agreed_otherwise(pairing: PairingId, at: datetime) -> tuple[Button, Button, Button]:
    """What one can do where a time is agreed and does not suit after all."""
    another, off = otherwise(pairing)
    return another, undo_agreed(pairing, at, "I can't at that time"), off


def meeting_buttons(pairing: PairingId, *more: Button) -> Buttons:
    """What one can say of a 1-2-1 that is still open."""
    return buttons(
        button("We met", "met", pairing, Look.PRIMARY),
        button("Arrange a time", "arrange", pairing),
        call_off(pairing),
        *more,
    )
