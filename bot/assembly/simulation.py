"""A simulation put together: the real core, a real temporary database, invented members, a clock that jumps."""

import resource
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import click

from adapters.simulation.messenger import CountingMessenger
from adapters.simulation.report import Effort, findings, of_relationships
from adapters.simulation.run import Plan, Simulation, World
from bot.assembly import assemble, open_store, turn_clock
from bot.domain.model import Platform
from scheduler.clocks import StillClock

BEGINS = datetime(2026, 1, 1, 9, tzinfo=UTC)
BYTES_IN_KIB = 1024


async def simulate(plan: Plan) -> dict[str, int | float | None]:
    """Live through the plan, with a progress bar on standard error, and give what was found."""
    began = perf_counter()
    async with simulated(plan) as (simulation, messenger):
        with click.progressbar(length=plan.weeks, label="Weeks", file=sys.stderr) as bar:
            async for _ in simulation.live():
                bar.update(1)
        effort = Effort(seconds=perf_counter() - began, peak_memory_mb=peak_memory_mb())
        found = findings(plan, simulation, messenger, effort)
        if plan.relationships:
            found |= of_relationships(simulation, await simulation.relationships(), messenger.now)
        return found


@asynccontextmanager
async def simulated(plan: Plan) -> AsyncIterator[tuple[Simulation, CountingMessenger]]:
    """A simulation that is ready to begin."""
    with TemporaryDirectory(prefix="bot121-") as folder:
        url = f"sqlite:///{Path(folder) / 'simulation.sqlite'}"
        async with open_store(url, durable=False) as store:
            clock = StillClock(BEGINS)
            messenger = CountingMessenger(clock)
            parts = assemble(store, clock, {Platform.PLAYGROUND: messenger})

            async def turn_to(moment: datetime) -> None:
                await turn_clock(parts, clock, moment)

            world = World(bot=parts.bot, store=store, messenger=messenger, turn=turn_to)
            yield Simulation(plan, world), messenger


def peak_memory_mb() -> float:
    """The most memory this process has held so far, in mebibytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    in_kib = peak / BYTES_IN_KIB if sys.platform == "darwin" else peak
    return round(in_kib / BYTES_IN_KIB, 1)
