"""The playground's own key: made once, read by nobody else, kept with the rest of its state."""

from pathlib import Path

from bot.assembly.playground import playground
from bot.storage import seals_of


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
