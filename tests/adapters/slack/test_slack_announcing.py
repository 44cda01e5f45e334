"""A large round is announced: at Slack's pace, hardly slower, and with nobody given up on the way."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.calls import Calls
from adapters.slack.clients import sending_client
from adapters.slack.messenger import SlackMessenger
from bot.assembly import Parts, assemble
from bot.commands.parse import parse
from bot.domain.model import MemberRef, Platform
from bot.ports import Store
from scheduler.clocks import StillClock
from tests.fakes.introductions import introduction
from tests.fakes.slack.server import RIVERSIDE, TOKEN, Limits, LocalSlack, local_slack
from tests.talk import MONDAY_NINE

PAIRS, ROOMS_A_MINUTE = 1_000, 50
ADA = MemberRef(platform=Platform.SLACK, workspace=RIVERSIDE, member="U1", organiser=True)


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    async with local_slack() as slack:
        yield slack


@pytest.fixture
def clock() -> StillClock:
    return StillClock(MONDAY_NINE)


@pytest.fixture
async def parts(sqlite_store: Store, slack: LocalSlack, clock: StillClock) -> Parts:
    async def client_of(workspace: str) -> AsyncWebClient | None:
        return sending_client(TOKEN, slack.api_url) if workspace == RIVERSIDE else None

    messenger = SlackMessenger(Calls(client_of, clock))
    parts = assemble(sqlite_store, clock, {Platform.SLACK: messenger})
    await parts.bot.handle(parse("/121 setup name Coffee", ADA, lambda _: (), place="C1"))
    await parts.runner.run_once()
    slack.limits = Limits({"conversations.open": ROOMS_A_MINUTE}, lambda: clock.now().timestamp())
    return parts


async def test_as_fast_as_slack_allows_and_hardly_ever_faster(
    parts: Parts, slack: LocalSlack, clock: StillClock, sqlite_store: Store
) -> None:
    for n in range(PAIRS):
        slack.users.update({f"U{n}{x}": {"id": f"U{n}{x}"} for x in "ab"})
    began, posted = clock.now(), len(slack.posted)
    async with sqlite_store.begin() as tx:
        await tx.outbox.queue([introduction(n, began) for n in range(PAIRS)])
    await parts.runner.run_once()
    while len(slack.posted) < posted + PAIRS:
        await clock.set(max(await parts.bot.next_due() or began, clock.now()))
        await parts.runner.run_once()
        assert clock.now() - began < timedelta(minutes=30), len(slack.posted)
    quickest = timedelta(minutes=(PAIRS - 1) // ROOMS_A_MINUTE)
    assert quickest / (clock.now() - began) >= 0.95
    assert slack.limits is not None
    assert slack.limits.refused == []
    keys = [said["blocks"][0]["block_id"] for said in slack.posted[posted:]]
    assert sorted(keys) == sorted(f"intro:{n}" for n in range(PAIRS))
