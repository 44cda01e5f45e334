"""A backup is put back and 121 started on it: nothing that members have before their eyes already is said to them again.

The real program in a process of its own, at the local Slack and the local Discord, which keep what was said since the backup.
"""

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from bot.assembly.restoring import restored
from bot.faults import Point
from tests.crash.child import Fault, KeptClock
from tests.crash.living import Living, living
from tests.crash.places import Place, Shown
from tests.crash.week import WORLDS, World, ask

pytestmark = pytest.mark.process

KEYS = "SELECT key FROM deliveries"
ON_ITS_WAY = "SELECT id FROM deliveries WHERE state IN ('waiting', 'sending')"


def environ(place: Place, folder: Path) -> dict[str, str]:
    return {"DATABASE_URL": url(folder), **place.environ()}


def url(folder: Path) -> str:
    return f"sqlite:///{folder / 'bot.sqlite'}"


def back_up(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "bot.sqlite")) as running:
        running.execute("VACUUM INTO ?", (str(folder / "backup.sqlite"),))


def put_back(folder: Path) -> None:
    for file in folder.glob("bot.sqlite*"):
        file.unlink()
    (folder / "backup.sqlite").rename(folder / "bot.sqlite")


async def group(place: Place, life: Living, world: World) -> None:
    """Four members, whose round is on Tuesday at ten."""
    apart = " apart" if world.apart else ""
    await place.types(life, place.members[0], f"setup every week on tuesday at 10:00{apart}")
    for member in place.members:
        await place.types(life, member, "join")
    await life.turn(hours=20)


async def introductions(place: Place, folder: Path, keys: set[str]) -> list[Shown]:
    """All that introduces anybody; `keys` are those that the lost time knew."""
    shown = place.shown([*keys, *await ask(url(folder), KEYS)])
    return [one for one in shown if one.key.startswith("intro:")]


def seen(place: Place, shown: list[Shown]) -> Counter[str]:
    """How many introductions each member sees."""
    return Counter(member for one in shown for member in place.readers(one))


@pytest.mark.parametrize("seen_to", [True, False], ids=["seen to", "not seen to"])
@pytest.mark.parametrize("name", [*WORLDS])
async def test_a_backup_from_before_the_round(name: str, tmp_path: Path, *, seen_to: bool) -> None:
    world, folder = WORLDS[name], tmp_path / "life"
    async with (
        world.place() as place,
        living(folder, environ(place, folder)) as life,
    ):
        await group(place, life, world)
        back_up(folder)
        await life.turn(hours=10)
        keys = set(await ask(url(folder), KEYS))
        first = await introductions(place, folder, keys)
        assert seen(place, first) == dict.fromkeys(place.members, 1)
        await life.kill()
        put_back(folder)
        if seen_to:
            done = await restored(url(folder), KeptClock(folder / "clock"))
            assert done.rounds == 1
        await life.turn(days=3)
        again = await introductions(place, folder, keys)
        if not seen_to:  # what this is about
            assert len(again) > len(first)
            return
        assert again == first
        place.marks(min(place.readers(first[0])), first[0])
        await life.turn(days=4)
        assert seen(place, await introductions(place, folder, keys)) == dict.fromkeys(
            place.members, 2
        )
        assert await ask(url(folder), "SELECT period FROM rounds") == ["2026-W49"]


@pytest.mark.parametrize("name", [*WORLDS])
async def test_a_backup_from_the_middle_of_the_round(name: str, tmp_path: Path) -> None:
    """Some of it waits in the backup, some is on its way, and all of it has been said since."""
    world, folder = WORLDS[name], tmp_path / "life"
    async with (
        world.place() as place,
        living(folder, environ(place, folder)) as life,
    ):
        await group(place, life, world)
        await life.kill()
        life.faults.append(Fault(nth=1, point=Point.ACCEPTED))
        dying = await life.alive()
        dying.line.send(life.clock.replace(hour=10, minute=1))
        await dying.ending
        back_up(folder)
        await life.turn(hours=6)
        keys = set(await ask(url(folder), KEYS))
        before = Counter(one.key for one in place.shown([*keys]))
        await life.kill()
        put_back(folder)
        assert await ask(url(folder), ON_ITS_WAY)
        assert (await restored(url(folder), KeptClock(folder / "clock"))).messages
        await life.turn(hours=2)
        keys |= set(await ask(url(folder), KEYS))
        told = Counter({key: n for key, n in before.items() if not key.startswith("alarm:")})
        after = Counter(one.key for one in place.shown([*keys]))
        assert {key: after[key] for key in told} == told
        assert await ask(url(folder), ON_ITS_WAY) == []
        given_up = await ask(url(folder), "SELECT key FROM deliveries WHERE state = 'doubtful'")
        assert set(given_up) <= world.unsure | world.twice
        alarms = [key for key in after - before if key.startswith("alarm:")]
        assert bool(given_up) <= len(alarms) <= len(given_up)  # one may tell of several
