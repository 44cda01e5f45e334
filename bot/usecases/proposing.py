"""Finding a time for a meeting: offering some, proposing, accepting, turning down."""

from dataclasses import replace
from datetime import datetime

from bot import words
from bot.commands import AnswerProposal, OfferTimes, Propose
from bot.domain import proposals
from bot.domain.model import OPEN_STATUSES, Meeting, Member, Pairing
from bot.domain.proposals import Standing
from bot.domain.slots import diaries, times_for
from bot.messages import Message
from bot.replies import Refused, Reply
from bot.usecases.arranging import (
    AGREED,
    agree_on,
    checked,
    envelope_of,
    open_one,
    own_time,
    tell_each,
)
from bot.usecases.meetings import meant, people_of
from bot.usecases.story import Asker, Story, know, now_of


async def offer_times(story: Story, command: OfferTimes) -> Reply:
    """Times that suit everybody, to propose one; where some are proposed already, those."""
    asker = await know(story, command.who, command.place)
    pairing, meeting = await open_one(story, asker, command.pairing)
    now, left = now_of(story, asker), proposals.ahead(meeting, story.now)
    if left and meeting.proposed_by != asker.member.id:
        return Reply(words.which_time(meeting, left, now))
    others = await people_of(story, pairing, without=asker.member.id)
    times = await times_in_common(story, pairing)
    return Reply(words.times_offered(others, pairing, times, now))


async def times_in_common(story: Story, pairing: Pairing) -> tuple[datetime, ...]:
    """Some times at which everybody in a pairing is free."""
    circle = await story.tx.circles.get(pairing.circle_id)
    people = await people_of(story, pairing)
    return times_for(story.now, pairing.ends_at, diaries(people, circle.time_zone))


async def propose(story: Story, command: Propose) -> Reply:
    """Put times forward; a time that the other one has put forward already is thereby agreed."""
    asker = await know(story, command.who, command.place)
    pairing, meeting = await open_one(story, asker, command.pairing)
    times = _proposed_times(story.now, command, asker)
    theirs = meeting.proposed_by not in {None, asker.member.id}
    earlier = proposals.ahead(meeting, story.now) if theirs else ()
    if both := [at for at in times if at in earlier]:
        agreed = replace(meeting, proposed_place=command.where or meeting.proposed_place)
        return await agree_on(story, asker, pairing, agreed, both[0], AGREED)
    after = proposals.propose(meeting, asker.member.id, times, _where(command, meeting))
    await story.tx.save(after)
    others = await people_of(story, pairing, without=asker.member.id)

    def to_each(one: Member) -> Message:
        return words.partner_proposes(asker.member, after, earlier, now_of(story, asker, one))

    await tell_each(
        story, asker, others, envelope_of("proposed", after, after.proposals[-1]), to_each
    )
    return Reply(words.proposed(others, after, earlier, as_before=command.where is None))


async def answer_proposal(story: Story, command: AnswerProposal) -> Reply:
    """Accept a proposed time, or turn the whole proposal down."""
    asker = await know(story, command.who, command.place)
    pairing, meeting = await _proposed_one(story, asker, command)
    await _require_open(story, asker, command, pairing, meeting)
    if not command.accepts:
        return await _turn_down(story, asker, pairing, meeting)
    left = proposals.ahead(meeting, story.now)
    if command.chosen:
        at = meeting.proposals[command.chosen.number]
        return await agree_on(story, asker, pairing, meeting, at, AGREED)
    if len(left) > 1:
        return Reply(words.which_time(meeting, left, now_of(story, asker)))
    return await agree_on(story, asker, pairing, meeting, left[0], AGREED)


async def _proposed_one(
    story: Story, asker: Asker, command: AnswerProposal
) -> tuple[Pairing, Meeting]:
    """The meeting that is meant: the button's, else the latest with a proposal that waits for the asker."""
    if command.chosen:
        return await meant(story, asker, command.chosen.pairing)
    for pairing, meeting in await story.tx.pairings.of_member(asker.member.id):
        waits = meeting.status in OPEN_STATUSES and proposals.waits(meeting)
        if waits and meeting.proposed_by != asker.member.id:
            return pairing, meeting
    return await meant(story, asker, None)


async def _require_open(
    story: Story, asker: Asker, command: AnswerProposal, pairing: Pairing, meeting: Meeting
) -> None:
    """A clear answer to who comes too late, or to the wrong proposal."""
    how = proposals.standing(meeting, asker.member.id, story.now, command.chosen)
    left, now = proposals.ahead(meeting, story.now), now_of(story, asker)
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
            raise Refused(words.proposal_replaced(meeting, left, now))
        case Standing.PAST if command.accepts:
            raise Refused(words.proposal_is_past(meeting, left, now))


async def _turn_down(story: Story, asker: Asker, pairing: Pairing, meeting: Meeting) -> Reply:
    after = proposals.decline(meeting, asker.member.id)
    await story.tx.save(after)
    others = await people_of(story, pairing, without=asker.member.id)
    message = words.partner_declined(asker.member, meeting.proposals, pairing.id)
    await tell_each(
        story, asker, others, envelope_of("declined", after, pairing.ends_at), lambda _: message
    )
    return Reply(words.declined(others, pairing.id))


def _where(command: Propose, meeting: Meeting) -> str:
    if command.where is not None:
        return command.where
    return meeting.place if command.again else proposals.place_as_before(meeting)


def _proposed_times(now: datetime, command: Propose, asker: Asker) -> tuple[datetime, ...]:
    """The chosen times that still lie ahead, and one of the asker's own."""
    times = {at for at in command.times if at > now}
    if command.day is not None or not times:
        times.add(own_time(now, command, asker))
    return tuple(sorted(checked(now, at) for at in times))
