"""Everything that lies sealed, sealed anew with the first key, so that an older key can be let go."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from cryptography.fernet import InvalidToken, MultiFernet
from sqlalchemy import Text, cast, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import InvalidInput, StoreError
from bot.messages import Attachment, Message
from bot.storage.secrets import keyring
from bot.storage.store import SqlStore
from bot.storage.tables import deliveries, notes, secrets
from bot.storage.upgrading import look

NO_KEY = (
    "BOT121_SECRET_KEY is not set, so nothing can be sealed anew. Set it to the new key and the old one, "
    "with a comma between them."
)
_SEALED_INSIDE = '%"sealed": true%'  # as a message's JSON says it of a file


class DoNotOpen(StoreError):
    """Something sealed does not open with any key."""

    def __init__(self, places: Sequence[str]) -> None:
        kinds = ", ".join(f"{places.count(kind)} {kind}" for kind in dict.fromkeys(places))
        super().__init__(
            f"Not everything opens with BOT121_SECRET_KEY ({kinds}), so nothing was changed. Put the key that it was "
            "sealed with behind the new one, with a comma between them."
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Rotated:
    """How many tokens, notes and waiting files were sealed anew."""

    secrets: int
    notes: int
    files: int


@dataclass(frozen=True, slots=True)
class _Resealed:
    """A row's new value, by its key; None where no key opens it."""

    key: dict[str, Any]
    value: Any | None


async def rotate(url: str, keys: Sequence[str]) -> Rotated:
    """Seal everything in the database anew with the first of the keys: all of it or nothing.

    Raises `InvalidInput` without keys or an up-to-date database, `DoNotOpen` where the keys don't fit, and `StoreError`.
    """
    if not keys:
        raise InvalidInput(NO_KEY)
    ring = keyring(keys)
    looked = await look(url)
    if looked.revision != looked.needed:
        message = "The database is not up to date. Run: bot121 db upgrade"
        raise InvalidInput(message)
    store = SqlStore.open(url)
    try:
        async with store.connection() as connection:
            return await _rotate(connection, ring)
    finally:
        await store.close()


async def _rotate(connection: AsyncConnection, ring: MultiFernet) -> Rotated:
    """Read, seal, and only when everything opened, write."""
    tokens = await _texts(connection, secrets, ("platform", "name"), ring)
    written = await _texts(connection, notes, ("writer_id", "about_id"), ring)
    files = await _files(connection, ring)
    closed = [
        kind
        for kind, found in (("token", tokens), ("note", written), ("file", files))
        for one in found
        if one.value is None
    ]
    if closed:
        raise DoNotOpen(closed)
    await _write(connection, secrets, "sealed", tokens)
    await _write(connection, notes, "sealed", written)
    await _write(connection, deliveries, "message", files)
    return Rotated(secrets=len(tokens), notes=len(written), files=len(files))


async def _texts(
    connection: AsyncConnection, table: Any, key: Sequence[str], ring: MultiFernet
) -> list[_Resealed]:
    """The rows of a table whose column `sealed` is sealed."""
    query = select(*(table.c[name] for name in key), table.c.sealed).with_for_update()
    rows = (await connection.execute(query)).mappings()
    return [
        _Resealed({name: row[name] for name in key}, _anew(row["sealed"], ring)) for row in rows
    ]


async def _files(connection: AsyncConnection, ring: MultiFernet) -> list[_Resealed]:
    """The messages that carry a sealed file."""
    query = (
        select(deliveries.c.id, deliveries.c.message)
        .where(cast(deliveries.c.message, Text).like(_SEALED_INSIDE))
        .with_for_update()
    )
    rows = (await connection.execute(query)).all()
    return [_Resealed({"id": number}, _message(message, ring)) for number, message in rows]


def _message(message: Message, ring: MultiFernet) -> Message | None:
    blocks = []
    for block in message.blocks:
        if not isinstance(block, Attachment) or not block.sealed:
            blocks.append(block)
            continue
        content = _anew(block.content.decode(), ring)
        if content is None:
            return None
        blocks.append(replace(block, content=content.encode()))
    return Message(tuple(blocks))


def _anew(sealed: str, ring: MultiFernet) -> str | None:
    try:
        return ring.rotate(sealed.encode()).decode()
    except InvalidToken:
        return None


async def _write(
    connection: AsyncConnection, table: Any, column: str, found: Sequence[_Resealed]
) -> None:
    for one in found:
        where = (table.c[name] == value for name, value in one.key.items())
        await connection.execute(update(table).where(*where).values({column: one.value}))
