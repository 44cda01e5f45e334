"""A member's network: ties, whom not yet, with whom one is losing touch; and the Fridays of a plan."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.model import (
    CircleId,
    Meeting,
    MeetingStatus,
    MemberId,
    Origin,
    Pairing,
    PairingId,
    WorkspaceId,
)
from bot.domain.network import NAMES_A_WEEK, Facts, Met, losing_touch, not_yet_met, ties
from bot.domain.plans import next_friday, week_of, worth_it_until
from bot.domain.referrals import Referral, ReferralState
from bot.domain.relationships import Rhythm, Side, Stage
from bot.domain.reminders import week_began

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
DAY = timedelta(days=1)
HERE = WorkspaceId(1)
ME = MemberId(1)
BEN, CLEO = MemberId(2), MemberId(3)
LONDON = ZoneInfo("Europe/London")
SANTIAGO = ZoneInfo("America/Santiago")


def met(number: int, *others: int, ago: float, status: MeetingStatus = MeetingStatus.MET) -> Met:
    at = NOW - ago * DAY
    pairing = Pairing(
        id=PairingId(number),
        workspace_id=HERE,
        circle_id=CircleId(1),
        origin=Origin.ROUND,
        members=(ME, *map(MemberId, others)),
        opened_at=at - 3 * DAY,
        ends_at=at + 4 * DAY,
    )
    return pairing, Meeting(pairing_id=pairing.id, status=status, settled_at=at)


def facts(
    *meetings: Met, sides: tuple[Side, ...] = (), referrals: tuple[Referral, ...] = ()
) -> Facts:
    return Facts(
        member=ME,
        meetings=meetings,
        sides=sides,
        referrals=referrals,
        months={CircleId(1): 3},
    )


def side(who: int, whom: int, *, rests: bool = False, rhythm: Rhythm | None = None) -> Side:
    return Side(
        workspace_id=HERE,
        member_id=MemberId(who),
        other_id=MemberId(whom),
        rhythm=rhythm,
        rested_at=NOW if rests else None,
    )


def passed(giver: int, receiver: int, state: ReferralState = ReferralState.GIVEN) -> Referral:
    return Referral(
        workspace_id=HERE,
        giver_id=MemberId(giver),
        receiver_id=MemberId(receiver),
        who="a baker",
        about="a cake",
        state=state,
        given_at=NOW,
    )


def test_those_met_last_come_first_and_a_trio_is_a_tie_to_both() -> None:
    found = ties(facts(met(1, 2, ago=90), met(2, 3, 4, ago=5)))
    assert [tie.other for tie in found] == [4, 3, 2]


def test_who_was_introduced_only_is_no_tie() -> None:
    assert ties(facts(met(1, 2, ago=9, status=MeetingStatus.MISSED))) == ()


def test_a_tie_has_the_stage_the_last_meeting_and_what_was_passed() -> None:
    (tie,) = ties(
        facts(
            met(1, 2, ago=200),
            met(2, 2, ago=100),
            referrals=(passed(1, 2), passed(1, 2, ReferralState.WITHDRAWN), passed(2, 1)),
        )
    )
    assert tie.so_far.reached is Stage.DETAIL
    assert tie.last_met_at == NOW - 100 * DAY
    assert (tie.given, tie.received) == (1, 1)
    assert tie.due_at == datetime(2026, 11, 17, 12, tzinfo=UTC)


def test_where_the_member_let_it_rest_nothing_is_due() -> None:
    (tie,) = ties(facts(met(1, 2, ago=400), sides=(side(1, 2, rests=True),)))
    assert tie.due_at is None
    assert tie.overdue_at is None


def test_that_the_other_let_it_rest_does_not_show() -> None:
    resting = facts(met(1, 2, ago=400), sides=(side(2, 1, rests=True),))
    assert ties(resting) == ties(facts(met(1, 2, ago=400)))
    assert losing_touch(resting, NOW, ()) == (BEN,)


def test_a_held_meeting_counts_only_where_it_took_place() -> None:
    held = replace(side(1, 2), held=(PairingId(1), PairingId(2)))
    taken_back = met(2, 2, ago=50, status=MeetingStatus.MISSED)
    (tie,) = ties(facts(met(1, 2, ago=90), taken_back, met(3, 2, ago=5), sides=(held,)))
    assert tie.so_far.counted == 1


def test_a_monthly_pair_loses_touch_after_three_months_all_the_same() -> None:
    monthly = (side(1, 2, rhythm=Rhythm.MONTHLY), side(2, 1, rhythm=Rhythm.MONTHLY))
    (tie,) = ties(facts(met(1, 2, ago=60), sides=monthly))
    assert tie.due_at is not None
    assert tie.due_at < NOW
    assert tie.overdue_at is not None
    assert tie.overdue_at > NOW


def test_a_yearly_pair_does_not_lose_touch_before_the_year_is_over() -> None:
    yearly = (side(1, 2, rhythm=Rhythm.YEARLY),)
    assert losing_touch(facts(met(1, 2, ago=300), sides=yearly), NOW, ()) == ()
    assert losing_touch(facts(met(1, 2, ago=400), sides=yearly), NOW, ()) == (BEN,)


def test_who_is_met_in_the_week_leaves_a_gap_until_the_next() -> None:
    long_ago = [met(n, n + 1, ago=400 - n) for n in range(1, 6)]
    began = week_began(NOW, LONDON)
    assert losing_touch(facts(*long_ago), began, ()) == (2, 3, 4)
    since = facts(*long_ago, met(9, 3, ago=0.5))
    assert losing_touch(since, began, ()) == (2, 4)
    assert losing_touch(since, began + 7 * DAY, ()) == (2, 4, 5)


def test_not_met_yet_are_companions_only() -> None:
    mine = ties(facts(met(1, 2, ago=9)))
    companions = [MemberId(n) for n in (5, 4, 3, 2)]
    assert not_yet_met(mine, companions, out=[MemberId(4), ME]) == (CLEO, 5)


people = st.integers(2, 12)
histories = st.lists(st.tuples(people, st.integers(8, 900)), max_size=25)


@given(histories, st.sets(people), st.sets(people), st.integers(0, 6 * 24), st.integers(0, 6 * 24))
def test_losing_touch_names_three_at_most_the_same_all_week_and_nobody_who_is_out(
    history: list[tuple[int, int]], out: set[int], resting: set[int], hour: int, other_hour: int
) -> None:
    known = facts(
        *(met(n, other, ago=ago) for n, (other, ago) in enumerate(history, 1)),
        sides=tuple(side(1, other, rests=True) for other in resting),
    )
    monday = week_began(NOW, LONDON)
    left_out = [MemberId(one) for one in out]
    asked = [
        losing_touch(known, week_began(monday + timedelta(hours=n), LONDON), left_out)
        for n in (hour, other_hour)
    ]
    assert asked[0] == asked[1]
    assert len(set(asked[0])) == len(asked[0]) <= NAMES_A_WEEK
    assert not set(asked[0]) & (out | resting)
    last = {tie.other: tie.last_met_at for tie in ties(known)}
    assert all(last[other] < monday - 80 * DAY for other in asked[0])


@pytest.mark.parametrize(
    ("zone", "now", "expected"),
    [
        (LONDON, datetime(2026, 11, 25, 12, tzinfo=UTC), datetime(2026, 11, 27, 15, tzinfo=UTC)),
        (LONDON, datetime(2026, 11, 27, 15, tzinfo=UTC), datetime(2026, 12, 4, 15, tzinfo=UTC)),
        (LONDON, datetime(2027, 3, 26, 15, tzinfo=UTC), datetime(2027, 4, 2, 14, tzinfo=UTC)),
        (LONDON, datetime(2026, 10, 23, 14, tzinfo=UTC), datetime(2026, 10, 30, 15, tzinfo=UTC)),
        (SANTIAGO, datetime(2026, 4, 3, 18, tzinfo=UTC), datetime(2026, 4, 10, 19, tzinfo=UTC)),
    ],
)
def test_fridays_are_at_three_by_the_clock_on_the_wall(
    zone: ZoneInfo, now: datetime, expected: datetime
) -> None:
    assert next_friday(now, zone) == expected


@given(st.integers(0, 20 * 365 * 24 * 60))
def test_a_friday_is_always_ahead_and_within_its_week(minutes: int) -> None:
    now = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    friday = next_friday(now, SANTIAGO)
    local = friday.astimezone(SANTIAGO)
    assert now < friday <= now + timedelta(days=7, hours=1)
    assert (local.weekday(), local.hour, local.minute) == (4, 15, 0)
    began, ends = week_of(friday, SANTIAGO)
    assert began < friday < worth_it_until(friday, SANTIAGO) < ends
