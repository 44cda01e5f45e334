"""How members, numbers and texts stand in a sentence."""

import pytest

from bot.words.people import beginning, ordinal


@pytest.mark.parametrize(
    ("number", "said"),
    [
        *((1, "first"), (2, "second"), (9, "ninth"), (10, "10th"), (11, "11th"), (12, "12th")),
        *((13, "13th"), (21, "21st"), (22, "22nd"), (23, "23rd"), (111, "111th"), (121, "121st")),
    ],
)
def test_the_how_manieth(number: int, said: str) -> None:
    assert ordinal(number) == said


def test_a_long_text_ends_with_dots() -> None:
    assert beginning("two\nlines", 20) == "two lines"
    assert beginning("x" * 21, 20) == "x" * 19 + "…"
