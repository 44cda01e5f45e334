"""A group at a table: members type, press and react; the bot answers; everything is written down.

The real core on a real store, with a clock that stands still until it is turned and a platform that takes
every message. A conversation is a text file: lines at the margin are what people do, indented lines are
what the bot says. `replay()` does the former and writes down both, so that the whole can be compared.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.app import Bot, Means
from bot.assembly import Parts, assemble, turn_clock
from bot.commands import Command, MemberArrived, MemberLeft, Reacted, Unreacted
from bot.commands.fill import fill
from bot.commands.parse import parse
from bot.commands.press import press
from bot.deliveries import AddressKind, Delivery, Receipt
from bot.domain.model import Meeting, MemberRef, PairingId, Platform
from bot.messages import Message, plain
from bot.ports import Reaction, Store, Traits
from bot.replies import Reply
from bot.storage import new_key, seals_of
from scheduler.clocks import StillClock

MONDAY_NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")
CHANNEL = "coffee"
KEY = new_key()
UNITS = {"minute": "minutes", "hour": "hours", "day": "days", "week": "weeks"}


class Table:
    """The platform: takes every message, and keeps it where it can be looked at, pressed and reacted to."""

    def __init__(self, *, group_dm: bool = True) -> None:
        self.traits = Traits(group_dm=group_dm)
        self.sent: list[Delivery] = []
        self.unheard: list[Delivery] = []
        self.standing: dict[str, list[Reaction]] = {}

    async def send(self, delivery: Delivery) -> Receipt:
        self.sent.append(delivery)
        self.unheard.append(delivery)
        return receipt_of(delivery)

    async def find(self, delivery: Delivery) -> Receipt | None:
        found = (receipt_of(sent) for sent in self.sent if sent.key == delivery.key)
        return next(found, None)

    async def reactions(self, delivery: Delivery) -> tuple[Reaction, ...]:
        return tuple(self.standing.get(delivery.key, ()))

    def heard(self) -> list[Delivery]:
        """What has come since the last look, in the order in which it was queued."""
        heard, self.unheard = sorted(self.unheard, key=lambda d: d.id), []
        return heard

    def seen_by(self, member: str) -> list[Delivery]:
        """Everything that a member can see, the oldest first."""
        return [
            sent
            for sent in sorted(self.sent, key=lambda d: d.id)
            if sent.address.kind is AddressKind.CHANNEL or member in sent.address.ids
        ]


def receipt_of(delivery: Delivery) -> Receipt:
    return Receipt(channel=delivery.address.encode(), message=delivery.key)


@dataclass
class Talk:
    """A running conversation, and what was written down of it."""

    store: Store
    table: Table = field(default_factory=Table)
    clock: StillClock = field(default_factory=lambda: StillClock(MONDAY_NINE))
    organisers: frozenset[str] = frozenset({"ada"})
    zones: dict[str, str] = field(default_factory=dict)
    workspace: str = "riverside"
    platform: Platform = Platform.PLAYGROUND
    keys: tuple[str, ...] = (KEY,)
    lines: list[str] = field(default_factory=list)
    answers: dict[str, Message] = field(default_factory=dict)
    people: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.parts: Parts = assemble(
            self.store,
            self.clock,
            {self.platform: self.table},
            means=Means(seals=seals_of(self.keys)),
        )

    @property
    def bot(self) -> Bot:
        return self.parts.bot

    def ref(self, member: str) -> MemberRef:
        self.people.add(member)
        return MemberRef(
            platform=self.platform,
            workspace=self.workspace,
            member=member,
            organiser=member in self.organisers,
            time_zone=self.zones.get(member, "Europe/London"),
        )

    def find(self, name: str) -> tuple[MemberRef, ...]:
        bare = name.lstrip("@").casefold()
        return (self.ref(bare),) if bare in self.people else ()

    async def says(self, member: str, text: str, place: str | None = CHANNEL) -> str:
        """Type something; gives the private answer as plain text."""
        where = "" if place == CHANNEL else f" (in #{place})" if place else " (in private)"
        self.lines.append(f"{member}{where}: {text}")
        command = parse(text, self.ref(member), self.find, place=place)
        return await self.does(command)

    async def does(self, command: Command) -> str:
        """Hand a command over; gives the private answer as plain text."""
        reply = await self.bot.handle(command)
        answer = self._write_answer(command.who.member, reply)
        await self.parts.runner.run_once()
        self._write_heard()
        return answer

    async def presses(self, member: str, label: str) -> str:
        """Press the newest button with this label that the member can see."""
        self.lines.append(f"{member} presses [{label}]")
        return await self.does(self._behind(member, label))

    async def fills_in(self, member: str, label: str, text: str) -> str:
        """Press such a button, and send the form that it opens with this text in its only input."""
        self.lines.append(f"{member} presses [{label}] and writes: {text}")
        form = (await self.bot.handle(self._behind(member, label))).form
        assert form is not None, label
        (only,) = form.inputs
        return await self.does(fill(form.action, {only.name: text}, self.ref(member)))

    def _behind(self, member: str, label: str) -> Command:
        last = self.answers.get(member)
        seen = [delivery.message for delivery in self.table.seen_by(member)]
        for message in [*([last] if last else []), *reversed(seen)]:
            for button in message.buttons:
                if button.label == label:
                    command = press(button.action, self.ref(member))
                    assert command is not None, button.action
                    return command
        raise LookupError(label)

    async def reacts(self, member: str, emoji: str = "✅", *, off: bool = False) -> None:
        """React to the newest message about a pairing that the member can see, or take it off again."""
        self.lines.append(f"{member} takes {emoji} off" if off else f"{member} reacts {emoji}")
        about = [d for d in self.table.seen_by(member) if d.pairing_id is not None]
        kind = Unreacted if off else Reacted
        await self.does(kind(who=self.ref(member), receipt=receipt_of(about[-1]), emoji=emoji))

    async def waits(self, text: str) -> None:
        """Let time go by: `2 days`, `1 hour`."""
        self.lines.append(f"-- {text} later")
        number, unit = text.split()
        step = timedelta(**{UNITS[unit.rstrip("s")]: int(number)})
        await self.until(self.clock.now() + step)

    async def until(self, moment: datetime) -> None:
        await turn_clock(self.parts, self.clock, moment)
        self._write_heard()

    async def meeting(self) -> Meeting:
        """What stands of the first 1-2-1."""
        async with self.store.begin() as tx:
            found = await tx.pairings.get(PairingId(1))
        assert found is not None
        return found[1]

    def heard_by(self, member: str) -> list[str]:
        """Every message the member got, as plain text."""
        return [self._plain(d.message) for d in self.table.seen_by(member)]

    def _plain(self, message: Message) -> str:
        return plain(message, str.capitalize, LONDON, self.clock.now())

    def _write_answer(self, member: str, reply: Reply) -> str:
        if reply.message is None:
            return ""
        self.answers[member] = reply.message
        answer = self._plain(reply.message)
        self._write(f"only to {member}", answer)
        return answer

    def _write_heard(self) -> None:
        for delivery in self.table.heard():
            where = {
                AddressKind.CHANNEL: f"in #{delivery.address.ids[0]}",
                AddressKind.MEMBER: f"to {delivery.address.ids[0]}",
                AddressKind.GROUP: f"to {' and '.join(delivery.address.ids)} together",
            }[delivery.address.kind]
            at = f"{delivery.created_at.astimezone(LONDON):%A %H:%M}"
            self._write(f"{where}, {at}", self._plain(delivery.message))

    def _write(self, where: str, text: str) -> None:
        self.lines.append(f"    121 {where}:")
        self.lines.extend(f"        {line}" for line in text.splitlines())


FILLS_IN = re.compile(r"(\w+) presses \[(.+)\] and writes: (.*)")
PRESSES = re.compile(r"(\w+) presses \[(.+)\]")
REACTS = re.compile(r"(\w+) reacts (\S+)")
TAKES_OFF = re.compile(r"(\w+) takes (\S+) off")
WAITS = re.compile(r"-- (\d+ \w+) later")
PLACES = {None: CHANNEL, "private": None}
MOVES = re.compile(r"(\w+) (arrives|goes)")
SAYS = re.compile(r"(\w+)(?: \(in (private|#\w+)\))?: (.*)")


def script(path: Path) -> list[str]:
    """What people do in a conversation, line by line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith((" ", "#"))]


