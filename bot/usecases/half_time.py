"""The wish to be told when half of the hour is over, and that wish taken back."""

from dataclasses import replace

from bot import words
from bot.commands import WantHalfTime
from bot.domain.meeting_day import HALF
from bot.domain.model import PAIR, Meeting, MeetingStatus, Pairing
from bot.replies import Refused, Reply
from bot.usecases.arranging import envelope_of, tell_each
from bot.usecases.meeting_day import plan_half_time
from bot.usecases.story import Asker, Story, know
from bot.usecases.which_meeting import all_of, meant, people_of


async def want_half_time(story: Story, command: WantHalfTime) -> Reply:
    """Note whether a member wants to be told at half-time; it is told once both of them do."""
    asker = await know(story, command.who, command.place)
    pairing, meeting = await _ahead(story, asker, command)
    wish = [one for one in meeting.half_time if one != asker.member.id]
    after = replace(meeting, half_time=(*wish, *((asker.member.id,) if command.wanted else ())))
    await story.tx.save(after)
    if not command.wanted:
        return await _without(story, asker, pairing, meeting)
    both = set(after.half_time) == set(pairing.members)
    if both and set(meeting.half_time) != set(pairing.members):
        await plan_half_time(story, pairing, after)
    others = await people_of(story, pairing, without=asker.member.id)
    at = (meeting.arranged_for or story.now) + HALF
    return Reply(words.half_time_wanted(others, at, pairing.id, by_all=both))


async def _ahead(story: Story, asker: Asker, command: WantHalfTime) -> tuple[Pairing, Meeting]:
    """The meeting that is meant: the button's, else the next whose half-time is ahead."""
    if command.pairing is None:
        mine = await all_of(story, asker, command.partner)
        arranged = [pair for pair in mine if _has_half_time_ahead(story, pair[1])]
        if not arranged:
            raise Refused(words.no_half_time())
        pairing, meeting = min(arranged, key=lambda pair: pair[1].arranged_for or story.now)
    else:
        pairing, meeting = await meant(story, asker, command.pairing)
    if not _has_half_time_ahead(story, meeting):
        raise Refused(words.no_half_time())
    if len(pairing.members) != PAIR:
        raise Refused(words.half_time_is_for_two())
    return pairing, meeting


def _has_half_time_ahead(story: Story, meeting: Meeting) -> bool:
    at = meeting.arranged_for
    return meeting.status is MeetingStatus.ARRANGED and at is not None and at + HALF > story.now


async def _without(story: Story, asker: Asker, pairing: Pairing, before: Meeting) -> Reply:
    """Say so to the other one too, if both had counted on it."""
    if set(before.half_time) == set(pairing.members):
        others = await people_of(story, pairing, without=asker.member.id)
        at = (before.arranged_for or story.now) + HALF
        envelope = envelope_of(f"no-half-time:{story.now.isoformat()}", before, at)
        message = words.partner_wants_no_half_time(asker.member)
        await tell_each(story, asker, others, envelope, lambda _: message)
    return Reply(words.half_time_not_wanted(pairing.id))
