"""`bot121 run` with Discord over real sockets: in this process and as a process of its own, through every fault."""

import asyncio
import base64
import os
import signal
import sqlite3
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner

from adapters.discord.invite import PERMISSIONS, application_of, link
from bot.__main__ import main
from bot.errors import InvalidInput
from tests.adapters.discord.server import words_of
from tests.fakes.discord.server import (
    ADA,
    APP,
    BEN,
    COFFEE,
    TOKEN,
    Fault,
    LocalDiscord,
    local_discord,
)
from tests.fakes.slack.server import APP_TOKEN, local_slack
from tests.fakes.slack.server import TOKEN as SLACK_TOKEN


@pytest.fixture
async def discord() -> AsyncIterator[LocalDiscord]:
    async with local_discord() as discord:
        yield discord


async def start(discord: LocalDiscord, folder: Path, **more: str) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "run",
        stdout=PIPE,
        stderr=PIPE,
        env={
            **os.environ,
            "DATABASE_URL": f"sqlite:///{folder / 'bot.sqlite'}",
            "DISCORD_TOKEN": TOKEN,
            "DISCORD_API_URL": discord.api_url,
            "DISCORD_GATEWAY_URL": discord.gateway_url,
            **more,
        },
    )


@asynccontextmanager
async def running(discord: LocalDiscord, folder: Path, **more: str) -> AsyncIterator[Process]:
    """The bot, connected; stopped by SIGTERM at the end, within ten seconds."""
    process = await start(discord, folder, **more)
    assert process.stdout is not None
    async with asyncio.timeout(60):
        while b"connected to Discord" not in (said := await process.stdout.readline()):
            assert said, (await process.communicate())[1].decode()
    yield process
    if process.returncode is None:
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(10):
            assert await process.wait() == 0


async def until(so: Callable[[], Any]) -> None:
    async with asyncio.timeout(40):
        while not so():  # noqa: ASYNC110 - it comes from another process
            await asyncio.sleep(0.02)


async def types(discord: LocalDiscord, member: str, name: str, **options: str) -> str:
    return words_of((await discord.types(member, name, **options))["components"])


async def introduce(discord: LocalDiscord) -> None:
    assert "coffee is set up" in await types(discord, ADA, "setup", changes="on monday at 10:00")
    for member in (ADA, BEN):
        await types(discord, member, "join")
        await types(discord, member, "pair-me")


async def test_a_second_one_on_the_same_file_is_refused_and_the_first_goes_on(
    discord: LocalDiscord, tmp_path: Path
) -> None:
    async with running(discord, tmp_path):
        second = await start(discord, tmp_path)
        _, said = await second.communicate()
        assert second.returncode == 2
        assert said.decode().startswith("bot121: Another 121 is running on bot.sqlite already.")
        assert discord.identified == 1
        assert "join" in await types(discord, ADA, "help")


async def test_two_members_meet_in_a_thread_and_a_check_mark_says_so(
    discord: LocalDiscord, tmp_path: Path
) -> None:
    async with running(discord, tmp_path):
        await introduce(discord)
        await until(lambda: discord.said("A 1-2-1 for you"))
        (thread,) = discord.threads
        assert discord.said("A 1-2-1 for you") == [thread["id"]]
        assert discord.thread_members[thread["id"]] == {ADA, BEN}
        assert discord.said("one 1-2-1 a week") == [COFFEE]
        introduction = discord.messages[thread["id"]][0]
        assert introduction["allowed_mentions"] == {"parse": [], "users": [ADA, BEN]}
        await discord.reacts(BEN, thread["id"], introduction["id"])
        await until(lambda: discord.said("met. Good to hear."))
        assert "1 of 48 met" in await types(discord, ADA, "status")
    nonces = [one["nonce"] for some in discord.messages.values() for one in some if "nonce" in one]
    assert len(set(nonces)) == len(nonces)
    assert all(len(nonce) <= 25 for nonce in nonces)


async def test_commands_are_registered_once_and_not_again(
    discord: LocalDiscord, tmp_path: Path
) -> None:
    for _ in range(2):
        async with running(discord, tmp_path):
            pass
    assert discord.registrations == 1


async def test_a_connection_that_breaks_is_resumed_and_nothing_is_missed(
    discord: LocalDiscord, tmp_path: Path
) -> None:
    async with running(discord, tmp_path):
        await introduce(discord)
        await until(lambda: discord.said("A 1-2-1 for you"))
        thread = discord.threads[0]["id"]
        discord.drop()
        await discord.reacts(BEN, thread, discord.messages[thread][0]["id"])
        await until(lambda: discord.resumed)
        await until(lambda: discord.said("met. Good to hear."))
    assert discord.identified == 1


