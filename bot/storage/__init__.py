"""Where everything is kept: SQLAlchemy on SQLite or PostgreSQL. Nothing outside this package knows SQL."""

from bot.storage.seals import seals_of
from bot.storage.secrets import SqlSecrets, keyring, new_key
from bot.storage.store import SqlStore
from bot.storage.upgrading import Looked, Upgraded, look, upgrade

__all__ = [
    "Looked",
    "SqlSecrets",
    "SqlStore",
    "Upgraded",
    "keyring",
    "look",
    "new_key",
    "seals_of",
    "upgrade",
]
