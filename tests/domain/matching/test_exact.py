"""A draw is the best there is: compared with trying everything, and with an integer programme."""

import random
from dataclasses import replace

import pytest

from bot.domain.matching import Candidate, Draw, Rules, Wish, draw
from bot.domain.model import WEIGHTS, MemberId, OddRule, PastPair, Policy
from tests.domain.matching.groups import member, past
from tests.domain.matching.oracle import Group, Lines

NEEDS = ("coach", "law", "web design", "photos", "tax")


def candidate(number: int, chance: random.Random) -> Candidate:
    return Candidate(
        member=member(
            number,
            looking_for=tuple(chance.sample(NEEDS, chance.randrange(3))),
            can_offer=tuple(chance.sample(NEEDS, chance.randrange(3))),
            interests=tuple(chance.sample(["jazz", "running", "chess"], chance.randrange(2))),
            formats=tuple(chance.sample(["online", "in person", "phone"], chance.randrange(3))),
            languages=tuple(chance.sample(["English", "Deutsch"], chance.randrange(3))),
            team=chance.choice(["", "a", "b"]),
        ),
        odd_count=chance.randrange(2),
        hours=chance.choice([0, 0xFF, 0xFF << 6, 0xFF << 12]),
        newcomer=chance.random() < 0.3,
    )


def instance(
    size: int, seed: int, odd: OddRule, *, sparse: bool = True
) -> tuple[list[Candidate], list[PastPair], Rules]:
    """A group with every kind of rule in it, some of them hard to keep."""
    chance = random.Random(f"{size}/{seed}/{odd}")
    pairs = [(a, b) for b in range(1, size + 1) for a in range(1, b)]
    met = chance.random()
    ids = [(MemberId(a), MemberId(b)) for a, b in pairs]
    blocks = chance.choice([0, 0.1, 0.4 * sparse])
    policy = Policy(
        **{name: chance.randrange(10) for name in WEIGHTS},
        within_teams=chance.random() < 0.3,
        demands_hours=sparse and chance.random() < 0.2,
        demands_format=sparse and chance.random() < 0.2,
    )
    rules = Rules(
        odd=odd,
        blocked=frozenset(pair for pair in ids if chance.random() < blocks),
        wishes={pair: Wish(chance.randrange(1, 4)) for pair in ids if chance.random() < 0.1},
        policy=policy,
        looks_ahead=False,
    )
    history = [
        past(a, b, chance.randrange(30), met=chance.random() < 0.6)
        for a, b in pairs
        if chance.random() < met
    ]
    people = [candidate(number, chance) for number in range(1, size + 1)]
    chance.shuffle(people)
    return people, history, rules


def value_of(known: Group, drawn: Draw) -> Lines | None:
    places = {c.member.id: place for place, c in enumerate(known.people)}
    groups = [[places[m] for m in match.members] for match in drawn.matches]
    thirds = [places[match.odd_one] for match in drawn.matches if match.odd_one is not None]
    return known.value(groups, thirds)


def certified(drawn: Draw) -> bool:
    score, bound = drawn.certificate.score, drawn.certificate.upper_bound
    return 0 <= score <= bound


@pytest.mark.parametrize("size", range(2, 11))
def test_a_round_of_pairs_is_the_best_of_all_there_are(size: int) -> None:
    for seed in range(70):
        people, history, rules = instance(size, seed, OddRule.SIT_OUT)
        known = Group(people, history, rules)
        drawn = draw(people, history, rules, seed)
        assert value_of(known, drawn) == known.best_pairs()
        assert certified(drawn)


@pytest.mark.parametrize("size", [3, 5, 7, 9])
def test_a_round_with_a_trio_is_the_best_of_all_there_are(size: int) -> None:
    compared = 0
    for seed in range(100):
        people, history, rules = instance(size, seed, OddRule.TRIO)
        known = Group(people, history, rules)
        drawn = draw(people, history, rules, seed)
        best = known.best_with_a_trio()
        if best is not None:
            compared += 1
            assert value_of(known, drawn) == best
            assert certified(drawn)
    assert compared > 40


# Above these sizes the programme takes minutes: benchmarks/exactness.py goes on to 60.
LARGER = [(size, OddRule.SIT_OUT) for size in range(20, 32, 2)]
WITH_TRIO = [(size, OddRule.TRIO) for size in (21, 23)]


@pytest.mark.parametrize(("size", "odd"), [*LARGER, *WITH_TRIO])
def test_a_larger_round_is_what_an_integer_programme_finds(size: int, odd: OddRule) -> None:
    for seed in range(5):
        people, history, rules = instance(size, seed, odd, sparse=False)
        people = [replace(person, odd_count=0) for person in people]
        known = Group(people, history, rules)
        drawn = draw(people, history, rules, seed)
        left, _, *lines = value_of(known, drawn) or ()
        assert [size + left, *lines] == known.best_by_programme(trio=odd is OddRule.TRIO)
        assert certified(drawn)


@pytest.mark.parametrize(("size", "wanted"), [(12, 3), (15, 3), (12, 4)])
def test_small_groups_of_three_and_four_are_what_an_integer_programme_finds(
    size: int, wanted: int
) -> None:
    for seed in range(6):
        people, history, rules = instance(size, seed, OddRule.TRIO, sparse=False)
        people = [replace(person, odd_count=0) for person in people]
        known = Group(people, history, rules)
        found = value_of(known, draw(people, history, replace(rules, size=wanted), seed))
        left, _, *lines = found or ()
        assert [size + left, *lines] == known.best_groups_by_programme(wanted)
