"""Where everything is kept: SQLAlchemy on SQLite or PostgreSQL. Nothing outside this package knows SQL."""

from bot.storage.copying import Copied, copy
from bot.storage.holds import Hold, Together
from bot.storage.joining import joined
from bot.storage.only_one import only_one
from bot.storage.rotating import Rotated, rotate
from bot.storage.seals import seals_of
from bot.storage.secrets import SqlSecrets, keyring, new_key
from bot.storage.store import SqlStore
from bot.storage.upgrading import Looked, Upgraded, look, upgrade

__all__ = [
    "Copied",
    "Hold",
    "Looked",
    "Rotated",
    "SqlSecrets",
    "SqlStore",
    "Together",
    "Upgraded",
    "copy",
    "joined",
    "keyring",
    "look",
    "new_key",
    "only_one",
    "rotate",
    "seals_of",
    "upgrade",
]
