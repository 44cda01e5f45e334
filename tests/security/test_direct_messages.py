"""In a direct message Discord says neither whether somebody is still in the server nor what they may do there.

Whoever has left, or may no longer manage the server, still has the messages of before, with their buttons.
"""

from typing import Any

import discord
import pytest

from adapters.discord.reading import person
from adapters.discord.tree import path_of
from bot.commands import MemberLeft, Uninstalled
from bot.deliveries import Receipt
from bot.domain.model import Platform
from bot.storage import SqlStore
from tests.adapters.discord.server import Server, buttons_of, parts_of, server, words_of

NOBODY_HERE = "There is no circle here yet"


async def both_take_part(place: Server) -> Any:
    """Ada and Ben have joined; gives the introduction that Ben has in private."""
    await place.types("ada", "setup", changes="every week on tuesday at 10:00 apart")
    for who in ("ada", "ben"):
        await place.types(who, "join")
        await place.types(who, "pair-me")
    history = place["ben"].user.dm_channel.history()
    return next(message for message in history if buttons_of(parts_of(message)))


async def types_in_private(place: Server, who: str, command: str) -> str:
    result = await place[who].user.slash(" ".join(("121", *path_of(command))))
    await place.settle()
    return words_of(result.response.components)


async def presses_in_private(place: Server, who: str, message: Any) -> str:
    button = buttons_of(parts_of(message))[0]
    result = await place[who].user.click(message, custom_id=button["custom_id"])
    await place.settle()
    return words_of(result.response.components)


async def manages(place: Server, who: str, *, so: bool) -> None:
    """Give somebody the role of those who may manage the server, or take it away."""
    guild = place.gateway.get_guild(place.guild.id)
    assert guild is not None
    role = discord.Object(place.guild.roles["Organisers"].id)
    member = await guild.fetch_member(place[who].id)
    await (member.add_roles(role) if so else member.remove_roles(role))
    await place.env.settle()


async def is_gone(place: Server, who: str) -> bool:
    async with place.parts.bot.store.begin() as tx:
        return not await tx.people.homes(Platform.DISCORD, str(place[who].id))


async def test_whoever_has_left_gets_nothing_by_a_button_of_before(sqlite_store: SqlStore) -> None:
    async with server(sqlite_store, members=True) as place:
        message = await both_take_part(place)
        assert NOBODY_HERE not in await presses_in_private(place, "ben", message)
        place.guild.remove_member(place["ben"])
        await place.settle()
        assert await is_gone(place, "ben")
        assert NOBODY_HERE in await presses_in_private(place, "ben", message)
        assert NOBODY_HERE in await types_in_private(place, "ben", "network")
        assert await is_gone(place, "ben")


async def test_whoever_left_without_121_hearing_of_it_gets_nothing_either(
    sqlite_store: SqlStore,
) -> None:
    async with server(sqlite_store) as place:
        message = await both_take_part(place)
        place.guild.remove_member(place["ben"])
        await place.settle()
        assert not await is_gone(place, "ben")
        assert NOBODY_HERE in await presses_in_private(place, "ben", message)
        assert await is_gone(place, "ben")


@pytest.mark.parametrize("command", ["round now", "setup"])
async def test_whoever_may_no_longer_manage_the_server_is_no_organiser_in_private(
    sqlite_store: SqlStore, command: str
) -> None:
    async with server(sqlite_store) as place:
        await both_take_part(place)
        assert "Only an organiser" not in await types_in_private(place, "ada", "round preview")
        await manages(place, "ada", so=False)
        assert "Only an organiser" in await types_in_private(place, "ada", command)


async def test_whoever_may_manage_the_server_by_now_is_an_organiser_in_private(
    sqlite_store: SqlStore,
) -> None:
    async with server(sqlite_store) as place:
        await both_take_part(place)
        assert "Only an organiser" in await types_in_private(place, "ben", "round preview")
        await manages(place, "ben", so=True)
        assert "Only an organiser" not in await types_in_private(place, "ben", "round preview")


async def test_a_message_of_before_is_no_way_in_for_a_check_mark(sqlite_store: SqlStore) -> None:
    async with server(sqlite_store) as place:
        message = await both_take_part(place)
        server_id, bot = str(place.guild.id), place.parts.bot
        receipt = Receipt(channel=str(message.channel.id), message=str(message.id))

        async def home(who: str) -> str | None:
            return await bot.home_of(Platform.DISCORD, str(place[who].id), receipt)

        assert await home("ben") == await home("ada") == server_id
        await bot.handle(MemberLeft(who=person(server_id, str(place["ben"].id))))
        assert (await home("ben"), await home("ada")) == (None, server_id)
        await bot.handle(Uninstalled(who=person(server_id, "")))
        assert await home("ada") is None
