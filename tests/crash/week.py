"""A week of four members: two rounds, one check mark that is told of and one that is not, a question in between."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import text

from bot.storage import SqlStore
from tests.crash.child import Fault
from tests.crash.fleet import Fleet, fleet
from tests.crash.living import Living, living
from tests.crash.places import Place, Shown, in_discord, in_slack

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.+]+")
NUMBERED = re.compile(r"([a-z-]+):(\d+)(?::(\d+))?")
INTRODUCTIONS = ("intro:1", "intro:2", "intro:3", "intro:4")
CIRCLE = "circle-announced"
ANNOUNCED, ASKED = f"{CIRCLE}:1", "nudge:2"
THANKS = tuple(f"afterwards:{pairing}:…" for pairing in ("1:1", "1:2", "2:1", "2:2"))
ROUNDS = ("2026-W48", "2026-W49")
ALARM = "alarm:"
PAUSES = (0.1, 1.5)  # seconds between two deaths among several


@dataclass(frozen=True, kw_only=True)
class World:
    """Where a week takes place, and what may not be so well there.

    `unsure`: messages that may be given up, because nobody can look whether they arrived; an organiser hears of each.
    `twice`: messages that are then rather sent once more.
    """

    place: Callable[[], AbstractAsyncContextManager[Place]]
    apart: bool = False
    unsure: frozenset[str] = frozenset()
    twice: frozenset[str] = frozenset()

    def messages(self) -> Counter[str]:
        """The keys of all that the bot has to say in a week."""
        to_pairs: tuple[str, ...] = (*INTRODUCTIONS, ASKED)
        if self.apart:
            to_pairs = tuple(f"{key}/{place}" for key in to_pairs for place in (0, 1))
        return Counter((ANNOUNCED, *to_pairs, *THANKS))


WORLDS = {
    # 121 reads no channels and no group conversations in Slack.
    "slack apart": World(place=in_slack, apart=True, unsure=frozenset({ANNOUNCED})),
    "slack together": World(
        place=in_slack, unsure=frozenset({ANNOUNCED, ASKED}), twice=frozenset(INTRODUCTIONS)
    ),
    "discord": World(place=in_discord),
}


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """What goes wrong in a week: `faults`, one for each life; seconds between `strikes` from outside; lines that are cut."""

    faults: tuple[Fault, ...] = ()
    strikes: tuple[float, ...] = ()
    cut_every: int = 0
    sabotage: str = ""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How a week ended: what members saw, and what 121 keeps of it."""

    seen: Counter[str]  # the bot's messages by their keys, moments left out
    introduced: tuple[int, ...]  # how many introductions each member saw
    rooms: Counter[str]  # how often each room was made
    rounds: tuple[str, ...]
    met: int
    unfinished: int
    failed: tuple[str, ...]
    deaths: Counter[str]
    cut: int

    def broken(self, world: World) -> list[str]:
        """What is not as it was promised."""
        wanted = world.messages()
        alarms = sum(number for key, number in self.seen.items() if key.startswith(ALARM))
        lost = wanted - self.seen
        more = Counter({k: n for k, n in (self.seen - wanted).items() if not k.startswith(ALARM)})
        faults = {
            f"rounds {self.rounds}": self.rounds != ROUNDS,
            f"{self.met} met": self.met != len(ROUNDS),
            f"{self.unfinished} on their way": self.unfinished,
            f"lost {[*lost]}": set(lost) - world.unsure,
            f"more than once {dict(more)}": [
                k for k, n in more.items() if k not in world.twice or n > 1
            ],
            f"given up {self.failed}": set(self.failed) - world.unsure,
            # One may tell of several.
            f"{alarms} alarms for {self.failed}": not bool(self.failed)
            <= alarms
            <= len(self.failed),
            f"rooms {dict(self.rooms)}": any(number > 1 for number in self.rooms.values()),
            f"introduced {self.introduced}": not world.twice and set(self.introduced) != {2},
        }
        return [fault for fault, is_so in faults.items() if is_so]


async def lived(
    folder: Path,
    world: World,
    trouble: Trouble = Trouble(),
    database_url: str = "",
) -> Outcome:
    """Live through a week, with its trouble."""
    url = database_url or f"sqlite:///{folder / 'bot.sqlite'}"
    async with world.place() as place:
        environ = {"DATABASE_URL": url, **place.environ()}
        async with living(
            folder, environ, faults=trouble.faults, sabotage=trouble.sabotage
        ) as life:
            if trouble.cut_every:
                place.cuts(trouble.cut_every)
            async with _struck(life, trouble.strikes):
                await _week(place, life, url, " apart" if world.apart else "")
            return await _outcome(place, life, url)


