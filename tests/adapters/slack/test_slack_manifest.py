"""The manifest that is pasted into Slack, and the command that prints it."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from click.testing import CliRunner

from adapters.slack.manifest import SCOPES, as_json, as_yaml, link, manifest
from bot.__main__ import main
from bot.errors import InvalidInput

READS_WHAT_PEOPLE_SAY = {"mpim:history", "channels:history", "groups:history", "users:read.email"}


def test_socket_mode_needs_no_address() -> None:
    made = manifest()
    assert made["settings"]["socket_mode_enabled"] is True
    assert "request_url" not in json.dumps(made)
    assert made["features"]["slash_commands"][0]["command"] == "/121"
    assert made["features"]["app_home"]["messages_tab_enabled"] is True


def test_requests_go_to_one_address() -> None:
    made = manifest(url="https://bot.example.org/")
    address = "https://bot.example.org/slack/events"
    assert made["settings"]["socket_mode_enabled"] is False
    assert made["settings"]["event_subscriptions"]["request_url"] == address
    assert made["settings"]["interactivity"]["request_url"] == address
    assert made["features"]["slash_commands"][0]["url"] == address
    redirect = "https://bot.example.org/slack/oauth_redirect"
    assert made["oauth_config"]["redirect_urls"] == [redirect]


def test_no_scope_reads_what_a_pair_says_to_each_other() -> None:
    assert not READS_WHAT_PEOPLE_SAY & set(SCOPES)
    assert manifest()["oauth_config"]["scopes"] == {"bot": list(SCOPES)}


def test_the_guide_gives_the_reason_for_each_scope() -> None:
    guide = Path("docs/guides/slack.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([a-z:]+)` \| (.+) \|$", guide, re.MULTILINE))
    assert rows == dict(SCOPES)


def test_both_forms_say_the_same() -> None:
    made = manifest("/one2one")
    assert json.loads(as_json(made)) == yaml.safe_load(as_yaml(made)) == made
    assert "name: '121'" in as_yaml(made)


def test_the_link_carries_the_whole_manifest() -> None:
    made = manifest()
    (carried,) = parse_qs(urlsplit(link(made)).query)["manifest_json"]
    assert json.loads(carried) == made


def test_slacks_limits_are_kept() -> None:
    made: dict[str, Any] = manifest()
    assert len(made["display_information"]["name"]) <= 35
    assert len(made["display_information"]["description"]) <= 140
    assert len(made["features"]["slash_commands"][0]["usage_hint"]) <= 1000
    assert len(made["features"]["slash_commands"][0]["description"]) <= 2000


@pytest.mark.parametrize("command", ["121", "/", "/ONE", "/one two", "/" + "a" * 32])
def test_a_name_that_slack_refuses_is_told(command: str) -> None:
    with pytest.raises(InvalidInput, match="cannot be a command"):
        manifest(command)


@pytest.mark.parametrize(
    "url", ["http://bot.example.org", "bot.example.org", "https://", "https://a b"]
)
def test_an_address_that_slack_cannot_use_is_told(url: str) -> None:
    with pytest.raises(InvalidInput, match="https://bot"):
        manifest(url=url)


def test_the_command_prints_the_manifest_and_the_link() -> None:
    done = CliRunner().invoke(main, ["manifest", "slack", "--command", "/one2one"])
    assert done.exit_code == 0
    assert json.loads(done.stdout) == manifest("/one2one")
    assert link(manifest("/one2one")) in done.stderr
    done = CliRunner().invoke(main, ["manifest", "slack", "--yaml", "--url", "https://b.example"])
    assert yaml.safe_load(done.stdout) == manifest(url="https://b.example")


def test_the_command_says_what_is_wrong() -> None:
    done = CliRunner().invoke(main, ["manifest", "slack", "--command", "one two"])
    assert (done.exit_code, done.stdout) == (2, "")
    assert "cannot be a command" in done.stderr
