"""What members say of their meetings, by button and by command, and what follows from it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot import words
from bot.commands import ReportMeeting
from bot.domain import meetings
from bot.domain.calendar import Planned, ask_again_at, zone_of
from bot.domain.model import (
    OPEN_STATUSES,
    Answer,
    FollowUp,
    FollowUpKind,
    Meeting,
    MeetingStatus,
    Pairing,
    PairingId,
    Report,
    Via,
    Workspace,
)
from bot.messages import Message
from bot.replies import Refused, Reply
from bot.usecases.afterwards import did_not_take_place, met_with, tell_it_changed, took_place
from bot.usecases.calling_off import tell_it_is_off, tell_it_is_on
from bot.usecases.meeting_day import plan_reminder
from bot.usecases.story import Asker, Envelope, Story, in_one_place, know, tell
from bot.usecases.which_meeting import meant, people_of

# For as long a word may be meant to take the last one back, whatever else is open.
TAKEN_BACK_WITHIN = timedelta(days=1)


async def report_meeting(story: Story, command: ReportMeeting) -> Reply:
    """Record what a member says of a meeting, and answer with what it is now."""
    asker = await know(story, command.who, command.place)
    unsaid = await _unsaid(story, asker, command)
    pairing, meeting = await meant(story, asker, command.pairing or unsaid, command.partner)
    if command.answer is Answer.CANNOT and meeting.status is MeetingStatus.MET:
        others = await people_of(story, pairing, without=asker.member.id)
        raise Refused(words.held_already(others, pairing.id))
    said = Report(
        pairing_id=pairing.id,
        member_id=asker.member.id,
        answer=command.answer,
        via=command.via,
        at=story.now,
    )
    outcome = await record(story, asker, pairing, meeting, said)
    if outcome.changed and command.answer is Answer.MET:
        return Reply(await met_with(story, asker.member, pairing))
    others = await people_of(story, pairing, without=asker.member.id)
    return Reply(words.reported(command.answer, others, outcome, was=meeting.status))


async def _unsaid(story: Story, asker: Asker, command: ReportMeeting) -> PairingId | None:
    """The 1-2-1 whose last word a command without a name takes back; asked where it may be about an open one as well."""
    if command.pairing is not None or command.partner is not None:
        return None
    mine = await story.tx.pairings.of_member(asker.member.id)
    last = await _last_word(story, asker, mine)
    if last is None or not meetings.unsays(command.answer, last.answer):
        return None
    unsettled = [pairing for pairing, meeting in mine if meeting.status in OPEN_STATUSES]
    if not unsettled:
        return last.pairing_id
    (spoken_of,) = (pairing for pairing, _ in mine if pairing.id == last.pairing_id)
    me = asker.member.id
    choice = [(await people_of(story, one, without=me), one.id) for one in (spoken_of, *unsettled)]
    raise Refused(words.which_reported(command.answer, choice))


async def _last_word(
    story: Story, asker: Asker, mine: Sequence[tuple[Pairing, Meeting]]
) -> Report | None:
    """What the asker said last of a 1-2-1 that was settled a short while ago."""
    since = story.now - TAKEN_BACK_WITHIN
    settled = [pairing.id for pairing, m in mine if m.settled_at and m.settled_at >= since]
    said = [one for pairing in settled for one in await story.tx.pairings.reports(pairing)]
    own = [one for one in said if one.member_id == asker.member.id and one.at >= since]
    return max(own, key=lambda one: one.at, default=None)


async def record(
    story: Story, asker: Asker, pairing: Pairing, meeting: Meeting, said: Report
) -> meetings.Outcome:
    """Store a report and all that follows from it."""
    earlier = await story.tx.pairings.reports(pairing.id)
    outcome = meetings.report(meeting, earlier, said)
    outcome = await as_they_are(story, pairing, meeting, outcome)
    if not outcome.changed:
        return outcome
    await story.tx.add(said)
    await story.tx.save(outcome.meeting)
    answered = said.via is not Via.REACTION
    await follow_on(story, asker, pairing, meeting, outcome, answered=answered)
    if outcome.contradiction:
        await _tell_pair(
            story, asker.workspace, pairing, words.contradiction(pairing.id), "dispute"
        )
    elif said.answer is Answer.NOT_YET and outcome.meeting.status in OPEN_STATUSES:
        again_at = partial(ask_again_at, story.now, pairing.ends_at)
        await ask_instead(
            story, pairing, lambda zones: [Planned(FollowUpKind.ASK_AGAIN, again_at(zones))]
        )
        await plan_reminder(story, pairing, outcome.meeting)
    await _tell_others(story, asker, pairing, meeting, outcome.meeting)
    return outcome


async def as_they_are(
    story: Story, pairing: Pairing, before: Meeting, outcome: meetings.Outcome
) -> meetings.Outcome:
    """An outcome that leaves no meeting open with somebody who has left."""
    if outcome.meeting.status not in OPEN_STATUSES:
        return outcome
    if before.status not in OPEN_STATUSES:
        # It is open anew, so whoever leaves in this moment would not find it.
        await story.tx.circles.lock(pairing.circle_id)
    there = await story.tx.circles.memberships_among(pairing.circle_id, pairing.members)
    if len(there) == len(pairing.members):
        return outcome
    off = replace(outcome.meeting, status=MeetingStatus.CANCELLED, settled_at=story.now)
    return replace(outcome, meeting=off)


async def follow_on(
    story: Story,
    asker: Asker,
    pairing: Pairing,
    before: Meeting,
    outcome: meetings.Outcome,
    *,
    answered: bool,
) -> None:
    """What follows from a change: questions called off or brought back, and what comes after a meeting."""
    after = outcome.meeting
    if after.status in OPEN_STATUSES:
        await story.tx.follow_ups.restore(pairing.id, story.now)
    else:
        await story.tx.follow_ups.cancel(pairing.id)
    if after.status is MeetingStatus.MET and before.status is not MeetingStatus.MET:
        disputed = before.disputed_at is not None
        await took_place(story, asker, pairing, answered=answered, disputed=disputed)
    elif before.status is MeetingStatus.MET and after.status is not MeetingStatus.MET:
        await did_not_take_place(story, pairing)
        if before.disputed_at and after.status is not MeetingStatus.CANCELLED:
            others = await people_of(story, pairing, without=asker.member.id)
            await tell_it_changed(story, asker, pairing, others, met=False)


async def _tell_pair(
    story: Story, workspace: Workspace, pairing: Pairing, message: Message, key: str
) -> None:
    people = await people_of(story, pairing)
    circle = await story.tx.circles.get(pairing.circle_id)
    envelope = Envelope(
        key=f"{key}:{pairing.id}",
        pairing_id=pairing.id,
        about=pairing.members,
        told=in_one_place(circle.told),
        channel=circle.channel,
    )
    await tell(story, workspace, people, message, envelope)


async def _tell_others(
    story: Story, asker: Asker, pairing: Pairing, before: Meeting, after: Meeting
) -> None:
    """What the others hear where a meeting is called off, or on again."""
    was_off, is_off = (m.status is MeetingStatus.CANCELLED for m in (before, after))
    if is_off and not was_off:
        await tell_it_is_off(story, asker, pairing, before, after)
    elif was_off and after.status in OPEN_STATUSES:
        await tell_it_is_on(story, asker, pairing, after)


async def ask_instead(
    story: Story, pairing: Pairing, plan: Callable[[Sequence[ZoneInfo]], Sequence[Planned]]
) -> None:
    """Replace the questions that are planned about a pairing by others, at decent hours in the zones of its members."""
    circle = await story.tx.circles.get(pairing.circle_id)
    people = await people_of(story, pairing)
    zones = [zone_of(person.time_zone, circle.time_zone) for person in people]
    await story.tx.follow_ups.replace(
        pairing.id,
        [
            FollowUp(
                key=f"{one.kind}:{pairing.id}:{one.due_at.isoformat()}:{story.now.isoformat()}",
                kind=one.kind,
                circle_id=pairing.circle_id,
                pairing_id=pairing.id,
                due_at=one.due_at,
            )
            for one in plan(zones)
        ],
    )
