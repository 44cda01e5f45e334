"""The order of preference as numbers."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.matching import Candidate
from bot.domain.matching.preference import Preference, prefer, tie_break
from bot.domain.model import MemberId
from tests.domain.matching.groups import group, member, past


def heaviest(members: int) -> int:
    """The largest weight there is in a group of this size."""
    ids = (MemberId(1), MemberId(2))
    keen = {"looking_for": ("coach",), "can_offer": ("coach",), "interests": ("jazz",)}
    most = Preference(turns=dict.fromkeys(ids, 63), history={}, ages={}, seed=1, pairs=members // 2)
    one, other = (Candidate(member=member(n, team=f"{n}", **keen)) for n in ids)
    return most.weight(one, other)


@pytest.mark.parametrize("members", [2, 100, 10_000, 190_000])
def test_the_solver_has_room_for_the_largest_weight(members: int) -> None:
    assert heaviest(members) < 2**120


@pytest.mark.parametrize("size", [2, 10, 101])
def test_a_higher_line_outweighs_a_whole_round_of_the_lower_ones(size: int) -> None:
    people = group(size)
    preference = prefer(people, [past(1, 2, met=False)], 1)
    fits = [preference.fit(a, b) for a, b in combinations(people, 2)]
    assert preference.turn_unit > preference.pairs * max(fits)


def test_a_new_pair_comes_before_one_that_did_not_meet_and_that_before_one_that_did() -> None:
    keen = {"looking_for": ("coach",), "can_offer": ("coach",), "interests": ("jazz",)}
    people = [Candidate(member=member(n, **keen)) for n in (1, 2)]
    strangers = group(2)
    new = prefer(strangers, [], 1).fit(*strangers)
    not_met = prefer(people, [past(1, 2, met=False)], 1).fit(*people)
    met = prefer(people, [past(1, 2)], 1).fit(*people)
    assert new > not_met > met


@given(st.integers(), st.integers(1, 10**9), st.integers(1, 10**9))
def test_a_tie_is_broken_by_a_number_of_sixteen_bits(seed: int, a: int, b: int) -> None:
    assert 0 <= tie_break(seed, MemberId(a), MemberId(b)) < 2**16


def test_a_tie_is_broken_the_same_on_any_machine() -> None:
    assert tie_break(1, MemberId(2), MemberId(3)) == 53_940


def test_two_fit_alike_whichever_is_named_first() -> None:
    one, other = group(2)
    preference = prefer([one, other], [past(1, 2)], 1)
    assert preference.weight(one, other) == preference.weight(other, one)
