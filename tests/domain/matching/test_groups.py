"""Groups of three and four."""

import random
from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.matching import Candidate, Draw, Rules, draw
from bot.domain.model import OddRule, ReasonKind
from tests.domain.matching.groups import (
    blocks,
    everybody_in,
    group,
    member,
    pairs_in,
    past,
    together,
)
from tests.domain.matching.oracle import Group
from tests.domain.matching.test_exact import instance
from tests.domain.matching.test_large import crowd, weeks


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


def places_in(known: Group, drawn: Draw) -> list[list[int]]:
    places = {person.member.id: place for place, person in enumerate(known.people)}
    return [[places[member] for member in match.members] for match in drawn.matches]


@pytest.mark.parametrize("wanted", [3, 4])
@pytest.mark.parametrize("size", range(2, 10))
def test_groups_of_those_who_may_meet_are_the_best_of_all_there_are(size: int, wanted: int) -> None:
    for seed in range(240 >> max(size - 3, 0)):
        chance = random.Random(f"{size}/{wanted}/{seed}")
        people, history, rules = instance(size, seed, OddRule.TRIO)
        share = chance.choice([0, 0.1, 0.3, 0.5])
        pairs = combinations(range(1, size + 1), 2)
        more = blocks(*(pair for pair in pairs if chance.random() < share))
        rules = replace(rules, size=wanted, blocked=rules.blocked | more)
        known = Group(people, history, rules)
        drawn = draw(people, history, rules, seed)
        value = known.value_of_groups(places_in(known, drawn), wanted)
        assert value == known.best_groups(wanted)


@pytest.mark.parametrize("wanted", [3, 4])
@pytest.mark.parametrize("seed", range(12))
def test_in_larger_circles_too_nobody_is_left_who_can_be_in_a_group_of_the_size_asked_for(
    seed: int, wanted: int
) -> None:
    size = 13 + seed
    chance = random.Random(seed)
    pairs = list(combinations(range(1, size + 1), 2))
    rules = Rules(blocked=blocks(*(pair for pair in pairs if chance.random() < 0.4 + seed / 25)))
    in_pairs = draw(group(size), [], rules, seed)
    drawn = draw(group(size), [], replace(rules, size=wanted), seed)
    assert len(drawn.sit_outs) == len(in_pairs.sit_outs)
    assert max(len(match.members) for match in drawn.matches) <= wanted
    assert not {(min(p), max(p)) for p in rules.blocked} & set(pairs_in(together(drawn)))


@pytest.mark.parametrize("wanted", [3, 4])
@pytest.mark.parametrize("size", [12, 14, 40])
def test_halves_that_may_not_meet_each_fall_into_groups(size: int, wanted: int) -> None:
    half = size // 2
    apart = blocks(*((a, b) for a in range(1, half + 1) for b in range(half + 1, size + 1)))
    drawn = draw(group(size), [], Rules(size=wanted, blocked=apart), 1)
    assert drawn.sit_outs == ()
    assert len(drawn.matches) == 2 * -(-half // wanted)
    assert max(len(match.members) for match in drawn.matches) <= wanted


def test_one_who_may_meet_one_only_is_in_a_pair_with_them() -> None:
    rules = Rules(size=4, blocked=blocks(*((1, other) for other in range(3, 31))))
    drawn = draw(group(30), [], rules, 1)
    assert (1, 2) in together(drawn)
    assert sorted(len(match.members) for match in drawn.matches) == [2] + [4] * 7


def test_of_those_one_of_whom_must_be_left_it_is_whose_turn_it_is() -> None:
    rules = Rules(size=3, blocked=blocks((1, 2), (1, 3), (2, 3)))
    people = [replace(c, odd_count=int(c.member.id != 2)) for c in group(4)]
    for seed in range(9):
        drawn = draw(people, [past(1, 4), past(3, 4)], rules, seed)
        assert 2 in {out.member for out in drawn.sit_outs}


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


@pytest.mark.parametrize("wanted", [3, 4])
def test_groups_of_thousands_are_made_of_pairs_and_come_with_a_bound(wanted: int) -> None:
    people = crowd(2_400)
    rules = Rules(size=wanted, blocked=blocks((1, 2), (3, 4)), together=blocks((5, 99)))
    drawn = draw(people, weeks(2_400, 10), rules, 1)
    assert everybody_in(drawn) == list(range(1, 2_401))
    assert {len(match.members) for match in drawn.matches} == {wanted}
    assert not any(match.repeat for match in drawn.matches)
    assert not {(1, 2), (3, 4)} & set(pairs_in(together(drawn)))
    assert any({5, 99} <= set(match.members) for match in drawn.matches)
    assert 0.5 < drawn.certificate.share <= 1


def test_the_bound_holds_for_groups_in_which_some_meet_again() -> None:
    people = [
        Candidate(
            member=member(
                number,
                can_offer=("coach",) if number % 4 == 1 else (),
                looking_for=("coach",) if number % 4 == 3 else (),
            )
        )
        for number in range(1, 305)
    ]
    pairs = combinations(range(1, 305), 2)
    history = [past(a, b) for a, b in pairs if a % 2 == 0 or b > a + 1]
    drawn = draw(people, history, Rules(size=4), 1)
    assert 0 < drawn.certificate.score <= drawn.certificate.upper_bound


@pytest.mark.parametrize("size", [0, 1, 5, -2])
def test_other_sizes_are_refused(size: int) -> None:
    with pytest.raises(ValueError, match="only of 2 to 4"):
        draw(group(6), [], Rules(size=size), 1)
