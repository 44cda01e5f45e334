"""Telling the other replicas on one PostgreSQL that there is something to send."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

NEWS = "bot121"  # the channel of LISTEN and NOTIFY
_TELL = text(f"NOTIFY {NEWS}")


async def tell_news(connection: AsyncConnection) -> None:
    """Tell all who listen, when the transaction is committed; on SQLite nobody else does."""
    if connection.dialect.name == "postgresql":
        await connection.execute(_TELL)
