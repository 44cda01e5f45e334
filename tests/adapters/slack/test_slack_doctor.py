"""`bot121 doctor`: one line for each thing, and how to mend what is wrong."""

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.assembly.doctor import examine
from bot.findings import Finding
from bot.settings import Settings
from bot.storage import new_key, upgrade
from tests.adapters.slack.office import WAYS
from tests.fakes.slack.server import Fault, LocalSlack, local_slack


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    async with local_slack() as slack:
        yield slack


async def examined(slack: LocalSlack, folder: Path, **more: object) -> dict[str, Finding]:
    chosen = {
        **WAYS["socket"],
        "slack_api_url": slack.api_url,
        "database_url": f"sqlite:///{folder / '121.sqlite'}",
        **more,
    }
    found = await examine(Settings(**chosen))
    assert all("\n" not in finding.said for finding in found)
    return {finding.subject: finding for finding in found}


def ill(found: dict[str, Finding]) -> dict[str, str]:
    return {name: finding.said for name, finding in found.items() if not finding.is_well}


async def test_where_everything_is_well_it_says_so_and_makes_nothing(
    slack: LocalSlack, tmp_path: Path
) -> None:
    found = await examined(slack, tmp_path)
    assert ill(found) == {}
    assert set(found) == {
        "database",
        "time zones",
        "secret key",
        "Slack bot token",
        "Slack scopes",
        "clock",
        "Slack app token",
        "Slack",
    }
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("chosen", "subject", "remedy"),
    [
        ({"slack_bot_token": "xapp-1"}, "Slack bot token", "does not begin with xoxb-"),
        ({"slack_bot_token": "xoxb-9"}, "Slack bot token", "the token is not valid"),
        ({"slack_app_token": "xoxb-1"}, "Slack app token", "does not begin with xapp-"),
        ({"slack_app_token": "xapp-9"}, "Slack app token", "the token is not valid"),
        ({"slack_app_token": ""}, "Slack", "SLACK_APP_TOKEN is missing"),
        ({"slack_bot_token": "", "slack_app_token": ""}, "Slack", "no token is set"),
        ({"database_url": "sqlite:////proc/x/y.sqlite"}, "database", "nothing is in it yet"),
        ({"database_url": "mysql://x"}, "database", "sqlite or postgresql"),
        (
            {"slack_signing_secret": "s", "slack_bot_token": "", "slack_app_token": ""},
            "Slack",
            "alone is not enough",
        ),
        ({**WAYS["oauth"], "secret_key": ""}, "secret key", "bot121 secrets new-key"),
        ({"secret_key": "short"}, "secret key", "is not a key"),
        ({**WAYS["oauth"], "secret_key": "short"}, "secret key", "is not a key"),
    ],
)
async def test_what_is_wrong_is_said_with_its_remedy(
    slack: LocalSlack, tmp_path: Path, chosen: dict[str, object], subject: str, remedy: str
) -> None:
    found = await examined(slack, tmp_path, **chosen)
    assert remedy in found[subject].said


async def test_ways_by_http_are_examined_too(slack: LocalSlack, tmp_path: Path) -> None:
    one = await examined(slack, tmp_path, **{**WAYS["http"], "slack_app_token": ""})
    many = await examined(slack, tmp_path, **WAYS["oauth"], slack_bot_token="", slack_app_token="")
    assert (ill(one), ill(many)) == ({}, {})
    assert "every workspace" in many["Slack"].said


async def test_scopes_that_were_not_granted_are_named(slack: LocalSlack, tmp_path: Path) -> None:
    slack.riverside.scopes -= {"mpim:write", "im:history"}
    found = await examined(slack, tmp_path)
    assert list(ill(found)) == ["Slack scopes"]
    assert found["Slack scopes"].said.startswith("missing: mpim:write, im:history. Put")


async def test_a_clock_that_is_wrong_is_noticed(slack: LocalSlack, tmp_path: Path) -> None:
    slack.behind = 400
    said = ill(await examined(slack, tmp_path))["clock"]
    assert said.startswith(("399 s", "400 s", "401 s"))
    assert "NTP" in said


async def test_slack_out_of_reach_is_said(slack: LocalSlack, tmp_path: Path) -> None:
    slack.fail("auth.test", *[Fault(cut="before")] * 2)
    found = await examined(slack, tmp_path)
    assert "Slack does not answer" in found["Slack bot token"].said


async def test_an_older_database_is_to_be_upgraded(slack: LocalSlack, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / '121.sqlite'}"
    await upgrade(url)
    assert "up to date" in (await examined(slack, tmp_path))["database"].said
    with sqlite3.connect(tmp_path / "121.sqlite") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0002'")
    connection.close()
    assert "bot121 db upgrade" in ill(await examined(slack, tmp_path))["database"]


@pytest.mark.process
async def test_the_command_prints_a_line_each_and_no_token(
    slack: LocalSlack, tmp_path: Path
) -> None:
    env = {
        "PATH": "",
        "SLACK_BOT_TOKEN": "xoxb-riverside",
        "SLACK_APP_TOKEN": "xapp-wrong",
        "SLACK_API_URL": slack.api_url,
        "BOT121_SECRET_KEY": new_key(),
    }
    command = (sys.executable, "-m", "bot", "doctor")
    done = await asyncio.to_thread(
        subprocess.run,
        command,
        env={**env, "PYTHONPATH": str(Path.cwd())},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines] == [*["ok"] * 6, "wrong", "ok"]
    assert "xoxb-riverside" not in done.stdout
    assert "Traceback" not in done.stderr
