"""Groups of three and four."""

import random
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.matching import Rules, draw
from bot.domain.model import OddRule, ReasonKind
from tests.domain.matching.groups import blocks, everybody_in, group, pairs_in, past, together
from tests.domain.matching.test_exact import instance


@given(st.integers(1, 40), st.sampled_from([3, 4]))
@settings(deadline=None)
def test_groups_are_as_few_and_as_even_as_can_be(size: int, wanted: int) -> None:
    drawn = draw(group(size), [], Rules(size=wanted), 1)
    assert everybody_in(drawn) == list(range(1, size + 1))
    sizes = sorted(len(match.members) for match in drawn.matches)
    if size > 1:
        assert len(sizes) == -(-size // wanted)
        assert sizes[-1] - sizes[0] <= 1
        assert sizes[-1] <= wanted


@pytest.mark.parametrize("wanted", [3, 4])
def test_the_order_of_input_makes_no_difference_to_groups(wanted: int) -> None:
    people, history, rules = instance(23, 1, OddRule.TRIO)
    rules = replace(rules, size=wanted)
    shuffled = random.Random(1).sample(people, len(people))
    assert draw(people, history, rules, 4) == draw(shuffled, history[::-1], rules, 4)


@pytest.mark.parametrize("seed", range(30))
def test_nobody_in_a_group_must_not_meet_another(seed: int) -> None:
    people, history, rules = instance(14, seed, OddRule.TRIO)
    drawn = draw(people, history, replace(rules, size=3 + seed % 2), seed)
    met = pairs_in(together(drawn))
    assert not {(min(p), max(p)) for p in rules.blocked} & set(met)
    assert everybody_in(drawn) == list(range(1, 15))
    assert 0 <= drawn.certificate.score <= drawn.certificate.upper_bound


def test_groups_of_three_do_not_repeat_anybody_while_that_is_possible() -> None:
    first = draw(group(9), [], Rules(size=3), 1)
    history = [past(a, b) for a, b in pairs_in(together(first))]
    second = draw(group(9), history, Rules(size=3), 2)
    assert not any(match.repeat for match in second.matches)


def test_whom_an_organiser_wants_together_are_in_one_group() -> None:
    drawn = draw(group(12), [], Rules(size=4, together=blocks((1, 12), (2, 7))), 3)
    for a, b in ((1, 12), (2, 7)):
        assert any({a, b} <= set(match.members) for match in drawn.matches)


def test_a_group_is_explained_as_one_and_not_by_an_odd_number() -> None:
    (match,) = draw(group(3), [], Rules(size=3), 1).matches
    assert [reason.kind for reason in match.reasons][:1] == [ReasonKind.GROUP]


def test_a_large_circle_is_divided_and_everybody_has_a_place() -> None:
    drawn = draw(group(700), [], Rules(size=4), 1)
    assert everybody_in(drawn) == list(range(1, 701))
    assert Counter(len(match.members) for match in drawn.matches)[4] > 170


@pytest.mark.parametrize("size", [0, 1, 5, -2])
def test_other_sizes_are_refused(size: int) -> None:
    with pytest.raises(ValueError, match="only of 2 to 4"):
        draw(group(6), [], Rules(size=size), 1)
