"""Whole conversations, compared word by word.

`WRITE_CONVERSATIONS=1` writes down what the bot says now; read the difference before you commit it.
"""

import os
from pathlib import Path

import pytest

from bot.ports import Store
from tests.talk import Talk, replay, script

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*.txt"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
async def test_the_conversation_goes_as_it_is_written(path: Path, sqlite_store: Store) -> None:
    text = path.read_text(encoding="utf-8")
    head = [line for line in text.splitlines() if line.startswith("#")]
    went = "\n".join(head) + "\n" + await replay(Talk(sqlite_store), script(path))
    if os.environ.get("WRITE_CONVERSATIONS"):
        path.write_text(went, encoding="utf-8")
    assert went == text


def test_there_are_conversations() -> None:
    assert len(FILES) >= 8
