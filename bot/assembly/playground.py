"""The playground put together: the real core on a real database, a chat in the browser, a clock to turn."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from secrets import token_hex

import click

from adapters.playground import people
from adapters.playground.app import Playground, web_app
from adapters.playground.chat import Chat
from adapters.playground.clock import TurnableClock
from adapters.playground.listeners import Listeners
from adapters.playground.messenger import PlaygroundMessenger
from adapters.playground.server import HOST, Server, free_socket, open_browser
from bot.assembly import Parts, assemble, open_store, turn_clock
from bot.commands import EditProfile, Join, SetUp
from bot.domain.model import Platform
from bot.errors import InvalidInput
from bot.ports import Store
from scheduler.clocks import SystemClock

NOT_YET_IN = "hugo"  # somebody to join with


@asynccontextmanager
async def playground(folder: Path) -> AsyncIterator[Playground]:
    """The playground whose state is kept in this folder, running."""
    _make(folder)
    url = f"sqlite:///{folder / '121.sqlite'}"
    async with open_store(url) as store, Chat.open(folder / "chat.sqlite") as chat:
        system = SystemClock()
        clock = TurnableClock(system, chat, await chat.clock_offset())
        messenger = PlaygroundMessenger(chat, clock)
        parts = assemble(store, clock, {Platform.PLAYGROUND: messenger}, system)

        async def turn(to: datetime) -> None:
            await turn_clock(parts, clock, to)

        async def next_round_at() -> datetime | None:
            return await _next_round_at(store)

        if await chat.seed():
            await _set_up_circle(parts)
        await parts.runner.start()
        try:
            yield Playground(
                chat=chat,
                clock=clock,
                listeners=Listeners(parts.bot, chat, clock, lambda: token_hex(4)),
                turn=turn,
                next_round_at=next_round_at,
                ends=asyncio.Event(),
                turning=asyncio.Lock(),
            )
        finally:
            await parts.runner.stop()


async def play(folder: Path, port: int, *, browser: bool) -> None:
    """Serve the playground until Ctrl-C."""
    listening = free_socket(port)
    async with playground(folder) as parts:
        address = f"http://{HOST}:{listening.getsockname()[1]}/"
        click.echo(
            f"The playground is at {address}  (Ctrl-C ends it; what happened is kept in {folder})"
        )
        if browser:
            asyncio.get_running_loop().call_later(0.3, open_browser, address)
        await Server(web_app(parts), parts.ends).serve(sockets=[listening])
    click.echo("Goodbye.")


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"The folder {folder} cannot be made: {error.strerror}. Name another: bot121 demo --folder NAME"
        raise InvalidInput(message) from error


async def _set_up_circle(parts: Parts) -> None:
    """What an organiser and the members would have done before: a circle, profiles, all but one joined."""
    ada = people.PEOPLE[0].ref
    await parts.bot.handle(
        SetUp(who=ada, place=people.COFFEE, name="Coffee", time_zone=people.GROUP_ZONE)
    )
    for person in people.PEOPLE:
        for field in ("business", "looking_for", "can_offer", "interests"):
            value = getattr(person, field)
            await parts.bot.handle(EditProfile(who=person.ref, field=field, value=value))
        if person.id != NOT_YET_IN:
            await parts.bot.handle(Join(who=person.ref, place=people.COFFEE))


async def _next_round_at(store: Store) -> datetime | None:
    async with store.begin() as tx:
        workspace = await tx.people.workspace(Platform.PLAYGROUND, people.WORKSPACE)
        circles = await tx.circles.of_workspace(workspace.id) if workspace else ()
        return min((circle.next_round_at for circle in circles), default=None)
