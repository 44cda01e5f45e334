"""What a round keeps to, whatever the group."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.matching import Candidate, Rules, SitOut, SitOutReason, Wish, draw
from bot.domain.matching.certificate import certify
from bot.domain.matching.preference import prefer
from bot.domain.model import MemberId, OddRule, PastPair
from tests.domain.matching.groups import (
    START,
    all_pairings,
    all_with_a_trio,
    blocks,
    everybody_in,
    group,
    member,
    pairs_in,
    past,
    together,
)

WORDS = ("coach", "a business coach", "lawyer", "jazz", "مدرب", "sailing")
RULES = Rules()
SIT_OUT = Rules(odd=OddRule.SIT_OUT)


@st.composite
def candidates(draw_: st.DrawFn, most: int = 12) -> list[Candidate]:
    ids = draw_(st.lists(st.integers(1, 40), unique=True, max_size=most))
    some_words = st.lists(st.sampled_from(WORDS), max_size=2).map(tuple)
    return [
        Candidate(
            member=member(
                number,
                looking_for=draw_(some_words),
                can_offer=draw_(some_words),
                interests=draw_(some_words),
                team=draw_(st.sampled_from(["", "north", "south"])),
            ),
            odd_count=draw_(st.integers(0, 3)),
        )
        for number in ids
    ]


@st.composite
def situations(draw_: st.DrawFn, most: int = 12) -> tuple[list[Candidate], list[PastPair], Rules]:
    people = draw_(candidates(most))
    ids = [c.member.id for c in people]
    every = [(a, b) for a in ids for b in ids if a < b]
    some_pairs = st.lists(st.sampled_from(every), unique=True) if every else st.just([])
    history = [
        past(a, b, draw_(st.integers(0, 50)), met=draw_(st.booleans()))
        for a, b in draw_(some_pairs)
    ]
    one_way = draw_(some_pairs)
    other_way = [(b, a) for a, b in draw_(some_pairs)] if draw_(st.booleans()) else []
    odd = draw_(st.sampled_from(OddRule))
    return people, history, Rules(odd=odd, blocked=frozenset([*one_way, *other_way]))


@given(situations(), st.integers())
def test_everybody_has_exactly_one_place(
    situation: tuple[list[Candidate], list[PastPair], Rules], seed: int
) -> None:
    people, history, rules = situation
    drawn = draw(people, history, rules, seed)
    assert everybody_in(drawn) == sorted(c.member.id for c in people)
    assert {len(match.members) for match in drawn.matches} <= {2, 3}
    assert all(list(match.members) == sorted(match.members) for match in drawn.matches)


@given(situations(), st.integers())
def test_members_who_blocked_each_other_never_meet(
    situation: tuple[list[Candidate], list[PastPair], Rules], seed: int
) -> None:
    people, history, rules = situation
    drawn = draw(people, history, rules, seed)
    met = set(pairs_in(match.members for match in drawn.matches))
    assert not met & {(min(pair), max(pair)) for pair in rules.blocked}


@given(situations(), st.integers(), st.randoms(use_true_random=False))
def test_the_order_of_input_makes_no_difference(
    situation: tuple[list[Candidate], list[PastPair], Rules], seed: int, order: random.Random
) -> None:
    people, history, rules = situation
    shuffled = order.sample(people, len(people))
    other_history = order.sample(history, len(history))
    assert draw(people, history, rules, seed) == draw(shuffled, other_history, rules, seed)


@given(situations(), st.integers())
def test_nobody_sits_out_beside_a_pair_that_could_be_made_of_those_who_do(
    situation: tuple[list[Candidate], list[PastPair], Rules], seed: int
) -> None:
    people, history, rules = situation
    left = [out.member for out in draw(people, history, rules, seed).sit_outs]
    apart = {(min(pair), max(pair)) for pair in rules.blocked}
    assert all((a, b) in apart for a in left for b in left if a < b)


@given(situations(8), st.integers())
def test_as_few_sit_out_as_blocks_allow(
    situation: tuple[list[Candidate], list[PastPair], Rules], seed: int
) -> None:
    people, history, rules = situation
    pairs_only = replace(rules, odd=OddRule.SIT_OUT)
    drawn = draw(people, history, pairs_only, seed)
    numbers = [int(c.member.id) for c in people]
    if len(numbers) % 2:
        numbers.append(0)  # whoever is with 0 sits out
    apart = {(min(pair), max(pair)) for pair in rules.blocked}
    possible = (
        sum(0 not in pair and tuple(sorted(pair)) not in apart for pair in pairing)
        for pairing in all_pairings(numbers)
    )
    assert len(drawn.matches) == max(possible)


@pytest.mark.parametrize("size", [4, 5, 12, 21])
def test_another_seed_gives_another_draw_when_nothing_else_decides(size: int) -> None:
    some = {frozenset(together(draw(group(size), (), RULES, seed))) for seed in range(12)}
    assert len(some) > 2


def repeats(groupings: list[tuple[int, ...]], history: list[PastPair]) -> tuple[int, int]:
    """How many would meet again, and how many would be introduced again."""
    known = {(p.a, p.b): p for p in history}
    again = [known[pair] for pair in pairs_in(groupings) if pair in known]
    return sum(p.met > 0 for p in again), len(again)


def random_history(size: int, chance: random.Random) -> list[PastPair]:
    share = chance.uniform(0.1, 0.9)
    pairs = [(a, b) for b in range(1, size + 1) for a in range(1, b)]
    return [
        past(a, b, chance.randrange(50), met=chance.getrandbits(1) > 0)
        for a, b in pairs
        if chance.uniform(0, 1) < share
    ]


@pytest.mark.parametrize("size", [2, 4, 6, 8])
def test_no_fewer_repeats_are_possible_in_an_even_group(size: int) -> None:
    chance = random.Random(size)
    for seed in range(120):
        history = random_history(size, chance)
        drawn = draw(group(size), history, RULES, seed)
        fewest = min(repeats(p, history) for p in all_pairings(range(1, size + 1)))
        assert repeats([*together(drawn)], history) == fewest


@pytest.mark.parametrize("size", [3, 5, 7, 9])
def test_no_fewer_repeats_are_possible_with_a_trio_once_it_is_fair(size: int) -> None:
    chance = random.Random(size)
    for seed in range(40):
        history = random_history(size, chance)
        people = [replace(c, odd_count=chance.randrange(3)) for c in group(size)]
        drawn = draw(people, history, RULES, seed)
        least = min(c.odd_count for c in people)
        thirds = {int(c.member.id) for c in people if c.odd_count == least}
        assert {match.odd_one for match in drawn.matches} & thirds
        possible = all_with_a_trio(range(1, size + 1), thirds)
        assert repeats([*together(drawn)], history) == min(repeats(p, history) for p in possible)


def test_who_sits_out_because_of_blocks_is_not_told_that_it_is_their_turn() -> None:
    """1 and 2 may meet only 3, so one of them is left over each time, though it was the turn of 4 and 5."""
    forbidden = blocks((1, 2), (1, 4), (1, 5), (2, 4), (2, 5))
    rules = replace(SIT_OUT, blocked=forbidden)
    (fair,) = draw(group(5), [], rules, 1).sit_outs
    assert fair.why is SitOutReason.ODD
    people = [replace(c, odd_count=int(c.member.id in {1, 2})) for c in group(5)]
    (out,) = draw(people, [], rules, 1).sit_outs
    assert out.member in {1, 2}
    assert out.why is SitOutReason.NOBODY_LEFT


@pytest.mark.parametrize("size", [3, 5, 7])
def test_no_fewer_repeats_are_possible_when_the_fair_one_sits_out(size: int) -> None:
    chance = random.Random(size)
    for seed in range(60):
        history = random_history(size, chance)
        people = [replace(c, odd_count=chance.randrange(2)) for c in group(size)]
        drawn = draw(people, history, SIT_OUT, seed)
        least = min(c.odd_count for c in people)
        fair = [int(c.member.id) for c in people if c.odd_count == least]
        everybody = range(1, size + 1)
        fewest = min(
            repeats(p, history)
            for out in fair
            for p in all_pairings([n for n in everybody if n != out])
        )
        assert [out.member in fair for out in drawn.sit_outs] == [True]
        assert repeats([*together(drawn)], history) == fewest


def test_an_introduction_that_led_to_nothing_is_repeated_before_a_meeting() -> None:
    history = [past(1, 2), past(3, 4), past(1, 3, met=False), past(2, 4, met=False)]
    history += [past(1, 4), past(2, 3)]
    assert together(draw(group(4), history, RULES, 1)) == {(1, 3), (2, 4)}


def test_somebody_new_comes_before_an_introduction_that_led_to_nothing() -> None:
    history = [past(1, 2, met=False), past(1, 3, met=False)]
    assert together(draw(group(4), history, RULES, 1)) == {(1, 4), (2, 3)}


def test_when_all_have_met_those_meet_who_met_longest_ago() -> None:
    history = [past(1, 2, 9), past(3, 4, 8), past(1, 3, 2), past(2, 4, 3), past(1, 4, 5)]
    history += [past(2, 3, 6)]
    assert together(draw(group(4), history, RULES, 1)) == {(1, 3), (2, 4)}


def test_a_later_introduction_that_led_to_nothing_does_not_make_a_meeting_younger() -> None:
    long_ago = replace(past(1, 2, 1), paired=2, last_paired_at=START + timedelta(weeks=40))
    history = [long_ago, past(3, 4, 1), past(1, 3, 20), past(2, 4, 20), past(1, 4, 20)]
    history += [past(2, 3, 20)]
    assert together(draw(group(4), history, RULES, 1)) == {(1, 2), (3, 4)}


def test_what_one_looks_for_and_the_other_offers_decides_among_the_new() -> None:
    people = [
        Candidate(member=member(1, looking_for=("a coach",))),
        Candidate(member=member(2, interests=("jazz",))),
        Candidate(member=member(3, interests=("Jazz",))),
        Candidate(member=member(4, can_offer=("business coach",))),
    ]
    assert {frozenset(together(draw(people, (), RULES, seed))) for seed in range(9)} == {
        frozenset({(1, 4), (2, 3)})
    }


def test_a_wish_never_makes_a_repeat() -> None:
    people = [
        Candidate(member=member(1, looking_for=("coach",), can_offer=("law",))),
        Candidate(member=member(2, looking_for=("law",), can_offer=("coach",))),
        Candidate(member=member(3)),
        Candidate(member=member(4)),
    ]
    drawn = draw(people, [past(1, 2, met=False)], RULES, 1)
    assert (1, 2) not in together(drawn)


def test_history_with_people_who_have_left_changes_nothing() -> None:
    history = [past(1, 2), past(3, 99), past(98, 99)]
    assert draw(group(6), history, RULES, 5) == draw(group(6), [past(1, 2)], RULES, 5)


def test_nobody_makes_an_empty_draw() -> None:
    drawn = draw([], [], RULES, 3)
    assert (drawn.matches, drawn.sit_outs, drawn.seed) == ((), (), 3)


@pytest.mark.parametrize("rules", [RULES, SIT_OUT])
def test_one_member_alone_has_nobody(rules: Rules) -> None:
    alone = SitOut(member=MemberId(1), why=SitOutReason.NOBODY_LEFT)
    assert draw(group(1), [], rules, 3).sit_outs == (alone,)


def test_a_member_named_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        draw([*group(3), group(1)[0]], [], RULES, 1)


def test_a_pair_that_the_history_names_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        draw(group(4), [past(1, 2), past(1, 2, week=3)], RULES, 1)


def test_a_history_that_names_the_larger_id_first_is_refused() -> None:
    turned = replace(past(1, 2), a=MemberId(2), b=MemberId(1))
    with pytest.raises(ValueError, match="smaller id first"):
        draw(group(4), [turned], RULES, 1)


def test_the_bound_counts_whom_a_third_meets_who_joins_two_that_are_wanted_together() -> None:
    wishes = {(MemberId(a), MemberId(3)): Wish.AGAIN for a in (1, 2)}
    preference = prefer(group(5), [], Rules(together=blocks((1, 2)), wishes=wishes), 1)
    poor, best = (
        [[MemberId(one) for one in some] for some in grouping]
        for grouping in ([[1, 2, 4], [3, 5]], [[1, 2, 3], [4, 5]])
    )
    bound = certify(preference, poor).upper_bound
    assert bound >= certify(preference, best).score > 0


def test_where_everybody_is_blocked_nobody_meets_and_all_are_told() -> None:
    rules = Rules(blocked=blocks((1, 2), (3, 1), (2, 3)))
    drawn = draw(group(3), [], rules, 1)
    assert drawn.matches == ()
    assert [out.why for out in drawn.sit_outs] == [SitOutReason.NOBODY_LEFT] * 3


def test_when_half_block_the_other_half_the_halves_meet_among_themselves() -> None:
    apart = blocks(*((a, b) for a in range(1, 11) for b in range(11, 21)))
    drawn = draw(group(20), [], Rules(blocked=apart), 1)
    assert len(drawn.matches) == 10
    assert all((a <= 10) == (b <= 10) for a, b in together(drawn))


def test_a_large_group_is_paired_whole_though_not_all_pairs_are_weighed() -> None:
    size = 300
    history = [past(n, n % size + 1, n % 9) for n in range(1, size + 1)]
    drawn = draw(group(size), history, RULES, 1)
    assert everybody_in(drawn) == list(range(1, size + 1))
    assert all(len(match.members) == 2 and not match.repeat for match in drawn.matches)


def test_in_a_large_group_nobody_is_left_over_because_few_pairs_were_weighed() -> None:
    # 1 to 4 may meet only 5 to 8, whom everybody else would like to meet.
    wanted = [Candidate(member=member(n, can_offer=("coach",))) for n in range(5, 9)]
    shy = [Candidate(member=member(n)) for n in range(1, 5)]
    others = [Candidate(member=member(n, looking_for=("coach",))) for n in range(9, 261)]
    apart = [(a, b) for a in range(1, 5) for b in [*range(a + 1, 5), *range(9, 261)]]
    drawn = draw([*shy, *wanted, *others], [], Rules(blocked=blocks(*apart)), 1)
    assert drawn.sit_outs == ()
    assert {pair[0] for pair in together(drawn) if 5 <= pair[1] <= 8} == {1, 2, 3, 4}


def test_in_a_large_group_no_more_are_left_over_than_blocks_force() -> None:
    apart = [(a, b) for a in (1, 2, 3) for b in range(a + 1, 253) if b != 4]  # they may meet only 4
    drawn = draw(group(252), [], Rules(odd=OddRule.SIT_OUT, blocked=blocks(*apart)), 1)
    assert len(drawn.sit_outs) == 2
    assert {out.member for out in drawn.sit_outs} < {1, 2, 3}
    assert {out.why for out in drawn.sit_outs} == {SitOutReason.NOBODY_LEFT}
