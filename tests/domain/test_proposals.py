"""What suits whom of the times proposed, and what a member may take back of what was said about one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.meetings import arrange, loses_its_time, without_time
from bot.domain.model import Meeting, MeetingStatus, MemberId, PairingId
from bot.domain.proposals import (
    Own,
    decline,
    own,
    place_as_before,
    propose,
    say_yes,
    suits,
    take_back,
    unanswered,
)

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = timedelta(days=1)
ADA, BEN, CLEO = MemberId(1), MemberId(2), MemberId(3)
FRESH = Meeting(pairing_id=PairingId(1), place="the library")
ASKED = propose(FRESH, ADA, [NOW + DAY], "the pier")
AGREED = arrange(ASKED, NOW + DAY)


@pytest.mark.parametrize(
    ("meeting", "of_ada", "of_ben"),
    [
        (FRESH, Own.NOTHING, Own.NOTHING),
        (ASKED, Own.PROPOSAL, Own.NOTHING),
        (decline(ASKED, BEN), Own.NOTHING, Own.NO),
        (AGREED, Own.AGREED, Own.AGREED),
        (propose(AGREED, ADA, [NOW + 2 * DAY], ""), Own.PROPOSAL, Own.AGREED),
        (decline(propose(AGREED, ADA, [NOW + 2 * DAY], ""), BEN), Own.AGREED, Own.NO),
        (say_yes(ASKED, BEN, NOW + DAY), Own.PROPOSAL, Own.YES),
        (decline(say_yes(ASKED, BEN, NOW + DAY), CLEO), Own.NOTHING, Own.NOTHING),
        (propose(say_yes(ASKED, BEN, NOW + DAY), CLEO, [NOW + DAY], ""), Own.NOTHING, Own.NOTHING),
        (replace(AGREED, status=MeetingStatus.MET), Own.NOTHING, Own.NOTHING),
        (arrange(FRESH, NOW), Own.NOTHING, Own.NOTHING),
    ],
)
def test_each_takes_back_their_own_word_and_either_the_time_of_both(
    meeting: Meeting, of_ada: Own, of_ben: Own
) -> None:
    assert (own(meeting, ADA, NOW), own(meeting, BEN, NOW)) == (of_ada, of_ben)


def test_a_proposal_that_is_past_hides_no_time_that_is_ahead() -> None:
    meeting = propose(arrange(FRESH, NOW + 2 * DAY), ADA, [NOW + DAY], "")
    assert own(meeting, ADA, NOW) is Own.PROPOSAL
    assert own(meeting, ADA, NOW + DAY) is Own.AGREED


def test_a_meeting_without_its_time_is_as_before_but_for_the_count_and_the_place() -> None:
    off = without_time(replace(AGREED, half_time=(ADA, BEN)))
    assert off == replace(FRESH, place="the pier", sequence=AGREED.sequence + 1)
    assert loses_its_time(AGREED, off)
    assert arrange(off, NOW + DAY).sequence > off.sequence


@pytest.mark.parametrize(
    ("meeting", "place"),
    [
        (FRESH, ""),  # a place that belonged to a time which is gone
        (ASKED, "the pier"),
        (propose(AGREED, ADA, [NOW + 2 * DAY], ""), ""),  # it was left out on purpose
        (decline(ASKED, BEN), ""),
        (take_back(ASKED, Own.PROPOSAL, ADA), ""),
        (AGREED, "the pier"),
        (without_time(AGREED), ""),
        (decline(propose(AGREED, ADA, [NOW + 2 * DAY], "the zoo"), BEN), "the pier"),
    ],
)
def test_a_place_goes_with_a_time_that_moves_and_not_with_one_that_is_gone(
    meeting: Meeting, place: str
) -> None:
    assert place_as_before(meeting) == place


def test_what_is_proposed_beside_a_time_outlives_it() -> None:
    both = propose(AGREED, BEN, [NOW + 3 * DAY], "")
    assert without_time(both).proposals == both.proposals
    assert own(without_time(both), BEN, NOW) is Own.PROPOSAL


def test_a_proposal_taken_back_takes_no_time_with_it() -> None:
    both = propose(AGREED, ADA, [NOW + 3 * DAY], "")
    assert not loses_its_time(both, take_back(both, Own.PROPOSAL, ADA))


def test_a_time_suits_who_proposed_it_and_who_said_yes() -> None:
    two = propose(FRESH, ADA, [NOW + DAY, NOW + 2 * DAY], "")
    said = say_yes(two, BEN, NOW + DAY)
    assert [suits(said, one, NOW + DAY) for one in (ADA, BEN, CLEO)] == [True, True, False]
    assert unanswered(said, ADA, NOW) == ()
    assert unanswered(said, BEN, NOW) == (NOW + 2 * DAY,)
    assert unanswered(said, CLEO, NOW + DAY) == (NOW + 2 * DAY,)
    assert say_yes(said, BEN, NOW + DAY) == said


def test_a_yes_is_no_change_that_buttons_would_notice_and_is_taken_back_alone() -> None:
    said = say_yes(say_yes(ASKED, BEN, NOW + DAY), CLEO, NOW + DAY)
    assert said.sequence == ASKED.sequence
    assert take_back(said, Own.YES, BEN) == say_yes(ASKED, CLEO, NOW + DAY)


def test_a_no_takes_the_yes_of_the_same_member_with_it() -> None:
    said = say_yes(say_yes(ASKED, BEN, NOW + DAY), CLEO, NOW + DAY)
    assert take_back(decline(said, BEN), Own.NO, BEN).yeses == say_yes(ASKED, CLEO, NOW + DAY).yeses


def test_an_agreed_time_and_another_proposal_leave_no_yes() -> None:
    said = say_yes(ASKED, BEN, NOW + DAY)
    for after in (arrange(said, NOW + DAY), take_back(said, Own.PROPOSAL, ADA)):
        assert after.yeses == ()
