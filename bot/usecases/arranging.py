"""Finding a time for a meeting: proposing, accepting, turning down; and what has been agreed already."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot import words
from bot.commands import AnswerProposal, Arrange, Propose, WantHalfTime
from bot.domain import meetings, proposals
from bot.domain.calendar import after_meeting, instant, zone_of
from bot.domain.dates import resolve
from bot.domain.meeting_day import HALF
from bot.domain.model import (
    OPEN_STATUSES,
    FollowUp,
    FollowUpKind,
    Meeting,
    MeetingStatus,
    Member,
    Pairing,
)
from bot.domain.proposals import Standing
from bot.messages import Message
from bot.replies import Refused, Reply
from bot.usecases.invitations import enter, invitation_to, links_to
from bot.usecases.meeting_day import plan_half_time, plan_reminder
from bot.usecases.meetings import meant, people_of
from bot.usecases.story import Asker, Envelope, Story, know, tell

ARRANGED_FOR_AT_MOST = timedelta(days=366)
SPARE_AFTER_MEETING = timedelta(days=1)
ToEach = Callable[[Member], Message]


async def arrange(story: Story, command: Arrange) -> Reply:
    """Note the time two members agreed on, given in the asker's own time zone."""
    asker = await know(story, command.who, command.place)
    pairing, meeting = await _open_one(story, asker, command)
    at = _checked(story.now, _own_time(story.now, command, asker))
    after = await _settle_on(story, pairing, meeting, at)
    others = await people_of(story, pairing, without=asker.member.id)
    links, invitation = (
        links_to(asker.workspace, after),
        invitation_to(story, asker.workspace, after),
    )
    message = words.partner_arranged(asker.member, after, at, links, invitation)
    await _tell_each(story, asker, others, _envelope("arranged", after, at), lambda _: message)
    await enter(story, asker, after, others)
    return Reply(words.arranged(others, at, links))


async def propose(story: Story, command: Propose) -> Reply:
    """Put times forward; a time that the other one has put forward already is thereby agreed."""
    asker = await know(story, command.who, command.place)
    pairing, meeting = await _open_one(story, asker, command)
    times = _proposed_times(story.now, command, asker)
    theirs = meeting.proposed_by not in {None, asker.member.id}
    earlier = proposals.ahead(meeting, story.now) if theirs else ()
    if both := [at for at in times if at in earlier]:
        where = replace(meeting, proposed_place=command.where or meeting.proposed_place)
        return await _agree(story, asker, pairing, where, both[0])
    after = proposals.propose(meeting, asker.member.id, times, command.where)
    await story.tx.save(after)
    others = await people_of(story, pairing, without=asker.member.id)

    def to_each(one: Member) -> Message:
        zone = zone_of(one.time_zone, asker.workspace.time_zone)
        return words.partner_proposes(asker.member, after, earlier, zone)

    await _tell_each(
        story, asker, others, _envelope("proposed", after, after.proposals[-1]), to_each
    )
    return Reply(words.proposed(others, after, earlier))


async def answer_proposal(story: Story, command: AnswerProposal) -> Reply:
    """Accept a proposed time, or turn the whole proposal down."""
    asker = await know(story, command.who, command.place)
    pairing, meeting = await _proposed_one(story, asker, command)
    await _require_open(story, asker, command, pairing, meeting)
    if not command.accepts:
        return await _turn_down(story, asker, pairing, meeting)
    left = proposals.ahead(meeting, story.now)
    if command.chosen:
        return await _agree(
            story, asker, pairing, meeting, meeting.proposals[command.chosen.number]
        )
    if len(left) > 1:
        return Reply(words.which_time(meeting, left, _zone(asker)))
    return await _agree(story, asker, pairing, meeting, left[0])


async def want_half_time(story: Story, command: WantHalfTime) -> Reply:
    """Note that a member wants to be told at half-time; it is told once all of them do."""
    asker = await know(story, command.who, command.place)
    pairing, meeting = await meant(story, asker, command.pairing)
    at = meeting.arranged_for
    if meeting.status is not MeetingStatus.ARRANGED or not at or at + HALF <= story.now:
        raise Refused(words.no_half_time())
    wanted = dict.fromkeys((*meeting.half_time, asker.member.id))
    after = replace(meeting, half_time=tuple(wanted))
    by_all = set(after.half_time) == set(pairing.members)
    if after != meeting:
        await story.tx.save(after)
        await plan_half_time(story, pairing, after)
    others = await people_of(story, pairing, without=asker.member.id)
    return Reply(words.half_time_wanted(others, at + HALF, by_all=by_all))


async def _open_one(
    story: Story, asker: Asker, command: Arrange | Propose
) -> tuple[Pairing, Meeting]:
    pairing, meeting = await meant(story, asker, command.pairing)
    if meeting.status not in OPEN_STATUSES:
        raise Refused(words.nothing_to_arrange())
    return pairing, meeting


async def _proposed_one(
    story: Story, asker: Asker, command: AnswerProposal
) -> tuple[Pairing, Meeting]:
    """The meeting that is meant: the button's, else the latest with a proposal that waits for the asker."""
    if command.chosen:
        return await meant(story, asker, command.chosen.pairing)
    for pairing, meeting in await story.tx.pairings.of_member(asker.member.id):
        waits = meeting.status in OPEN_STATUSES and meeting.proposals
        if waits and meeting.proposed_by != asker.member.id:
            return pairing, meeting
    return await meant(story, asker, None)


