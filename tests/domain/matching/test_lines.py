"""Each line of the preference order, in pairs: what stands higher is never given up for what stands lower."""

import random
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.domain.matching import Candidate, Draw, Rules, Wish, draw
from bot.domain.model import MemberId, OddRule, PastPair, Policy, ReasonKind
from tests.domain.matching.groups import (
    START,
    all_pairings,
    blocks,
    everybody_in,
    group,
    member,
    pairs_in,
    past,
    together,
)
from tests.domain.matching.oracle import Group
from tests.domain.matching.test_exact import instance, value_of

SEEDS = st.integers(0, 10**6)
A_B, C_D = (MemberId(1), MemberId(2)), (MemberId(3), MemberId(4))


def kinds(drawn: Draw, *members: int) -> set[ReasonKind]:
    return {
        reason.kind
        for match in drawn.matches
        if set(members) <= set(match.members)
        for reason in match.reasons
    }


@given(SEEDS, st.integers(2, 14), st.sampled_from(OddRule))
@settings(deadline=None, max_examples=60)
def test_hard_rules_hold_whatever_else_is_wished(seed: int, size: int, odd: OddRule) -> None:
    people, history, rules = instance(size, seed, odd)
    rules = replace(rules, together=frozenset(rules.wishes))
    drawn = draw(people, history, rules, seed)
    known = Group(people, history, rules)
    numbers = {c.member.id: place for place, c in enumerate(known.people)}
    for a, b in pairs_in(together(drawn)):
        assert known.lines[numbers[MemberId(a)], numbers[MemberId(b)]] is not None
    assert everybody_in(drawn) == list(range(1, size + 1))


@given(SEEDS, st.integers(4, 12))
@settings(deadline=None, max_examples=60)
def test_wishes_and_likes_never_cost_a_repeat_or_a_place(seed: int, size: int) -> None:
    people, history, rules = instance(size, seed, OddRule.SIT_OUT)
    plain = [
        Candidate(
            member=member(c.member.id, formats=c.member.formats),
            hours=c.hours,
            odd_count=c.odd_count,
        )
        for c in people
    ]
    known = Group(plain, history, replace(rules, wishes={}))
    rules = replace(rules, wishes=dict.fromkeys(rules.wishes, Wish.ASKED))
    with_all = value_of(known, draw(people, history, rules, seed))
    without = value_of(known, draw(plain, history, replace(rules, wishes={}), seed))
    assert with_all is not None
    assert without is not None
    assert with_all[:5] == without[:5]


def crowded(seed: int, size: int) -> tuple[list[PastPair], list[frozenset[tuple[int, ...]]]]:
    """A history in which nearly everybody has met nearly everybody, each two in another week, and every round of pairs."""
    chance = random.Random(seed)
    everybody = [(a, b) for b in range(1, size + 1) for a in range(1, b)]
    weeks = iter(chance.sample(range(200), len(everybody)))
    history = [
        past(a, b, week, met=chance.random() < 0.7)
        for (a, b), week in zip(everybody, weeks, strict=True)
        if chance.random() < 0.85
    ]
    return history, [frozenset(some) for some in all_pairings(range(1, size + 1))]


@given(SEEDS, st.sampled_from([4, 6, 8]))
@settings(deadline=None, max_examples=60)
def test_no_more_repeats_than_must_be_and_those_who_did_not_meet_before_those_who_did(
    seed: int, size: int
) -> None:
    history, rounds = crowded(seed, size)
    met = {(one.a, one.b) for one in history if one.met}
    introduced = {(one.a, one.b) for one in history}
    drawn = together(draw(group(size), history, Rules(looks_ahead=False), seed))

    def repeats(some: Collection[tuple[int, ...]]) -> tuple[int, int]:
        return len(met.intersection(some)), len(introduced.intersection(some))

    assert repeats(drawn) == min(repeats(some) for some in rounds)


@given(SEEDS, st.sampled_from([4, 6, 8]))
@settings(deadline=None, max_examples=60)
def test_where_one_repeat_cannot_be_avoided_it_is_the_one_longest_ago(seed: int, size: int) -> None:
    history, rounds = crowded(seed, size)
    history = [past(one.a, one.b, _week(one)) for one in history]
    weeks = {(one.a, one.b): _week(one) for one in history}
    fewest = min(len(weeks.keys() & some) for some in rounds)
    assume(fewest == 1)
    drawn = together(draw(group(size), history, Rules(looks_ahead=False), seed))
    (repeated,) = weeks.keys() & drawn
    longest_ago = min(
        weeks[two]
        for some in rounds
        if len(weeks.keys() & some) == 1
        for two in weeks.keys() & some
    )
    assert weeks[repeated] == longest_ago


def _week(one: PastPair) -> int:
    return (one.last_paired_at - START).days // 7


