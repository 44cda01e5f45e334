"""The picture of a network: readable, small, and the same for the same network."""

from io import BytesIO
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.words.network_picture import DOT, MOST_DRAWN, SIZE, Dot, _placed, network_picture

dots = st.lists(
    st.tuples(st.integers(0, 2), st.integers(1, 30), st.booleans()), min_size=1, max_size=60
).map(
    lambda some: [
        Dot(number=n, ring=ring, met=met, faded=faded)
        for n, (ring, met, faded) in enumerate(some, 1)
    ]
)


@given(dots)
def test_no_two_dots_touch_and_all_are_inside(some: list[Dot]) -> None:
    placed = _placed(some)
    assert len(placed) == min(len(some), MOST_DRAWN)
    for (_, (ax, ay)), (_, (bx, by)) in combinations(placed, 2):
        assert (ax - bx) ** 2 + (ay - by) ** 2 > (2 * DOT) ** 2
    assert all(DOT < x < SIZE - DOT and DOT < y < SIZE - DOT for _, (x, y) in placed)


@settings(max_examples=8, deadline=None)
@given(dots)
def test_the_picture_is_small_and_always_the_same(some: list[Dot]) -> None:
    picture = network_picture(some)
    assert picture == network_picture(some)
    assert len(picture) < 200_000
    assert Image.open(BytesIO(picture)).size == (SIZE, SIZE)
