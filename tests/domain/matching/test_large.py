"""Rounds of thousands: everybody has a partner, hard rules hold, and the bound is one."""

import random

import numpy as np
import pytest

from bot.domain.matching import Candidate, Rules, Wish, draw
from bot.domain.matching.certificate import certify
from bot.domain.matching.large import draw_many
from bot.domain.matching.preference import Preference, prefer
from bot.domain.matching.solver import solve_promising
from bot.domain.model import MemberId, OddRule, PastPair, Policy
from tests.domain.matching.groups import blocks, everybody_in, member, past

TOPICS = [f"{what} number{n}" for n in range(12) for what in ("coach", "law", "design")]


def crowd(size: int, *, scarce: bool = False) -> list[Candidate]:
    """Members who seek and offer, the first things most often; with `scarce`, what is sought most is offered least."""
    chance = random.Random(size)
    often = [1 / (n + 1) for n in range(len(TOPICS))]
    offered = TOPICS[::-1] if scarce else TOPICS
    return [
        Candidate(
            member=member(
                number,
                looking_for=tuple(dict.fromkeys(chance.choices(TOPICS, often, k=2))),
                can_offer=tuple(dict.fromkeys(chance.choices(offered, often, k=2))),
                interests=(chance.choice(["jazz", "chess", "choir"]),),
                team=f"team {chance.randrange(9)}",
            ),
            hours=chance.choice([0, 0xFF, 0xFF << 8]),
            newcomer=chance.random() < 0.1,
        )
        for number in range(1, size + 1)
    ]


def weeks(size: int, count: int) -> list[PastPair]:
    """A history in which each has met `count` others."""
    return [past(n, n + step, step) for step in range(1, count + 1) for n in range(1, size - step)]


@pytest.mark.parametrize(
    ("size", "odd"), [(2_100, OddRule.TRIO), (2_101, OddRule.TRIO), (2_101, OddRule.SIT_OUT)]
)
def test_everybody_has_a_partner_and_nobody_meets_again(size: int, odd: OddRule) -> None:
    people = crowd(size)
    rules = Rules(odd=odd, blocked=blocks((1, 2), (3, 4)), together=blocks((5, 99)))
    drawn = draw(people, weeks(size, 10), rules, 1)
    assert everybody_in(drawn) == list(range(1, size + 1))
    assert not any(match.repeat for match in drawn.matches)
    assert any({5, 99} <= set(match.members) for match in drawn.matches)
    assert len(drawn.sit_outs) == (size % 2 and odd is OddRule.SIT_OUT)
    assert 0.98 < drawn.certificate.share <= 1
    shuffled = random.Random(2).sample(people, size)
    assert draw(shuffled, weeks(size, 10)[::-1], rules, 1) == drawn


def test_whose_turn_it_is_sits_out() -> None:
    people = [Candidate(member=member(n), odd_count=n != 1_500) for n in range(1, 2_102)]
    drawn = draw(people, [], Rules(odd=OddRule.SIT_OUT), 1)
    assert [out.member for out in drawn.sit_outs] == [1_500]


def known(size: int, *, scarce: bool) -> Preference:
    wishes = {(MemberId(1), MemberId(n)): Wish.AGAIN for n in (2, 3, 4)}
    return prefer(crowd(size, scarce=scarce), [], Rules(wishes=wishes), 7)


@pytest.mark.parametrize("scarce", [False, True])
def test_it_is_nearly_as_good_as_the_exact_way_and_its_bound_holds_for_that(
    *, scarce: bool
) -> None:
    preference = known(700, scarce=scarce)
    pairs, prices = draw_many(preference)
    exact, exact_prices = solve_promising(preference)
    quick, best = certify(preference, pairs, prices), certify(preference, exact, exact_prices)
    assert quick.score > 0.98 * best.score
    assert best.score <= quick.upper_bound < 1.03 * best.score
    assert best.share > 0.999


@pytest.mark.parametrize("scarce", [False, True])
def test_no_pair_is_worth_more_than_the_prices_of_its_two(*, scarce: bool) -> None:
    preference = known(500, scarce=scarce)
    a, b = np.triu_indices(500, 1)
    for _, prices in (draw_many(preference), solve_promising(preference)):
        assert prices is not None
        assert (prices[a] + prices[b] >= 2 * preference.worth(a, b)).all()


def test_when_half_block_the_other_half_the_halves_meet_among_themselves() -> None:
    size, half = 2_200, 1_100
    apart = blocks(*((a, b) for a in range(1, half + 1) for b in range(half + 1, size + 1)))
    drawn = draw(crowd(size), [], Rules(blocked=apart), 1)
    assert everybody_in(drawn) == list(range(1, size + 1))
    assert all((a <= half) == (b <= half) for a, b in (match.members for match in drawn.matches))


def test_somebody_blocked_by_all_is_left_and_told_so() -> None:
    size = 2_101
    rules = Rules(blocked=blocks(*((n, size) for n in range(1, size))), odd=OddRule.SIT_OUT)
    drawn = draw(crowd(size), [], rules, 1)
    assert [out.member for out in drawn.sit_outs] == [size]


def test_what_a_circle_demands_is_never_given_up() -> None:
    people = [Candidate(member=member(n), hours=0xF if n % 2 else 0xF0) for n in range(1, 2_301)]
    drawn = draw(people, [], Rules(policy=Policy(demands_hours=True)), 1)
    assert everybody_in(drawn) == list(range(1, 2_301))
    assert all(len({m % 2 for m in match.members}) == 1 for match in drawn.matches)
