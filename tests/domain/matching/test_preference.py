"""The order of preference as numbers."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.matching import Candidate, Rules, Wish
from bot.domain.matching.points import MOST_FIT, MOST_WISHES
from bot.domain.matching.preference import Preference, prefer, scattered
from bot.domain.model import MemberId, PastPair, Policy
from tests.domain.matching.groups import group, member, past

ONE, OTHER = np.array([0]), np.array([1])
BOTH = (MemberId(1), MemberId(2))
KEEN: dict[str, Any] = {
    "looking_for": ("coach",),
    "can_offer": ("coach",),
    "interests": ("jazz",),
    "languages": ("Suomi",),
    "formats": ("online",),
}
HEAVY = Policy(team=9, tenure=9, hours=9, formats=9, languages=9, interests=9)
WISHES = Rules(policy=HEAVY, wishes={BOTH: Wish.ASKED})


def keen_pair() -> list[Candidate]:
    return [
        Candidate(member=member(n, team=f"{n}", **KEEN), hours=0b111, newcomer=n == 1)
        for n in (1, 2)
    ]


def as_of(size: int, rules: Rules = WISHES, history: list[PastPair] | None = None) -> Preference:
    """The preference of two who suit as well as can be, in a group of this size."""
    known = prefer([*keen_pair(), *group(size)[2:]], history or [], rules, 1)
    return replace(known, turns=dict.fromkeys(known.turns, 63))


@pytest.mark.parametrize("size", [2, 100, 5_000])
def test_the_solver_has_room_for_the_largest_weight(size: int) -> None:
    (heaviest,) = as_of(size).weights(ONE, OTHER)
    assert 0 < heaviest < 2**120


def test_who_suits_in_every_way_has_all_points_but_those_for_meeting_again() -> None:
    suiting = as_of(2).suiting
    assert suiting.fits(ONE, OTHER).tolist() == [MOST_FIT]
    assert suiting.wishes(ONE, OTHER).tolist() == [MOST_WISHES - 6]
    again = as_of(2, replace(WISHES, wishes={BOTH: Wish.ASKED | Wish.AGAIN})).suiting
    assert again.wishes(ONE, OTHER).tolist() == [MOST_WISHES]


@pytest.mark.parametrize("size", [2, 10, 101, 5_000])
def test_a_higher_line_outweighs_a_whole_round_of_the_lower_ones(size: int) -> None:
    known = as_of(size)
    pairs = size // 2 + 2  # a trio is three pairs
    (fitting,) = known.fitting(ONE, OTHER)
    assert known.turn_unit > pairs * fitting
    assert known.below_unit > pairs * known.below(ONE, OTHER)[0]
    (worth,) = known.worth(ONE, OTHER)
    (less,) = replace(known, suiting=replace(known.suiting, asked_points=np.array([2]))).worth(
        ONE, OTHER
    )
    assert worth - less > pairs * MOST_FIT


def test_a_new_pair_comes_before_one_that_did_not_meet_and_that_before_one_that_did() -> None:
    new, not_met, met = (
        prefer(people, history, Rules(), 1).fitting(ONE, OTHER)
        for people, history in (
            (group(2), []),
            (keen_pair(), [past(1, 2, met=False)]),
            (keen_pair(), [past(1, 2)]),
        )
    )
    assert new > not_met > met


def test_of_all_pairs_of_three_hundred_each_is_told_apart_by_when_it_met() -> None:
    a, b = np.triu_indices(300, 1)
    met = [past(int(i) + 1, int(j) + 1, n) for n, (i, j) in enumerate(zip(a, b, strict=True))]
    ages = prefer(group(300), met, Rules(), 1).freshness(a, b)[1]
    assert ages.tolist() == list(range(len(met) - 1, -1, -1))


def test_two_who_both_wish_to_meet_again_are_no_repeat() -> None:
    known = prefer(group(2), [past(1, 2)], Rules(wishes={BOTH: Wish.AGAIN}), 1)
    assert not known.repeats()
    assert known.freshness(ONE, OTHER)[0] == [3]


def test_a_wish_counts_whichever_of_the_two_is_named_first() -> None:
    known = prefer(group(2), [], Rules(wishes={BOTH: Wish.ASKED, BOTH[::-1]: Wish.AGAIN}), 1)
    assert known.suiting.wishes(ONE, OTHER).tolist() == [9]


@pytest.mark.parametrize(
    ("policy", "points"),
    [
        (Policy(), 2),
        (Policy(team=7), 7),
        (Policy(team=7, within_teams=True), 0),
        (Policy(team=0), 0),
    ],
)
def test_a_circle_says_what_another_team_counts(policy: Policy, points: int) -> None:
    people = [Candidate(member=member(n, team=f"{n}")) for n in (1, 2)]
    assert prefer(people, [], Rules(policy=policy), 1).suiting.fits(ONE, OTHER) == [points]


@given(st.integers(0, 2**48), st.integers(1, 10**9), st.integers(1, 10**9))
def test_a_tie_is_broken_by_a_number_of_sixteen_bits(seed: int, a: int, b: int) -> None:
    people = [Candidate(member=member(a)), Candidate(member=member(a + b))]
    (tie,) = prefer(people, [], Rules(), seed).ties(ONE, OTHER)
    assert 0 <= tie < 2**16


def test_ties_are_broken_the_same_on_any_machine() -> None:
    assert scattered(1, np.array([2, 2]), np.array([3, 4])).tolist() == [
        15605743234654214599,
        13168746191540211658,
    ]


def test_ties_are_scattered_evenly() -> None:
    numbers = np.arange(100_000)
    bits = np.unpackbits(scattered(7, numbers, numbers[::-1]).view(np.uint8)).reshape(-1, 64)
    assert np.abs(bits.mean(axis=0) - 0.5).max() < 0.01