async def lived_by_several(
    folder: Path, world: World, url: str, seed: int, many: int = 3
) -> Outcome:
    """Live through a week with several 121 on one PostgreSQL, of which one after the other is killed and started again."""
    async with (
        world.place() as place,
        fleet(folder, {"DATABASE_URL": url, **place.environ()}, many, seed) as lives,
    ):
        place.cuts(3)
        await lives.alive()
        chance = Random(seed)
        striking = asyncio.create_task(lives.strike(lambda: chance.uniform(*PAUSES)))
        try:
            await _week(place, lives, url, " apart" if world.apart else "")
        finally:
            striking.cancel()
            await asyncio.gather(striking, return_exceptions=True)
        return await _outcome(place, lives, url)


@asynccontextmanager
async def _struck(life: Living, strikes: tuple[float, ...]) -> AsyncIterator[None]:
    """Meanwhile the process is killed from outside, wherever it is."""

    async def strike() -> None:
        for wait in strikes:
            await asyncio.sleep(wait)
            await life.kill()

    striking = asyncio.create_task(strike())
    yield
    striking.cancel()


async def _week(place: Place, life: Living | Fleet, url: str, apart: str) -> None:
    organiser = place.members[0]
    await place.types(life, organiser, f"setup every week on tuesday at 10:00{apart}")
    for member in place.members:
        await place.types(life, member, "join")
    await place.types(life, organiser, "round now")
    await life.turn(minutes=10)
    # Where it came twice, one pair takes the first for it and the other the last.
    one = (await _introductions(place, url, INTRODUCTIONS[0]))[0]
    other = (await _introductions(place, url, INTRODUCTIONS[1]))[-1]
    await place.reacts(life, min(place.readers(one)), one)
    await life.turn(days=2, hours=2)  # those who have said nothing were asked
    place.marks(min(place.readers(other)), other)
    await life.turn(days=6)  # the next round was on Tuesday
    await life.turn(hours=1)  # longer than anything may be uncertain


async def _introductions(place: Place, url: str, key: str) -> list[Shown]:
    """The messages that introduce the members of a pairing."""
    shown = place.shown(await ask(url, "SELECT key FROM deliveries"))
    named = await _naming(url)
    found = [one for one in shown if named(one.key).partition("/")[0] == key]
    assert found, f"nobody saw {key}"
    return found


async def _outcome(place: Place, life: Living | Fleet, url: str) -> Outcome:
    await life.alive()  # a death that nobody has noticed counts too
    shown = place.shown(await ask(url, "SELECT key FROM deliveries"))
    introductions = [one for one in shown if one.key.startswith("intro:")]
    readers = Counter(member for one in introductions for member in place.readers(one))
    named = await _naming(url)
    on_its_way = "SELECT id FROM deliveries WHERE state IN ('waiting', 'sending')"
    return Outcome(
        seen=Counter(named(one.key) for one in shown),
        introduced=tuple(readers[member] for member in place.members),
        rooms=Counter(place.rooms()),
        rounds=tuple(await ask(url, "SELECT period FROM rounds ORDER BY id")),
        met=len(await ask(url, "SELECT pairing_id FROM meetings WHERE status = 'met'")),
        unfinished=len(await ask(url, on_its_way)),
        failed=tuple(
            named(key)
            for key in await ask(
                url, "SELECT key FROM deliveries WHERE state IN ('failed', 'doubtful')"
            )
        ),
        deaths=life.deaths,
        cut=place.cut(),
    )


async def _naming(url: str) -> Callable[[str], str]:
    """How keys are told apart: without moments, and with the first, second, ... pairing, and the first or second of its members.

    A transaction that was broken off leaves a gap in PostgreSQL's numbers, and the number of a circle decides who meets whom.
    """
    numbers = await ask(url, "SELECT id FROM pairings ORDER BY id")
    of = "SELECT member_id FROM pairing_members WHERE pairing_id = {} ORDER BY member_id"
    pairings = {number: await ask(url, of.format(number)) for number in numbers}

    def ranked(found: re.Match[str]) -> str:
        name, number, member = found[1], int(found[2]), int(found[3] or 0)
        if name == CIRCLE:
            return ANNOUNCED
        if number not in pairings:
            return found[0]
        whose = f":{pairings[number].index(member) + 1}" if member in pairings[number] else ""
        return f"{name}:{numbers.index(number) + 1}{whose}"

    return lambda key: NUMBERED.sub(ranked, MOMENT.sub("…", key), count=1)


async def ask(url: str, sql: str) -> list[Any]:
    """The first column of what a database answers."""
    store = SqlStore.open(url)
    try:
        async with store.connection() as connection:
            return list((await connection.execute(text(sql))).scalars())
    finally:
        await store.close()
