"""A trio where a pair is impossible: compared with every round of pairs and trios there is."""

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from itertools import combinations

import pytest

from bot.domain.matching import Candidate, Draw, Rules, draw
from bot.domain.model import MemberId, OddRule, PastPair
from tests.domain.matching.groups import START, blocks, group, pairs_in, past, together
from tests.domain.matching.oracle import Group, Lines
from tests.domain.matching.test_exact import instance, value_of

HALF = [(a, b) for a in range(1, 10) for b in range(10, 12)]


def with_turns(people: Iterable[Candidate], chance: random.Random) -> list[Candidate]:
    """Members who were the odd one up to twice, at different times."""
    counts = [(person, chance.randrange(3), chance.randrange(5)) for person in people]
    return [
        replace(p, odd_count=count, odd_at=START + timedelta(days=day) if count else None)
        for p, count, day in counts
    ]


def only(size: int, *edges: tuple[int, int]) -> Rules:
    """Rules under which only these may meet."""
    return Rules(blocked=blocks(*({*combinations(range(1, size + 1), 2)} - {*edges})))


def lines_of(known: Group, drawn: Draw) -> Lines:
    value = value_of(known, drawn)
    assert value is not None
    return (value[0], -sum(len(match.members) == 3 for match in drawn.matches), *value[1:])


@pytest.mark.parametrize("size", range(3, 9))
def test_a_round_with_trios_is_the_best_of_all_there_are(size: int) -> None:
    for seed in range(200 >> max(size - 4, 0)):
        people, history, rules = instance(size, 1_000 + seed, OddRule.TRIO)
        people = with_turns(people, random.Random(seed))
        known = Group(people, history, rules)
        assert lines_of(known, draw(people, history, rules, seed)) == known.best_with_trios()


@pytest.mark.parametrize("size", range(3, 9))
def test_where_few_may_meet_nobody_is_left_who_can_be_in_a_pair_or_a_trio(size: int) -> None:
    for seed in range(200 >> max(size - 4, 0)):
        chance = random.Random(f"{size}/{seed}")
        pairs = list(combinations(range(1, size + 1), 2))
        few = chance.choice([0.3, 0.5, 0.7])
        rules = only(size, *(pair for pair in pairs if chance.random() < few))
        history = [past(*pair, chance.randrange(9)) for pair in pairs if chance.random() < 0.5]
        people = with_turns(group(size), chance)
        known = Group(people, history, rules)
        assert lines_of(known, draw(people, history, rules, seed)) == known.best_with_trios()


def test_a_trio_is_made_where_it_leaves_one_less() -> None:
    rules = only(6, (1, 2), (1, 5), (2, 5), (3, 4), (3, 5))
    for seed in range(9):
        assert together(draw(group(6), [], rules, seed)) == {(1, 2, 5), (3, 4)}


def repeats(drawn: Draw, history: Iterable[PastPair]) -> int:
    known = {(pair.a, pair.b) for pair in history}
    return sum(pair in known for pair in pairs_in(together(drawn)))


@pytest.mark.parametrize("others", [1, 2])
def test_those_whom_nobody_else_may_meet_cost_the_others_no_repeat(others: int) -> None:
    rules = Rules(blocked=blocks(*HALF))
    for seed in range(20):
        chance = random.Random(seed)
        pairs = combinations(range(1, 10), 2)
        history = [past(a, b, chance.randrange(9)) for a, b in pairs if chance.random() < 0.6]
        people = [replace(c, odd_count=int(c.member.id < 10)) for c in group(9 + others)]
        alone = draw(people[:9], history, Rules(looks_ahead=False), seed)
        assert repeats(draw(people, history, rules, seed), history) == repeats(alone, history)


def test_parts_that_may_not_meet_each_have_their_trio() -> None:
    rules = Rules(blocked=blocks(*((a, b) for a in range(1, 32) for b in range(32, 63))))
    drawn = draw(group(62), [], replace(rules, looks_ahead=False), 1)
    assert drawn.sit_outs == ()
    assert sorted(len(match.members) for match in drawn.matches) == [2] * 28 + [3, 3]


def test_no_trio_takes_one_from_whom_an_organiser_wants_them_to_meet() -> None:
    people = [replace(c, odd_count=int(c.member.id != 1)) for c in group(7)]
    for seed in range(9):
        drawn = draw(people, [past(1, 2)], Rules(together=blocks((1, 2), (3, 4))), seed)
        for pair in ({MemberId(1), MemberId(2)}, {MemberId(3), MemberId(4)}):
            assert any(pair <= set(match.members) for match in drawn.matches)
