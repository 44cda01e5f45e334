"""Who takes part in a round, who has gone quiet, and where a member stands in time."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.domain.calendar import known_zone, working_hours, zone_of
from bot.domain.matching import Candidate
from bot.domain.model import (
    Admits,
    Belonging,
    Circle,
    Member,
    MemberId,
    Membership,
    MembershipState,
)

SILENT_ROUNDS_BEFORE_NOTICE = 3
MOST_WEEKS_APART = 12  # of a member's own rhythm
DAYS_OF_GRACE = timedelta(days=3)
NEW_FOR = timedelta(weeks=8)  # so long somebody counts as new in a circle


_ADMITTED = {
    Admits.MEMBERS: frozenset({Belonging.MEMBER}),
    Admits.GUESTS: frozenset({Belonging.MEMBER, Belonging.GUEST}),
    Admits.OUTSIDERS: frozenset(Belonging),
}


def admits(circle: Circle, member: Member) -> bool:
    """Whether somebody who belongs to the workspace as this member does may take part."""
    return member.belonging in _ADMITTED[circle.admits]


def after_pause(membership: Membership, today: date) -> Membership:
    """The membership as it is today: a pause with a date ends by itself."""
    over = membership.paused_until is not None and membership.paused_until <= today
    if membership.state is MembershipState.PAUSED and over:
        return replace(membership, state=MembershipState.ACTIVE, paused_until=None, silent_rounds=0)
    return membership


def is_active(membership: Membership, today: date) -> bool:
    """Whether a member takes part today."""
    return after_pause(membership, today).state is MembershipState.ACTIVE


def may_be_drawn(membership: Membership, member: Member, open_pairings: int, today: date) -> bool:
    """Whether a round may pair this member: there, active, not skipping, not asked whether to go on, not at their own limit."""
    return (
        member.gone_at is None
        and is_active(membership, today)
        and not membership.skips_next
        and membership.noticed_at is None
        and open_pairings < member.limit
    )


def turn_of(member: Member, last: datetime | None) -> datetime | None:
    """From when on a round may draw a member who wants a partner every few weeks only, after their `last` introduction.

    None where any may. Some days early, so that the round of that week counts whatever its day.
    """
    if last is None or member.every == 1:
        return None
    return last + timedelta(weeks=member.every) - DAYS_OF_GRACE


def is_newcomer(circle: Circle, membership: Membership, now: datetime) -> bool:
    """Whether a member came not long ago; while the circle itself is new, nobody did."""
    return now - circle.created_at >= NEW_FOR and now - membership.joined_at < NEW_FOR


def as_candidate(
    circle: Circle, membership: Membership, member: Member, now: datetime
) -> Candidate:
    """A member as a draw of the circle sees them now. Who has no zone of their own is thought to be in the circle's."""
    zone = known_zone(member.time_zone, circle.time_zone)
    today = now.astimezone(zone_of(circle.time_zone)).date()
    return Candidate(
        member=member,
        odd_count=membership.odd_count,
        odd_at=membership.odd_at,
        hours=working_hours(today, zone) if zone else 0,
        newcomer=is_newcomer(circle, membership, now),
    )


def count_silence(
    memberships: Iterable[Membership],
    members: Mapping[MemberId, Member],
    paired: Collection[MemberId],
    met: Collection[MemberId],
    since: datetime,
) -> tuple[Membership, ...]:
    """The memberships with their silent rounds brought up to date when a round has ended.

    `paired` had a partner in it, `met` are those whose meeting took place, on either one's word; anything
    a member said or pressed since it opened is a sign of life too.
    """

    def counted(membership: Membership) -> Membership:
        who = membership.member_id
        if who in met or members[who].last_seen_at >= since:
            return replace(membership, silent_rounds=0, noticed_at=None)
        if who not in paired:
            return membership
        return replace(membership, silent_rounds=membership.silent_rounds + 1)

    return tuple(counted(membership) for membership in memberships)


def must_be_asked(membership: Membership) -> bool:
    """Whether a member has been quiet for so long that they are to be asked whether to go on, and were not."""
    quiet = membership.silent_rounds >= SILENT_ROUNDS_BEFORE_NOTICE
    return quiet and membership.noticed_at is None and membership.state is MembershipState.ACTIVE


def pause_unanswered(membership: Membership) -> Membership:
    """Paused, when a notice about silence went unanswered until the next round."""
    if membership.noticed_at is None or membership.state is not MembershipState.ACTIVE:
        return membership
    return replace(membership, state=MembershipState.PAUSED, noticed_at=None)
