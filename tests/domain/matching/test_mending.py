"""A draw that was made of others still keeps to every rule once it is mended, and stays what it was where nothing changed."""

import random
from dataclasses import replace
from itertools import combinations

import pytest

from bot.domain.matching import Candidate, Rules, Wish, draw, mended
from bot.domain.matching.mending import FEW
from bot.domain.matching.preference import Pair, prefer
from bot.domain.model import USUAL, MemberId, OddRule, ReasonKind
from tests.domain.matching.groups import blocks, everybody_in, group, member, past, together

SEED = 5
RULES = Rules()


@pytest.mark.parametrize("odd", OddRule)
@pytest.mark.parametrize("size", [2, 3, 4])
@pytest.mark.parametrize("chance", range(20))
def test_whatever_has_changed_everybody_has_one_place_and_nobody_meets_whom_they_must_not(
    size: int, odd: OddRule, chance: int
) -> None:
    rng = random.Random(chance)
    people = group(rng.randint(0, 130))
    made = draw(people, [], Rules(size=rng.choice([size, 2]), odd=odd), SEED)
    there = rng.sample(people, rng.randint(0, len(people)))
    there += [
        Candidate(member=member(200 + number)) for number in range(rng.choice([0, 1, 5, 150]))
    ]
    ids = sorted(c.member.id for c in there)
    met = [pair for match in made.matches for pair in combinations(match.members, 2)]
    kept_apart = [pair for pair in met if rng.random() < 0.2] + [
        pair for pair in combinations(ids, 2) if rng.random() < 0.05
    ]
    rules = Rules(size=size, odd=odd, blocked=frozenset(kept_apart))
    found = mended(made, there, [], rules, SEED)
    assert everybody_in(found) == ids
    meeting = {pair for match in found.matches for pair in combinations(match.members, 2)}
    assert meeting.isdisjoint(kept_apart)
    assert all(len(match.members) <= max(size, 3) for match in found.matches)


def test_who_is_not_touched_meets_whom_they_were_to_meet() -> None:
    people = group(100)
    made = draw(people, [], RULES, SEED)
    gone = made.matches[0].members[0]
    found = mended(made, [c for c in people if c.member.id != gone], [], RULES, SEED)
    assert len(together(made) & together(found)) >= (100 - FEW - 2) / 2
    assert found.sit_outs == ()


def test_who_came_alone_is_not_left_alone() -> None:
    made = draw(group(100), [], RULES, SEED)
    assert mended(made, group(101), [], RULES, SEED).sit_outs == ()
    assert max(len(match.members) for match in made.matches) == 2


def test_who_was_the_odd_one_lately_is_not_again_because_somebody_came() -> None:
    made = draw(group(100), [], RULES, SEED)
    newcomer = replace(group(101)[-1], odd_at=group(1)[0].member.last_seen_at, odd_count=1)
    rules = replace(RULES, odd=OddRule.SIT_OUT)
    (out,) = mended(made, [*group(100), newcomer], [], rules, SEED).sit_outs
    assert out.member != newcomer.member.id


def test_two_whom_an_organiser_wants_to_meet_now_do() -> None:
    made = draw(group(100), [], RULES, SEED)
    (a, _), (b, _) = (match.members for match in made.matches[:2])
    rules = replace(RULES, together=blocks((a, b)))
    found = mended(made, group(100), [], rules, SEED)
    assert tuple(sorted((a, b))) in together(found)


def test_hours_that_are_required_are_kept_to() -> None:
    people = [replace(c, hours=1) for c in group(100)]
    made = draw(people, [], RULES, SEED)
    moved = [replace(c, hours=2) if c.member.id <= 7 else c for c in people]
    rules = replace(RULES, policy=replace(USUAL, demands_hours=True))
    found = mended(made, moved, [], rules, SEED)
    assert everybody_in(found) == list(range(1, 101))
    may = prefer(moved, [], rules, SEED).may_meet
    places = [tuple(who - 1 for who in pair) for pair in pairs(found.matches)]
    assert all(may(*([[place] for place in pair])).all() for pair in places)  # type: ignore[arg-type]


def pairs(matches: object) -> list[Pair]:
    return [pair for match in matches for pair in combinations(match.members, 2)]  # type: ignore[attr-defined]


def test_reasons_are_told_from_what_is_true_now() -> None:
    people = [Candidate(member=member(number, interests=("jazz",))) for number in range(1, 101)]
    made = draw(people, [], RULES, SEED)
    a, b = made.matches[0].members
    now = [
        replace(c, member=replace(c.member, interests=())) if c.member.id == a else c
        for c in people
    ]
    history = [past(a, b)]
    found = mended(made, now, history, replace(RULES, wishes={(a, b): Wish.ASKED}), SEED)
    (match,) = [match for match in found.matches if match.members == (a, b)]
    kinds = [reason.kind for reason in match.reasons]
    assert kinds == [ReasonKind.ASKED, ReasonKind.MET_BEFORE]
    assert match.repeat


def test_the_order_of_input_makes_no_difference() -> None:
    made = draw(group(60), [], RULES, SEED)
    people = group(63)[4:]
    history = [past(MemberId(a), MemberId(a + 1)) for a in range(10, 20)]
    found = mended(made, people, history, RULES, SEED)
    assert mended(made, people[::-1], history[::-1], RULES, SEED) == found
