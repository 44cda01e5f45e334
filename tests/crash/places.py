"""The places where the members of a week are: the local Slack and the local Discord, asked for what they really show."""

from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Protocol, TypeVar

from adapters.discord.render import mark
from tests.adapters.discord.server import words_of
from tests.adapters.slack.office import until
from tests.adapters.slack.test_slack_reading import event, slash
from tests.fakes.discord import server as local_discord_server
from tests.fakes.discord.server import ADA, BEN, LocalDiscord, local_discord
from tests.fakes.slack import server as local_slack_server
from tests.fakes.slack.server import APP_TOKEN, TOKEN, LocalSlack, local_slack
from tests.fakes.slack.team import BOT

T = TypeVar("T")
Json = dict[str, Any]
CHECK = "✅"
MOST_CUTS = 400
SHORT = 20  # so much of a mark is in every nonce
POST, ROUTE, MAKE = "chat.postMessage", "POST messages", "POST threads"


@dataclass(frozen=True)
class Shown:
    """A message of the bot's as a place shows it."""

    channel: str
    id: str
    key: str
    words: str


class Lives(Protocol):
    """One 121, or several."""

    async def insist(self, do: Callable[[Any], Awaitable[T]]) -> T:
        """Do something until it is done."""
        ...


class Place(Protocol):
    """What members do somewhere, and what they see there."""

    members: tuple[str, ...]

    def environ(self) -> dict[str, str]:
        """How 121 finds it."""
        ...

    def cuts(self, every: int) -> None:
        """From now on take each n-th message and cut the line before saying so."""
        ...

    def cut(self) -> int:
        """How often the line was cut."""
        ...

    def rooms(self) -> list[str]:
        """The rooms that were made for members, where making one cannot be repeated."""
        ...

    async def types(self, living: Lives, member: str, text: str) -> str:
        """Type a command until it is answered; gives the answer."""
        ...

    async def reacts(self, living: Lives, member: str, shown: Shown) -> None:
        """Put a check mark on a message."""
        ...

    def marks(self, member: str, shown: Shown) -> None:
        """Put a check mark on a message, of which 121 is never told."""
        ...

    def shown(self, keys: list[str]) -> list[Shown]:
        """The messages that came by the outbox, in order; `keys` are those of the deliveries."""
        ...

    def readers(self, shown: Shown) -> frozenset[str]:
        """Who sees a message that is for members."""
        ...


@dataclass
class InSlack:
    """Four members of Riverside, with what Slack does: it tells an event again until it is acknowledged."""

    slack: LocalSlack
    members: tuple[str, ...] = ("U1", "U2", "U3", "U5")
    numbers: Any = field(default_factory=lambda: count(1))
    planned: int = 0  # lines that are to be cut

    def environ(self) -> dict[str, str]:
        return {
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_APP_TOKEN": APP_TOKEN,
            "SLACK_API_URL": self.slack.api_url,
        }

    def cuts(self, every: int) -> None:
        fine, cut = local_slack_server.Fault(), local_slack_server.Fault(cut="after")
        self.planned = MOST_CUTS
        self.slack.faults[POST] = deque([*[fine] * (every - 1), cut] * MOST_CUTS)

    def cut(self) -> int:
        return self.planned - sum(bool(f.cut) for f in self.slack.faults.get(POST, ()))

    def rooms(self) -> list[str]:
        return []

    async def types(self, living: Lives, member: str, text: str) -> str:
        async def typed(_: object) -> str:
            before = len(self.slack.answered)
            body = slash(text) | {
                "user_id": member,
                "response_url": f"{self.slack.address}/respond",
                "trigger_id": f"t{next(self.numbers)}",
            }
            await self.slack.tell("slash_commands", body, f"e{next(self.numbers)}")
            await until(lambda: len(self.slack.answered) > before)
            return str(self.slack.answered[-1]["text"])

        return await living.insist(typed)

    async def reacts(self, living: Lives, member: str, shown: Shown) -> None:
        # It is nowhere but in the event: what was acknowledged must be kept.
        item = {"type": "message", "channel": shown.channel, "ts": shown.id}
        what = {
            "type": "reaction_added",
            "user": member,
            "reaction": "white_check_mark",
            "item": item,
            "item_user": BOT,
        }
        told = event(what) | {"event_id": f"Ev{next(self.numbers)}"}

        async def tell(_: object) -> None:
            await self.slack.tell("events_api", told, f"e{next(self.numbers)}")

        await living.insist(tell)

    def marks(self, member: str, shown: Shown) -> None:
        standing = {"name": "white_check_mark", "users": [member], "count": 1}
        self.slack.riverside.reactions[shown.id] = [standing]

    def shown(self, keys: list[str]) -> list[Shown]:  # noqa: ARG002 - here they stand in the messages
        return [
            Shown(said["channel"], said["ts"], said["blocks"][0]["block_id"], said["text"])
            for said in self.slack.posted
        ]

    def readers(self, shown: Shown) -> frozenset[str]:
        room = shown.channel
        return frozenset(m for m in self.members if m in room) if room[0] in "DG" else frozenset()


