import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.playground.chat import Chat, open_chat
from adapters.playground.rooms import (
    Post,
    Reaction,
    Room,
    RoomKind,
    Unread,
    direct_room,
    group_room,
)
from adapters.playground.seeding import seed
from bot.errors import DatabaseTooNew, StoreError
from bot.messages import Message
from tests.adapters.playground.scripted import INTRODUCTION, MONDAY

COFFEE = Room(id="coffee", kind=RoomKind.CHANNEL, members=("ada", "ben"))


def post(
    said: str | Message = "Good morning",
    *,
    room: str = "coffee",
    author: str | None = "ada",
    marker: str | None = None,
    only_for: str | None = None,
) -> Post:
    return Post(room=room, author=author, said=said, marker=marker, only_for=only_for, at=MONDAY)


async def test_everything_is_still_there_after_opening_the_file_again(chat_file: Path) -> None:
    async with open_chat(chat_file) as chat:
        await seed(chat)
        said = await chat.post(post(INTRODUCTION, author=None, marker="k1"))
        await chat.react(Reaction(post=said.id, member="ben", emoji="✅"))
        await chat.leave("general", "ben")
        await chat.see("ada", "coffee", said.id)
        await chat.set_ahead(timedelta(days=3, microseconds=7))
    async with open_chat(chat_file) as chat:
        await seed(chat)
        assert await chat.posts("ben") == (said,)
        assert said.said == INTRODUCTION
        assert await chat.reactions([said.id]) == (
            Reaction(post=said.id, member="ben", emoji="✅"),
        )
        general = await chat.room("general")
        assert general is not None
        assert "ben" not in general.members
        assert "ada" not in {unread.member for unread in await chat.unread()}
        assert await chat.ahead() == timedelta(days=3, microseconds=7)
        assert await chat.last_moment() == MONDAY


async def test_seeding_gives_two_channels_with_everybody_and_each_their_room_with_the_bot(
    chat: Chat,
) -> None:
    await seed(chat)
    rooms = {room.id: room for room in await chat.rooms()}
    assert list(rooms)[:2] == ["general", "coffee"]
    assert len(rooms["coffee"].members) == 8
    assert rooms["direct-ada"] == direct_room("ada")


async def test_two_posts_with_one_marker_are_two_posts_and_the_first_is_found(chat: Chat) -> None:
    await chat.add(COFFEE)
    first = await chat.post(post(marker="k1"))
    await chat.post(post(marker="k1"))
    assert len(await chat.posts("ada")) == 2
    assert await chat.find("k1") == first
    assert await chat.find("k2") is None


async def test_private_answers_and_foreign_rooms_are_seen_by_nobody_else(chat: Chat) -> None:
    await chat.add(COFFEE)
    await chat.add(group_room(["ben", "chiara"]))
    secret = await chat.post(post(only_for="ada", author=None))
    theirs = await chat.post(post(room="group-ben,chiara", author=None))
    assert await chat.posts("ada") == (secret,)
    assert await chat.posts("ben") == (theirs,)
    assert await chat.seen_post(secret.id, "ben") is None
    assert await chat.seen_post(theirs.id, "ada") is None
    assert await chat.seen_post(secret.id, "ada") == secret


def test_the_same_members_have_the_same_room_in_any_order() -> None:
    assert group_room(["ben", "ada"]) == group_room(["ada", "ben", "ada"])


async def test_entering_leaving_and_reacting_twice_change_nothing(chat: Chat) -> None:
    await chat.add(COFFEE)
    said = await chat.post(post())
    tick = Reaction(post=said.id, member="ben", emoji="✅")
    assert [await chat.enter("coffee", "dev"), await chat.enter("coffee", "dev")] == [True, False]
    assert [await chat.leave("coffee", "dev"), await chat.leave("coffee", "dev")] == [True, False]
    assert [await chat.react(tick), await chat.react(tick)] == [True, False]
    assert [await chat.unreact(tick), await chat.unreact(tick)] == [True, False]


async def test_unread_are_what_others_posted_since_one_looked(chat: Chat) -> None:
    await chat.add(COFFEE)
    first = await chat.post(post(author=None))
    await chat.post(post(author="ada"))
    assert set(await chat.unread()) == {
        Unread(member="ada", room="coffee", posts=1),
        Unread(member="ben", room="coffee", posts=2),
    }
    await chat.see("ben", "coffee", first.id + 1)
    await chat.see("ben", "coffee", first.id)  # an earlier look does not count
    await chat.see("ada", "coffee", first.id)
    assert await chat.unread() == ()


async def test_only_the_newest_posts_of_each_room_are_shown(chat: Chat) -> None:
    await chat.add(COFFEE)
    await chat.add(direct_room("ada"))
    await chat.post(post("first", room="direct-ada"))
    for number in range(203):
        await chat.post(post(str(number)))
    shown = [p.said for p in await chat.posts("ada")]
    assert shown[0] == "first"
    assert shown[1:] == [str(number) for number in range(3, 203)]


async def test_a_file_of_a_newer_version_is_left_alone(chat_file: Path) -> None:
    with sqlite3.connect(chat_file) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(DatabaseTooNew):
        async with open_chat(chat_file):
            pass


async def test_a_file_that_is_no_database_is_told_in_a_sentence(chat_file: Path) -> None:
    chat_file.write_bytes(b"Dear diary, " * 400)
    with pytest.raises(StoreError, match="cannot be used: file is not a database"):
        async with open_chat(chat_file):
            pass
    assert chat_file.read_bytes().startswith(b"Dear diary")


async def test_a_folder_that_is_not_there_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="unable to open database file"):
        async with open_chat(tmp_path / "nowhere" / "chat.sqlite"):
            pass


async def test_a_full_disk_is_told_in_a_sentence_and_loses_nothing(chat: Chat) -> None:
    await chat.add(COFFEE)
    await chat.post(post("before"))
    await chat._ask("PRAGMA max_page_count = 1")
    with pytest.raises(StoreError, match="full"):
        await chat.post(post("x" * 100_000))
    await chat._ask("PRAGMA max_page_count = 1000000")
    assert [p.said for p in await chat.posts("ada")] == ["before"]
