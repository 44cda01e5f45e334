"""Who takes part, and who has gone quiet."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.domain.matching import Candidate
from bot.domain.model import (
    Circle,
    CircleId,
    Member,
    MemberId,
    Membership,
    MembershipState,
    WorkspaceId,
)
from bot.domain.taking_part import (
    NEW_FOR,
    after_pause,
    as_candidate,
    count_silence,
    is_active,
    is_newcomer,
    may_be_drawn,
    pause_unanswered,
)

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
TODAY = date(2026, 11, 23)
ADA = Member(id=MemberId(1), workspace_id=WorkspaceId(1), external_id="ada", last_seen_at=NOW)
IN = Membership(circle_id=CircleId(1), member_id=ADA.id, joined_at=NOW)

CIRCLE = Circle(
    workspace_id=WorkspaceId(1),
    name="Coffee",
    channel="coffee",
    time_zone="Europe/Berlin",
    anchor=TODAY,
    next_round_at=NOW,
    created_at=NOW - 3 * NEW_FOR,
)


def test_a_pause_with_a_date_ends_by_itself_on_that_day() -> None:
    paused = replace(IN, state=MembershipState.PAUSED, paused_until=TODAY)
    assert after_pause(paused, TODAY).state is MembershipState.ACTIVE
    assert not is_active(paused, TODAY - timedelta(days=1))


def test_a_pause_without_a_date_does_not_end() -> None:
    paused = replace(IN, state=MembershipState.PAUSED)
    assert not is_active(paused, TODAY + timedelta(days=4000))


def test_only_those_who_are_there_and_free_are_drawn() -> None:
    assert may_be_drawn(IN, ADA, 0, TODAY)
    assert not may_be_drawn(IN, replace(ADA, gone_at=NOW), 0, TODAY)
    assert not may_be_drawn(IN, ADA, 1, TODAY)
    assert may_be_drawn(IN, replace(ADA, limit=2), 1, TODAY)
    assert not may_be_drawn(replace(IN, skips_next=True), ADA, 0, TODAY)
    assert not may_be_drawn(replace(IN, noticed_at=NOW), ADA, 0, TODAY)
    assert not may_be_drawn(replace(IN, state=MembershipState.LEFT), ADA, 0, TODAY)


def _silence(
    member: Member, membership: Membership, *, met: bool = False, paired: bool = True
) -> int:
    (counted,) = count_silence(
        (membership,),
        {member.id: member},
        paired={member.id} if paired else set(),
        met={member.id} if met else set(),
        since=NOW,
    )
    return counted.silent_rounds


def test_silence_counts_rounds_without_any_sign_of_life() -> None:
    long_ago = replace(ADA, last_seen_at=NOW - timedelta(days=9))
    quiet = replace(IN, silent_rounds=2)
    assert _silence(long_ago, quiet) == 3
    assert _silence(long_ago, quiet, met=True) == 0
    assert _silence(ADA, quiet) == 0
    assert _silence(long_ago, quiet, paired=False) == 2


def test_an_unanswered_notice_leads_to_a_pause_and_an_answer_prevents_it() -> None:
    noticed = replace(IN, silent_rounds=3, noticed_at=NOW)
    assert pause_unanswered(noticed).state is MembershipState.PAUSED
    assert pause_unanswered(IN) == IN
    (answered,) = count_silence(
        (noticed,), {ADA.id: replace(ADA, last_seen_at=NOW)}, {ADA.id}, set(), since=NOW
    )
    assert pause_unanswered(answered).state is MembershipState.ACTIVE


def test_who_came_less_than_eight_weeks_ago_is_new() -> None:
    came = replace(IN, joined_at=NOW - NEW_FOR + timedelta(days=1))
    assert is_newcomer(CIRCLE, came, NOW)
    assert not is_newcomer(CIRCLE, came, NOW + timedelta(days=1))


def test_nobody_is_new_in_a_circle_that_is_new_itself() -> None:
    young = replace(CIRCLE, created_at=NOW - NEW_FOR + timedelta(days=1))
    assert not is_newcomer(young, IN, NOW)
    assert is_newcomer(young, IN, NOW + timedelta(days=1))


def test_a_candidate_has_the_turns_and_the_hours_of_the_member() -> None:
    membership = replace(IN, odd_count=2, odd_at=NOW)
    member = replace(ADA, time_zone="America/New_York")
    assert as_candidate(CIRCLE, membership, member, NOW) == Candidate(
        member=member, odd_count=2, odd_at=NOW, hours=_bits(range(14, 23)), newcomer=True
    )


def test_who_has_no_zone_has_the_hours_of_the_circle_and_none_where_that_is_lost_too() -> None:
    assert as_candidate(CIRCLE, IN, ADA, NOW).hours == _bits(range(8, 17))
    lost = replace(CIRCLE, time_zone="Atlantis/Centre")
    assert as_candidate(lost, IN, ADA, NOW).hours == 0


def _bits(hours: range) -> int:
    return sum(1 << hour for hour in hours)
