"""Keys replaced: everything sealed anew or nothing, and the old key needed no more."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.domain.model import Platform
from bot.errors import InvalidInput, StoreError
from bot.messages import Attachment, paragraph, say
from bot.ports import Note
from bot.storage import Rotated, SqlSecrets, SqlStore, keyring, new_key, rotate, seals_of, upgrade
from bot.storage.rotating import DoNotOpen, _rotate
from bot.storage.tables import deliveries, notes, secrets
from tests.storage.world import NOW, delivery, make_world

OLD, NEW, ANOTHER = new_key(), new_key(), new_key()
TEXT = 'She said "sealed": true, and meant it.'


async def seal_one_of_each(store: SqlStore, key: str) -> None:
    """A token, a note, a file on its way, and messages with nothing sealed in them."""
    seals = seals_of([key])
    assert seals is not None
    await SqlSecrets(store, keyring([key])).put(Platform.SLACK, "T1", "xoxb-one")
    async with store.begin() as tx:
        world = await make_world(tx)
        await tx.notes.put(
            Note(
                workspace_id=world.workspace.id,
                writer_id=world.ids[0],
                about_id=world.ids[1],
                sealed=seals.seal(TEXT),
                written_at=NOW,
            )
        )
        file = Attachment("me.json", "application/json", seals.seal(TEXT).encode(), "all of it")
        plain = Attachment("when.ics", "text/calendar", b"BEGIN", "the time")
        await tx.outbox.queue(
            [
                delivery(
                    world, "k1", message=say(paragraph(TEXT), replace(file, sealed=True), plain)
                ),
                delivery(world, "k2", message=say(paragraph(TEXT), plain)),
            ]
        )


async def opened_with(store: SqlStore, key: str) -> list[str]:
    """All that was sealed, opened with this key alone. Raises `SealBroken`."""
    seals = seals_of([key])
    assert seals is not None
    token = await SqlSecrets(store, keyring([key])).get(Platform.SLACK, "T1")
    async with store.connection() as connection:
        (note,) = (await connection.execute(select(notes.c.sealed))).scalars()
        messages = (await connection.execute(select(deliveries.c.message))).scalars()
        files = [file for message in messages for file in message.attachments if file.sealed]
    return [
        str(token),
        seals.unseal(note),
        *(seals.unseal(file.content.decode()) for file in files),
    ]


async def all_rows(store: SqlStore) -> list[list[object]]:
    async with store.connection() as connection:
        return [
            [tuple(row) for row in await connection.execute(select(table).order_by(*table.c))]
            for table in (secrets, notes)
        ] + [list((await connection.execute(select(deliveries.c.message))).scalars())]


async def rotate_in(store: SqlStore, *keys: str) -> Rotated:
    async with store.connection() as connection:
        return await _rotate(connection, keyring(keys))


async def test_everything_is_sealed_anew_and_the_old_key_can_go(store: SqlStore) -> None:
    await seal_one_of_each(store, OLD)
    assert await rotate_in(store, NEW, OLD) == Rotated(secrets=1, notes=1, files=1)
    assert await opened_with(store, NEW) == ["xoxb-one", TEXT, TEXT]
    with pytest.raises(StoreError):
        await opened_with(store, OLD)


async def test_what_has_nothing_sealed_in_it_stays_as_it_was(store: SqlStore) -> None:
    await seal_one_of_each(store, OLD)
    await rotate_in(store, NEW, OLD)
    async with store.begin() as tx:
        claimed = await tx.outbox.claim(NOW, NOW, 10)
        assert [one.key for one in claimed] == ["k1"]
        (file, plain) = claimed[0].message.attachments
        assert (file.name, file.sealed, plain.content) == ("me.json", True, b"BEGIN")


async def test_a_second_time_and_with_nothing_there_it_does_no_harm(store: SqlStore) -> None:
    assert await rotate_in(store, NEW) == Rotated(secrets=0, notes=0, files=0)
    await seal_one_of_each(store, OLD)
    for _ in range(2):
        await rotate_in(store, NEW, OLD)
    assert await rotate_in(store, NEW) == Rotated(secrets=1, notes=1, files=1)
    assert await opened_with(store, NEW) == ["xoxb-one", TEXT, TEXT]


async def test_where_one_thing_does_not_open_nothing_is_changed(store: SqlStore) -> None:
    await seal_one_of_each(store, OLD)
    await SqlSecrets(store, keyring([ANOTHER])).put(Platform.SLACK, "T2", "xoxb-two")
    before = await all_rows(store)
    with pytest.raises(DoNotOpen, match=r"\(1 token\), so nothing was changed") as refused:
        await rotate_in(store, NEW, OLD)
    assert OLD not in str(refused.value)
    assert await all_rows(store) == before
    with pytest.raises(DoNotOpen, match="2 token, 1 note, 1 file"):
        await rotate_in(store, NEW)
    assert await all_rows(store) == before


async def test_without_a_key_or_with_none_that_is_one_it_says_so() -> None:
    with pytest.raises(InvalidInput, match="BOT121_SECRET_KEY is not set"):
        await rotate("sqlite://", [])
    with pytest.raises(InvalidInput, match="is not a key"):
        await rotate("sqlite://", ["short"])


async def test_a_database_that_is_not_up_to_date_is_left_alone(database: str) -> None:
    with pytest.raises(InvalidInput, match="bot121 db upgrade"):
        await rotate(database, [NEW])


async def test_by_its_address_a_whole_database_is_rotated(home: str) -> None:
    if home == "sqlite://":
        pytest.skip("a database in memory has no address for a second visitor")
    await upgrade(home)
    store = SqlStore.open(home)
    await seal_one_of_each(store, OLD)
    assert await rotate(home, [NEW, OLD]) == Rotated(secrets=1, notes=1, files=1)
    assert await opened_with(store, NEW) == ["xoxb-one", TEXT, TEXT]
    await store.close()
