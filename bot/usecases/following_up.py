"""Planned questions whose time has come: looked at again, then asked, dropped or put off. Worded only now."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot import words
from bot.deliveries import Delivery
from bot.domain.calendar import after_meeting, zone_of
from bot.domain.meetings import is_arranged_ahead
from bot.domain.model import (
    OPEN_STATUSES,
    FollowUp,
    FollowUpKind,
    FollowUpState,
    Meeting,
    MeetingStatus,
    MemberId,
    Pairing,
    PairingId,
    Told,
)
from bot.usecases.introducing import before
from bot.usecases.meeting_day import ON_THE_DAY, remind_of_day
from bot.usecases.pinging import may_hear, said_to
from bot.usecases.silence import notice_silence
from bot.usecases.story import Envelope, Story, deliveries_to, in_one_place

LONGEST_UNSEEN = timedelta(hours=1)
_ONLY_IN_SILENCE = frozenset({FollowUpKind.NUDGE, FollowUpKind.MID_ROUND})


async def due(story: Story, unseen: Collection[PairingId]) -> tuple[FollowUp, ...]:
    """What is to be asked now. What is about an unseen pairing waits, for an hour at the most."""
    return tuple(
        follow_up
        for follow_up in await story.tx.follow_ups.due(story.now)
        if follow_up.pairing_id not in unseen
        or follow_up.kind in ON_THE_DAY
        or story.now - follow_up.due_at > LONGEST_UNSEEN
    )


async def to_look_at(story: Story) -> tuple[Delivery, ...]:
    """The messages about open pairings that are due to be asked about: an answer may stand there already."""
    about = {f.pairing_id for f in await story.tx.follow_ups.due(story.now)} - {None}
    if not about:
        return ()
    pairings = await story.tx.pairings.many(pairing for pairing in about if pairing is not None)
    unsettled = [id_ for id_, (_, meeting) in pairings.items() if meeting.status in OPEN_STATUSES]
    return await story.tx.outbox.sent_about(unsettled)


async def ask_due(story: Story, due: Sequence[FollowUp]) -> None:
    """Ask what is due in one circle (the oldest first). Of several about one pairing, as after an outage, only the last is asked."""
    for follow_up in due:
        if follow_up.kind is FollowUpKind.SILENCE:
            await notice_silence(story, follow_up)
        elif follow_up.kind in ON_THE_DAY:
            await remind_of_day(story, follow_up)
    questions = [f for f in due if f.kind not in ON_THE_DAY]
    about_pairs = {f.pairing_id: f for f in questions if f.pairing_id is not None}
    pairings = await story.tx.pairings.many(about_pairs)
    reported = await story.tx.pairings.reported(about_pairs)
    wanted: list[tuple[FollowUp, Pairing]] = []
    for pairing_id, (pairing, meeting) in pairings.items():
        follow_up = about_pairs[pairing_id]
        if is_arranged_ahead(meeting, story.now):
            await _put_off(story, follow_up, pairing, meeting)
        elif _is_wanted(follow_up, pairing, meeting, story.now, said=pairing_id in reported):
            wanted.append((follow_up, pairing))
    await _ask(story, wanted)
    await _drop_the_rest(story, due)


def _is_wanted(
    follow_up: FollowUp, pairing: Pairing, meeting: Meeting, now: datetime, *, said: bool
) -> bool:
    if meeting.status not in OPEN_STATUSES:
        return False
    if follow_up.kind not in _ONLY_IN_SILENCE:
        return True
    return meeting.status is MeetingStatus.PROPOSED and pairing.ends_at > now and not said


async def _put_off(story: Story, follow_up: FollowUp, pairing: Pairing, meeting: Meeting) -> None:
    """The two meet later than the question is due: it comes after their meeting."""
    known = await story.tx.people.members(pairing.members)
    zones = [zone_of(member.time_zone) for member in known.values()]
    later = after_meeting(meeting.arranged_for or story.now, zones)
    await story.tx.save(replace(follow_up, due_at=later))


async def _ask(story: Story, wanted: Sequence[tuple[FollowUp, Pairing]]) -> None:
    """Leave the questions, which are all of one circle."""
    if not wanted:
        return
    workspace = await story.tx.people.workspace_by_id(wanted[0][1].workspace_id)
    closed = await story.tx.follow_ups.close([f.id for f, _ in wanted], FollowUpState.ASKED)
    asked = [(follow_up, pairing) for follow_up, pairing in wanted if follow_up.id in closed]
    known = await story.tx.people.members({m for _, pairing in asked for m in pairing.members})
    circle = await story.tx.circles.get(wanted[0][1].circle_id)
    past = await before(story, [pairing for _, pairing in asked])
    said = await said_to(story, list(known.values()))
    questions: list[Delivery] = []
    heard: list[MemberId] = []
    for follow_up, pairing in asked:
        people = [known[member] for member in pairing.members]
        hearing = may_hear(story, said, people, follow_up.kind)
        heard += [member.id for member in hearing]
        said |= {member.id: said[member.id] + 1 for member in hearing}
        # Where not all may hear more this week, the others are asked by themselves.
        alone = len(hearing) < len(people)
        questions += deliveries_to(
            story,
            workspace,
            hearing,
            words.question(follow_up.kind, pairing, people, past[pairing.id]),
            Envelope(
                key=follow_up.key,
                pairing_id=pairing.id,
                about=pairing.members,
                told=Told.APART if alone else in_one_place(circle.told),
                channel=circle.channel,
            ),
        )
    await story.tx.outbox.queue(questions)
    await story.tx.reminders.ping(heard, story.now)


async def _drop_the_rest(story: Story, due: Sequence[FollowUp]) -> None:
    """What was due and neither asked nor put off is called off."""
    still_due = {f.id for f in await story.tx.follow_ups.due(story.now)}
    await story.tx.follow_ups.close(
        [f.id for f in due if f.id in still_due], FollowUpState.CANCELLED
    )
