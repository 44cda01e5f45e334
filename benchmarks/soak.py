"""Years in an hour: does 121 hold on to anything it should let go of?

    .venv/bin/python -m benchmarks.soak                       an hour, on SQLite
    .venv/bin/python -m benchmarks.soak --minutes 15 --database postgresql://user:password@host/an_empty_one

`bot121 run` is a process of its own: the real client, sockets, database and loops; only its clock is turned, a day at a time. This
process plays Slack and its 24 members, who ask, react, pause, and meet; once a week Slack has the connection opened anew. After each
week the memory, the tasks, the threads and the open files (connections are files too) of the program are read, when it rests.
Limit: in the last quarter of the time, memory is within 5 % of the second quarter; nothing else has grown.
"""

import argparse
import asyncio
import json
import os
import random
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from bot.__main__ import ready
from bot.assembly import Parts, assemble, running, turn_clock
from bot.ports import Messenger
from scheduler.clocks import StillClock
from tests.adapters.slack.office import until
from tests.fakes.slack.server import APP_TOKEN, TOKEN, LocalSlack, local_slack, user
from tests.fakes.slack.team import BOT

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
MEMBERS = tuple(f"U{n}" for n in range(101, 125))
TYPED = (
    "status",
    "history",
    "help",
    "network",
    "profile",
    "pair-me",
    "met",
    "pause 1 week",
    "resume",
    "join",
)
ASKED_A_DAY, MET = 8, 0.7
LIMIT = 0.05
PATIENCE = 60  # seconds
Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What the program holds, at rest."""

    seconds: float
    megabytes: float
    tasks: int
    threads: int
    files: int


# -- the program


def live() -> None:
    """Be `bot121 run`, turned to each moment that comes on standard input, and say then what there is."""
    clock = StillClock(START)

    def assembled(store: Any, _: Any, messengers: Mapping[Any, Messenger], *rest: Any) -> Parts:
        parts = assemble(store, clock, messengers, *rest)
        loop, turning = asyncio.get_running_loop(), set[asyncio.Task[None]]()

        async def turn(to: datetime) -> None:
            await turn_clock(parts, clock, to)
            await parts.bot.tidy()  # which a day of real time would bring
            others = [task for task in asyncio.all_tasks() if task not in turning]
            print(json.dumps([len(others), threading.active_count()]), flush=True)

        def hear() -> None:
            task = loop.create_task(turn(datetime.fromisoformat(sys.stdin.readline().strip())))
            turning.add(task)
            task.add_done_callback(turning.discard)

        loop.add_reader(sys.stdin.fileno(), hear)
        return parts

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(running, "clock_of", lambda _: clock)
        patched.setattr(running, "assemble", assembled)
        asyncio.run(running.run(ready(), lambda _: print("ready", flush=True)))


# -- its members


@dataclass
class Group:
    """Slack, its members, and the program they talk to."""

    slack: LocalSlack
    bot: asyncio.subprocess.Process
    began: float = field(default_factory=time.perf_counter)
    now: datetime = START
    chance: random.Random = field(default_factory=lambda: random.Random(121))
    numbers: Any = field(default_factory=lambda: count(1))

    async def types(self, member: str, text: str) -> None:
        """Type a command, and wait for the answer."""
        before = len(self.slack.answered)
        body = {
            "team_id": "T1", "channel_id": "C1", "channel_name": "coffee", "user_id": member, "command": "/121",
            "text": text, "response_url": f"{self.slack.address}/respond", "trigger_id": f"t{next(self.numbers)}",
        }  # fmt: skip
        await self.slack.tell("slash_commands", body, f"e{next(self.numbers)}")
        await until(lambda: len(self.slack.answered) > before)

    async def reacts(self, member: str, said: Json) -> None:
        """Put a check mark on a message."""
        what = {
            "type": "reaction_added", "user": member, "reaction": "white_check_mark", "item_user": BOT,
            "item": {"type": "message", "channel": said["channel"], "ts": said["ts"]},
        }  # fmt: skip
        told = {
            "team_id": "T1", "api_app_id": "A1", "event": what, "type": "event_callback", "event_time": 1,
            "event_id": f"Ev{next(self.numbers)}", "authorizations": [{"team_id": "T1", "user_id": BOT, "is_bot": True}],
        }  # fmt: skip
        await self.slack.tell("events_api", told, f"e{next(self.numbers)}")

    async def turn(self, **by: float) -> tuple[int, int]:
        """Let time go by; the tasks and threads there are then."""
        assert self.bot.stdin is not None
        assert self.bot.stdout is not None
        self.now += timedelta(**by)
        self.bot.stdin.write(f"{self.now.isoformat()}\n".encode())
        line = await asyncio.wait_for(self.bot.stdout.readline(), PATIENCE)
        tasks, threads = json.loads(line)
        return tasks, threads

    async def week(self) -> Reading:
        """Seven days of a group."""
        for _ in range(7):
            tasks, threads = await self.turn(days=1)
            for _ in range(ASKED_A_DAY):
                await self.types(self.chance.choice(MEMBERS), self.chance.choice(TYPED))
        for said in self._introductions():
            if self.chance.random() < MET:
                await self.reacts(self.chance.choice(MEMBERS), said)
        old = self.slack.sockets[-1]
        await self.slack.disconnect()
        await until(lambda: self.slack.sockets != [] and old not in self.slack.sockets)
        self._forget()
        tasks, threads = await self.turn(minutes=1)
        return Reading(
            seconds=time.perf_counter() - self.began,
            megabytes=_resident(self.bot.pid),
            tasks=tasks,
            threads=threads,
            files=_open_files(self.bot.pid),
        )

    def _introductions(self) -> list[Json]:
        return [
            one for one in self.slack.posted if one["blocks"][0]["block_id"].startswith("intro:")
        ]

    def _forget(self) -> None:
        """Slack has room for all of it; this process has not."""
        self.slack.posted.clear()
        self.slack.calls.clear()
        self.slack.answered.clear()


def _resident(process: int) -> float:
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024**2


def _open_files(process: int) -> int:
    return len(list(Path(f"/proc/{process}/fd").iterdir()))


async def soaked(url: str, seconds: float) -> list[Reading]:
    """So many seconds of weeks; a reading after each week."""
    async with local_slack() as slack:
        for number, member in enumerate(MEMBERS):
            slack.users[member] = user(member, f"Member {number}")
            slack.channels["C1"].members.append(member)
        bot = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "benchmarks.soak", "--live",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env={
                **os.environ,
                "DATABASE_URL": url,
                "SLACK_BOT_TOKEN": TOKEN,
                "SLACK_APP_TOKEN": APP_TOKEN,
                "SLACK_API_URL": slack.api_url,
                "BOT121_LOG_LEVEL": "error",
            },
        )  # fmt: skip
        assert bot.stdout is not None
        await bot.stdout.readline()
        group = Group(slack, bot)
        try:
            await group.types("U1", "setup every week on monday at 10:00")
            for member in MEMBERS:
                await group.types(member, "join")
            readings: list[Reading] = []
            while time.perf_counter() - group.began < seconds:
                readings.append(await group.week())
            return readings
        finally:
            with suppress(ProcessLookupError):
                bot.terminate()
            await bot.wait()


# -- what is found


def quarters(readings: list[Reading]) -> list[list[Reading]]:
    """The readings of each quarter of the time."""
    whole = readings[-1].seconds
    edges = [whole * n / 4 for n in range(5)]
    return [[one for one in readings if low < one.seconds <= high] for low, high in pairwise(edges)]


def report(readings: list[Reading]) -> bool:
    """Print what was found; whether it is within the limit."""
    print(
        f"{len(readings)} weeks of {len(MEMBERS)} members in {readings[-1].seconds / 60:.0f} minutes"
    )
    print("  quarter   weeks   memory MB (median, most)   tasks   threads   files (most of each)")
    for number, some in enumerate(quarters(readings), 1):
        tasks, threads, files = most(some)
        memory = [one.megabytes for one in some]
        print(
            f"  {number:7d} {len(some):7d} {median(memory):12.1f} {max(memory):8.1f} "
            f"{tasks:12d} {threads:9d} {files:7d}"
        )
    _, second, _, last = quarters(readings)
    before, after = (median(one.megabytes for one in some) for some in (second, last))
    growth = after / before - 1
    print(f"  from the second quarter to the last, memory grew by {growth:.1%} (limit {LIMIT:.0%})")
    grown = any(now > then for now, then in zip(most(last), most(second), strict=True))
    return growth <= LIMIT and not grown


def most(some: list[Reading]) -> tuple[int, ...]:
    """The most tasks, threads and files that were ever held at rest."""
    return tuple(max(getattr(one, name) for one in some) for name in ("tasks", "threads", "files"))


def main() -> None:
    """Soak, and print a line for each quarter."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--minutes", type=float, default=60)
    asked.add_argument(
        "--database", help="the address of an empty one; otherwise a file of its own"
    )
    asked.add_argument("--live", action="store_true", help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.live:
        live()
        return
    with TemporaryDirectory() as folder:
        url = given.database or f"sqlite:///{Path(folder) / '121.sqlite'}"
        readings = asyncio.run(soaked(url, given.minutes * 60))
    sys.exit(not report(readings))


if __name__ == "__main__":
    main()
