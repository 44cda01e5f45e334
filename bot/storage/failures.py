"""What a database says, in words an operator can act on. No error of a library leaves this package."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from bot.errors import Conflict, StoreError

# PostgreSQL: serialization failure, deadlock, unique violation.
_LOST_RACES = frozenset({"40001", "40P01", "23505"})
_TAKEN = frozenset({"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"})
LOCKED = "Another program holds the database. Stop the other 121, or wait for it to finish."
AWAY = "The database server cannot be reached. Check DATABASE_URL and whether the server runs."
# The first pattern that is found counts.
_SENTENCES = {
    "readonly database": "The database file can only be read. Give this user the right to write to it and its folder.",
    "unable to open": "The database file cannot be opened. Check DATABASE_URL: does the folder exist, may this user write there?",
    "disk is full": "The disk is full, so nothing could be stored. Make room, then start again; nothing was lost.",
    "disk I/O error": "The disk failed while the database was written. Check the disk; restore the latest backup if needed.",
    "not a database": "The file that DATABASE_URL names is not a database. Name another file, or move this one away.",
    "malformed": "The database file is damaged. Restore the latest backup.",
    "database is locked": LOCKED,
    "no such table|relation .* does not exist": "The database has no tables yet. Run: bot121 db upgrade",
    "password|FATAL:  role": "The database server refuses the user or the password in DATABASE_URL.",
    "FATAL:  database": "The database server has no database of that name. Create it, or check DATABASE_URL.",
    "[Cc]onnection|resolve host|timeout expired": AWAY,
    "surrogates not allowed": "A text holds half a character, which no database can store.",
}


@contextmanager
def plainly() -> Iterator[None]:
    """Turn a database's errors into `StoreError` and `Conflict`."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise in_words(error) from error
    except OSError as error:
        message = f"The database cannot be used: {error.strerror or error}."
        raise StoreError(message) from error


def in_words(error: Exception) -> StoreError:
    """The error of ours that says what a database's error means."""
    original = getattr(error, "orig", None) or error
    said = str(original)
    if _lost_a_race(original):
        return Conflict(said)
    for pattern, sentence in _SENTENCES.items():
        if re.search(pattern, said):
            return StoreError(sentence)
    return StoreError(f"The database could not do what was asked of it: {said}")


def forget_values(error: BaseException) -> None:
    """Keep of a PostgreSQL error its first sentence only: the details quote the row, and so what members wrote."""
    said = getattr(getattr(error, "diag", None), "message_primary", None)
    if said:
        error.args = (said,)


def _lost_a_race(original: BaseException) -> bool:
    return (
        getattr(original, "sqlstate", None) in _LOST_RACES
        or getattr(original, "sqlite_errorname", None) in _TAKEN
    )
