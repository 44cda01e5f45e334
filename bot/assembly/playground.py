"""The playground put together: the real core on a real database, a chat in the browser, a clock to turn."""

import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from secrets import token_hex

import click
from starlette.applications import Starlette

from adapters.playground.app import build_app
from adapters.playground.chat import Chat, open_chat
from adapters.playground.clock import TurnableClock
from adapters.playground.messenger import PlaygroundMessenger
from adapters.playground.people import RIVERSIDE, Person
from adapters.playground.seeding import seed
from adapters.playground.server import greeter, serve
from bot.app import Bot, Means
from bot.assembly import Parts, assemble, open_store, turn_clock
from bot.commands import EditProfile, Join, SetUp
from bot.domain.model import Platform
from bot.errors import InvalidInput
from bot.ports import Store
from bot.storage import new_key, only_one, seals_of
from scheduler.clocks import SystemClock

NOT_YET_IN = "ada"  # whom one plays first: the page suggests to join


async def play(folder: Path, port: int, keys: Sequence[str], *, open_browser: bool) -> None:
    """Serve the playground until Ctrl-C; its state is kept in the folder. Raises `InvalidInput` where another one is at it."""
    _make(folder)
    with only_one(_database(folder)):
        async with playground(folder, keys) as (app, chat):
            greet = greeter(click.echo, open_browser=open_browser, environ=os.environ)
            await serve(app, chat.changes, port=port, on_ready=greet)


@asynccontextmanager
async def playground(
    folder: Path, keys: Sequence[str] = ()
) -> AsyncIterator[tuple[Starlette, Chat]]:
    """The playground whose state is kept in this folder, running; without `keys`, it seals with one of its own."""
    _make(folder)
    seals = seals_of(keys or [_own_key(folder)])
    async with open_store(_database(folder)) as store, open_chat(folder / "chat.sqlite") as chat:
        system = SystemClock()
        clock = TurnableClock(
            system.now, await chat.ahead(), last=await chat.last_moment(), keep=chat.set_ahead
        )
        messenger = PlaygroundMessenger(chat, RIVERSIDE, clock)
        parts = assemble(store, clock, {Platform.PLAYGROUND: messenger}, system, Means(seals=seals))
        await seed(chat)
        await set_up_circle(parts.bot, store)
        await parts.runner.start()
        try:
            yield _app(parts, store, chat, clock), chat
        finally:
            await parts.runner.stop()


def _app(parts: Parts, store: Store, chat: Chat, clock: TurnableClock) -> Starlette:
    async def turn(to: datetime) -> None:
        await turn_clock(parts, clock, to)

    async def next_round_at() -> datetime | None:
        return await _next_round_at(store)

    return build_app(
        group=RIVERSIDE,
        chat=chat,
        clock=clock,
        bot=parts.bot,
        turn=turn,
        next_round_at=next_round_at,
        reference=lambda: token_hex(4),
    )


def _database(folder: Path) -> str:
    return f"sqlite:///{folder / '121.sqlite'}"


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"The folder {folder} cannot be made ({error.strerror}). Name another: bot121 demo --folder NAME"
        raise InvalidInput(message) from error


def _own_key(folder: Path) -> str:
    """The key of a playground, made at its first start: it goes with the rest of the state, which nobody keeps for long."""
    file = folder / "key"
    file.touch(mode=0o600)
    if not file.stat().st_size:
        file.write_text(new_key(), encoding="ascii")
    return file.read_text(encoding="ascii").strip()


async def set_up_circle(bot: Bot, store: Store) -> None:
    """What a group has done before anybody looks: a circle, profiles, all but one joined. Done once."""
    if await _next_round_at(store) is not None:
        return
    organiser = next(person for person in RIVERSIDE.people if person.organiser)
    channel = RIVERSIDE.circle_channel
    for person in RIVERSIDE.people:
        await _fill_in_profile(bot, person)
    circle = SetUp(
        who=RIVERSIDE.ref(organiser),
        place=channel,
        name="Coffee",
        time_zone=RIVERSIDE.time_zone,
    )
    await bot.handle(circle)
    for person in RIVERSIDE.people:
        if person.id != NOT_YET_IN:
            await bot.handle(Join(who=RIVERSIDE.ref(person), place=channel))


async def _fill_in_profile(bot: Bot, person: Person) -> None:
    lines = {
        "business": person.business,
        "team": person.team,
        "looking_for": ", ".join(person.looking_for),
        "can_offer": ", ".join(person.can_offer),
        "interests": ", ".join(person.interests),
    }
    for field, value in lines.items():
        await bot.handle(EditProfile(who=RIVERSIDE.ref(person), field=field, value=value))


async def _next_round_at(store: Store) -> datetime | None:
    async with store.begin() as tx:
        workspace = await tx.people.workspace(Platform.PLAYGROUND, RIVERSIDE.id)
        circles = await tx.circles.of_workspace(workspace.id) if workspace else ()
        return min((circle.next_round_at for circle in circles), default=None)
