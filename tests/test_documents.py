"""What the documents say is so: transcripts, settings, links, commands and files."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from bot.commands.table import SUBCOMMANDS
from bot.settings import Settings, variable

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")
SOURCE = re.compile(r"\b(?:bot|adapters|scheduler|tests|scripts|benchmarks)(?:/\w+)+(?:\.\w+|/)?")
ELSEWHERE = ("http://", "https://")


def block(mark: str, text: str = README) -> str:
    """The fenced block that follows a comment."""
    found = re.search(rf"<!-- {re.escape(mark)} -->\n```\n(.*?)```\n", text, re.DOTALL)
    assert found, f"no block marked {mark}"
    return found[1]


def anchors(document: Path) -> set[str]:
    """What a link can point to in a document: its headings, as they stand in an address."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    bare = (re.sub(r"[^\w\- ]", "", heading.casefold()) for heading in headings)
    return {heading.replace(" ", "-") for heading in bare}


def is_known(asked: str) -> bool:
    names = (subcommand.name for subcommand in SUBCOMMANDS)
    return any(asked == name or asked.startswith(f"{name} ") for name in names)


def test_the_transcript_is_the_one_that_is_replayed() -> None:
    path = "tests/conversations/readme.txt"
    assert block(f"from {path}") == (ROOT / path).read_text(encoding="utf-8")


def test_the_pairing_from_files_prints_what_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("members.csv", "history.csv"):
        (tmp_path / name).write_text(block(name), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    typed, _, shown = block("run").partition("\n")
    assert typed.startswith("$ bot121 ")
    done = CliRunner().invoke(main, typed.split()[2:])
    assert (done.exit_code, done.output) == (0, shown)


def test_the_example_settings_are_all_settings_with_their_defaults() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    listed = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert listed == {variable(f.name): str(f.default) for f in fields(Settings)}


def test_the_operating_guide_lists_all_settings_with_their_defaults() -> None:
    guide = (ROOT / "docs/guides/operating.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([A-Z0-9_]+)` \| (?:`([^`]+)`|empty) \|", guide, re.MULTILINE)
    listed = dict(rows)
    assert listed == {variable(f.name): str(f.default) for f in fields(Settings)}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    for link in LINK.findall(document.read_text(encoding="utf-8")):
        if link.startswith(ELSEWHERE):
            continue
        path, _, anchor = link.partition("#")
        target = document.parent / path if path else document
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_source_file_that_is_named_exists(document: Path) -> None:
    for named in SOURCE.findall(document.read_text(encoding="utf-8")):
        assert (ROOT / named).exists(), named


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_that_is_named_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    unknown = [said for said in re.findall(r"/121 ([a-z][a-z -]*)", text) if not is_known(said)]
    assert unknown == []


def test_the_readme_names_every_command() -> None:
    assert [s.name for s in SUBCOMMANDS if f"/121 {s.name}" not in README] == []


def test_every_test_that_the_threat_model_names_exists() -> None:
    told = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", told)
    assert len(named) > 30
    for path, function in named:
        source = (ROOT / path).read_text(encoding="utf-8")
        assert re.search(rf"^(async )?def {function}\(", source, re.MULTILINE), function


def test_every_row_of_the_threat_model_has_a_test() -> None:
    told = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\|(?:[^|]*\|){3} *(.*) *\|$", told, re.MULTILINE)
    assert len(rows) > 15
    assert [row for row in rows[2:] if "::test_" not in row] == []
