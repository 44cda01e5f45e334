"""The runner wakes, finishes what it began, and outlives what fails."""

import asyncio
from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta, tzinfo

import pytest
from apscheduler.schedulers import base

from bot.assembly import assemble
from bot.commands import PairMe
from bot.deliveries import Delivery
from bot.domain.model import PairingId, Platform
from bot.ports import Store
from bot.usecases.sending import Claimed
from scheduler import runner as runner_module
from scheduler.clocks import StillClock, SystemClock
from scheduler.lookout import Lookout
from scheduler.outbox import Outbox
from scheduler.runner import BEAT, JOB_DEFAULTS, Runner
from tests.scheduler.scripted import ScriptedTable, set_up
from tests.talk import CHANNEL, MONDAY_NINE, Talk


class Recorded:
    """A programme that counts how often it was asked to do what is due."""

    def __init__(self) -> None:
        self.ticks = 0
        self.tidied = 0
        self.finished = 0
        self.fails = 0
        self.go = asyncio.Event()
        self.go.set()
        self.due: datetime | None = None

    async def tick(self, unseen: Collection[PairingId]) -> None:
        assert not unseen
        self.ticks += 1
        await self.go.wait()
        if self.fails:
            self.fails -= 1
            raise RuntimeError(self.ticks)
        self.finished += 1

    async def tidy(self) -> None:
        self.tidied += 1

    async def next_due(self) -> datetime | None:
        return self.due


class NothingToSend:
    async def claim(self, _: object) -> Claimed:
        return Claimed(to_send=(), to_find=())

    async def record(self, attempts: object) -> None:
        raise AssertionError(attempts)

    async def to_look_at(self) -> tuple[Delivery, ...]:
        return ()

    async def saw(self, delivery: Delivery, reactions: object) -> None:
        raise AssertionError(delivery, reactions)


def runner_of(programme: Recorded) -> Runner:
    nothing = NothingToSend()
    return Runner(programme, Lookout(nothing, {}), Outbox(nothing, {}), SystemClock())