@pytest.mark.parametrize(
    "fault",
    [
        Fault(retry_after=0.2),
        Fault(status=500),
        Fault(cut=True),
        Fault(status=400, code=99999),
    ],
    ids=["asked for patience", "in trouble", "cut after it took it", "unheard of"],
)
async def test_whatever_discord_does_the_two_are_introduced_once(
    discord: LocalDiscord, tmp_path: Path, fault: Fault
) -> None:
    async with running(discord, tmp_path):
        await types(discord, ADA, "setup", changes="on monday at 10:00")
        await until(lambda: discord.said("one 1-2-1 a week"))
        for member in (ADA, BEN):
            await types(discord, member, "join")
        await types(discord, ADA, "pair-me")
        await until(lambda: len(discord.said("This is where I write to you")) == 2)
        discord.fail("POST messages", fault)
        await types(discord, BEN, "pair-me")
        if not fault.cut:
            await until(lambda: discord.said("A 1-2-1 for you"))
        await until(lambda: discord.threads)
    if fault.cut:
        # Nobody knows whether it arrived: it is looked up when the lease is over, here at a later start.
        database = sqlite3.connect(tmp_path / "bot.sqlite")
        database.execute(
            "UPDATE deliveries SET lease_until = '2020-01-01 00:00:00' WHERE state = 'sending'"
        )
        database.commit()
        async with running(discord, tmp_path):
            await until(lambda: _states(database) == {"sent"})
        database.close()
    assert len(discord.said("A 1-2-1 for you")) == 1


def _states(database: Any) -> set[str]:
    return {state for (state,) in database.execute("SELECT state FROM deliveries")}


async def test_without_the_right_to_make_a_thread_the_channel_says_where_to_look(
    discord: LocalDiscord, tmp_path: Path
) -> None:
    discord.fail("POST threads", *[Fault(status=403, code=50013)] * 3)
    async with running(discord, tmp_path):
        await introduce(discord)
        await until(lambda: discord.said("there is something for you about a 1-2-1"))
        assert discord.said("there is something for you about a 1-2-1") == [COFFEE]
        assert discord.said("A 1-2-1 for you") == []
        assert "Your 1-2-1 with" in await types(discord, BEN, "status")
        await until(lambda: discord.said("may not make private threads"))
        (told,) = discord.said("may not make private threads")
        assert told == f"9{ADA[1:]}"


async def test_whom_discord_does_not_reach_an_organiser_hears_of(
    discord: LocalDiscord, tmp_path: Path
) -> None:
    async with running(discord, tmp_path):
        await types(discord, ADA, "setup", changes="apart, on monday at 10:00")
        for member in (ADA, BEN):
            await types(discord, member, "join")
        await types(discord, ADA, "pair-me")
        await until(lambda: len(discord.said("This is where I write to you")) == 2)
        discord.fail("POST messages", Fault(status=403, code=50007))
        await types(discord, BEN, "pair-me")
        await until(lambda: discord.said("I could not deliver a message to"))


async def test_slack_and_discord_run_side_by_side(discord: LocalDiscord, tmp_path: Path) -> None:
    async with local_slack() as slack:
        tokens = {"SLACK_BOT_TOKEN": SLACK_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN}
        async with running(discord, tmp_path, SLACK_API_URL=slack.api_url, **tokens):
            await introduce(discord)
            await until(lambda: slack.sockets)
    assert slack.posted == []


@pytest.mark.parametrize(
    ("settings", "prepare", "sentence"),
    [
        ({"DISCORD_TOKEN": "wrong"}, {}, "Discord refuses DISCORD_TOKEN."),
        ({"DISCORD_MEMBERS": "yes"}, {"refuse_intents": True}, "Switch the Server Members intent"),
        ({}, {"remaining": 3}, "only 3 more times today"),
        ({"DISCORD_API_URL": "http://127.0.0.1:1/api/v10"}, {}, "Discord does not answer"),
        ({"DISCORD_MEMBERS": "perhaps"}, {}, "it can be yes or no"),
    ],
)
async def test_what_keeps_121_from_connecting_is_told_in_a_sentence(
    discord: LocalDiscord,
    tmp_path: Path,
    settings: dict[str, str],
    prepare: dict[str, Any],
    sentence: str,
) -> None:
    for name, value in prepare.items():
        setattr(discord, name, value)
    process = await start(discord, tmp_path, **settings)
    async with asyncio.timeout(90):
        _, said = await process.communicate()
    assert process.returncode == 2, said.decode()
    assert sentence in said.decode()
    assert "Traceback" not in said.decode()


def test_the_invitation_asks_for_what_is_needed_and_names_the_bot() -> None:
    asked = parse_qs(urlsplit(link(TOKEN)).query)
    assert asked["client_id"] == [APP]
    assert asked["scope"] == ["bot applications.commands"]
    assert int(asked["permissions"][0]).bit_count() == len(PERMISSIONS)


def test_the_command_prints_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    done = CliRunner().invoke(main, ["invite", "discord"])
    assert done.output.startswith("https://discord.com/oauth2/authorize?client_id=1210")


@pytest.mark.parametrize("token", ["", "x", "not-base64.y.z", base64.b64encode(b"words").decode()])
def test_what_is_no_token_is_told_so(token: str) -> None:
    with pytest.raises(InvalidInput, match="DISCORD_TOKEN is not a bot's token"):
        application_of(token)
