"""The best one of those who wait."""

import pytest

from bot.domain.matching import Candidate, Rules, find_partner
from bot.domain.model import PastPair
from tests.domain.matching.groups import blocks, group, member, past

ASKER = Candidate(member=member(5, looking_for=("coach",)))


def partner_of(*history: PastPair, blocked: tuple[tuple[int, int], ...] = ()) -> int | None:
    waiting = [group(4)[2], group(4)[0], group(4)[3]]  # 3 waits longest, then 1, then 4
    match = find_partner(ASKER, waiting, history, Rules(blocked=blocks(*blocked)), 1)
    if match is None:
        return None
    assert list(match.members) == sorted(match.members)
    (other,) = (number for number in match.members if number != ASKER.member.id)
    return other


def test_whoever_waits_longest_is_taken_when_all_else_is_equal() -> None:
    assert partner_of() == 3


def test_somebody_new_comes_first() -> None:
    assert partner_of(past(3, 5, met=False), past(1, 5)) == 4


def test_somebody_not_met_comes_before_somebody_met() -> None:
    assert partner_of(past(3, 5), past(1, 5, met=False), past(4, 5)) == 1


def test_of_those_met_the_one_met_longest_ago_is_taken() -> None:
    assert partner_of(past(3, 5, 9), past(1, 5, 7), past(4, 5, 8)) == 1


@pytest.mark.parametrize("blocked", [(3, 5), (5, 3)])
def test_a_block_binds_both_ways(blocked: tuple[int, int]) -> None:
    assert partner_of(blocked=(blocked,)) == 1


def test_where_all_are_blocked_there_is_nobody() -> None:
    assert partner_of(blocked=((3, 5), (5, 1), (4, 5))) is None


def test_where_nobody_waits_there_is_nobody() -> None:
    assert find_partner(ASKER, [], [], Rules(), 1) is None


def test_an_offer_goes_before_a_longer_wait() -> None:
    coach = Candidate(member=member(9, can_offer=("business coach",)))
    match = find_partner(ASKER, [*group(2), coach], [], Rules(), 1)
    assert match is not None
    assert match.members == (5, 9)


@pytest.mark.parametrize("waiting", [[ASKER], [*group(2), group(1)[0]]])
def test_a_member_named_twice_is_refused(waiting: list[Candidate]) -> None:
    with pytest.raises(ValueError, match="twice"):
        find_partner(ASKER, waiting, [], Rules(), 1)


def test_a_pair_that_the_history_names_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        find_partner(ASKER, group(2), [past(1, 5), past(1, 5, week=3)], Rules(), 1)


def test_of_hundreds_whom_the_asker_has_met_it_is_the_one_of_longest_ago() -> None:
    asker = Candidate(member=member(400))
    met = [past(n, 400, week=(n * 181) % 397) for n in range(1, 397)]
    match = find_partner(asker, group(396), met, Rules(), 1)
    assert match is not None
    (longest,) = (
        pair.a
        for pair in met
        if pair.last_met_at == min(p.last_met_at for p in met if p.last_met_at)
    )
    assert match.members == (longest, 400)
