"""Notes: sealed where they are kept, for nobody but their writer, and never lost without a word."""

import logging
from typing import Any

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.commands import OpenForm, WriteNote
from bot.commands.fill import fill
from bot.domain.model import MemberId
from bot.messages import Form, proposed
from bot.storage import SqlStore, new_key
from bot.storage.tables import metadata, notes
from bot.usecases.notes import MOST_CHARACTERS
from tests.talk import Talk

SECRET = "wants to sell the firm in spring"


@pytest.fixture
async def talk(sqlite_store: SqlStore) -> Talk:
    talk = Talk(sqlite_store)
    await talk.says("ada", "/121 setup name Coffee")
    for member in ("ada", "ben", "cleo"):
        await talk.says(member, "/121 join")
    return talk


async def form(talk: Talk, member: str, about: int = 2) -> Form:
    reply = await talk.bot.handle(OpenForm(who=talk.ref(member), form="note", about=about))
    assert reply.form is not None, reply.message
    return reply.form


async def everything_stored(store: SqlStore) -> str:
    """Every value of every row, as the database has it."""
    async with store.connection() as connection:
        found: list[Any] = []
        for table in metadata.sorted_tables:
            found += (await connection.exec_driver_sql(f"SELECT * FROM {table.name}")).all()
    return repr(found)


async def test_whoever_has_the_database_cannot_read_a_note(
    talk: Talk, sqlite_store: SqlStore
) -> None:
    await talk.says("ada", f"/121 note @ben {SECRET}")
    await talk.says("ada", "/121 with @ben")
    await talk.says("ada", "/121 export")
    stored = await everything_stored(sqlite_store)
    assert "gAAAA" in stored
    for word in (SECRET, "spring", "d2FudHMgdG8gc2VsbC"):  # the last is how base64 begins
        assert word not in stored


async def test_nobody_else_sees_it_and_no_log_has_a_word_of_it(
    talk: Talk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with capture_logs() as logged:
        await talk.says("ada", f"/121 note @ben {SECRET}")
        await talk.says("ada", "/121 note @ben")
        await talk.says("ada", "/121 notes")
        for member, about in (("ben", "@ada"), ("cleo", "@ben")):
            for text in (f"/121 with {about}", f"/121 note {about}", "/121 notes"):
                assert "spring" not in await talk.says(member, text)
        assert not any("spring" in said for said in talk.heard_by("ben") + talk.heard_by("cleo"))
        await talk.says("ada", "/121 note @ben -")
    assert "spring" not in repr(logged) + caplog.text


async def test_a_note_is_longer_than_a_command_by_form_and_keeps_its_lines(talk: Talk) -> None:
    opened = await form(talk, "ada")
    assert proposed(opened.inputs[0]) == ""
    text = "likes tea\n\nno sugar " + "x" * (MOST_CHARACTERS - 20)
    await talk.does(fill(opened.action, {"text": text}, talk.ref("ada")))
    assert proposed((await form(talk, "ada")).inputs[0]) == text
    assert proposed((await form(talk, "cleo")).inputs[0]) == ""


async def test_an_emptied_form_deletes_and_the_text_is_shown_once_more(talk: Talk) -> None:
    await talk.says("ada", f"/121 note @ben {SECRET}")
    opened = await form(talk, "ada")
    said = await talk.does(fill(opened.action, {"text": "  "}, talk.ref("ada")))
    assert said.startswith("Deleted")
    assert SECRET in said
    assert "no note" in await talk.says("ada", "/121 note @ben")


async def test_too_much_is_refused_with_both_figures_and_what_was_there_stays(talk: Talk) -> None:
    await talk.says("ada", f"/121 note @ben {SECRET}")
    long = await talk.says("ada", "/121 note @ben " + "x" * (MOST_CHARACTERS + 1))
    assert "2,001 characters" in long
    assert "2,000" in long
    assert SECRET in await talk.says("ada", "/121 note @ben")
    fits = await talk.says("ada", "/121 note @ben " + "x" * MOST_CHARACTERS)
    assert fits.startswith("Kept")


async def test_without_a_key_nothing_is_kept_and_the_answer_says_why(
    sqlite_store: SqlStore,
) -> None:
    talk = Talk(sqlite_store, keys=())
    await talk.says("ada", "/121 setup name Coffee")
    await talk.says("ben", "/121 join")
    why = (
        "I can't keep notes here yet: whoever runs this 121 has to give me a key to seal them with."
    )
    setting = " The setting for it is BOT121_SECRET_KEY."
    for text in (f"/121 note @ben {SECRET}", "/121 note @ben", "/121 notes"):
        assert await talk.says("ada", text) == why + setting  # an organiser
        assert await talk.says("ben", text.replace("@ben", "@ada")) == why
    refused = await talk.bot.handle(OpenForm(who=talk.ref("ada"), form="note", about=2))
    assert refused.refused
    for text in ("/121 with @ben", "/121 status"):
        assert "note" not in (await talk.says("ada", text)).casefold()
    async with sqlite_store.connection() as connection:
        assert (await connection.execute(select(notes))).all() == []


async def test_another_key_opens_nothing_and_the_operator_hears_of_it_without_a_word_of_it(
    talk: Talk, sqlite_store: SqlStore
) -> None:
    await talk.says("ada", f"/121 note @ben {SECRET}")
    other = Talk(sqlite_store, keys=(new_key(),), people={"ada", "ben"})
    with capture_logs() as logged:
        said = await other.says("ada", "/121 note @ben")
    assert "reference: 1-2" in said
    (line,) = (one for one in logged if one["event"] == "note_does_not_open")
    assert line == {"event": "note_does_not_open", "log_level": "warning", "reference": "1-2"}
    assert "does not open" in await other.says("ada", "/121 notes")
    assert "note:" not in await other.says("ada", "/121 with @ben")
    assert "reference" in await other.says("ada", "/121 note @ben something new")
    refused = await other.bot.handle(OpenForm(who=other.ref("ada"), form="note", about=2))
    assert refused.refused
    assert SECRET in await talk.says("ada", "/121 note @ben")


async def test_a_rotated_key_still_opens_and_the_new_one_seals(
    talk: Talk, sqlite_store: SqlStore
) -> None:
    await talk.says("ada", f"/121 note @ben {SECRET}")
    new = new_key()
    both = Talk(sqlite_store, keys=(new, *talk.keys), people={"ada", "ben", "cleo"})
    assert SECRET in await both.says("ada", "/121 note @ben")
    await both.says("ada", "/121 note @cleo sails")
    only_new = Talk(sqlite_store, keys=(new,), people={"ada", "ben", "cleo"})
    assert "sails" in await only_new.says("ada", "/121 note @cleo")
    assert "reference" in await only_new.says("ada", "/121 note @ben")


async def test_one_that_does_not_open_can_be_deleted_and_many_are_counted(
    talk: Talk, sqlite_store: SqlStore
) -> None:
    await talk.says("ada", f"/121 note @ben {SECRET}")
    other = Talk(sqlite_store, keys=(), people={"ada", "ben"})
    assert "could not open it" in await other.says("ada", "/121 note @ben -")
    for number in range(12):
        whom = talk.ref(f"m{number}")
        await talk.does(WriteNote(who=talk.ref("ada"), whom=whom, text=f"number {number}"))
    listed = await talk.says("ada", "/121 notes")
    assert listed.startswith("Your notes: 12.")
    assert listed.count("[Read it]") == 10


async def test_no_note_about_somebody_elsewhere(talk: Talk) -> None:
    said = await talk.does(WriteNote(who=talk.ref("ada"), whom=MemberId(99), text=SECRET))
    assert "Kept" not in said