async def until(reached: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not reached():  # noqa: ASYNC110 - the real clock is what is waited for
            await asyncio.sleep(0.005)


async def until_ticks(programme: Recorded, ticks: int) -> None:
    await until(lambda: programme.finished >= ticks)


async def turns() -> None:
    """Let everything go on that can go on at once; nothing here waits for anything outside."""
    for _ in range(100):
        await asyncio.sleep(0)


async def test_it_looks_at_once_when_it_starts_and_whenever_it_is_woken() -> None:
    programme = Recorded()
    runner = runner_of(programme)
    await runner.start()
    await until_ticks(programme, 1)
    runner.wake()
    await until_ticks(programme, 2)
    await until(lambda: programme.tidied == 1)
    await turns()
    assert (programme.ticks, programme.tidied) == (2, 1)
    await runner.stop()


async def test_a_wake_up_during_a_pass_leads_to_one_more() -> None:
    programme = Recorded()
    programme.go.clear()
    runner = runner_of(programme)
    await runner.start()
    await until(lambda: programme.ticks == 1)
    for _ in range(5):
        runner.wake()
    programme.go.set()
    await until_ticks(programme, 2)
    await turns()
    assert programme.ticks == 2
    await runner.stop()


async def test_stopping_finishes_what_was_begun_and_begins_nothing_new() -> None:
    programme = Recorded()
    programme.go.clear()
    runner = runner_of(programme)
    await runner.start()
    await until(lambda: programme.ticks == 1)
    stopping = asyncio.create_task(runner.stop())
    await turns()
    assert not stopping.done()
    programme.go.set()
    await stopping
    assert (programme.ticks, programme.finished) == (1, 1)
    runner.wake()
    await turns()
    assert programme.ticks == 1


async def test_stopping_what_never_started_does_nothing() -> None:
    await runner_of(Recorded()).stop()


async def test_a_pass_that_fails_does_not_end_the_runner() -> None:
    programme = Recorded()
    programme.fails = 1
    runner = runner_of(programme)
    await runner.start()
    await until(lambda: programme.ticks == 1)
    runner.wake()
    await until_ticks(programme, 1)
    assert programme.ticks == 2
    await runner.stop()


async def test_passes_never_overlap() -> None:
    programme = Recorded()
    programme.go.clear()
    runner = runner_of(programme)
    passes = [asyncio.create_task(runner.run_once()) for _ in range(3)]
    await turns()
    assert (programme.ticks, programme.finished) == (1, 0)
    programme.go.set()
    await asyncio.gather(*passes)
    assert (programme.ticks, programme.finished) == (3, 3)


async def test_the_next_due_moment_wakes_it() -> None:
    programme = Recorded()
    programme.due = SystemClock().now() + timedelta(milliseconds=200)
    runner = runner_of(programme)
    await runner.start()
    await until_ticks(programme, 2)
    await runner.stop()


async def test_jobs_may_run_late_but_never_twice_at_once() -> None:
    programme = Recorded()
    programme.due = SystemClock().now() + timedelta(seconds=29)
    runner = runner_of(programme)
    await runner.start()
    await until(lambda: "alarm" in waits_of(runner))
    jobs = {job.id: job for job in runner._scheduler.get_jobs()}
    assert set(jobs) == {"alarm", "tidy"}
    for job in jobs.values():
        kept = {name: getattr(job, name) for name in JOB_DEFAULTS}
        assert kept == {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    await runner.stop()


def waits_of(runner: Runner) -> dict[str, datetime]:
    """For when the runner has set its alarms."""
    return {job.id: job.next_run_time for job in runner._scheduler.get_jobs()}


async def test_what_is_due_and_cannot_be_done_is_looked_at_ever_more_rarely() -> None:
    programme, clock = Recorded(), StillClock(MONDAY_NINE)
    programme.due = MONDAY_NINE - timedelta(minutes=1)
    nothing = NothingToSend()
    runner = Runner(programme, Lookout(nothing, {}), Outbox(nothing, {}), clock, clock)
    runner._scheduler.start(paused=True)
    waits: list[timedelta] = []
    for _ in range(8):
        await runner._arm()
        waits.append(waits_of(runner)["alarm"] - MONDAY_NINE)
    assert waits == [timedelta(seconds=0.2 * 2**n) for n in range(8)]
    programme.due = MONDAY_NINE + timedelta(seconds=9)
    await runner._arm()
    assert waits_of(runner)["alarm"] == programme.due
    await runner.stop()


async def test_an_introduction_does_not_wait_for_the_next_beat(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store, ScriptedTable())
    await set_up(talk, "ada", "ben")
    parts = assemble(sqlite_store, talk.clock, {Platform.PLAYGROUND: talk.table}, SystemClock())
    await parts.runner.start()
    await parts.bot.handle(PairMe(who=talk.ref("ada"), place=CHANNEL))
    await parts.bot.handle(PairMe(who=talk.ref("ben"), place=CHANNEL))
    async with asyncio.timeout(BEAT.total_seconds()):
        await until(lambda: any(one.key.startswith("intro:") for one in talk.table.sent))
    await parts.runner.stop()


async def test_the_machines_clock_is_aware_and_in_utc() -> None:
    assert SystemClock().now().tzinfo is UTC


async def test_a_still_clock_stands_still_and_never_goes_back() -> None:
    clock = StillClock(MONDAY_NINE)
    await clock.set(MONDAY_NINE - timedelta(days=1))
    assert clock.now() == MONDAY_NINE
    await clock.set(MONDAY_NINE + timedelta(days=1))
    assert clock.now() == MONDAY_NINE + timedelta(days=1)


async def test_a_clock_that_is_put_back_does_not_silence_the_beat(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Earlier(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return SystemClock().now().astimezone(tz) - timedelta(hours=1)

    monkeypatch.setattr(runner_module, "BEAT", timedelta(milliseconds=20))
    programme = Recorded()
    runner = runner_of(programme)
    await runner.start()
    await until_ticks(programme, 2)
    monkeypatch.setattr(base, "datetime", Earlier)
    await until_ticks(programme, programme.finished + 5)
    await runner.stop()
