"""Two `bot121 run` on one PostgreSQL behind a load balancer: Slack's requests go to either, some of them to both."""

import asyncio
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.storage import SqlStore
from bot.storage.tables import rounds
from tests.adapters.slack.test_slack_reading import event, slash
from tests.adapters.slack.test_slack_running import posted, serving, until
from tests.fakes.slack.server import SIGNING_SECRET, LocalSlack, local_slack

BY_HTTP = {"SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": SIGNING_SECRET}


@dataclass
class Balanced:
    """Slack, and the addresses among which what it sends is spread."""

    slack: LocalSlack
    addresses: list[str]
    processes: list[Process]
    turns: "cycle[str]" = field(init=False)

    def __post_init__(self) -> None:
        self.turns = cycle(self.addresses)

    async def sends(self, kind: str, body: dict[str, Any], *addresses: str) -> None:
        """Send to these at the same time, or to the one whose turn it is."""
        body |= {"response_url": f"{self.slack.address}/respond"}
        sent = [
            self.slack.request(address, kind, body) for address in addresses or [next(self.turns)]
        ]
        assert [status for status, _ in await asyncio.gather(*sent)] == [200] * len(sent)

    async def types(self, member: str, text: str) -> str:
        """Type a command; gives the private answer."""
        before = len(self.slack.answered)
        await self.sends("slash_commands", slash(text) | {"user_id": member})
        await until(lambda: len(self.slack.answered) > before)
        return str(self.slack.answered[-1]["text"])


@pytest.fixture
async def balanced(upgraded_postgresql_url: str, tmp_path: Path) -> AsyncIterator[Balanced]:
    async with local_slack() as slack, AsyncExitStack() as stack:
        both = [
            await stack.enter_async_context(
                serving(slack, tmp_path, DATABASE_URL=upgraded_postgresql_url, **BY_HTTP)
            )
            for _ in range(2)
        ]
        yield Balanced(slack, [address for _, address in both], [process for process, _ in both])


async def test_whichever_is_asked_all_happens_once(
    balanced: Balanced, upgraded_postgresql_url: str
) -> None:
    slack = balanced.slack
    await balanced.types("U1", "setup every week on monday at 10:00")
    for member in ("U1", "U2", "U3"):
        assert "Welcome" in await balanced.types(member, "join")
    # An organiser who gets no answer asks again, and the balancer asks the other one.
    await balanced.sends("slash_commands", slash("round now"), *balanced.addresses)
    await until(lambda: len(slack.answered) >= 6)
    await until(lambda: posted(slack, "meet") != [])
    introduction = next(said for said in slack.posted if "meet" in said["text"])
    item = {"type": "message", "channel": introduction["channel"], "ts": introduction["ts"]}
    reaction = event(
        {"type": "reaction_added", "reaction": "white_check_mark", "item": item, "user": "U2"}
    )
    await balanced.sends("events_api", reaction, *balanced.addresses, *balanced.addresses)
    await until(lambda: len(slack.posted) > 2)
    for member in ("U1", "U2", "U3") * 2:
        assert "1 of 48 met" in await balanced.types(member, "status")
    store = SqlStore.open(upgraded_postgresql_url)
    async with store.connection() as connection:
        opened = await connection.execute(select(func.count()).select_from(rounds))
        assert opened.scalar_one() == 1
    await store.close()
    balanced.processes[0].kill()
    await balanced.processes[0].wait()
    balanced.turns = cycle(balanced.addresses[1:])
    assert "1 of 48 met" in await balanced.types("U1", "status")
    keys = [said["blocks"][0]["block_id"] for said in slack.posted]
    assert len(set(keys)) == len(keys)
    assert len(posted(slack, "meet")) == 1
