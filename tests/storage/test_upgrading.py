"""A database is brought up to date by the program itself, after a copy, and never downwards."""

import asyncio
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bot.domain.model import USUAL, Admits, Meeting, PairingId, Told, WorkspaceId
from bot.errors import DatabaseTooNew, StoreError
from bot.storage import SqlStore, Upgraded, upgrade, upgrading
from bot.storage.engine import connect
from bot.storage.tables import metadata
from bot.storage.upgrading import newest_revision
from tests.storage.samples import stored_group


@pytest.fixture
def database_on_disk(database: str) -> str:
    """A database that outlives its connections."""
    if database == "sqlite://":
        pytest.skip("what is in memory begins anew each time")
    return database


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "121.sqlite"


async def run(database: str, statement: str) -> None:
    engine = connect(database)
    async with engine.begin() as connection:
        await connection.execute(text(statement))
    await engine.dispose()


async def test_an_empty_database_gets_every_table_without_a_backup(database_on_disk: str) -> None:
    done = await upgrade(database_on_disk)
    assert done == Upgraded(before=None, after=newest_revision(), backup=None)
    store = SqlStore.open(database_on_disk)
    group = await stored_group(store)
    async with store.begin() as tx:
        assert await tx.circles.get(group.circle.id) == group.circle
    await store.close()


async def test_upgrading_again_changes_nothing(database_on_disk: str) -> None:
    await upgrade(database_on_disk)
    newest = newest_revision()
    assert await upgrade(database_on_disk) == Upgraded(before=newest, after=newest, backup=None)


EARLIER = tuple(f"{number:04}" for number in range(1, 13))
OLD_ROWS = [
    "\nINSERT INTO workspaces (id, platform, external_id, time_zone) VALUES (1, 'slack', 'T1', 'UTC')",
    "\nINSERT INTO circles (id, workspace_id, name, channel, every_weeks, weekday, at, time_zone, anchor, enrolment,\nodd_rule, holidays, next_round_at, created_at) VALUES (1, 1, 'Coffee', 'C1', 2, 0, '10:00:00', 'UTC',\n'2026-11-23', 'opt_in', 'trio', '[]', '2026-11-30 10:00:00', '2026-11-23 10:00:00')\n",
    "INSERT INTO pairings (id, workspace_id, circle_id, origin, members, reasons, opened_at, ends_at) VALUES (1, 1, 1,\n'round', '[1, 2]', '[]', '2026-11-23 10:00:00', '2026-11-30 10:00:00')\n",
    "INSERT INTO meetings (pairing_id, status) VALUES (1, 'proposed')",
]


async def begin_at(url: str, revision: str) -> None:
    """An older database."""

    def upgrade_to_it(connection: Connection) -> None:
        config = upgrading._config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)

    engine = connect(url)
    async with engine.begin() as connection:
        await connection.run_sync(upgrade_to_it)
    await engine.dispose()


