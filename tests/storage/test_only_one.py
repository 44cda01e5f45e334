"""A SQLite file has one `bot121 run` at a time; whoever comes second reads why, and the first one's death lets the next in."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from bot.errors import InvalidInput
from bot.storage import only_one

HOLDING = """
import sys
from bot.storage import only_one
with only_one(sys.argv[1]):
    print("in", flush=True)
    sys.stdin.read()
"""


def address(folder: Path) -> str:
    return f"sqlite:///{folder / '121.sqlite'}"


def test_the_second_reads_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "link.sqlite").symlink_to(tmp_path / "121.sqlite")
    with only_one(address(tmp_path)):
        for name in ("121.sqlite", "link.sqlite"):
            with (
                pytest.raises(InvalidInput, match="Another 121 is running"),
                only_one(f"sqlite:///{tmp_path / name}"),
            ):
                pass
        with only_one(f"sqlite:///{tmp_path / 'other.sqlite'}"):
            pass
    with only_one(address(tmp_path)):
        pass


async def test_who_was_killed_holds_nothing(tmp_path: Path) -> None:
    first = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLDING, address(tmp_path), stdin=PIPE, stdout=PIPE
    )
    assert first.stdout is not None
    assert await first.stdout.readline() == b"in\n"
    with pytest.raises(InvalidInput), only_one(address(tmp_path)):
        pass
    first.kill()
    await first.wait()
    with only_one(address(tmp_path)):
        pass


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "postgresql://host/name"])
def test_in_memory_and_on_postgresql_there_may_be_several(url: str) -> None:
    with only_one(url), only_one(url):
        pass


def test_a_system_without_such_locks_keeps_nobody_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "fcntl", None)
    with only_one(address(tmp_path)), only_one(address(tmp_path)):
        assert list(tmp_path.iterdir()) == []


def test_where_nothing_can_be_written_the_database_says_so_itself(tmp_path: Path) -> None:
    with only_one(f"sqlite:///{tmp_path / 'nowhere' / '121.sqlite'}"):
        pass
