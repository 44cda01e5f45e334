"""The chat itself: rooms, posts, reactions, kept in one SQLite file that survives whatever happens to the program."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiosqlite

from adapters.playground.changes import Changes
from adapters.playground.rooms import Post, Reaction, Room, RoomKind, Unread
from bot.errors import DatabaseTooNew, StoreError
from bot.messages import from_json, to_json

VERSION = 1
SCHEMA = f"""
CREATE TABLE IF NOT EXISTS rooms (id TEXT PRIMARY KEY, kind TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS seats (room TEXT, member TEXT, PRIMARY KEY (room, member));
CREATE TABLE IF NOT EXISTS posts (
    id INTEGER PRIMARY KEY AUTOINCREMENT, room TEXT NOT NULL, author TEXT, said TEXT NOT NULL,
    marker TEXT, only_for TEXT, at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS posts_by_room ON posts (room, id);
CREATE INDEX IF NOT EXISTS posts_by_marker ON posts (marker);
CREATE TABLE IF NOT EXISTS reactions (post INTEGER, member TEXT, emoji TEXT, PRIMARY KEY (post, emoji, member));
CREATE TABLE IF NOT EXISTS seen (member TEXT, room TEXT, post INTEGER NOT NULL, PRIMARY KEY (member, room));
CREATE TABLE IF NOT EXISTS clock (id INTEGER PRIMARY KEY CHECK (id = 1), ahead INTEGER NOT NULL);
PRAGMA user_version = {VERSION};
"""
MOST_SHOWN = 200  # posts of one room
MICROSECOND = timedelta(microseconds=1)


@asynccontextmanager
async def open_chat(path: Path) -> AsyncIterator["Chat"]:
    """The chat that is kept in this file, new if there is none. Raises `StoreError` with what is wrong."""
    try:
        await asyncio.to_thread(_prepare, path)
    except sqlite3.Error as error:
        raise _unusable(path, error) from error
    db = await aiosqlite.connect(path, isolation_level=None)
    try:
        yield Chat(db)
    finally:
        await db.close()


def _prepare(path: Path) -> None:
    """Bring the file up to date, or find out why that cannot be."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        ((version,),) = db.execute("PRAGMA user_version").fetchall()
        if version > VERSION:
            raise DatabaseTooNew
        db.execute("PRAGMA journal_mode = WAL")
        db.executescript(SCHEMA)


def _unusable(path: Path, error: sqlite3.Error) -> StoreError:
    return StoreError(f"The playground's file {path} cannot be used: {error}.")


class Chat:
    """The platform's memory. Every method may raise `StoreError`; every change is told to `changes`."""

    def __init__(self, db: aiosqlite.Connection) -> None:
        self._db = db
        self.changes = Changes()

    async def add(self, room: Room) -> None:
        """Make a room, with its members; one that is there already stays as it is."""
        if await self._ask("SELECT 1 FROM rooms WHERE id = ?", room.id):
            return
        await self._ask(
            "INSERT OR IGNORE INTO seats SELECT ?, value FROM json_each(?)",
            room.id,
            json.dumps(room.members),
        )
        await self._change("INSERT OR IGNORE INTO rooms VALUES (?, ?)", room.id, room.kind.value)

    async def enter(self, room: str, member: str) -> bool:
        """A member comes into a room; False when they are in it."""
        return bool(
            await self._change(
                "INSERT OR IGNORE INTO seats VALUES (?, ?) RETURNING 1", room, member
            )
        )

    async def leave(self, room: str, member: str) -> bool:
        """A member leaves a room; False when they are not in it."""
        return bool(
            await self._change(
                "DELETE FROM seats WHERE room = ? AND member = ? RETURNING 1", room, member
            )
        )

    async def room(self, room: str) -> Room | None:
        """The room with this id."""
        return next((found for found in await self.rooms() if found.id == room), None)

    async def rooms(self) -> tuple[Room, ...]:
        """Every room, in the order in which they were made."""
        members: dict[str, list[str]] = {}
        for room, member in await self._ask("SELECT room, member FROM seats ORDER BY member"):
            members.setdefault(room, []).append(member)
        return tuple(
            Room(id=room, kind=RoomKind(kind), members=tuple(members.get(room, ())))
            for room, kind in await self._ask("SELECT id, kind FROM rooms ORDER BY rowid")
        )

    async def post(self, post: Post) -> Post:
        """Put something into a room; it comes back with its id. Two posts with one marker are two posts."""
        ((number,),) = await self._change(
            "INSERT INTO posts (room, author, said, marker, only_for, at) VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
            post.room,
            post.author,
            json.dumps(to_json(post.said)),
            post.marker,
            post.only_for,
            post.at.astimezone(UTC).isoformat(),
        )
        return replace(post, id=number)

    async def find(self, marker: str) -> Post | None:
        """The first post with this marker."""
        found = await self._ask("SELECT * FROM posts WHERE marker = ? ORDER BY id LIMIT 1", marker)
        return _post(found[0]) if found else None

    async def seen_post(self, number: int, member: str) -> Post | None:
        """The post with this id, if the member may see it."""
        found = await self._ask(
            "SELECT posts.* FROM posts JOIN seats USING (room) WHERE posts.id = ? AND seats.member = ?"
            " AND (only_for IS NULL OR only_for = seats.member)",
            number,
            member,
        )
        return _post(found[0]) if found else None

    async def posts(self, member: str) -> tuple[Post, ...]:
        """The newest posts of every room that a member is in, as far as they may see them, the oldest first."""
        found = await self._ask(
            "SELECT id, room, author, said, marker, only_for, at FROM ("
            " SELECT posts.*, row_number() OVER (PARTITION BY room ORDER BY id DESC) AS place"
            " FROM posts JOIN seats USING (room)"
            " WHERE seats.member = ?1 AND (only_for IS NULL OR only_for = ?1)"
            ") WHERE place <= ?2 ORDER BY id",
            member,
            MOST_SHOWN,
        )
        return tuple(_post(row) for row in found)

    async def react(self, reaction: Reaction) -> bool:
        """Put an emoji on a post; False when it is there."""
        return bool(
            await self._change(
                "INSERT OR IGNORE INTO reactions (post, member, emoji) VALUES (?, ?, ?) RETURNING 1",
                *_values(reaction),
            )
        )

    async def unreact(self, reaction: Reaction) -> bool:
        """Take an emoji off a post; False when it is not there."""
        return bool(
            await self._change(
                "DELETE FROM reactions WHERE post = ? AND member = ? AND emoji = ? RETURNING 1",
                *_values(reaction),
            )
        )

    async def reactions(self, posts: Iterable[int]) -> tuple[Reaction, ...]:
        """Every reaction on these posts."""
        numbers = json.dumps(list(posts))
        found = await self._ask(
            "SELECT post, member, emoji FROM reactions"
            " WHERE post IN (SELECT value FROM json_each(?)) ORDER BY rowid",
            numbers,
        )
        return tuple(Reaction(post=post, member=who, emoji=emoji) for post, who, emoji in found)

    async def see(self, member: str, room: str, post: int) -> None:
        """A member has seen a room up to a post."""
        await self._change(
            "INSERT INTO seen VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET post = max(post, excluded.post)",
            member,
            room,
            post,
        )

    async def unread(self) -> tuple[Unread, ...]:
        """What every member has not seen yet of what others posted."""
        found = await self._ask(
            "SELECT seats.member, posts.room, count(*) FROM posts JOIN seats USING (room)"
            " LEFT JOIN seen ON seen.room = posts.room AND seen.member = seats.member"
            " WHERE posts.id > coalesce(seen.post, 0) AND posts.author IS NOT seats.member"
            " AND (only_for IS NULL OR only_for = seats.member) GROUP BY 1, 2"
        )
        return tuple(Unread(member=who, room=room, posts=posts) for who, room, posts in found)

    async def ahead(self) -> timedelta:
        """How far the programme's clock is ahead of real time."""
        found = await self._ask("SELECT ahead FROM clock")
        return found[0][0] * MICROSECOND if found else timedelta(0)

    async def set_ahead(self, ahead: timedelta) -> None:
        """Remember how far the programme's clock is ahead of real time."""
        await self._change("INSERT OR REPLACE INTO clock VALUES (1, ?)", ahead // MICROSECOND)

    async def last_moment(self) -> datetime | None:
        """When the latest post was posted, in the programme's time."""
        ((latest,),) = await self._ask("SELECT max(at) FROM posts")
        return datetime.fromisoformat(latest) if latest else None

    async def _change(self, sql: str, *values: object) -> list[Any]:
        rows = await self._ask(sql, *values)
        self.changes.tell()
        return rows

    async def _ask(self, sql: str, *values: object) -> list[Any]:
        try:
            async with self._db.execute(sql, values) as cursor:
                return list(await cursor.fetchall())
        except sqlite3.Error as error:
            message = f"The playground's file could not be used: {error}."
            raise StoreError(message) from error


def _post(row: Any) -> Post:
    number, room, author, said, marker, only_for, at = row
    return Post(
        id=number,
        room=room,
        author=author,
        said=from_json(json.loads(said)),
        marker=marker,
        only_for=only_for,
        at=datetime.fromisoformat(at),
    )


def _values(reaction: Reaction) -> tuple[int, str, str]:
    return reaction.post, reaction.member, reaction.emoji
