"""A Monday morning in one large Slack workspace: a round of 2,000 members is announced, in real time. Takes twenty minutes.

    .venv/bin/python -m benchmarks.announcing_slack

The real outbox on a real database sends 1,000 introductions, each into a group conversation of its own, to a local Slack that
refuses what passes its limit: 50 conversations opened in any minute (tier 3, https://docs.slack.dev/apis/web-api/rate-limits).
"""

import asyncio
import resource
import tempfile
import time
from pathlib import Path

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.calls import Calls
from adapters.slack.clients import sending_client
from adapters.slack.messenger import SlackMessenger
from bot.assembly import assemble, open_store
from bot.commands.parse import parse
from bot.domain.model import MemberRef, Platform
from bot.storage import SqlStore
from scheduler.clocks import SystemClock
from tests.fakes.introductions import introduction
from tests.fakes.slack.server import RIVERSIDE, TOKEN, Limits, LocalSlack, local_slack

PAIRS, ROOMS_A_MINUTE = 1_000, 50
ADA = MemberRef(platform=Platform.SLACK, workspace=RIVERSIDE, member="U1", organiser=True)


async def main() -> None:
    """Measure, and print a line for each figure."""
    with tempfile.TemporaryDirectory() as folder:
        async with (
            open_store(f"sqlite:///{Path(folder) / '121.sqlite'}") as store,
            local_slack() as slack,
        ):
            await measured(store, slack)


async def measured(store: SqlStore, slack: LocalSlack) -> None:
    """Announce the round, and count."""
    limits = slack.limits = Limits({"conversations.open": ROOMS_A_MINUTE}, time.monotonic)

    async def client_of(_: str) -> AsyncWebClient:
        return sending_client(TOKEN, slack.api_url)

    parts = assemble(
        store, SystemClock(), {Platform.SLACK: SlackMessenger(Calls(client_of, SystemClock()))}
    )
    await parts.bot.handle(parse("/121 setup name Coffee", ADA, lambda _: (), place="C1"))
    await parts.runner.run_once()
    for n in range(PAIRS):
        slack.users.update({f"U{n}{x}": {"id": f"U{n}{x}"} for x in "ab"})
    posted = len(slack.posted)
    async with store.begin() as tx:
        await tx.outbox.queue([introduction(n, SystemClock().now()) for n in range(PAIRS)])
    began, used = time.monotonic(), time.process_time()
    await parts.runner.start()
    while len(slack.posted) < posted + PAIRS:  # noqa: ASYNC110 - Slack is what is waited for
        await asyncio.sleep(0.2)
    took = time.monotonic() - began
    used = time.process_time() - used
    await parts.runner.stop()
    quickest = (PAIRS - 1) // ROOMS_A_MINUTE * 60
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    keys = {said["blocks"][0]["block_id"] for said in slack.posted[posted:]}
    print(
        f"{PAIRS} introductions on Slack             {took:6.0f} s   (the limit allows {quickest} s)"
    )
    print(f"  of what is allowed                   {quickest / took:6.1%}")
    print(f"  refused for being too quick          {len(limits.refused):6d}")
    print(f"  twice or lost                        {PAIRS - len(keys):6d}")
    print(f"  processor, memory                    {used:6.1f} s   {memory:.0f} MB")


if __name__ == "__main__":
    asyncio.run(main())
