"""What is the organisers' is refused to everybody else, on every platform, in every way of asking for it."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.commands.press import _BUTTONS
from bot.commands.table import SUBCOMMANDS, Subcommand
from bot.storage import SqlStore
from bot.storage.tables import circles, rounds, rulings
from tests.adapters.discord.server import server
from tests.adapters.slack.office import Office, office, words_of
from tests.fakes.slack.server import local_slack
from tests.security.test_fuzzing_playground import _page, _post

REFUSED = "Only an organiser"
THEIRS = tuple(one for one in SUBCOMMANDS if one.organisers_only)
BUTTONS = {"circle", "close_circle", "free", "retry"}

Rows = list[Any]


def takes_two(command: Subcommand) -> bool:
    return len(command.parameters) > 1


async def kept(store: Any) -> Rows:
    """What only organisers can change."""
    async with store.connection() as connection:
        found = [await connection.execute(select(table)) for table in (circles, rounds, rulings)]
        return [rows.all() for rows in found]


async def only_for(
    mine: Callable[[Subcommand], Awaitable[str]],
    ada: Callable[[Subcommand], Awaitable[str]],
    store: Any,
) -> None:
    """Every command is refused to whoever is no organiser, and changes nothing; to Ada none is."""
    before = await kept(store)
    for command in THEIRS:
        assert REFUSED in await mine(command), command.name
    assert await kept(store) == before
    for command in THEIRS:
        assert REFUSED not in await ada(command), command.name
    assert await kept(store) != before


async def ready(place: Office) -> None:
    await place.types("U1", "setup on monday")
    for member in ("U1", "U2", "U3"):
        await place.types(member, "join")


@pytest.mark.parametrize("way", ["http", "socket"])
async def test_in_slack_every_command_of_the_organisers_is_refused_to_others(
    sqlite_store: SqlStore, way: str
) -> None:
    async with local_slack() as slack, office(slack, sqlite_store, way) as place:
        await ready(place)

        def by(member: str) -> Callable[[Subcommand], Awaitable[str]]:
            return lambda command: place.types(
                member, f"{command.name}{' <@U1|ada> <@U3|chiara>' if takes_two(command) else ''}"
            )

        await only_for(by("U2"), by("U1"), sqlite_store)


async def test_in_slack_every_button_of_the_organisers_is_refused_to_others(
    sqlite_store: SqlStore,
) -> None:
    async with local_slack() as slack, office(slack, sqlite_store, "http") as place:
        await ready(place)
        before = await kept(sqlite_store)
        refused = set()
        for button in BUTTONS:
            assert button in _BUTTONS
            if REFUSED in await place.presses("U2", f"{button}:1"):
                refused.add(button)
        assert refused == BUTTONS
        assert await kept(sqlite_store) == before


async def test_in_slack_a_dialog_is_refused_to_whoever_is_no_organiser_any_more(
    sqlite_store: SqlStore,
) -> None:
    async with local_slack() as slack, office(slack, sqlite_store, "http") as place:
        await ready(place)
        dialog = await place.opens("U1", "circle:1")
        before = await kept(sqlite_store)
        assert REFUSED in words_of_errors(await place.submits("U2", dialog))
        slack.users["U1"]["is_admin"] = False
        await place.tells({"type": "user_change", "user": slack.users["U1"]})
        assert REFUSED in words_of_errors(await place.submits("U1", dialog))
        assert await kept(sqlite_store) == before
        slack.users["U1"]["is_admin"] = True
        await place.tells({"type": "user_change", "user": slack.users["U1"]})
        assert "Who takes part" in words_of((await place.submits("U1", dialog))["view"])


def words_of_errors(answer: dict[str, Any]) -> str:
    return " ".join(answer.get("errors", {}).values())


async def test_in_slack_an_admin_of_another_organisation_is_no_organiser(
    sqlite_store: SqlStore,
) -> None:
    async with local_slack() as slack, office(slack, sqlite_store, "http") as place:
        await ready(place)
        slack.users["U3"] |= {"team_id": "T9", "is_stranger": True, "is_admin": True}
        await place.tells({"type": "user_change", "user": slack.users["U3"]})
        assert REFUSED in await place.types("U3", "round now")


async def test_in_discord_every_command_of_the_organisers_is_refused_to_others(
    sqlite_store: SqlStore,
) -> None:
    async with server(sqlite_store) as place:
        await place.types("ada", "setup", changes="every week on tuesday at 10:00")
        for who in ("ada", "ben", "chiara"):
            await place.types(who, "join")
        two = {"member": place["ada"].user, "other": place["chiara"].user}

        def by(who: str) -> Callable[[Subcommand], Awaitable[str]]:
            return lambda command: place.types(
                who, command.name, **(two if takes_two(command) else {})
            )

        await only_for(by("ben"), by("ada"), sqlite_store)


async def test_in_the_playground_every_command_of_the_organisers_is_refused_to_others(
    tmp_path: Path,
) -> None:
    async with _page(tmp_path) as page:
        for command in THEIRS:
            two = " @ada @chiara" if takes_two(command) else ""
            asked = {"as": "ben", "room": "coffee", "text": f"/121 {command.name}{two}"}
            answer = await _post(page, "/say", asked)
            assert answer.status_code == 200
        seen = (await page.get("/state", params={"as": "ben"})).text
        assert seen.count(REFUSED) == len(THEIRS)
