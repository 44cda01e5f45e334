"""A member's network: whom they have met and how that stands, whom not yet, and with whom they are losing touch.

What the other side wants is never told: where they let it rest, all is as before.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.model import CircleId, Meeting, MeetingStatus, MemberId, Pairing, PastPair
from bot.domain.referrals import Referral, ReferralState
from bot.domain.relationships import (
    Side,
    Together,
    counting,
    due_again,
    months_of,
    repeats_of,
    together,
)
from bot.domain.rulings import pair_of

NAMES_A_WEEK = 3
LONG_AGO = 3  # months: nobody loses touch sooner
USUAL_MONTHS = 3

Met = tuple[Pairing, Meeting]


@dataclass(frozen=True, kw_only=True, slots=True)
class Tie:
    """All that a member has with somebody they have met, as far as they may know: what the other wants never shows.

    `given` and `received`: referrals from and to the member. `overdue_at`: from when on the two are losing touch; None
    where the member does not want to meet again.
    """

    other: MemberId
    so_far: Together
    last_met_at: datetime
    due_at: datetime | None = None
    overdue_at: datetime | None = None
    given: int = 0
    received: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What a network is made of. `months`: after how many a circle asks its members to meet again."""

    member: MemberId
    meetings: Sequence[Met]
    sides: Sequence[Side] = ()
    referrals: Sequence[Referral] = ()
    months: Mapping[CircleId, int]


def held_at(meeting: Meeting) -> datetime | None:
    """When a meeting took place, as far as we know; None for one that did not."""
    if meeting.status is not MeetingStatus.MET:
        return None
    moments = [at for at in (meeting.arranged_for, meeting.settled_at) if at is not None]
    return min(moments, default=None)  # who says so before the time agreed has met earlier


def how_many_met(meetings: Iterable[Met], since: datetime, until: datetime) -> int:
    """How many took place from one moment on, and before another."""
    moments = (held_at(meeting) for _, meeting in meetings)
    return sum(at is not None and since <= at < until for at in moments)


def ties(facts: Facts) -> tuple[Tie, ...]:
    """A tie to everybody met, those met last first."""
    with_whom: dict[MemberId, list[Met]] = {}
    for pairing, meeting in facts.meetings:
        for other in pairing.members:
            if other != facts.member:
                with_whom.setdefault(other, []).append((pairing, meeting))
    found = (_tie(facts, other, some) for other, some in with_whom.items())
    return tuple(
        sorted(
            (tie for tie in found if tie is not None),
            key=lambda tie: (tie.last_met_at, tie.other),
            reverse=True,
        )
    )


def _tie(facts: Facts, other: MemberId, some: Sequence[Met]) -> Tie | None:
    held = [(at, pairing) for pairing, meeting in some if (at := held_at(meeting)) is not None]
    if not held:
        return None
    last, latest = max(held, key=lambda one: (one[0], one[1].id))
    pair = pair_of(facts.member, other)
    mine = _side(facts, other)
    months = months_of(mine, facts.months.get(latest.circle_id, USUAL_MONTHS))
    due = None if mine and mine.rested_at else due_again(last, months)
    past = PastPair(
        a=pair[0],
        b=pair[1],
        paired=len(some),
        met=len(held),
        last_paired_at=max(pairing.opened_at for pairing, _ in some),
        last_met_at=last,
    )
    return Tie(
        other=other,
        so_far=together(
            past,
            counting([mine] if mine else [], {one.id for _, one in held}),
            repeats_of(pair, (one for _, one in held)),
        ),
        last_met_at=last,
        due_at=due,
        overdue_at=max(due, due_again(last, LONG_AGO) or due) if due else None,
        given=_passed(facts.referrals, facts.member, other),
        received=_passed(facts.referrals, other, facts.member),
    )


def _side(facts: Facts, other: MemberId) -> Side | None:
    """The member's own side; what the other wants is not looked at."""
    mine = (one for one in facts.sides if one.member_id == facts.member)
    return next((one for one in mine if one.other_id == other), None)


def _passed(referrals: Iterable[Referral], giver: MemberId, receiver: MemberId) -> int:
    return sum(
        (one.giver_id, one.receiver_id) == (giver, receiver)
        and one.state is not ReferralState.WITHDRAWN
        for one in referrals
    )


def losing_touch(facts: Facts, began: datetime, out: Iterable[MemberId]) -> tuple[MemberId, ...]:
    """With whom a member is losing touch, the longest overdue first; three a week at the most, nobody who is `out`.

    The three are those of the moment at which the week `began`. Who was met since is left out, and nobody takes
    their place before the next week.
    """
    left_out = {*out}
    overdue = [
        (tie.overdue_at, tie.other)
        for tie in ties(_as_of(facts, began))
        if tie.overdue_at is not None and tie.overdue_at <= began and tie.other not in left_out
    ]
    still = {tie.other for tie in ties(facts) if tie.overdue_at and tie.overdue_at <= began}
    return tuple(other for _, other in sorted(overdue)[:NAMES_A_WEEK] if other in still)


def _as_of(facts: Facts, moment: datetime) -> Facts:
    """The facts without the meetings since a moment."""
    before = [
        (pairing, meeting)
        for pairing, meeting in facts.meetings
        if (at := held_at(meeting)) is not None and at < moment
    ]
    return Facts(
        member=facts.member,
        meetings=before,
        sides=facts.sides,
        referrals=facts.referrals,
        months=facts.months,
    )


def not_yet_met(
    met: Iterable[Tie], companions: Iterable[MemberId], out: Iterable[MemberId]
) -> tuple[MemberId, ...]:
    """Whom of their companions a member has not met yet, by id; nobody who is `out`."""
    return tuple(sorted({*companions} - {tie.other for tie in met} - {*out}))