@given(SEEDS, st.integers(4, 12))
@settings(deadline=None, max_examples=60)
def test_what_a_circle_likes_never_costs_a_wish(seed: int, size: int) -> None:
    people, history, rules = instance(size, seed, OddRule.SIT_OUT, sparse=False)
    nothing = Policy(team=0, tenure=0, hours=0, formats=0, languages=0, interests=0)
    everything = Policy(team=9, tenure=9, hours=9, formats=9, languages=9, interests=9)
    known = Group(people, history, replace(rules, policy=nothing))
    values = [
        value_of(known, draw(people, history, replace(rules, policy=policy), seed))
        for policy in (nothing, everything)
    ]
    assert values[0] is not None
    assert values[1] is not None
    assert values[0][:6] == values[1][:6]


@given(SEEDS, st.integers(3, 11).filter(lambda size: size % 2))
@settings(deadline=None, max_examples=60)
def test_whoever_sits_out_did_so_least_lately_and_then_least_often(seed: int, size: int) -> None:
    chance = random.Random(seed)
    people = [
        replace(
            c,
            odd_count=(n := chance.randrange(3)),
            odd_at=START + timedelta(weeks=chance.randrange(9)) if n else None,
        )
        for c in group(size)
    ]
    drawn = draw(people, [], Rules(odd=OddRule.SIT_OUT), seed)
    turns = {c.member.id: (c.odd_at or START - timedelta(weeks=1), c.odd_count) for c in people}
    (out,) = drawn.sit_outs
    assert turns[out.member] == min(turns.values())


def test_a_follow_up_both_said_yes_to_goes_before_an_exchange_of_offers() -> None:
    people = [
        Candidate(member=member(1, looking_for=("law",), can_offer=("coach",))),
        Candidate(member=member(2)),
        Candidate(member=member(3, looking_for=("coach",), can_offer=("law",))),
        Candidate(member=member(4)),
    ]
    rules = Rules(wishes={A_B: Wish.AGAIN})
    drawn = draw(people, [past(1, 2)], rules, 1)
    assert together(drawn) == {A_B, C_D}
    assert ReasonKind.AGAIN in kinds(drawn, 1, 2)


def test_a_partner_asked_for_is_preferred_and_it_is_said() -> None:
    drawn = draw(group(4), [], Rules(wishes={(MemberId(4), MemberId(1)): Wish.ASKED}), 5)
    assert (1, 4) in together(drawn)
    assert ReasonKind.ASKED in kinds(drawn, 1, 4)


@pytest.mark.parametrize("size", [4, 5, 8, 301])
def test_whom_an_organiser_wants_together_meet(size: int) -> None:
    drawn = draw(group(size), [past(1, 2)], Rules(together=blocks((2, 1))), 1)
    assert ReasonKind.ORGANISER in kinds(drawn, 1, 2)
    assert everybody_in(drawn) == list(range(1, size + 1))


def test_a_third_may_join_two_whom_an_organiser_wants_together() -> None:
    drawn = draw(group(3), [], Rules(together=blocks((1, 2))), 1)
    assert together(drawn) == {(1, 2, 3)}


def test_an_organiser_cannot_bring_two_together_who_must_not_meet() -> None:
    rules = Rules(together=blocks((1, 2)), blocked=blocks((2, 1)))
    assert (1, 2) not in together(draw(group(4), [], rules, 1))


def test_of_two_rulings_for_one_member_only_one_can_be_kept() -> None:
    drawn = draw(group(6), [], Rules(together=blocks((1, 2), (1, 3))), 1)
    assert everybody_in(drawn) == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("policy", "one", "other"),
    [
        (Policy(demands_hours=True), {"hours": 0b0011}, {"hours": 0b1100}),
        (
            Policy(demands_format=True),
            {"member": member(1, formats=("phone",))},
            {"member": member(2, formats=("online",))},
        ),
    ],
)
def test_what_a_circle_demands_is_never_given_up(
    policy: Policy, one: dict[str, object], other: dict[str, object]
) -> None:
    people = [
        Candidate(**{"member": member(1), **one}),  # type: ignore[arg-type]
        Candidate(**{"member": member(2), **other}),  # type: ignore[arg-type]
    ]
    assert draw(people, [], Rules(policy=policy), 1).matches == ()
    assert len(draw(people, [], Rules(), 1).matches) == 1


def test_who_named_nothing_lacks_nothing() -> None:
    people = [Candidate(member=member(1), hours=7), Candidate(member=member(2, formats=("phone",)))]
    rules = Rules(policy=Policy(demands_hours=True, demands_format=True))
    assert len(draw(people, [], rules, 1).matches) == 1


@pytest.mark.parametrize("weight", [-1, 10, float("inf"), float("nan"), 2.5, 3.0, 10**9])
def test_a_weight_that_is_none_is_refused(weight: float) -> None:
    with pytest.raises(ValueError, match="the weight of interests"):
        draw(group(4), [], Rules(policy=Policy(interests=weight)), 1)  # type: ignore[arg-type]
