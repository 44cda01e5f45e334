"""How far two are, whether it rests, whether both wish, and when they are due again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.model import MemberId, PairingId, PastPair, WorkspaceId
from bot.domain.relationships import (
    MONTHS,
    Rhythm,
    Side,
    Stage,
    Together,
    at_rest,
    counting,
    due_again,
    least,
    months_of,
    next_asking,
    repeating,
    sides_of,
    together,
    wish_again,
)

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
DAY = timedelta(days=1)
ADA, BEN, CLEO = MemberId(1), MemberId(2), MemberId(3)


def side(who: MemberId = ADA, other: MemberId = BEN) -> Side:
    return Side(workspace_id=WorkspaceId(1), member_id=who, other_id=other)


def past(met: int, paired: int | None = None) -> PastPair:
    return PastPair(
        a=ADA,
        b=BEN,
        paired=met if paired is None else paired,
        met=met,
        last_paired_at=NOW,
        last_met_at=NOW if met else None,
    )


def test_two_who_were_never_introduced_begin_at_the_beginning() -> None:
    assert together(None, [side()]) == Together()
    assert Together().next_stage is Stage.GETTING_TO_KNOW
    assert Together().reached is None


@pytest.mark.parametrize(
    ("met", "reached", "then"),
    [
        (0, None, Stage.GETTING_TO_KNOW),
        (1, Stage.GETTING_TO_KNOW, Stage.DETAIL),
        (2, Stage.DETAIL, Stage.REFERRAL_PARTNERS),
        (3, Stage.REFERRAL_PARTNERS, Stage.REFERRAL_PARTNERS),
        (40, Stage.REFERRAL_PARTNERS, Stage.REFERRAL_PARTNERS),
    ],
)
def test_each_meeting_moves_two_on_until_they_are_partners(
    met: int, reached: Stage | None, then: Stage
) -> None:
    far = together(past(met, paired=met + 1), [])
    assert (far.reached, far.next_stage) == (reached, then)


def test_a_meeting_that_either_held_back_moves_them_nowhere_and_counts_once() -> None:
    both = [
        replace(side(), held=(PairingId(7),)),
        replace(side(BEN, ADA), held=(PairingId(7), PairingId(9))),
    ]
    assert together(past(3), both).counted == 1
    assert together(past(1), both).counted == 0  # one of the meetings was taken back since


def test_three_are_as_far_as_the_two_of_them_with_the_least() -> None:
    far = Together(introduced=3, met=2, counted=2)
    new = Together(introduced=1, met=1)
    assert least([far, new]) == new


def test_a_meeting_of_three_repeats_a_kind_for_those_who_are_further() -> None:
    far, new = Together(introduced=1, met=1, counted=1), Together()
    so_far = {(ADA, BEN): far, (ADA, CLEO): new, (BEN, CLEO): new}
    assert repeating(so_far) == ((ADA, BEN),)
    assert repeating(dict.fromkeys(so_far, far)) == ()
    partners = {(ADA, BEN): Together(counted=9), (ADA, CLEO): Together(counted=2)}
    assert repeating(partners) == ()  # both meet as referral partners


def test_a_repeated_meeting_moves_two_nowhere_and_counts_once_where_it_was_held_back_too() -> None:
    held = replace(side(), held=(PairingId(7),))
    far = together(past(3), [held], {PairingId(7), PairingId(8)})
    assert (far.met, far.counted) == (3, 1)


def test_one_word_ends_it_for_both_and_for_no_others() -> None:
    sides = [replace(side(BEN, ADA), rested_at=NOW), side(), side(ADA, CLEO)]
    assert at_rest(sides) == {(ADA, BEN)}
    assert sides_of((ADA, CLEO), sides) == (side(ADA, CLEO),)


@pytest.mark.parametrize(
    ("mine", "theirs", "both"),
    [
        (DAY, DAY, True),
        (DAY, None, False),
        (DAY, -DAY, False),  # said before they were introduced the last time
        (-DAY, -DAY, False),
    ],
)
def test_two_meet_again_when_both_wished_it_since_they_were_introduced(
    mine: timedelta, theirs: timedelta | None, *, both: bool
) -> None:
    sides = [
        replace(side(), again_at=NOW + mine),
        replace(side(BEN, ADA), again_at=None if theirs is None else NOW + theirs),
    ]
    assert bool(wish_again(sides, [past(1)])) is both
    resting = [sides[0], replace(sides[1], rested_at=NOW)]
    assert not wish_again(resting, [past(1)])


def test_two_who_were_never_introduced_can_wish_too() -> None:
    sides = [replace(one, again_at=NOW) for one in (side(), side(BEN, ADA))]
    assert wish_again(sides, []) == {(ADA, BEN)}


@pytest.mark.parametrize(
    ("mine", "usual", "months"),
    [
        (None, 3, 3),
        (None, 0, 0),
        (Rhythm.MONTHLY, 3, 1),
        (Rhythm.MONTHLY, 0, 1),  # who has chosen is asked also where the group asks nobody
        (Rhythm.NEVER, 3, 0),
    ],
)
def test_each_is_asked_in_their_own_rhythm_or_as_the_group_is(
    mine: Rhythm | None, usual: int, months: int
) -> None:
    assert months_of(replace(side(), rhythm=mine), usual) == months
    assert months_of(None, usual) == usual


def test_the_next_asking_is_counted_from_the_meeting_or_from_the_last_asking() -> None:
    march = NOW.replace(year=2027, month=3, day=1)
    asked = replace(side(), asked_at=march)
    assert next_asking(side(), NOW, 3) == due_again(NOW, 3)
    assert next_asking(asked, NOW, 3) == due_again(march, 3)
    assert next_asking(asked, march + DAY, 3) == due_again(march + DAY, 3)
    assert next_asking(replace(asked, rested_at=NOW), NOW, 3) is None
    assert next_asking(side(), NOW, 0) is None


def test_a_held_meeting_that_was_taken_back_holds_nothing_back() -> None:
    held = replace(side(), held=(PairingId(7), PairingId(9)))
    (counted,) = counting([held], {PairingId(9)})
    assert counted.held == (PairingId(9),)
    assert together(past(2), [counted]).counted == 1


@pytest.mark.parametrize(
    ("met", "months", "due"),
    [
        ("2026-11-30", 3, "2027-02-28"),
        ("2027-11-30", 3, "2028-02-29"),
        ("2026-12-31", 1, "2027-01-31"),
        ("2026-01-31", 12, "2027-01-31"),
        ("2026-10-15", 3, "2027-01-15"),
    ],
)
def test_due_again_on_the_same_day_of_the_month_or_its_last(
    met: str, months: int, due: str
) -> None:
    last = datetime.fromisoformat(met).replace(hour=12, tzinfo=UTC)
    again = due_again(last, months)
    assert again is not None
    assert again.date().isoformat() == due
    assert again.time() == last.time()


def test_never_is_never() -> None:
    assert due_again(NOW, MONTHS[Rhythm.NEVER]) is None


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.integers(1, 24),
)
def test_due_again_lies_so_many_months_ahead(met: datetime, months: int) -> None:
    again = due_again(met, months)
    assert again is not None
    assert (again.year - met.year) * 12 + again.month - met.month == months
    assert again.day <= met.day
