"""Round after round in one group: who is the odd one, and when the first pair comes back."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import chain

import pytest

from bot.domain.matching import Rules, SitOutReason, draw
from bot.domain.model import OddRule
from tests.domain.matching.groups import START, Group, blocks, group, past, together

SIT_OUT = Rules(odd=OddRule.SIT_OUT)


@pytest.mark.parametrize("size", [3, 5, 9])
def test_in_as_many_rounds_as_members_each_sits_out_once(size: int) -> None:
    some = Group(group(size))
    out: Counter[int] = Counter()
    for seed in range(2 * size):
        drawn = draw(some.candidates, some.history.values(), SIT_OUT, seed)
        assert [sit_out.why for sit_out in drawn.sit_outs] == [SitOutReason.ODD]
        out.update(sit_out.member for sit_out in drawn.sit_outs)
        some.live(drawn)
        assert max(out.values()) - min(out[n] for n in range(1, size + 1)) <= 1
    assert set(out.values()) == {2}


@pytest.mark.parametrize("size", [5, 9, 31])
def test_in_as_many_rounds_as_members_each_is_once_the_third_of_a_trio(size: int) -> None:
    some = Group(group(size))
    thirds: list[int] = []
    for seed in range(size):
        drawn = draw(some.candidates, some.history.values(), Rules(), seed)
        assert drawn.sit_outs == ()
        trios = [match for match in drawn.matches if len(match.members) == 3]
        thirds += [match.odd_one for match in trios if match.odd_one is not None]
        some.live(drawn)
    assert sorted(thirds) == list(range(1, size + 1))


@pytest.mark.parametrize("seed", range(3))
def test_twenty_members_meet_somebody_new_for_at_least_ten_rounds(seed: int) -> None:
    some = Group(group(20))
    new = 0
    for week in range(20):
        drawn = draw(some.candidates, some.history.values(), Rules(), 100 * seed + week)
        if any(match.repeat for match in drawn.matches):
            break
        new += 1
        some.live(drawn)
    assert (
        10 <= new <= 19
    )  # half the size is proven, one less than the size is the most there can be


def test_a_pair_comes_back_only_after_all_others_where_the_rounds_can_be_completed() -> None:
    some = Group(group(4))
    met: list[set[tuple[int, ...]]] = []
    for week in range(6):
        drawn = draw(some.candidates, some.history.values(), Rules(), week)
        met.append(together(drawn))
        some.live(drawn)
    assert len(set(chain(*met[:3]))) == 6
    assert met[3:] == met[:3]


def test_it_is_the_turn_of_the_one_whose_last_was_longest_ago() -> None:
    some = Group(group(3))
    out = []
    for seed in range(6):
        drawn = draw(some.candidates, some.history.values(), SIT_OUT, seed)
        out.append(drawn.sit_outs[0].member)
        some.live(drawn)
    assert out[:3] == out[3:]


def test_whose_turn_it_is_decides_before_a_repeat_does() -> None:
    some = Group(group(3))
    first = draw(some.candidates, (), SIT_OUT, 1)
    some.live(first)
    pair = first.matches[0].members
    later = START + timedelta(weeks=9)
    people = [replace(c, odd_at=later) if c.member.id in pair else c for c in some.candidates]
    drawn = draw(people, some.history.values(), SIT_OUT, 2)
    assert drawn.sit_outs == first.sit_outs
    assert drawn.matches[0].repeat


@pytest.mark.parametrize("odd", list(OddRule))
def test_whoever_was_away_for_long_is_the_odd_one_once_and_not_again_and_again(
    odd: OddRule,
) -> None:
    some = Group(group(9))
    for seed in range(9):
        some.live(draw(some.candidates, some.history.values(), Rules(odd=odd), seed))
    back = some.candidates[0]
    some.candidates[1:] = [replace(c, odd_count=c.odd_count + 5) for c in some.candidates[1:]]
    turns = []
    for seed in range(9, 18):
        drawn = draw(some.candidates, some.history.values(), Rules(odd=odd), seed)
        turns += [out.member for out in drawn.sit_outs] + [m.odd_one for m in drawn.matches]
        some.live(drawn)
    assert turns.count(back.member.id) == 1


@pytest.mark.parametrize("size", [5, 15, 63])
def test_the_third_joins_a_pair_that_is_new_to_them_whoever_had_a_turn(size: int) -> None:
    people = [replace(c, odd_count=c.member.id % 4 + 1) for c in group(size)]
    people[-1] = replace(people[-1], odd_count=0)
    history = [past(number, size) for number in range(1, size - 2)]
    drawn = draw(people, history, Rules(), 1)
    (trio,) = (match for match in drawn.matches if len(match.members) == 3)
    assert trio.odd_one == size
    assert not trio.repeat


def test_the_third_is_blocked_with_neither() -> None:
    rules = Rules(blocked=blocks((5, 1), (2, 5), (3, 5)))
    for seed in range(9):
        drawn = draw(group(5), (), rules, seed)
        assert drawn.sit_outs == ()
        assert all(5 not in match.members or 4 in match.members for match in drawn.matches)


def test_whoever_may_meet_nobody_sits_out_and_the_others_make_no_trio_for_it() -> None:
    rules = Rules(blocked=blocks((5, 1), (2, 5), (3, 5), (4, 5)))
    drawn = draw(group(5), (), rules, 1)
    assert [(out.member, out.why) for out in drawn.sit_outs] == [(5, SitOutReason.NOBODY_LEFT)]
    assert {len(match.members) for match in drawn.matches} == {2}


def test_with_sitting_out_whoever_may_meet_nobody_is_not_told_that_it_was_their_turn() -> None:
    rules = Rules(odd=OddRule.SIT_OUT, blocked=blocks((3, 1), (2, 3)))
    drawn = draw(group(3), (), rules, 1)
    assert [(out.member, out.why) for out in drawn.sit_outs] == [(3, SitOutReason.NOBODY_LEFT)]


def test_two_left_over_by_blocks_join_a_pair_each() -> None:
    rules = Rules(blocked=blocks(*((a, b) for a in (1, 2, 3) for b in (4, 5, 6))))
    assert together(draw(group(6), (), rules, 1)) == {(1, 2, 3), (4, 5, 6)}
