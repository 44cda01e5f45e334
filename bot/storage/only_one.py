"""One 121 at a time on a SQLite file: two would both be connected to Discord, and both answer; two playgrounds would have two clocks."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from bot.errors import InvalidInput
from bot.storage.engine import database_url

ENDING = "-running"


@contextmanager
def only_one(url: str) -> Iterator[None]:
    """Keep any other from such a block on the same SQLite file. Raises `InvalidInput` where one is in it already.

    PostgreSQL is for any number.
    """
    address = database_url(url)
    name = address.database if address.drivername.startswith("sqlite") else None
    in_memory = name in {None, "", ":memory:"}
    with nullcontext() if in_memory else _locked(Path(str(name)).resolve()):
        yield


def _locked(database: Path) -> AbstractContextManager[object]:
    """A file beside the database, locked for this process; nothing where the system or the disk knows no such locks.

    The system lets go of it when the process ends, however that is, so the file may stay where it is.
    """
    try:
        import fcntl  # noqa: PLC0415 - Windows has none

        beside = database.with_name(f"{database.name}{ENDING}").open("wb")
    except (ImportError, OSError):
        return nullcontext()
    try:
        fcntl.flock(beside, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        beside.close()
        message = (
            f"Another 121 is running on {database.name} already. Stop it first, or give this one a database of its own: "
            "another DATABASE_URL, or bot121 demo --folder NAME. Several on one database need PostgreSQL."
        )
        raise InvalidInput(message) from None
    except OSError:
        beside.close()
        return nullcontext()
    return beside
