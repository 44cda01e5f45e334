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
    Member,
    Membership,
    Round,
    Workspace,
)
from bot.domain.taking_part import (
    after_pause,
    count_silence,
    must_be_asked,
    pause_unanswered,
)
from bot.messages import Message
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

    Who has heard enough this week is asked when the next round opens, if they are still quiet by then.
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
        if must_be_asked(replace(before, silent_rounds=now.silent_rounds))
    ]
    may_hear = await may_be_noticed(story, [members[one.member_id] for one in quiet])
    for before in quiet:
        if before.member_id in may_hear:
            await story.tx.save(replace(before, noticed_at=story.now))
            message = words.are_you_still_there(circle, left_out=False)
            await _ask(story, workspace, circle, latest, members[before.member_id], message)


async def _ask(
    story: Story,
    workspace: Workspace,
    circle: Circle,
    latest: Round,
    member: Member,
    message: Message,
) -> None:
    envelope = Envelope(
        key=f"silence:{latest.id}:{member.id}",
        about=(member.id,),
        expires_at=circle.next_round_at,
        ping=True,
    )
    await tell(story, workspace, [member], message, envelope)


async def count_silent_round(story: Story, circle: Circle, opened: Round) -> None:
    """When a round opens: count the one before, pause those who left a notice unanswered, end pauses that are over.

    Who was to be asked and had no room for it, as do who are in three circles, is asked now, in the place of an introduction:
    it takes the room that was kept for that.
    """
    before = await story.tx.circles.memberships(circle.id)
    after = await once_counted(story, circle, before, opened)
    await save_changed(story, before, after)
    asked = [one.member_id for one in after if one.noticed_at == story.now]
    workspace = await story.tx.people.workspace_by_id(circle.workspace_id)
    for member in (await story.tx.people.members(asked)).values():
        message = words.are_you_still_there(circle, left_out=True)
        await _ask(story, workspace, circle, opened, member, message)


async def once_counted(
    story: Story,
    circle: Circle,
    memberships: tuple[Membership, ...],
    opened: Round | None = None,
) -> tuple[Membership, ...]:
    """The memberships as a round that opens now finds them; `opened`: it is that one already."""
    counted = await _silence_so_far(story, circle, memberships, before=opened)
    today = story.now.astimezone(zone_of(circle.time_zone)).date()
    settled = (after_pause(pause_unanswered(membership), today) for membership in counted)
    return tuple(
        replace(one, noticed_at=story.now) if must_be_asked(one) else one for one in settled
    )


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