@dataclass
class InDiscord:
    """Four members of a server. Discord tells an event once; and this one forgets nonces, as it does after minutes."""

    discord: LocalDiscord
    members: tuple[str, ...] = (ADA, BEN, f"{ADA[:-2]}33", f"{ADA[:-2]}34")
    planned: int = 0  # lines that are to be cut

    def environ(self) -> dict[str, str]:
        return {
            "DISCORD_TOKEN": local_discord_server.TOKEN,
            "DISCORD_API_URL": self.discord.api_url,
            "DISCORD_GATEWAY_URL": self.discord.gateway_url,
        }

    def cuts(self, every: int) -> None:
        fine, cut = local_discord_server.Fault(), local_discord_server.Fault(cut=True)
        self.planned = 2 * MOST_CUTS
        self.discord.faults[ROUTE] = deque([*[fine] * (every - 1), cut] * MOST_CUTS)
        self.discord.faults[MAKE] = deque([cut, fine] * MOST_CUTS)  # there are four in a week

    def cut(self) -> int:
        left = (fault for route in (ROUTE, MAKE) for fault in self.discord.faults[route])
        return self.planned - sum(fault.cut for fault in left)

    def rooms(self) -> list[str]:
        return [thread["name"] for thread in self.discord.threads]

    async def types(self, living: Lives, member: str, text: str) -> str:
        name, _, changes = text.partition(" every ")
        options = {"changes": f"every {changes}"} if changes else {}

        async def typed(_: object) -> str:
            answer = await self.discord.types(member, name, **options)
            return words_of(answer["components"])

        return await living.insist(typed)

    async def reacts(self, living: Lives, member: str, shown: Shown) -> None:
        self.marks(member, shown)
        before = len(self.discord.said("met. Good to hear."))

        async def tell(_: object) -> None:
            if told:
                return  # once, to whoever was there; after that it stands on the message
            told.append(True)
            await self.discord.reacts(member, shown.channel, shown.id)
            await until(lambda: len(self.discord.said("met. Good to hear.")) > before)

        told: list[bool] = []
        await living.insist(tell)

    def marks(self, member: str, shown: Shown) -> None:
        self.discord.reactions[shown.id] = {CHECK: [member]}

    def shown(self, keys: list[str]) -> list[Shown]:
        # Before the mark stands the workspace, whose number a lost race may have moved on.
        by_mark = {mark(key)[:SHORT]: key for key in keys}
        return [
            Shown(
                channel,
                one["id"],
                by_mark[one["nonce"].partition("-")[2][:SHORT]],
                words_of(one["components"]),
            )
            for channel, some in self.discord.messages.items()
            for one in some
            if "nonce" in one
        ]

    def readers(self, shown: Shown) -> frozenset[str]:
        return frozenset(self.discord.thread_members.get(shown.channel, ()))


@asynccontextmanager
async def in_slack() -> AsyncIterator[Place]:
    """A Slack of its own for one week."""
    async with local_slack() as slack:
        slack.spreads = True
        yield InSlack(slack)


@asynccontextmanager
async def in_discord() -> AsyncIterator[Place]:
    """A Discord of its own for one week."""
    async with local_discord() as discord:
        discord.remembers_nonces = False
        yield InDiscord(discord)
