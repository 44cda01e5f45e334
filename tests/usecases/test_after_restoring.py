"""A backup was put back: what organisers and members see then."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.storage import SqlStore, upgrade
from bot.usecases.restoring import Restored
from tests.talk import MONDAY_NINE, Table, Talk

FOUR = ("ada", "ben", "cleo", "dan")


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    await upgrade(f"sqlite:///{tmp_path / 'there.sqlite'}")
    return tmp_path


def opened(file: Path) -> SqlStore:
    return SqlStore.open(f"sqlite:///{file}")


@asynccontextmanager
async def put_back(talk: Talk, backup: Path) -> AsyncIterator[Talk]:
    """121 on the backup, with the same members before the same screens."""
    assert isinstance(talk.store, SqlStore)
    await talk.store.close()
    store = opened(backup)
    try:
        yield Talk(store, table=talk.table, clock=talk.clock, people=talk.people)
    finally:
        await store.close()


async def before_the_round(folder: Path) -> tuple[Talk, Path]:
    """Four members on Monday at nine, with a round on Monday at ten, and the backup of that."""
    talk = Talk(opened(folder / "there.sqlite"), table=Table())
    await talk.says("ada", "/121 setup every week on monday at 10:00 name Coffee")
    for member in FOUR:
        await talk.says(member, "/121 join")
    return talk, await backed_up(talk, folder)


async def backed_up(talk: Talk, folder: Path) -> Path:
    assert isinstance(talk.store, SqlStore)
    await talk.store.close()  # which writes everything into the one file
    shutil.copy(folder / "there.sqlite", folder / "backup.sqlite")
    return folder / "backup.sqlite"


async def test_a_round_that_was_due_meanwhile_is_the_organiser_s_to_decide(folder: Path) -> None:
    talk, backup = await before_the_round(folder)
    await talk.waits("2 hours")
    async with put_back(talk, backup) as talk:
        done = await talk.bot.restored()
        assert done == Restored(known_until=MONDAY_NINE, rounds=1, questions=0, messages=0)
        said = len(talk.table.sent)
        await talk.waits("1 day")
        (note,) = talk.table.sent[said:]
        assert note.address.ids == ("ada",)
        told = talk.heard_by("ada")[-1]
        assert "put back to what I knew on Monday 23 November, 09:00" in told
        assert "Coffee: I did not draw the round" in told
        assert "2 pairings" in await talk.says("ada", "/121 round now")


async def test_a_button_from_the_lost_time_means_no_other_meeting(folder: Path) -> None:
    talk, backup = await before_the_round(folder)
    await talk.waits("2 hours")
    lost = [d for d in talk.table.sent if d.key.startswith("intro:")]
    async with put_back(talk, backup) as talk:
        await talk.bot.restored()
        await talk.waits("8 days")
        assert len([d for d in talk.table.sent if d.key.startswith("intro:")]) == 2 * len(lost)
        talk.table.sent = lost
        for member in FOUR:
            assert "not one of yours" in await talk.presses(member, "We met")
            talk.answers.clear()


async def test_a_question_that_was_due_meanwhile_is_not_asked_again(folder: Path) -> None:
    talk, _ = await before_the_round(folder)
    await talk.waits("2 hours")
    backup = await backed_up(talk, folder)
    await talk.waits("3 days")
    asked = [d.key for d in talk.table.sent]
    assert {"nudge:1", "nudge:2"} < set(asked)
    async with put_back(talk, backup) as talk:
        assert (await talk.bot.restored()).questions == 2
        await talk.waits("1 hour")
        assert [d.key for d in talk.table.sent if not d.key.startswith("put-back:")] == asked
        await talk.waits("2 days")  # the one half-way comes
        assert {"mid_round:1", "mid_round:2"} < {d.key for d in talk.table.sent}


async def test_organisers_hear_of_it_once(folder: Path) -> None:
    talk, backup = await before_the_round(folder)
    async with put_back(talk, backup) as talk:
        await talk.clock.set(MONDAY_NINE + timedelta(minutes=1))
        for _ in range(2):
            assert (await talk.bot.restored()).known_until == MONDAY_NINE
        await talk.waits("1 hour")
        told = [text for text in talk.heard_by("ada") if "put back" in text]
        assert len(told) == 1
        assert "round" not in told[0]


async def test_an_empty_database_is_left_empty(sqlite_store: SqlStore) -> None:
    talk = Talk(sqlite_store)
    assert (await talk.bot.restored()).known_until is None
    await talk.waits("1 hour")
    assert talk.table.sent == []