async def replay(talk: Talk, steps: Sequence[str]) -> str:
    """Do what people do, and give the whole conversation as it went."""
    for step in steps:
        if found := FILLS_IN.fullmatch(step):
            await talk.fills_in(found[1], found[2], found[3])
        elif found := PRESSES.fullmatch(step):
            await talk.presses(found[1], found[2])
        elif found := REACTS.fullmatch(step):
            await talk.reacts(found[1], found[2])
        elif found := TAKES_OFF.fullmatch(step):
            await talk.reacts(found[1], found[2], off=True)
        elif found := WAITS.fullmatch(step):
            await talk.waits(found[1])
        elif found := MOVES.fullmatch(step):
            talk.lines.append(step)
            kind = MemberArrived if found[2] == "arrives" else MemberLeft
            await talk.does(kind(who=talk.ref(found[1]), place=CHANNEL))
        elif found := SAYS.fullmatch(step):
            await talk.says(found[1], found[3], PLACES.get(found[2], (found[2] or "")[1:]))
        else:
            raise ValueError(step)
    return "\n".join(talk.lines) + "\n"


async def met(store: Store) -> Talk:
    """Ada and Ben, of a circle with a round every four weeks, who asked for each other; Ada has said that they met."""
    talk = Talk(store)
    await talk.says("ada", "/121 setup every 4 weeks on friday name Coffee")
    for member in ("ada", "ben"):
        await talk.says(member, "/121 join")
    await talk.says("ada", "/121 pair-me @ben")
    await talk.presses("ben", "Yes, introduce us")
    await talk.says("ada", "/121 met")
    return talk


async def introduced(store: Store) -> Talk:
    """Ada, who set up Coffee, and Ben, who were introduced because both asked."""
    talk = Talk(store)
    await talk.says("ada", "/121 setup name Coffee")
    for member in ("ada", "ben"):
        await talk.says(member, "/121 join")
        await talk.says(member, "/121 pair-me")
    return talk
