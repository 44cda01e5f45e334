"""Rounds of thousands: everybody has a partner, hard rules hold, and the bound is one."""

import os
import random
import subprocess
import sys

import numpy as np
import pytest

from bot.domain.matching import Candidate, Rules, Wish, draw
from bot.domain.matching.certificate import certify
from bot.domain.matching.large import draw_many
from bot.domain.matching.preference import Preference, prefer
from bot.domain.matching.solver import solve_promising
from bot.domain.model import MemberId, OddRule, PastPair, Policy
from tests.domain.matching.groups import blocks, everybody_in, group, member, past

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


def in_need(size: int, fans: int) -> list[Candidate]:
    """Some who could meet one other only, who would rather meet somebody else."""
    few = [
        (
            Candidate(member=member(n, formats=(f"sport{n}",))),
            Candidate(
                member=member(
                    fans + n,
                    formats=(f"sport{n}", "online"),
                    looking_for=("coach",),
                    can_offer=("law",),
                )
            ),
        )
        for n in range(1, fans + 1)
    ]
    others = (
        Candidate(member=member(n, formats=("online",), looking_for=("law",), can_offer=("coach",)))
        for n in range(2 * fans + 1, size + 1)
    )
    return [*(candidate for two in few for candidate in two), *others]


@pytest.mark.parametrize(("size", "fans"), [(400, 60), (2_200, 300)])
def test_nobody_is_left_over_whose_only_partner_others_would_like_to_meet(
    size: int, fans: int
) -> None:
    rules = Rules(odd=OddRule.SIT_OUT, policy=Policy(demands_format=True))
    assert draw(in_need(size, fans), [], rules, 1).sit_outs == ()


@pytest.mark.parametrize("odd", OddRule)
def test_whose_turn_it_is_comes_before_repeats(odd: OddRule) -> None:
    size = 301
    people = [Candidate(member=member(n), odd_count=n != 1) for n in range(1, size + 1)]
    history = [past(size, n) for n in range(2, size)]  # the last has met all but whose turn it is
    drawn = draw(people, history, Rules(odd=odd), 1)
    thirds = [match.odd_one for match in drawn.matches if match.odd_one is not None]
    assert [*thirds, *(out.member for out in drawn.sit_outs)] == [1]


@pytest.mark.parametrize("size", [300, 302, 2_100])
def test_where_there_is_nothing_to_gain_the_certificate_says_so(size: int) -> None:
    certificate = draw(group(size), [], Rules(), 1).certificate
    assert (certificate.score, certificate.upper_bound) == (0, 0)


def test_of_three_who_may_meet_one_only_two_are_left() -> None:
    size = 302
    only = blocks(*((a, b) for a in (1, 2, 3) for b in range(a + 1, size + 1) if b != 4))
    drawn = draw(group(size), [], Rules(odd=OddRule.SIT_OUT, blocked=only), 1)
    assert len({out.member for out in drawn.sit_outs} & {1, 2, 3}) == len(drawn.sit_outs) == 2


DRAW = """
from bot.domain.matching import Rules, draw
from tests.domain.matching.groups import group
for size in (310, 2_050):
    print([match.members for match in draw(group(size), [], Rules(), 1).matches])
"""


def test_a_processor_that_can_do_less_draws_the_same() -> None:
    drawn = [
        subprocess.run(
            [sys.executable, "-c", DRAW],
            env={**os.environ, "NPY_DISABLE_CPU_FEATURES": disabled},
            capture_output=True,
            check=True,
        ).stdout
        for disabled in ("", *_more_than_needed())
    ]
    assert len(set(drawn)) == 1


def _more_than_needed() -> list[str]:
    """What NumPy makes use of here and could do without, all in one; none on a plain processor."""
    found = " ".join(np.show_config(mode="dicts")["SIMD Extensions"].get("found", ()))
    return [found] if found else []
