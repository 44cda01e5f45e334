"""Who may do what: the organisers' commands, the rights that are asked for, the packages that are installed."""

import re
from pathlib import Path

import pytest

from adapters.slack.manifest import HOME_OPENED, SCOPES, WRITTEN
from adapters.slack.reading import EVENTS
from bot.commands.table import SUBCOMMANDS
from bot.ports import Store
from tests.fakes.slack.methods import METHODS
from tests.talk import Talk

ROOT = Path(__file__).parent.parent.parent
ORGANISERS_ONLY = [one.name for one in SUBCOMMANDS if one.organisers_only]
# What Slack's reference asks for to send an event: https://docs.slack.dev/reference/events
NEEDED_FOR = {
    HOME_OPENED: (),
    WRITTEN: ("im:history",),
    "app_uninstalled": (),
    "tokens_revoked": (),
    "team_join": ("users:read",),
    "user_change": ("users:read",),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
}
NO_METHOD = {"commands", "mpim:write", "im:write"}  # the command itself; two kinds of one method


def _rights_for(event: str) -> tuple[str, ...]:
    kind = event.partition("_")[0]
    by_kind = {"channel": ("channels:read",), "group": ("groups:read",)}
    return NEEDED_FOR[event] if event in NEEDED_FOR else by_kind[kind]


def test_every_scope_is_needed_and_every_need_has_its_scope() -> None:
    by_methods = {scope for method in METHODS.values() for scope in method.scopes}
    by_events = {scope for event in (*EVENTS, HOME_OPENED, WRITTEN) for scope in _rights_for(event)}
    assert set(SCOPES) == by_methods | by_events | NO_METHOD


def test_every_method_with_a_scope_is_called() -> None:
    source = "".join(file.read_text(encoding="utf-8") for file in ROOT.glob("adapters/slack/*.py"))
    called = {*re.findall(r'"([a-z]+\.[a-zA-Z.]+)"', source)}
    called |= {_dotted(name) for name in re.findall(r"client\.([a-z]+_[a-z_]+)\b", source)}
    assert {name for name, method in METHODS.items() if method.scopes} <= called


def _dotted(name: str) -> str:
    """How Slack calls a method of its SDK."""
    family, _, rest = name.partition("_")
    first, *others = rest.split("_")
    return f"{family}.{first}{''.join(other.capitalize() for other in others)}"


def test_nothing_is_written_for_a_spreadsheet() -> None:
    for folder in ("bot", "adapters", "scheduler"):
        for file in ROOT.glob(f"{folder}/**/*.py"):
            source = file.read_text(encoding="utf-8")
            assert not re.search(r"csv\.(writer|DictWriter)|text/csv|\.to_csv", source), file


@pytest.mark.parametrize("command", ORGANISERS_ONLY)
async def test_what_is_the_organisers_is_refused_to_others(
    sqlite_store: Store, command: str
) -> None:
    talk = Talk(sqlite_store)
    await talk.says("ada", "/121 setup name Coffee")
    for member in ("ada", "ben", "cleo"):
        await talk.says(member, "/121 join")
    two = (
        " @ada @cleo"
        if command in {"round together", "round swap", "round apart", "round free"}
        else ""
    )
    sent = len(talk.table.sent)
    assert "Only an organiser" in await talk.says("ben", f"/121 {command}{two}")
    assert len(talk.table.sent) == sent


def test_there_are_commands_for_organisers_only() -> None:
    assert len(ORGANISERS_ONLY) >= 7


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_package_is_pinned_by_its_hash(name: str) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    pins = [line for line in lines if line and not line.lstrip().startswith("#")]
    assert len(pins) > 30
    for pin in pins:
        assert re.match(r"[a-z0-9._-]+(\[[a-z0-9,-]+\])?==\S+ ", pin), pin
        assert "--hash=sha256:" in pin
    assert "--require-hashes" in (ROOT / "scripts/install").read_text(encoding="utf-8")
