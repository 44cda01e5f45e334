"""The playground's folder: its own key, made once, read by nobody else; and one playground at a time."""

from pathlib import Path

import pytest

from bot.assembly.playground import play, playground
from bot.errors import InvalidInput
from bot.storage import only_one, seals_of


async def test_a_playground_makes_a_key_once_for_its_owner_only(tmp_path: Path) -> None:
    async with playground(tmp_path):
        key = (tmp_path / "key").read_text()
    assert (tmp_path / "key").stat().st_mode & 0o077 == 0
    seals = seals_of([key])
    assert seals is not None
    async with playground(tmp_path):
        assert (tmp_path / "key").read_text() == key


async def test_with_a_key_of_the_operators_it_makes_none(tmp_path: Path) -> None:
    key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
    async with playground(tmp_path, [key]):
        assert not (tmp_path / "key").exists()


async def test_a_second_playground_on_the_same_folder_reads_what_to_do(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    with (
        only_one(f"sqlite:///{folder / '121.sqlite'}"),
        pytest.raises(InvalidInput, match="bot121 demo --folder"),
    ):
        await play(folder, 0, (), open_browser=False)
