"""Where everything is kept: SQLAlchemy on SQLite or PostgreSQL. Nothing outside this package knows SQL."""

from bot.storage.secrets import SqlSecrets, keyring, new_key
from bot.storage.store import SqlStore
from bot.storage.upgrading import Upgraded, upgrade

__all__ = ["SqlSecrets", "SqlStore", "Upgraded", "keyring", "new_key", "upgrade"]
