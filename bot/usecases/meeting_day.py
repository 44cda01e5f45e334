"""Reminders of a meeting on its day, and word at half-time. What was moved or called off meanwhile is not told."""

from dataclasses import replace
from datetime import datetime

from bot import words
from bot.deliveries import Delivery
from bot.domain.calendar import zone_of
from bot.domain.meeting_day import (
    HALF,
    LATEST_HALF_TIME,
    first_reminder,
    is_half_time,
    reminder_at,
)
from bot.domain.model import (
    FollowUp,
    FollowUpKind,
    FollowUpState,
    Meeting,
    MeetingStatus,
    Member,
    Pairing,
    Workspace,
)
from bot.messages import Message
from bot.usecases.story import Envelope, Story, in_one_place, tell

ON_THE_DAY = frozenset({FollowUpKind.TODAY, FollowUpKind.HALF_TIME})


def is_of_lost_time(delivery: Delivery, meeting: Meeting) -> bool:
    """Whether a message that still waits is a reminder of a time at which they meet no longer."""
    kind = delivery.key.partition(":")[0]
    at = meeting.arranged_for if meeting.status is MeetingStatus.ARRANGED else None
    if kind == FollowUpKind.HALF_TIME and at is not None:
        return delivery.expires_at != at + HALF + LATEST_HALF_TIME
    return kind in ON_THE_DAY and delivery.expires_at != at


async def plan_reminder(story: Story, pairing: Pairing, meeting: Meeting) -> None:
    """Plan to remind the members of an arranged meeting on its day."""
    if meeting.status is not MeetingStatus.ARRANGED or meeting.arranged_for is None:
        return
    circle = await story.tx.circles.get(pairing.circle_id)
    people = await story.tx.people.members(pairing.members)
    zones = [zone_of(one.time_zone, circle.time_zone) for one in people.values()]
    due_at = first_reminder(story.now, meeting.arranged_for, zones)
    if due_at is not None:
        await _plan(story, pairing, meeting, FollowUpKind.TODAY, due_at)


async def plan_half_time(story: Story, pairing: Pairing, meeting: Meeting) -> None:
    """Plan to tell the members when half of their hour is over, once all of them wish it."""
    if meeting.arranged_for is None or set(meeting.half_time) != set(pairing.members):
        return
    await _plan(story, pairing, meeting, FollowUpKind.HALF_TIME, meeting.arranged_for + HALF)


async def _plan(
    story: Story, pairing: Pairing, meeting: Meeting, kind: FollowUpKind, due_at: datetime
) -> None:
    follow_up = FollowUp(
        key=f"{kind}:{pairing.id}:{meeting.sequence}:{story.now.isoformat()}",
        kind=kind,
        circle_id=pairing.circle_id,
        pairing_id=pairing.id,
        due_at=due_at,
    )
    await story.tx.follow_ups.plan([follow_up])


async def remind_of_day(story: Story, follow_up: FollowUp) -> None:
    """What a reminder that is due tells, if it is still true."""
    found = follow_up.pairing_id and await story.tx.pairings.get(follow_up.pairing_id)
    if not found or found[1].status is not MeetingStatus.ARRANGED or not found[1].arranged_for:
        return
    pairing, meeting = found
    if follow_up.kind is FollowUpKind.HALF_TIME:
        await _tell_half_time(story, follow_up, pairing, meeting, found[1].arranged_for)
    else:
        await _tell_today(story, follow_up, pairing, meeting, found[1].arranged_for)


async def _tell_today(
    story: Story, follow_up: FollowUp, pairing: Pairing, meeting: Meeting, at: datetime
) -> None:
    """Remind those for whom it is time; the reminder moves on to whoever gets up later."""
    circle = await story.tx.circles.get(pairing.circle_id)
    workspace = await story.tx.people.workspace_by_id(pairing.workspace_id)
    known = await story.tx.people.members(pairing.members)
    people = [known[member] for member in pairing.members]
    due = {one.id: reminder_at(at, zone_of(one.time_zone, circle.time_zone)) for one in people}
    later = [moment for moment in due.values() if moment > story.now]
    if later:
        await story.tx.save(replace(follow_up, due_at=min(later)))
    elif not await story.tx.follow_ups.close([follow_up.id], FollowUpState.ASKED):
        return
    for one in people:
        if due[one.id] <= story.now < at:
            zone = zone_of(one.time_zone, circle.time_zone)
            others = [other for other in people if other is not one]
            local, today = at.astimezone(zone), story.now.astimezone(zone).date()
            message = words.reminder(others, local, tomorrow=local.date() > today, meeting=meeting)
            await _tell_one(story, workspace, one, message, meeting, at)


async def _tell_one(
    story: Story,
    workspace: Workspace,
    one: Member,
    message: Message,
    meeting: Meeting,
    at: datetime,
) -> None:
    envelope = Envelope(
        key=f"today:{meeting.pairing_id}:{one.id}:{meeting.sequence}",
        pairing_id=meeting.pairing_id,
        about=(one.id,),
        expires_at=at,
    )
    await tell(story, workspace, [one], message, envelope)


async def _tell_half_time(
    story: Story, follow_up: FollowUp, pairing: Pairing, meeting: Meeting, at: datetime
) -> None:
    wanted = set(meeting.half_time) == set(pairing.members)
    if not wanted or not is_half_time(story.now, at):
        return
    if not await story.tx.follow_ups.close([follow_up.id], FollowUpState.ASKED):
        return
    circle = await story.tx.circles.get(pairing.circle_id)
    workspace = await story.tx.people.workspace_by_id(pairing.workspace_id)
    known = await story.tx.people.members(pairing.members)
    people = [known[member] for member in pairing.members]
    envelope = Envelope(
        key=f"half_time:{pairing.id}:{meeting.sequence}",
        pairing_id=pairing.id,
        about=pairing.members,
        expires_at=at + HALF + LATEST_HALF_TIME,
        told=in_one_place(circle.told),
        channel=circle.channel,
    )
    await tell(story, workspace, people, words.half_time(people), envelope)
