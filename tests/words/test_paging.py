"""Long lists a page at a time: nothing is left out, and the way to the next page is said."""

import pytest

from bot.messages import plain, say
from bot.words.paging import and_more, page_of, turn_over
from tests.talk import LONDON


def text(*blocks: object) -> str:
    return plain(say(*blocks), str, LONDON)  # type: ignore[arg-type]


@pytest.mark.parametrize("number", [0, 1, 19, 20, 21, 40, 41])
def test_all_pages_together_are_the_whole_list(number: int) -> None:
    some = range(number)
    of = page_of(some, 1, 20).of
    pages = [page_of(some, n, 20) for n in range(1, of + 1)]
    assert [one for page in pages for one in page.items] == list(some)
    assert page_of(some, of + 1, 20) == pages[-1]
    assert page_of(some, 0, 20) == pages[0]


def test_the_next_page_is_named_and_the_last_one_too() -> None:
    assert "Page 1 of 2. The next: /121 promises all 2" in text(
        *turn_over(page_of(range(30), 1, 20), "promises")
    )
    assert text(*turn_over(page_of(range(30), 2, 20), "promises")) == "Page 2 of 2, the last one."
    assert turn_over(page_of(range(20), 1, 20), "promises") == ()


def test_a_list_that_is_whole_says_nothing_of_more() -> None:
    assert and_more(0, "promises") == ()
    assert "And 4 more: /121 promises all" in text(*and_more(4, "promises"))
