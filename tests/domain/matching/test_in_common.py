"""What members have in common, asked of many pairs at once, is what a look at each two finds."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.matching.common import in_common
from bot.domain.matching.similarity import alike

PHRASES = st.sampled_from(
    [
        "a coach",
        "coach",
        "business coach",
        "Coaches",
        "tax law",
        "law",
        "the",
        "C",
        "é",
        "e",
        "",
        "税",
    ]
)
ROWS = st.lists(st.lists(PHRASES, max_size=4), min_size=1, max_size=6)


def slowly(sought: list[str], given_: list[str]) -> bool:
    return any(alike(one, other) for one in sought for other in given_)


@given(ROWS, ROWS)
def test_the_quick_look_finds_what_a_slow_one_does(
    sought: list[list[str]], given_: list[list[str]]
) -> None:
    size = min(len(sought), len(given_))
    known = in_common(sought[:size], given_[:size])
    a, b = (side.ravel() for side in np.indices((size, size)))
    found = known.found(a, b).reshape(size, size)
    assert found.tolist() == [
        [slowly(sought[i], given_[j]) for j in range(size)] for i in range(size)
    ]


def test_more_kinds_than_bits_are_told_apart() -> None:
    rows = [[f"kind{n} of{n}", f"other{n}"] for n in range(300)]
    a, b = (side.ravel() for side in np.indices((300, 300)))
    assert np.array_equal(in_common(rows, rows).found(a, b), a == b)
