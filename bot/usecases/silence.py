"""Who has gone quiet: counted when a round ends, asked before the next, paused if there is no answer."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from bot import words
from bot.domain.calendar import polite, zone_of
from bot.domain.model import (
    Circle,
    FollowUp,
    FollowUpKind,
    FollowUpState,
    MeetingStatus,
    Membership,
    MembershipState,
    Round,
)
from bot.domain.taking_part import (
    SILENT_ROUNDS_BEFORE_NOTICE,
    after_pause,
    count_silence,
    pause_unanswered,
)
from bot.usecases.pinging import may_be_noticed
from bot.usecases.story import Envelope, Story, tell

NOTICE_BEFORE_END = timedelta(hours=20)


async def plan_silence_check(story: Story, circle: Circle, opened: Round) -> None:
    """Plan to look, before a round ends, for those who have gone quiet."""
    zone = zone_of(circle.time_zone)
    due_at = polite(max(story.now, opened.ends_at - NOTICE_BEFORE_END), [zone])
    await story.tx.follow_ups.plan(
        [
            FollowUp(
                key=f"{FollowUpKind.SILENCE}:{opened.id}",
                kind=FollowUpKind.SILENCE,
                circle_id=circle.id,
                round_id=opened.id,
                due_at=due_at,
            )
        ]
    )


async def notice_silence(story: Story, follow_up: FollowUp) -> None:
    """Ask those who have been quiet for three rounds whether to go on; no answer by the next round pauses them.

    Who has heard enough this week is asked in the next round, if they are still quiet by then.
    """
    if not await story.tx.follow_ups.close([follow_up.id], FollowUpState.ASKED):
        return
    circle = await story.tx.circles.get(follow_up.circle_id)
    latest = await story.tx.circles.latest_round(circle.id)
    if circle.closed_at is not None or latest is None or latest.id != follow_up.round_id:
        return
    memberships = await story.tx.circles.memberships(circle.id)
    counted = await _silence_so_far(story, circle, memberships)
    members = await story.tx.people.members([m.member_id for m in memberships])
    workspace = await story.tx.people.workspace_by_id(circle.workspace_id)
    quiet = [
        before
        for before, now in zip(memberships, counted, strict=True)
        if now.silent_rounds >= SILENT_ROUNDS_BEFORE_NOTICE
        and before.noticed_at is None
        and before.state is MembershipState.ACTIVE
    ]
    may_hear = await may_be_noticed(story, [members[one.member_id] for one in quiet])
    for before in quiet:
        if before.member_id not in may_hear:
            continue
        await story.tx.save(replace(before, noticed_at=story.now))
        await tell(
            story,
            workspace,
            [members[before.member_id]],
            words.are_you_still_there(circle),
            Envelope(
                key=f"silence:{follow_up.round_id}:{before.member_id}",
                about=(before.member_id,),
                expires_at=circle.next_round_at,
                ping=True,
            ),
        )


async def count_silent_round(story: Story, circle: Circle, opened: Round) -> None:
    """When a round opens: count the one before, pause those who left a notice unanswered, end pauses that are over."""
    memberships = await story.tx.circles.memberships(circle.id)
    counted = await _silence_so_far(story, circle, memberships, before=opened)
    today = story.now.astimezone(zone_of(circle.time_zone)).date()
    settled = (after_pause(pause_unanswered(membership), today) for membership in counted)
    await save_changed(story, memberships, settled)


async def _silence_so_far(
    story: Story, circle: Circle, memberships: tuple[Membership, ...], before: Round | None = None
) -> tuple[Membership, ...]:
    """The memberships with the current round's silence counted in; `before`: the round just opened, not meant."""
    last = await story.tx.circles.latest_round(circle.id, before.id if before else None)
    if last is None:
        return memberships
    pairings = await story.tx.pairings.of_round(last.id)
    members = await story.tx.people.members([m.member_id for m in memberships])
    return count_silence(
        memberships,
        members,
        paired={m for pairing, _ in pairings for m in pairing.members},
        met={
            m
            for pairing, meeting in pairings
            if meeting.status is MeetingStatus.MET
            for m in pairing.members
        },
        since=last.opened_at,
    )


async def save_changed(
    story: Story, before: tuple[Membership, ...], after: Iterable[Membership]
) -> None:
    """Save the memberships that are no longer as they were."""
    changed = (new for old, new in zip(before, after, strict=True) if new != old)
    await story.tx.save(*changed)
