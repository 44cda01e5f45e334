"""Referrals: who may say what, what can be taken back, and what does not belong into one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.model import MemberId, WorkspaceId
from bot.domain.referrals import (
    BY_RECEIVER,
    OPEN_REFERRALS,
    Referral,
    ReferralState,
    may_say,
    may_take_back,
    taken_back,
    told,
)

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
GIVER, RECEIVER, STRANGER = MemberId(1), MemberId(2), MemberId(3)
GIVEN = Referral(
    workspace_id=WorkspaceId(1),
    giver_id=GIVER,
    receiver_id=RECEIVER,
    who="Maria",
    about="needs a website",
    given_at=NOW,
)


@pytest.mark.parametrize("state", ReferralState)
@pytest.mark.parametrize("word", ReferralState)
def test_a_stranger_may_say_nothing_and_take_nothing_back(
    state: ReferralState, word: ReferralState
) -> None:
    referral = replace(GIVEN, state=state, earlier=ReferralState.GIVEN)
    assert not may_say(referral, STRANGER, word)
    assert not may_take_back(referral, STRANGER)


@pytest.mark.parametrize("state", ReferralState)
def test_the_receiver_says_what_became_of_it_and_the_giver_only_withdraws(
    state: ReferralState,
) -> None:
    assert may_say(GIVEN, RECEIVER, state) == (state in BY_RECEIVER)
    assert may_say(GIVEN, GIVER, state) == (state is ReferralState.WITHDRAWN)


@pytest.mark.parametrize("state", sorted(set(ReferralState) - OPEN_REFERRALS))
def test_a_settled_referral_is_not_withdrawn_and_a_withdrawn_one_not_settled(
    state: ReferralState,
) -> None:
    assert not may_say(replace(GIVEN, state=state), GIVER, ReferralState.WITHDRAWN)
    withdrawn = replace(GIVEN, state=ReferralState.WITHDRAWN)
    assert not may_say(withdrawn, RECEIVER, state)


@pytest.mark.parametrize("state", sorted(set(ReferralState) - {ReferralState.GIVEN}))
def test_the_last_word_can_be_taken_back_by_the_one_whose_it_is(state: ReferralState) -> None:
    later = told(GIVEN, state, NOW + timedelta(days=1))
    mine, theirs = GIVER, RECEIVER
    if state is not ReferralState.WITHDRAWN:
        mine, theirs = theirs, mine
    assert may_take_back(later, mine)
    assert not may_take_back(later, theirs)
    assert taken_back(later) == GIVEN
    assert (later.settled_at is None) == (state in OPEN_REFERRALS)


def test_where_nothing_was_said_nothing_can_be_taken_back() -> None:
    assert taken_back(GIVEN) is None
    assert not may_take_back(GIVEN, GIVER)
    assert not may_take_back(GIVEN, RECEIVER)


@pytest.mark.parametrize("state", [ReferralState.WON, ReferralState.WITHDRAWN])
def test_what_the_receiver_said_before_can_be_taken_back_as_well(state: ReferralState) -> None:
    accepted = told(GIVEN, ReferralState.ACCEPTED, NOW)
    assert taken_back(told(accepted, state, NOW)) == accepted
    assert may_take_back(accepted, RECEIVER)
    assert taken_back(accepted) == GIVEN