async def revision_of(url: str) -> str:
    engine = connect(url)
    async with engine.begin() as connection:
        found = (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar()
    await engine.dispose()
    return str(found)


@pytest.mark.parametrize("revision", EARLIER)
async def test_an_older_database_keeps_what_is_in_it_and_is_copied_first(
    file: Path, revision: str
) -> None:
    url = f"sqlite:///{file}"
    await begin_at(url, revision)
    for statement in OLD_ROWS:
        await run(url, statement)
    done = await upgrade(url)
    assert (done.before, done.after) == (revision, newest_revision())
    assert done.backup is not None
    assert Path(done.backup).exists()
    store = SqlStore.open(url)
    async with store.begin() as tx:
        (kept,) = await tx.circles.of_workspace(WorkspaceId(1))
        assert (kept.name, kept.every_weeks, kept.admits, kept.told) == (
            "Coffee",
            2,
            Admits.GUESTS,
            Told.TOGETHER,
        )
        assert (kept.size, kept.policy) == (2, USUAL)
        assert (await tx.pairings.many([PairingId(1)]))[PairingId(1)][1] == Meeting(
            pairing_id=PairingId(1)
        )
        assert await tx.outbox.claim(kept.created_at, kept.created_at, 9) == ()
    await store.close()


def test_every_earlier_revision_is_upgraded_from() -> None:
    known = ScriptDirectory.from_config(upgrading._config()).walk_revisions()
    assert {script.revision for script in known} == {*EARLIER, newest_revision()}


async def test_several_that_start_together_all_find_it_up_to_date(database_on_disk: str) -> None:
    done = await asyncio.gather(*(upgrade(database_on_disk) for _ in range(3)))
    assert {one.after for one in done} == {newest_revision()}


async def test_of_several_that_find_an_older_one_together_one_copies_and_upgrades_it(
    database_on_disk: str,
) -> None:
    await begin_at(database_on_disk, EARLIER[-1])
    done = await asyncio.gather(*(upgrade(database_on_disk) for _ in range(5)))
    assert sorted(str(one.before) for one in done) == [EARLIER[-1], *4 * [newest_revision()]]
    for backup in (one.backup for one in done if one.backup):
        assert await revision_of(f"sqlite:///{backup}") == EARLIER[-1]


async def test_migrations_and_tables_say_the_same(database_on_disk: str) -> None:
    await upgrade(database_on_disk)

    def differences(connection: Connection) -> object:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, metadata)

    engine = connect(database_on_disk)
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()


async def test_migrations_stand_on_their_own() -> None:
    folder = Path(upgrading.__file__).parent / "migrations" / "versions"
    for script in folder.glob("*.py"):
        assert "bot.storage" not in script.read_text(encoding="utf-8")


async def test_a_database_of_a_newer_version_is_left_alone(database_on_disk: str) -> None:
    await upgrade(database_on_disk)
    await run(database_on_disk, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseTooNew, match="newer 121"):
        await upgrade(database_on_disk)
    await run(database_on_disk, "INSERT INTO inbox SELECT id, 'x', '2026-01-01' FROM workspaces")


async def test_the_backup_is_a_whole_copy_named_after_the_old_revision(file: Path) -> None:
    url = f"sqlite:///{file}"
    await upgrade(url)
    store = SqlStore.open(url)
    group = await stored_group(store)
    backup = await upgrading.back_up(store.engine, url, "0000")
    await store.close()
    assert backup is not None
    assert backup.parent == file.parent
    assert "0000" in backup.name
    copy = SqlStore.open(f"sqlite:///{backup}")
    async with copy.begin() as tx:
        assert await tx.circles.get(group.circle.id) == group.circle
    await copy.close()


async def test_a_backup_of_the_same_revision_replaces_the_older_one_once_it_is_whole(
    file: Path,
) -> None:
    url = f"sqlite:///{file}"
    await upgrade(url)
    engine = connect(url)
    first = await upgrading.back_up(engine, url, "0000")
    assert first is not None
    first.with_name(f"{first.name}.unfinished").write_text("of a copy that was cut short")
    assert await upgrading.back_up(engine, url, "0000") == first
    await engine.dispose()
    left = {one.name for one in file.parent.iterdir()}
    assert left == {file.name, first.name}


async def test_no_backup_is_made_of_what_is_in_memory() -> None:
    engine = connect("sqlite://")
    assert await upgrading.back_up(engine, "sqlite://", "0000") is None
    await engine.dispose()


async def test_a_backup_that_cannot_be_written_stops_the_upgrade(file: Path) -> None:
    url = f"sqlite:///{file}"
    await upgrade(url)
    engine = connect(url)
    gone = f"sqlite:///{file.parent / 'gone' / file.name}"
    with pytest.raises(StoreError, match="cannot be opened"):
        await upgrading.back_up(engine, gone, "0000")
    await engine.dispose()
