"""`bot121 run` as a process of its own, in Socket Mode, with a small Slack on the other side."""

import asyncio
import json
import os
import re
import signal
import socket
import sqlite3
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from click.testing import CliRunner

from bot.__main__ import main
from tests.adapters.slack.test_slack_reading import event, press, slash
from tests.fakes.slack.server import (
    APP_TOKEN,
    SIGNING_SECRET,
    TOKEN,
    Fault,
    LocalSlack,
    local_slack,
)


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    async with local_slack() as slack:
        yield slack


def environment(slack: LocalSlack, folder: Path, **more: str) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder / 'bot.sqlite'}",
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "SLACK_API_URL": slack.api_url,
        **more,
    }


async def start(slack: LocalSlack, folder: Path, **more: str) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "run",
        stdout=PIPE,
        stderr=PIPE,
        env=environment(slack, folder, **more),
    )


@asynccontextmanager
async def running(slack: LocalSlack, folder: Path) -> AsyncIterator[Process]:
    """The bot, connected; stopped by SIGTERM at the end, within ten seconds."""
    process = await start(slack, folder)
    assert process.stdout is not None
    async with asyncio.timeout(60):
        assert b"connected to Slack" in await process.stdout.readline()
    yield process
    if process.returncode is None:
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(10):
            assert await process.wait() == 0


async def types(slack: LocalSlack, member: str, text: str) -> str:
    """Type a command; gives the private answer."""
    before = len(slack.answered)
    body = slash(text) | {"user_id": member, "response_url": f"{slack.address}/respond"}
    await slack.tell("slash_commands", body)
    await until(lambda: len(slack.answered) > before)
    return str(slack.answered[-1]["text"])


