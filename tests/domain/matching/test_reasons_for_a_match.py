"""The facts that speak for a match."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.matching import Candidate, Rules, Wish, draw
from bot.domain.matching.reasons import furthest_back
from bot.domain.model import MemberId, PastPair, Reason, ReasonKind
from tests.domain.matching.groups import START, group, member, past

ONE, TWO = MemberId(1), MemberId(2)


def reasons_of_two(*history: PastPair, **profiles: Mapping[str, Any]) -> tuple[Reason, ...]:
    people = [
        Candidate(member=member(1, **profiles.get("one", {}))),
        Candidate(member=member(2, **profiles.get("two", {}))),
    ]
    (match,) = draw(people, history, Rules(), 1).matches
    assert match.repeat == bool(history)
    return match.reasons


def test_two_who_were_never_introduced_have_never_met() -> None:
    assert reasons_of_two() == (Reason(kind=ReasonKind.NEVER_MET, members=(ONE, TWO)),)


def test_two_whose_introduction_led_to_nothing_did_not_meet() -> None:
    reasons = reasons_of_two(past(1, 2, met=False))
    assert reasons == (Reason(kind=ReasonKind.DID_NOT_MEET, members=(ONE, TWO)),)


def test_two_who_met_hear_when() -> None:
    reasons = reasons_of_two(past(1, 2))
    assert reasons == (Reason(kind=ReasonKind.MET_BEFORE, members=(ONE, TWO), when=START),)


def kinds(history: Sequence[PastPair], rules: Rules) -> dict[tuple[int, ...], list[ReasonKind]]:
    matches = draw(group(4), history, rules, 1).matches
    return {match.members: [reason.kind for reason in match.reasons] for match in matches}


EVERYBODY_MET = [
    past(1, 2, week=0),
    past(3, 4, week=0),
    *(past(a, b, week=7) for a, b in ((1, 3), (1, 4), (2, 3), (2, 4))),
]


def test_longest_ago_is_said_only_of_those_of_whom_it_is_true() -> None:
    long_ago = [ReasonKind.MET_LONG_AGO]
    assert kinds(EVERYBODY_MET, Rules()) == {(1, 2): long_ago, (3, 4): long_ago}
    pairs = [(MemberId(1), MemberId(2)), (MemberId(1), MemberId(3))]
    assert furthest_back(pairs, EVERYBODY_MET) == {pairs[0]}
    as_long_ago = [*EVERYBODY_MET, past(1, 5, week=0)]
    assert furthest_back(pairs, as_long_ago) == frozenset()


def test_what_two_asked_for_is_said_first_and_not_that_it_is_long_ago() -> None:
    rules = Rules(wishes={(ONE, TWO): Wish.AGAIN})
    assert kinds(EVERYBODY_MET, rules)[1, 2] == [ReasonKind.AGAIN, ReasonKind.MET_BEFORE]


def test_offers_interests_and_teams_are_reasons_and_four_are_enough() -> None:
    one: dict[str, Any] = {
        "looking_for": ("a coach",),
        "can_offer": ("tax law",),
        "interests": ("jazz",),
        "team": "a",
    }
    two: dict[str, Any] = {
        "looking_for": ("law",),
        "can_offer": ("coach",),
        "interests": ("Jazz",),
        "team": "b",
    }
    assert reasons_of_two(one=one, two=two) == (
        Reason(kind=ReasonKind.NEVER_MET, members=(ONE, TWO)),
        Reason(kind=ReasonKind.OFFER, members=(ONE, TWO), subject="a coach"),
        Reason(kind=ReasonKind.OFFER, members=(TWO, ONE), subject="law"),
        Reason(kind=ReasonKind.SHARED_INTEREST, members=(ONE, TWO), subject="jazz"),
    )
    two = {"team": "b"}
    assert reasons_of_two(one=one, two=two)[-1].kind is ReasonKind.OTHER_TEAM


def test_a_trio_is_explained_by_the_odd_number() -> None:
    (match,) = draw(group(3), [], Rules(), 1).matches
    assert [reason.kind for reason in match.reasons] == [ReasonKind.TRIO, ReasonKind.NEVER_MET]
    assert match.odd_one in match.members


def test_of_a_trio_nothing_is_said_of_the_past_when_two_of_them_share_one() -> None:
    (match,) = draw(group(3), [past(1, 2)], Rules(), 1).matches
    assert [reason.kind for reason in match.reasons] == [ReasonKind.TRIO]
    assert match.repeat
