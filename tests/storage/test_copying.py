"""A database is copied whole, or gone on with; nothing that is there already is touched."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.errors import InvalidInput
from bot.storage import SqlStore, copy, look, upgrade
from bot.storage.tables import metadata
from tests.storage.samples import delivery, queue, relations_of, stored_group

ROWS = 3_000


class PlugPulledError(Exception):
    """The copying program ends."""


async def everything(url: str) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables."""
    store = SqlStore.open(url)
    async with store.connection() as connection:
        found = {
            table.name: sorted(
                (tuple(row) for row in await connection.execute(select(table))), key=repr
            )
            for table in metadata.sorted_tables
        }
    await store.close()
    return found


async def filled(url: str) -> None:
    """Two workspaces, and enough messages for several portions."""
    await upgrade(url)
    store = SqlStore.open(url)
    for number, name in enumerate(("riverside", "hillside")):
        group = await stored_group(store, name=name)
        async with store.begin() as tx:
            for record in relations_of(group, number):
                await tx.add(record)
        await queue(store, *(delivery(group, f"{name}-{n}") for n in range(ROWS // 2)))
    await store.close()


@pytest.fixture
async def origin(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'origin.sqlite'}"
    await filled(url)
    return url


async def test_all_of_it_is_there_and_goes_on(origin: str, database: str) -> None:
    if ":memory:" in database or database == "sqlite://":
        pytest.skip("what is in memory is gone with its connection")
    told: list[tuple[str, int]] = []
    done = await copy(origin, database, lambda name, rows: told.append((name, rows)))
    before = await everything(origin)
    assert await everything(database) == before
    assert sum(rows for _, rows in told) == done.rows == sum(map(len, before.values()))
    assert done.rows > ROWS
    store = SqlStore.open(database)
    group = await stored_group(store, name="newcomers")
    assert group.workspace.id not in {row[0] for row in before["workspaces"]}
    await store.close()


async def test_there_and_back_it_is_the_same(
    origin: str, postgresql_url: str, tmp_path: Path
) -> None:
    home = f"sqlite:///{tmp_path / 'home.sqlite'}"
    await copy(origin, postgresql_url, lambda *_: None)
    await copy(postgresql_url, home, lambda *_: None)
    assert await everything(home) == await everything(origin)


@pytest.mark.process
async def test_killed_in_the_middle_it_is_gone_on_with(origin: str, postgresql_url: str) -> None:
    program = [sys.executable, "-u", "-m", "bot", "db", "copy", origin, postgresql_url]
    first = await asyncio.create_subprocess_exec(
        *program, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    assert first.stdout is not None
    while not (await first.stdout.readline()).startswith(b"members"):
        assert not first.stdout.at_eof()
    first.send_signal(signal.SIGKILL)
    await first.communicate()
    await copy(origin, postgresql_url, lambda *_: None)
    assert await everything(postgresql_url) == await everything(origin)


async def test_what_is_there_already_is_left_alone(origin: str, tmp_path: Path) -> None:
    other = f"sqlite:///{tmp_path / 'other.sqlite'}"
    await filled(other)
    before = await everything(other)
    with pytest.raises(InvalidInput, match="holds data already"):
        await copy(origin, other, lambda *_: None)
    assert await everything(other) == before


async def test_a_copy_of_another_that_was_broken_off_is_not_mixed_with_this_one(
    origin: str, tmp_path: Path
) -> None:
    target = f"sqlite:///{tmp_path / 'target.sqlite'}"
    await broken_off(origin, target)
    another = f"sqlite:///{tmp_path / 'another.sqlite'}"
    await filled(another)
    with pytest.raises(InvalidInput, match="begun and not finished"):
        await copy(another, target, lambda *_: None)
    await copy(origin, target, lambda *_: None)
    assert await everything(target) == await everything(origin)


async def broken_off(origin: str, target: str, after: str = "members") -> None:
    """A copy that ends when a table has arrived."""

    def pull_the_plug(name: str, _: int) -> None:
        if name == after:
            raise PlugPulledError

    with pytest.raises(PlugPulledError):
        await copy(origin, target, pull_the_plug)


async def test_what_has_changed_since_a_copy_was_begun_is_not_mixed_into_it(
    origin: str, postgresql_url: str
) -> None:
    await broken_off(origin, postgresql_url)
    store = SqlStore.open(origin)
    circles = metadata.tables["circles"]
    async with store.connection() as connection:
        await connection.execute(circles.update().values(name="Tea"))
    await store.close()
    with pytest.raises(InvalidInput, match="table circles is not the same in both"):
        await copy(origin, postgresql_url, lambda *_: None)


async def test_121_does_not_start_on_half_a_copy_and_says_what_to_do(
    origin: str, tmp_path: Path
) -> None:
    target = f"sqlite:///{tmp_path / 'target.sqlite'}"
    await broken_off(origin, target)
    for use in (upgrade, look):
        with pytest.raises(InvalidInput, match="Say the same bot121 db copy again"):
            await use(target)
    await copy(origin, target, lambda *_: None)
    assert (await upgrade(target)).backup is None


async def test_a_table_that_did_not_arrive_whole_is_told(origin: str, tmp_path: Path) -> None:
    target = f"sqlite:///{tmp_path / 'target.sqlite'}"
    await broken_off(origin, target)
    store = SqlStore.open(target)
    async with store.connection() as connection:
        members = metadata.tables["members"]
        await connection.execute(members.delete().where(members.c.id == 1))
        assert (await connection.execute(select(func.count()).select_from(members))).scalar()
    await store.close()
    with pytest.raises(InvalidInput, match="Of the table members"):
        await copy(origin, target, lambda *_: None)


async def test_addresses_that_cannot_be_used_are_told(origin: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="two addresses of one database"):
        await copy(origin, origin, lambda *_: None)
    with pytest.raises(InvalidInput, match="bot121 db upgrade"):
        await copy(f"sqlite:///{tmp_path / 'none.sqlite'}", origin, lambda *_: None)
    assert os.listdir(tmp_path)  # noqa: PTH208 - nothing else was made