async def until(so: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not so():  # noqa: ASYNC110 - it comes from another process
            await asyncio.sleep(0.02)


def posted(slack: LocalSlack, words: str) -> list[str]:
    """Where a message with these words was posted."""
    return [said["channel"] for said in slack.posted if words in said["text"]]


async def test_two_members_are_introduced_in_a_group_and_a_check_mark_says_they_met(
    slack: LocalSlack, tmp_path: Path
) -> None:
    async with running(slack, tmp_path):
        assert "coffee is set up" in await types(slack, "U1", "setup every week on monday at 10:00")
        await until(lambda: posted(slack, "one 1-2-1 a week") == ["C1"])
        for member in ("U1", "U2"):
            assert "Welcome" in await types(slack, member, "join")
        assert "first in the queue" in await types(slack, "U1", "pair-me")
        assert "introduced you" in await types(slack, "U2", "PAIR ME")
        await until(lambda: posted(slack, "meet") == ["GU1U2"])
        introduction = slack.posted[-1]
        item = {"type": "message", "channel": "GU1U2", "ts": introduction["ts"]}
        reaction = {"type": "reaction_added", "reaction": "white_check_mark", "item": item}
        for envelope in ("e2", "e3"):  # Slack says some things twice
            await slack.tell("events_api", event({**reaction, "user": "U2"}), envelope)
        await until(lambda: len(slack.posted) > 2)
        assert "1 of 48 met" in await types(slack, "U1", "status")
        button = press("met:1") | {"response_url": f"{slack.address}/respond"}
        await slack.tell("interactive", button, "e4")
    keys = [said["blocks"][0]["block_id"] for said in slack.posted]
    assert len(set(keys)) == len(keys)


async def test_what_was_not_sent_when_it_stopped_goes_out_at_the_next_start(
    slack: LocalSlack, tmp_path: Path
) -> None:
    async with running(slack, tmp_path) as process:
        await types(slack, "U1", "setup every week on monday at 10:00")
        await types(slack, "U1", "join")
        await types(slack, "U1", "pair-me")
        slack.fail("conversations.open", Fault(status=429, retry_after=3))
        await types(slack, "U2", "join")
        await until(lambda: "conversations.open" in [method for method, _ in slack.calls])
        await asyncio.sleep(1)  # that Slack asked for patience is written down
        process.kill()
        await process.wait()
    async with running(slack, tmp_path):
        await until(lambda: posted(slack, "meet") != [])
    assert posted(slack, "meet") == ["GU1U2"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def asked(address: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as client, client.get(address) as answer:
        return answer.status, await answer.text()


@asynccontextmanager
async def serving(
    slack: LocalSlack, folder: Path, **more: str
) -> AsyncIterator[tuple[Process, str]]:
    """The bot, served by HTTP on a port of its own; its address."""
    port = free_port()
    process = await start(slack, folder, BOT121_HTTP_PORT=str(port), **more)
    assert process.stdout is not None
    address = f"http://127.0.0.1:{port}"
    async with asyncio.timeout(60):
        assert (await process.stdout.readline()).decode().strip() == f"It answers at {address}"
        await process.stdout.readline()
    yield process, address
    if process.returncode is None:
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(10):
            assert await process.wait() == 0


async def test_it_ends_in_time_while_slack_has_it_wait_for_who_is_in_a_channel(
    slack: LocalSlack, tmp_path: Path
) -> None:
    slack.fail("conversations.members", Fault(status=429, retry_after=60))
    async with running(slack, tmp_path):
        asked = {"type": "member_joined_channel", "user": "UBOT", "channel": "C1", "team": "T1"}
        await slack.tell("events_api", event(asked))
        await until(lambda: "conversations.members" in [method for method, _ in slack.calls])


async def test_by_http_it_says_whether_it_is_well_and_does_what_slack_sends(
    slack: LocalSlack, tmp_path: Path
) -> None:
    by_http = {"SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": SIGNING_SECRET}
    async with serving(slack, tmp_path, **by_http) as (_, address):
        assert await asked(f"{address}/healthz") == (200, "ok")
        ready = await asked(f"{address}/readyz")
        assert (ready[0], json.loads(ready[1])) == (200, {"database": True, "slack": True})
        body = slash("setup on monday") | {"response_url": f"{slack.address}/respond"}
        assert (await slack.request(address, "slash_commands", body))[0] == 200
        await until(lambda: posted(slack, "one 1-2-1 a week") == ["C1"])


async def test_in_socket_mode_it_can_say_whether_it_is_well_too(
    slack: LocalSlack, tmp_path: Path
) -> None:
    async with serving(slack, tmp_path) as (_, address):
        ready = await asked(f"{address}/readyz")
        assert json.loads(ready[1]) == {"database": True, "slack": True}


async def test_it_ends_in_time_although_slack_does_not_answer_and_loses_nothing(
    slack: LocalSlack, tmp_path: Path
) -> None:
    async with running(slack, tmp_path):
        await types(slack, "U1", "setup every week on monday at 10:00")
        await until(lambda: posted(slack, "one 1-2-1 a week") != [])
        for member in ("U1", "U2"):
            await types(slack, member, "join")
        slack.fail("chat.postMessage", Fault(slow=60))
        for member in ("U1", "U2"):
            await types(slack, member, "pair-me")
        await until(lambda: [m for m, _ in slack.calls].count("chat.postMessage") > 1)
    slack.faults.clear()
    database = sqlite3.connect(tmp_path / "bot.sqlite")
    states = {state for (state,) in database.execute("SELECT state FROM deliveries")}
    database.close()
    assert states == {"sent", "sending"}


async def test_a_mistake_stands_in_the_log_with_its_reference_and_without_secrets(
    slack: LocalSlack, tmp_path: Path
) -> None:
    async with running(slack, tmp_path) as process:
        await types(slack, "U1", "setup every week on monday at 10:00")
        database = sqlite3.connect(tmp_path / "bot.sqlite")
        database.execute("ALTER TABLE pairing_members RENAME TO away")
        database.close()
        said = await types(slack, "U1", "profile business: our secret recipe")
        assert "our secret recipe" in said
        said = await types(slack, "U1", "status")
        found = re.search(r"reference: ([0-9a-f]{8})", said)
        assert found is not None
        process.send_signal(signal.SIGTERM)
        _, log = await process.communicate()
    assert f"reference={found[1]}" in log.decode()
    assert "Traceback" in log.decode()
    for secret in (TOKEN, APP_TOKEN, "our secret recipe", "Ada Okafor", "/respond"):
        assert secret not in log.decode()


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (
            {"SLACK_APP_TOKEN": "", "SLACK_BOT_TOKEN": "", "SLACK_SIGNING_SECRET": "x"},
            "so Slack is",
        ),
        (
            {"SLACK_SIGNING_SECRET": "x", "SLACK_CLIENT_ID": "1", "SLACK_CLIENT_SECRET": "2"},
            "bot121 secrets new-key",
        ),
        (
            {
                "SLACK_SIGNING_SECRET": "x",
                "SLACK_CLIENT_ID": "1",
                "SLACK_CLIENT_SECRET": "2",
                "BOT121_SECRET_KEY": "short",
            },
            "BOT121_SECRET_KEY is not a key.",
        ),
        ({"BOT121_HTTP_PORT": "TAKEN"}, "cannot listen on 127.0.0.1:"),
    ],
)
async def test_settings_that_do_not_go_together_are_told_in_a_sentence(
    slack: LocalSlack, tmp_path: Path, settings: dict[str, str], sentence: str
) -> None:
    taken = slack.address.rpartition(":")[2]
    chosen = {name: value.replace("TAKEN", taken) for name, value in settings.items()}
    process = await start(slack, tmp_path, **chosen)
    async with asyncio.timeout(60):
        _, said = await process.communicate()
    assert process.returncode == 2
    assert sentence in said.decode()
    assert "Traceback" not in said.decode()


@pytest.mark.parametrize(
    ("variable", "sentence"),
    [
        ("SLACK_BOT_TOKEN", "Slack refuses SLACK_BOT_TOKEN: the token is not valid."),
        ("SLACK_APP_TOKEN", "Slack refuses SLACK_APP_TOKEN: the token is not valid."),
    ],
)
async def test_a_wrong_token_is_told_in_a_sentence(
    slack: LocalSlack, tmp_path: Path, variable: str, sentence: str
) -> None:
    process = await start(slack, tmp_path, **{variable: "xoxb-wrong"})
    async with asyncio.timeout(60):
        _, said = await process.communicate()
    assert process.returncode == 2
    assert sentence in said.decode()


def test_without_a_platform_there_is_nothing_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SLACK_BOT_TOKEN", raising=False)
    done = CliRunner().invoke(main, ["run"])
    assert done.exit_code == 2
    assert "No platform is connected" in done.stderr
