"""Finding a time for a meeting: offering some, proposing, accepting, turning down."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot import words
from bot.commands import AnswerProposal, OfferTimes, Propose
from bot.domain import proposals
from bot.domain.model import OPEN_STATUSES, PAIR, Meeting, Member, Pairing
from bot.domain.proposals import Standing
from bot.domain.slots import diaries, times_for
from bot.messages import Message
from bot.replies import Refused, Reply
from bot.usecases.arranging import (
    AGREED,
    AGREED_BY_ALL,
    agree_on,
    checked,
    envelope_of,
    open_one,
    own_time,
    tell_each,
)
from bot.usecases.story import Asker, Story, know, now_of
from bot.usecases.which_meeting import all_of, meant, of_this_place, people_of

Proposed = tuple[Pairing, Meeting]


async def offer_times(story: Story, command: OfferTimes) -> Reply:
    """Times that suit everybody, to propose one; where some are proposed already, those."""
    asker = await know(story, command.who, command.place)
    pairing, meeting = await open_one(story, asker, command)
    now = now_of(story, asker)
    if proposals.unanswered(meeting, asker.member.id, story.now):
        return Reply(words.which_time(meeting, proposals.ahead(meeting, story.now), now))
    others = await people_of(story, pairing, without=asker.member.id)
    times = await times_in_common(story, pairing)
    return Reply(words.times_offered(others, pairing, times, now))


async def times_in_common(story: Story, pairing: Pairing) -> tuple[datetime, ...]:
    """Some times at which everybody in a pairing is free."""
    circle = await story.tx.circles.get(pairing.circle_id)
    people = await people_of(story, pairing)
    return times_for(story.now, pairing.ends_at, diaries(people, circle.time_zone))


async def propose(story: Story, command: Propose) -> Reply:
    """Put times forward; to a time that somebody else has put forward already that is a yes."""
    asker = await know(story, command.who, command.place)
    pairing, meeting = await open_one(story, asker, command)
    times = _proposed_times(story.now, command, asker)
    theirs = meeting.proposed_by not in {None, asker.member.id}
    earlier = proposals.ahead(meeting, story.now) if theirs else ()
    if both := [at for at in times if at in earlier]:
        return await _say_yes(story, asker, pairing, meeting, both[0], command.where)
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
        return await _say_yes(story, asker, pairing, meeting, at)
    if len(left) > 1:
        return Reply(words.which_time(meeting, left, now_of(story, asker)))
    return await _say_yes(story, asker, pairing, meeting, left[0])


async def _say_yes(
    story: Story,
    asker: Asker,
    pairing: Pairing,
    meeting: Meeting,
    at: datetime,
    where: str | None = None,
) -> Reply:
    """Agree on a proposed time once it suits everybody; until then, keep that it suits the asker, and tell the others."""
    there = replace(meeting, proposed_place=where or meeting.proposed_place)
    after = proposals.say_yes(there, asker.member.id, at)
    others = await people_of(story, pairing, without=asker.member.id)
    asked = [one for one in others if one.is_reached and not proposals.suits(after, one.id, at)]
    if not asked:
        way = AGREED if len(pairing.members) == PAIR else AGREED_BY_ALL
        return await agree_on(story, asker, pairing, after, at, way)
    left = proposals.ahead(after, story.now)

    def to_each(one: Member) -> Message:
        if one not in asked:
            return words.partner_said_yes(asker.member, after, at, asked)
        return words.does_it_suit_you_too(asker.member, after, at, left, now_of(story, asker, one))

    if after != meeting:
        await story.tx.save(after)
        # A yes counts as no change of the meeting, and may be given again after it was taken back.
        said = f"yes:{asker.member.id}:{story.now.isoformat()}"
        await tell_each(
            story, asker, others, envelope_of(said, after, after.proposals[-1]), to_each
        )
    more = proposals.unanswered(after, asker.member.id, story.now)
    return Reply(words.you_said_yes(after, at, asked, more, now_of(story, asker)))


async def _proposed_one(
    story: Story, asker: Asker, command: AnswerProposal
) -> tuple[Pairing, Meeting]:
    """The meeting that is meant: the button's, else the one with a proposal of others that waits for the asker, else the latest.

    Where several wait, which of them is asked.
    """
    if command.chosen:
        return await meant(story, asker, command.chosen.pairing)
    theirs = _of_others(await all_of(story, asker, command.partner), asker)
    waiting = _unanswered(story, theirs, asker)
    if len(waiting) > 1 and command.partner is None:
        here = await of_this_place(story, asker, [pairing for pairing, _ in waiting])
        waiting = [one for one in waiting if one[0] in here]
    if len(waiting) > 1 and command.partner is None:
        raise Refused(await _which(story, asker, waiting))
    first = next(iter(waiting or theirs), None)
    return await meant(story, asker, first[0].id if first else None, command.partner)


async def proposals_waiting(story: Story, asker: Asker, partner: Member | None) -> bool:
    """Whether a time that somebody has proposed (a partner, if one is given) waits for the asker's answer."""
    mine = await story.tx.pairings.of_member(asker.member.id)
    theirs = [one for one in mine if partner is None or partner.id in one[0].members]
    return bool(_unanswered(story, _of_others(theirs, asker), asker))


def _of_others(meetings: Sequence[Proposed], asker: Asker) -> list[Proposed]:
    """Those in which somebody else has proposed a time."""
    return [
        (pairing, meeting)
        for pairing, meeting in meetings
        if meeting.status in OPEN_STATUSES
        and proposals.waits(meeting)
        and meeting.proposed_by != asker.member.id
    ]


def _unanswered(story: Story, theirs: Sequence[Proposed], asker: Asker) -> list[Proposed]:
    return [one for one in theirs if proposals.unanswered(one[1], asker.member.id, story.now)]


async def _which(story: Story, asker: Asker, waiting: Sequence[tuple[Pairing, Meeting]]) -> Message:
    """Proposals of several wait: each of them, to answer."""
    me = asker.member.id
    return words.which_proposal(
        [
            (
                await people_of(story, pairing, without=me),
                meeting,
                proposals.ahead(meeting, story.now),
            )
            for pairing, meeting in waiting
        ],
        now_of(story, asker),
    )


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
            asked = [one for one in others if proposals.unanswered(meeting, one.id, story.now)]
            raise Refused(words.own_proposal(asked or others, pairing.id))
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
