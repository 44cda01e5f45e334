"""Secrets of platforms, sealed at rest.

Sealing is Fernet (https://cryptography.io/en/latest/fernet/): AES in CBC mode with an HMAC. Of several keys
the first seals, and each opens, so that a key can be replaced without losing anything.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from zlib import crc32

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import delete, insert, select

from bot.domain.model import Platform
from bot.errors import InvalidInput, StoreError
from bot.storage.engine import is_sqlite
from bot.storage.store import SqlStore
from bot.storage.tables import secrets

LOCKS = 122  # the first half of an advisory lock's key; the other half is made of the secret's name


class SealBroken(StoreError):
    """A secret in the database cannot be opened with BOT121_SECRET_KEY. Set the key that it was sealed with."""


def keyring(keys: Sequence[str]) -> MultiFernet:
    """Keys to seal with; the first is the newest. Raises `InvalidInput`."""
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError:
        message = "BOT121_SECRET_KEY is not a key. Make one with: bot121 secrets new-key"
        raise InvalidInput(message) from None


def new_key() -> str:
    """A key nobody has had before."""
    return Fernet.generate_key().decode()


class SqlSecrets:
    """`bot.ports.Secrets` on SQL."""

    def __init__(self, store: SqlStore, keys: MultiFernet) -> None:
        self._store = store
        self._keys = keys

    async def get(self, platform: Platform, name: str) -> str | None:
        """The secret with this name. Raises `SealBroken`."""
        query = select(secrets.c.sealed).where(
            secrets.c.platform == platform, secrets.c.name == name
        )
        async with self._store.connection() as connection:
            sealed: str | None = (await connection.execute(query)).scalar()
        try:
            return None if sealed is None else self._keys.decrypt(sealed).decode()
        except InvalidToken:
            raise SealBroken from None

    async def put(self, platform: Platform, name: str, secret: str) -> None:
        """Keep a secret, in the place of an earlier one by the same name."""
        sealed = self._keys.encrypt(secret.encode()).decode()
        earlier = delete(secrets).where(secrets.c.platform == platform, secrets.c.name == name)
        row = {"platform": platform, "name": name, "sealed": sealed}
        async with self._store.connection() as connection:
            await connection.execute(earlier)
            await connection.execute(insert(secrets).values(row))

    async def remove(self, platform: Platform, name: str) -> bool:
        """Forget a secret; False when it was not there (any more)."""
        statement = delete(secrets).where(secrets.c.platform == platform, secrets.c.name == name)
        async with self._store.connection() as connection:
            return (await connection.execute(statement)).rowcount == 1

    @asynccontextmanager
    async def alone(self, platform: Platform, name: str) -> AsyncIterator[None]:
        """Until the block ends, no other replica is in such a block about this secret. SQLite has no replicas.

        It takes a connection of its own: whoever waited for one of the pool's in the block would wait for itself.
        """
        if is_sqlite(self._store.engine):
            yield
            return
        from bot.storage.line import locked  # noqa: PLC0415 - its driver is there only where PostgreSQL is wanted

        key = crc32(f"{platform}/{name}".encode()) & 0x7FFFFFFF
        async with locked(self._store.engine.url, LOCKS, key):
            yield
