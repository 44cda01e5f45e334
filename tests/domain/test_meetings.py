"""What members say of a meeting, and what it is then."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.meetings import arrange, means_met, report, standing, withdraw
from bot.domain.model import (
    Answer,
    Meeting,
    MeetingStatus,
    MemberId,
    PairingId,
    Report,
    Via,
)

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
FRESH = Meeting(pairing_id=PairingId(1))
ADA, BEN = MemberId(1), MemberId(2)


def said(who: MemberId, answer: Answer, hours: int = 0) -> Report:
    return Report(
        pairing_id=PairingId(1),
        member_id=who,
        answer=answer,
        via=Via.BUTTON,
        at=NOW + timedelta(hours=hours),
    )


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (Answer.MET, MeetingStatus.MET),
        (Answer.DID_NOT, MeetingStatus.MISSED),
        (Answer.CANNOT, MeetingStatus.CANCELLED),
        (Answer.NOT_YET, MeetingStatus.PROPOSED),
    ],
)
def test_one_word_is_enough(answer: Answer, status: MeetingStatus) -> None:
    outcome = report(FRESH, (), said(ADA, answer))
    assert outcome.meeting.status is status
    assert outcome.changed
    assert not outcome.contradiction


def test_the_same_word_twice_changes_nothing() -> None:
    first = said(ADA, Answer.MET)
    met = report(FRESH, (), first).meeting
    again = report(met, (first,), said(ADA, Answer.MET, hours=2))
    assert again.meeting == met
    assert not again.changed


def test_the_partners_yes_adds_a_word_but_no_new_date() -> None:
    first = said(ADA, Answer.MET)
    met = report(FRESH, (), first).meeting
    both = report(met, (first,), said(BEN, Answer.MET, hours=2))
    assert both.meeting.settled_at == NOW


def test_not_yet_and_later_we_met_is_no_contradiction() -> None:
    outcome = report(FRESH, (said(BEN, Answer.NOT_YET),), said(ADA, Answer.MET, hours=30))
    assert outcome.meeting.status is MeetingStatus.MET
    assert not outcome.contradiction


def test_contradicting_words_are_asked_about_once_and_then_the_last_word_counts() -> None:
    yes = said(ADA, Answer.MET)
    met = report(FRESH, (), yes).meeting
    no = said(BEN, Answer.DID_NOT, hours=1)
    disputed = report(met, (yes,), no)
    assert disputed.contradiction
    assert disputed.meeting.status is MeetingStatus.MET
    after_all = report(disputed.meeting, (yes, no), said(ADA, Answer.DID_NOT, hours=2))
    assert not after_all.contradiction
    assert after_all.meeting.status is MeetingStatus.MISSED


def test_once_they_were_asked_a_word_said_before_counts_again() -> None:
    yes, no = said(ADA, Answer.MET), said(BEN, Answer.DID_NOT)  # in the same moment
    met = report(FRESH, (), yes).meeting
    disputed = report(met, (yes,), no).meeting
    confirmed = report(disputed, (yes, no), said(ADA, Answer.MET))
    assert confirmed.changed
    assert confirmed.meeting == disputed
    missed = report(disputed, (yes, no), said(BEN, Answer.DID_NOT))
    assert missed.meeting.status is MeetingStatus.MISSED
    again = said(BEN, Answer.DID_NOT, hours=1)
    assert not report(missed.meeting, (yes, no, again), again).changed
    back = report(missed.meeting, (yes, no, again), said(ADA, Answer.MET, hours=2))
    assert back.meeting.status is MeetingStatus.MET


def test_a_late_we_met_counts_after_the_round_was_closed() -> None:
    closed = replace(FRESH, status=MeetingStatus.MISSED, settled_at=NOW)
    outcome = report(closed, (), said(ADA, Answer.MET, hours=200))
    assert outcome.meeting.status is MeetingStatus.MET
    assert outcome.meeting.settled_at == NOW + timedelta(hours=200)


def test_taking_the_only_word_back_makes_it_open_again() -> None:
    met = report(FRESH, (), said(ADA, Answer.MET)).meeting
    outcome = withdraw(met, (), NOW)
    assert outcome.meeting == FRESH
    assert outcome.changed


def test_an_arranged_meeting_is_arranged_again_when_the_word_is_taken_back() -> None:
    arranged = arrange(FRESH, NOW + timedelta(days=1))
    met = report(arranged, (), said(ADA, Answer.MET)).meeting
    assert withdraw(met, (), NOW).meeting == arranged


def test_the_other_ones_word_stands_when_one_is_taken_back() -> None:
    words = (said(ADA, Answer.MET), said(BEN, Answer.MET, hours=1))
    met = report(report(FRESH, (), words[0]).meeting, words[:1], words[1]).meeting
    outcome = withdraw(met, words[1:], NOW)
    assert outcome.meeting.status is MeetingStatus.MET
    assert not outcome.changed


answers = st.lists(st.tuples(st.sampled_from([ADA, BEN]), st.sampled_from(Answer)), max_size=8)


@given(words=answers)
def test_any_order_of_words_ends_in_a_status_that_somebody_said(
    words: list[tuple[MemberId, Answer]],
) -> None:
    meeting, asked = FRESH, 0
    earlier: tuple[Report, ...] = ()
    for hours, (who, answer) in enumerate(words):
        new = said(who, answer, hours)
        outcome = report(meeting, earlier, new)
        asked += outcome.contradiction
        if outcome.changed:
            meeting, earlier = outcome.meeting, (*earlier, new)
    last = {said.answer for said in standing(earlier)}
    expected = {
        MeetingStatus.MET: {Answer.MET},
        MeetingStatus.MISSED: {Answer.DID_NOT},
        MeetingStatus.CANCELLED: {Answer.CANNOT},
        MeetingStatus.PROPOSED: {Answer.NOT_YET},
    }[meeting.status]
    assert not last or last & expected
    assert asked <= 1
    assert (meeting.settled_at is None) == (meeting.status is MeetingStatus.PROPOSED)


@pytest.mark.parametrize(
    "emoji",
    ["✅", "☑️", "☑", "✔️", "✔", ":white_check_mark:", "white_check_mark", "heavy_check_mark",
     "ballot_box_with_check", "white_check_mark::skin-tone-3", "✅🏽"],
)  # fmt: skip
def test_check_marks_in_every_style_mean_met(emoji: str) -> None:
    assert means_met(emoji)


@pytest.mark.parametrize("emoji", ["👍", "+1", "❌", "", "🎉", "✅✅", "white check mark", "x"])
def test_other_reactions_mean_nothing(emoji: str) -> None:
    assert not means_met(emoji)
