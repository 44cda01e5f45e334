"""When two phrases mean the same, and how well two members fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.matching.similarity import alike, offered, shared
from tests.domain.matching.groups import member


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("coach", "Coach"),
        ("  a coach ", "business  coach"),
        ("a business coach", "coaching"),
        ("a coach", "coaches"),
        ("an accountant", "accounting"),
        ("a bookkeeper", "bookkeeping"),
        ("Start-ups", "start-up"),
        ("a lawyer for contracts", "contract lawyer"),
        ("Straße", "STRASSE"),
        ("café", "cafe\u0301"),
        ("ｊａｚｚ", "jazz"),
        ("مدرب", "مدرب أعمال"),
        ("مُدَرِّب", "مدرب"),
        ("教练", "教练"),
        ("कोच", "बिज़नेस कोच"),
        ("AI", "ai"),
        ("🎷", "🎷"),
    ],
)
def test_phrases_that_mean_the_same(one: str, other: str) -> None:
    assert alike(one, other)
    assert alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a coach", "a lawyer"),
        ("tax lawyer", "divorce lawyer"),
        ("somebody for me", "someone with my"),
        ("", ""),
        (" ", "jazz"),
        ("🎷", "🎺"),
        ("कुल", "कल"),
        ("مدرب", "محام"),
    ],
)
def test_phrases_that_do_not(one: str, other: str) -> None:
    assert not alike(one, other)
    assert not alike(other, one)


@given(st.text(), st.text())
def test_any_two_texts_can_be_compared_in_either_order(one: str, other: str) -> None:
    assert alike(one, other) == alike(other, one)


@given(*[st.lists(st.sampled_from(["a coach", "coach", "tax law", "law", "jazz"])).map(tuple)] * 2)
def test_the_quick_look_at_two_lists_finds_what_a_slow_one_does(
    ours: tuple[str, ...], theirs: tuple[str, ...]
) -> None:
    slow = [phrase for phrase in ours if any(alike(phrase, other) for other in theirs)]
    assert shared(ours, theirs) == next(iter(slow), None)


def test_an_offer_is_told_in_the_words_of_who_looks_for_it() -> None:
    seeker = member(1, looking_for=("a plumber", "A Coach"))
    assert offered(seeker, member(2, can_offer=("business coach",))) == "A Coach"
