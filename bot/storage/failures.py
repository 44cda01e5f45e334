"""What a database says, in words an operator can act on. No error of a library leaves this package."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from bot.errors import Conflict, StoreError

_LOST_RACES = frozenset({"40001", "40P01"})  # serialization failure, deadlock (PostgreSQL)
_SENTENCES = {
    "readonly database": "The database file can only be read. Give this user the right to write to it and its folder.",
    "unable to open": "The database file cannot be opened. Check DATABASE_URL: does the folder exist, may this user write there?",
    "disk is full": "The disk is full, so nothing could be stored. Make room, then start again; nothing was lost.",
    "disk I/O error": "The disk failed while the database was written. Check the disk; restore the latest backup if needed.",
    "not a database": "The file that DATABASE_URL names is not a database. Name another file, or move this one away.",
    "malformed": "The database file is damaged. Restore the latest backup.",
    "locked": "Another program holds the database. Stop the other 121, or wait for it to finish.",
    "no such table": "The database has no tables yet. Run: bot121 db upgrade",
    "connection": "The database server cannot be reached. Check DATABASE_URL and whether the server runs.",
    "password": "The database server refuses the user or the password in DATABASE_URL.",
}


@contextmanager
def plainly() -> Iterator[None]:
    """Turn a database's errors into `StoreError` and `Conflict`."""
    try:
        yield
    except SQLAlchemyError as error:
        raise in_words(error) from error
    except OSError as error:
        message = f"The database cannot be used: {error.strerror or error}."
        raise StoreError(message) from error


def in_words(error: SQLAlchemyError) -> StoreError:
    """The error of ours that says what a database's error means."""
    original = getattr(error, "orig", None)
    if isinstance(error, IntegrityError):
        return Conflict(str(original))
    if isinstance(error, DBAPIError) and getattr(original, "sqlstate", None) in _LOST_RACES:
        return Conflict(str(original))
    said = str(original or error)
    for part, sentence in _SENTENCES.items():
        if part in said:
            return StoreError(sentence)
    return StoreError(f"The database could not do what was asked of it: {said}")