async def _require_open(
    story: Story, asker: Asker, command: AnswerProposal, pairing: Pairing, meeting: Meeting
) -> None:
    """A clear answer to who comes too late, or to the wrong proposal."""
    how = proposals.standing(meeting, asker.member.id, story.now, command.chosen)
    left, zone = proposals.ahead(meeting, story.now), _zone(asker)
    match how:
        case Standing.SETTLED:
            raise Refused(words.nothing_to_arrange())
        case Standing.NONE:
            raise Refused(words.nothing_proposed())
        case Standing.AGREED:
            raise Refused(words.agreed_already(meeting, meeting.arranged_for or story.now))
        case Standing.OWN:
            others = await people_of(story, pairing, without=asker.member.id)
            raise Refused(words.own_proposal(others, pairing.id))
        case Standing.REPLACED:
            raise Refused(words.proposal_replaced(meeting, left, zone))
        case Standing.PAST if command.accepts:
            raise Refused(words.proposal_is_past(meeting, left, zone))


async def _agree(
    story: Story, asker: Asker, pairing: Pairing, meeting: Meeting, at: datetime
) -> Reply:
    """Arrange the time that was accepted, and tell everybody."""
    after = await _settle_on(story, pairing, meeting, at)
    others = await people_of(story, pairing, without=asker.member.id)
    links, invitation = (
        links_to(asker.workspace, after),
        invitation_to(story, asker.workspace, after),
    )
    message = words.partner_agreed(asker.member, after, at, links, invitation)
    await _tell_each(story, asker, others, _envelope("agreed", after, at), lambda _: message)
    await enter(story, asker, after, others)
    return Reply(words.you_agreed(others, at, after.place, links))


async def _turn_down(story: Story, asker: Asker, pairing: Pairing, meeting: Meeting) -> Reply:
    after = proposals.decline(meeting)
    await story.tx.save(after)
    others = await people_of(story, pairing, without=asker.member.id)
    message = words.partner_declined(asker.member, meeting.proposals, pairing.id)
    await _tell_each(
        story, asker, others, _envelope("declined", after, pairing.ends_at), lambda _: message
    )
    return Reply(words.declined(others, pairing.id))


async def _settle_on(story: Story, pairing: Pairing, meeting: Meeting, at: datetime) -> Meeting:
    """Store an agreed time and all that follows from it."""
    after = meetings.arrange(meeting, at)
    await story.tx.save(after)
    if at >= pairing.ends_at:
        await story.tx.save(replace(pairing, ends_at=at + SPARE_AFTER_MEETING))
    await _ask_after(story, pairing, at)
    await plan_reminder(story, pairing, after)
    return after


def _envelope(what: str, meeting: Meeting, until: datetime) -> Envelope:
    return Envelope(
        key=f"{what}:{meeting.pairing_id}:{meeting.sequence}",
        pairing_id=meeting.pairing_id,
        expires_at=until,
    )


async def _tell_each(
    story: Story, asker: Asker, others: Sequence[Member], envelope: Envelope, to_each: ToEach
) -> None:
    """Tell each of the others in private, in words of their own."""
    for one in others:
        theirs = replace(envelope, key=f"{envelope.key}:{one.id}", about=(one.id, asker.member.id))
        await tell(story, asker.workspace, [one], to_each(one), theirs)


def _zone(asker: Asker) -> ZoneInfo:
    return zone_of(asker.member.time_zone, asker.workspace.time_zone)


def _proposed_times(now: datetime, command: Propose, asker: Asker) -> tuple[datetime, ...]:
    """The chosen times that still lie ahead, and one of the asker's own."""
    times = {at for at in command.times if at > now}
    if command.day is not None or not times:
        times.add(_own_time(now, command, asker))
    return tuple(sorted(_checked(now, at) for at in times))


def _own_time(now: datetime, command: Arrange | Propose, asker: Asker) -> datetime:
    """A day and a time of the asker's own; where the clock skips that time, the moment after."""
    zone = _zone(asker)
    if command.day is None or command.at is None:
        raise Refused(words.time_is_past(), "day")
    try:
        day = resolve(command.day, now.astimezone(zone).date())
    except (ValueError, OverflowError):
        raise Refused(words.no_such_day(), "day") from None
    return instant(day, command.at, zone)


def _checked(now: datetime, at: datetime) -> datetime:
    if at <= now:
        raise Refused(words.time_is_past(), "at")
    if at - now > ARRANGED_FOR_AT_MOST:
        raise Refused(words.time_is_far(), "day")
    return at


async def _ask_after(story: Story, pairing: Pairing, at: datetime) -> None:
    """Replace the planned questions by one, a little after the meeting."""
    circle = await story.tx.circles.get(pairing.circle_id)
    people = await people_of(story, pairing)
    zones = [zone_of(person.time_zone, circle.time_zone) for person in people]
    await story.tx.follow_ups.cancel(pairing.id)
    await story.tx.follow_ups.plan(
        [
            FollowUp(
                key=f"{FollowUpKind.END_OF_ROUND}:{pairing.id}:{at.isoformat()}:{story.now.isoformat()}",
                kind=FollowUpKind.END_OF_ROUND,
                circle_id=pairing.circle_id,
                pairing_id=pairing.id,
                due_at=after_meeting(at, zones),
            )
        ]
    )
