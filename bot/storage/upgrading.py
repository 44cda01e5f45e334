"""Bringing a database up to date with the migrations that are shipped in this package."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.errors import DatabaseTooNew, InvalidInput
from bot.storage.engine import connect, database_url, is_sqlite
from bot.storage.failures import plainly

LOCK = (
    121_121_121  # any number of our own: replicas that start together upgrade one after the other
)
COPY_BEGUN = "copy_begun"  # the table that stands in a database while it is copied into
_HALF = (
    "A copy into this database was begun and is not finished, so half of it is missing. Say the same bot121 db copy again, "
    "or set DATABASE_URL to the database that is copied."
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Upgraded:
    """What an upgrade did: the revision before (None: an empty database) and after, and where the backup lies."""

    before: str | None
    after: str
    backup: Path | None = None


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "bot.storage:migrations")
    return config


def newest_revision() -> str:
    """The revision that this program needs."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        raise LookupError
    return head


async def upgrade(url: str, *, half_copied: bool = False) -> Upgraded:
    """Bring the database at this address up to date; an older SQLite file is copied first.

    Whoever begins at the same moment waits, and finds nothing left to do. Raises `DatabaseTooNew` for a database of a newer
    version, `InvalidInput` for one into which a copy was begun, unless it is to be `half_copied`, and `StoreError`.
    """
    engine, after = connect(url), newest_revision()
    try:
        with plainly():
            async with engine.begin() as connection:
                await connection.run_sync(_alone)
                if not half_copied:
                    await connection.run_sync(_refuse_half_a_copy)
                before = await connection.run_sync(_revision)
                if before == after:
                    return Upgraded(before=before, after=after)
                backup = await back_up(engine, url, before)
                await connection.run_sync(_upgrade)
            return Upgraded(before=before, after=after, backup=backup)
    finally:
        await engine.dispose()


@dataclass(frozen=True, kw_only=True, slots=True)
class Looked:
    """A database, looked at: what it is, its revision (None: nothing is in it yet), and the one that is needed."""

    server: str
    revision: str | None
    needed: str


async def look(url: str) -> Looked:
    """Look at the database without changing anything. Raises what `upgrade` raises."""
    engine = connect(url)
    name, needed = database_url(url).database, newest_revision()
    try:
        if is_sqlite(engine) and name and not await asyncio.to_thread(Path(name).exists):
            return Looked(server="SQLite", revision=None, needed=needed)
        with plainly():
            async with engine.begin() as connection:
                await connection.run_sync(_refuse_half_a_copy)
                revision = await connection.run_sync(_revision)
                version = ".".join(str(n) for n in connection.dialect.server_version_info or ())
            kind = "SQLite" if is_sqlite(engine) else "PostgreSQL"
            return Looked(server=f"{kind} {version}", revision=revision, needed=needed)
    finally:
        await engine.dispose()


def _alone(connection: Connection) -> None:
    """Until the transaction ends, nobody else upgrades: on SQLite it holds the whole file already."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})


def _refuse_half_a_copy(connection: Connection) -> None:
    if inspect(connection).has_table(COPY_BEGUN):
        raise InvalidInput(_HALF)


def _revision(connection: Connection) -> str | None:
    revision = MigrationContext.configure(connection).get_current_revision()
    known = ScriptDirectory.from_config(_config())
    if revision is not None and revision not in {s.revision for s in known.walk_revisions()}:
        raise DatabaseTooNew
    return revision


async def back_up(engine: AsyncEngine, url: str, before: str | None) -> Path | None:
    """Copy a SQLite file that has a revision already, beside itself; None where there is nothing to copy."""
    name = database_url(url).database
    if before is None or not is_sqlite(engine) or not name:
        return None
    file = Path(name)
    backup = file.with_name(f"{file.name}.revision-{before}")
    # A copy made earlier stays until this one is whole.
    unfinished = backup.with_name(f"{backup.name}.unfinished")
    await asyncio.to_thread(unfinished.unlink, missing_ok=True)
    # VACUUM may not stand in a transaction, and copies what the write-ahead log still holds.
    with plainly():
        async with engine.connect() as connection:
            raw = await connection.get_raw_connection()
            await raw.driver_connection.execute("VACUUM INTO ?", (str(unfinished),))  # type: ignore[union-attr]
        await asyncio.to_thread(unfinished.replace, backup)
    return backup


def _upgrade(connection: Connection) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
