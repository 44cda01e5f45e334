"""121 in a local Slack, everything real: the client, the sockets, the database; only time stands still."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from bot.assembly import Parts, assemble, turn_clock
from bot.assembly.serving import health, serving
from bot.assembly.slack import connect_slack
from bot.domain.model import Platform
from bot.settings import Settings
from bot.storage import SqlStore, new_key
from scheduler.clocks import StillClock
from tests.adapters.slack.test_slack_reading import event, press, slash
from tests.fakes.slack.server import (
    APP_TOKEN,
    CLIENT_ID,
    CLIENT_SECRET,
    RIVERSIDE,
    SIGNING_SECRET,
    TOKEN,
    LocalSlack,
)

Json = dict[str, Any]
MONDAY_NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
WAYS: dict[str, Json] = {
    "socket": {"slack_bot_token": TOKEN, "slack_app_token": APP_TOKEN},
    "http": {"slack_bot_token": TOKEN, "slack_signing_secret": SIGNING_SECRET},
    "oauth": {
        "slack_signing_secret": SIGNING_SECRET,
        "slack_client_id": CLIENT_ID,
        "slack_client_secret": CLIENT_SECRET,
        "secret_key": new_key(),
    },
}


@dataclass(repr=False)
class Office:
    """A running 121, and what members do in Slack. Without a workspace named, it is Riverside."""

    slack: LocalSlack
    parts: Parts
    clock: StillClock
    address: str
    by_http: bool
    numbers: Any = field(default_factory=lambda: count(1))

    async def send(self, kind: str, payload: Json) -> Json:
        """What Slack sends, once; gives what came back with the acknowledgement."""
        if not self.by_http:
            ack = await self.slack.tell(kind, payload, f"e{next(self.numbers)}")
            given: Json = ack.get("payload", {})
            return given
        status, body = await self.slack.request(self.address, kind, payload)
        assert status == 200, body
        answer: Json = json.loads(body) if body else {}
        return answer

    async def types(self, member: str, text: str, team: str = RIVERSIDE, **more: Any) -> str:
        """Type a command; gives the private answer."""
        body = slash(text) | {
            "user_id": member,
            "team_id": team,
            "response_url": f"{self.slack.address}/respond",
            "trigger_id": f"t{next(self.numbers)}",
            **more,
        }
        return str((await self._answered("slash_commands", body))["text"])

    async def presses(self, member: str, value: str, team: str = RIVERSIDE) -> str:
        """Press a button under a message; gives the private answer."""
        return str((await self._answered("interactive", self.pressed(member, value, team)))["text"])

    def pressed(self, member: str, value: str, team: str = RIVERSIDE, **more: Any) -> Json:
        """The payload of a press."""
        return press(value) | {
            "user": {"id": member, "team_id": team},
            "team": {"id": team, "domain": "riverside"},
            "response_url": f"{self.slack.address}/respond",
            "trigger_id": f"t{next(self.numbers)}",
            **more,
        }

    async def _answered(self, kind: str, body: Json) -> Json:
        before = len(self.slack.answered)
        await self.send(kind, body)
        await until(lambda: len(self.slack.answered) > before)
        return self.slack.answered[-1]

    async def opens(self, member: str, value: str, team: str = RIVERSIDE) -> Json:
        """Press a button that opens a dialog; gives the dialog."""
        dialogs = self.slack.teams[team].dialogs
        before = len(dialogs)
        await self.send("interactive", self.pressed(member, value, team))
        await until(lambda: len(dialogs) > before)
        return dialogs[-1]

    async def submits(self, member: str, view: Json, team: str = RIVERSIDE, **values: Json) -> Json:
        """Send a dialog with what it proposes, and these fields in their place; gives the answer."""
        state = {
            block["block_id"]: {"value": values.get(block["block_id"], proposed(block["element"]))}
            for block in view["blocks"]
            if block["type"] == "input"
        }
        payload = {
            "type": "view_submission",
            "team": {"id": team, "domain": "riverside"},
            "user": {"id": member, "team_id": team},
            "api_app_id": "A1",
            "trigger_id": f"t{next(self.numbers)}",
            "view": {**view, "state": {"values": state}},
            "response_urls": [],
        }
        return await self.send("interactive", payload)

    async def tells(self, what: Json, team: str = RIVERSIDE, **more: Any) -> None:
        """An event happens."""
        number = next(self.numbers)
        told = event(what) | {"event_id": f"Ev{number}", "team_id": team, **more}
        await self.send("events_api", told)

    async def reacts(
        self, member: str, said: Json, emoji: str = "white_check_mark", kind: str = "reaction_added"
    ) -> None:
        item = {"type": "message", "channel": said["channel"], "ts": said["ts"]}
        await self.tells({"type": kind, "user": member, "reaction": emoji, "item": item})
        await self.settle()

    async def looks_home(self, member: str, team: str = RIVERSIDE) -> str:
        """Open one's home; gives the words on it."""
        homes = self.slack.teams[team].homes
        homes.pop(member, None)
        await self.tells({"type": "app_home_opened", "user": member, "tab": "home"}, team)
        await until(lambda: member in homes)
        return words_of(homes[member])

    async def settle(self) -> None:
        """Let 121 send what there is to send."""
        await self.parts.runner.run_once()

    async def waits(self, length: timedelta) -> None:
        """Let time go by."""
        await turn_clock(self.parts, self.clock, self.clock.now() + length)

    def heard(self, words: str, team: str = RIVERSIDE) -> list[Json]:
        """The messages with these words."""
        return [said for said in self.slack.teams[team].posted if words in said["text"]]


@asynccontextmanager
async def office(slack: LocalSlack, store: SqlStore, way: str) -> AsyncIterator[Office]:
    """121, running, by this way of hearing Slack."""
    settings = Settings(**WAYS[way], slack_api_url=slack.api_url)
    clock = StillClock(MONDAY_NINE)
    async with AsyncExitStack() as stack:
        side = await connect_slack(settings, store, clock)
        parts = assemble(store, clock, {Platform.SLACK: side.messenger})
        opened = await stack.enter_async_context(side.open(parts.bot))
        routes = [*opened.routes, *health({"slack": opened.is_open})]
        address = await stack.enter_async_context(serving(routes, "127.0.0.1", 0))
        yield Office(slack, parts, clock, address, by_http=way != "socket")


def proposed(element: Json) -> Json:
    """What a dialog sends of an input that nobody touched."""
    kind = element["type"]
    match kind:
        case "plain_text_input":
            return {"type": kind, "value": element.get("initial_value")}
        case "static_select":
            return {"type": kind, "selected_option": element.get("initial_option")}
        case "checkboxes":
            return {"type": kind, "selected_options": element.get("initial_options", [])}
        case "datepicker":
            return {"type": kind, "selected_date": element.get("initial_date")}
        case "timepicker":
            return {"type": kind, "selected_time": element.get("initial_time")}
    return {"type": kind, "selected_conversation": element.get("initial_conversation")}


def text(value: str) -> Json:
    """A line that somebody typed into a dialog."""
    return {"type": "plain_text_input", "value": value}


def words_of(view: Any) -> str:
    """Every text of a view or message, in order."""
    if isinstance(view, dict):
        mine = view.get("text")
        own = [mine] if isinstance(mine, str) else []
        return "".join([*own, *(words_of(part) for part in view.values())])
    if isinstance(view, list):
        return "".join(words_of(part) for part in view)
    return ""


async def until(so: Any) -> None:
    """Wait for something that comes over a socket."""
    async with asyncio.timeout(20):
        while not so():  # noqa: ASYNC110 - it comes from elsewhere
            await asyncio.sleep(0.01)
