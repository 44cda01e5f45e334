"""Taking back what was said about a time: a proposal, a yes or a no to one, or the time that was agreed."""

from collections.abc import Sequence
from datetime import datetime

from bot import words
from bot.commands import TakeTimeBack
from bot.domain import meetings, proposals
from bot.domain.calendar import plan_again
from bot.domain.model import (
    OPEN_STATUSES,
    Meeting,
    MeetingStatus,
    Member,
    MemberId,
    MemberRef,
    Pairing,
    PairingId,
)
from bot.domain.proposals import Own
from bot.messages import Message
from bot.replies import Refused, Reply
from bot.usecases.arranging import envelope_of, tell_each
from bot.usecases.invitations import cancellation_of, remove
from bot.usecases.meetings import ask_instead
from bot.usecases.story import Asker, Envelope, Story, know, now_of, tell
from bot.usecases.which_meeting import all_of, meant, people_of

Agreed = tuple[Pairing, Meeting, datetime]


async def take_time_back(story: Story, command: TakeTimeBack) -> Reply:
    """Take back one's own proposal, one's yes or no to somebody else's, or the time that was agreed."""
    asker = await know(story, command.who, command.place)
    if command.pairing is None:
        return await _take_latest_back(story, asker, command.partner)
    return await _take_back(story, asker, command.pairing, command.agreed)


async def _take_back(
    story: Story,
    asker: Asker,
    of: PairingId | None,
    agreed: datetime | None,
    partner: MemberRef | None = None,
) -> Reply:
    """Take back the time that is agreed in a 1-2-1 (None: the asker's word about a proposal), as it stands now."""
    pairing, meeting = await meant(story, asker, of, partner)
    if agreed is None:
        return await _take_word_back(story, asker, pairing, meeting)
    await _require_agreed(story, asker, pairing, meeting, agreed)
    return await _take_agreed_back(story, asker, (pairing, meeting, agreed))


async def _take_latest_back(story: Story, asker: Asker, partner: MemberRef | None) -> Reply:
    """By command: one's own word about a proposal that lies ahead, in whichever 1-2-1; where there is none, the agreed time."""
    agreed: list[Agreed] = []
    past: PairingId | None = None
    for pairing, meeting in await all_of(story, asker, partner):
        what = proposals.own(meeting, asker.member.id, story.now)
        if what in {Own.PROPOSAL, Own.NO, Own.YES}:
            if max(meeting.proposals) > story.now:
                return await _take_back(story, asker, pairing.id, None)
            past = past or pairing.id
        if what is Own.AGREED and meeting.arranged_for is not None:
            agreed.append((pairing, meeting, meeting.arranged_for))
    if not agreed:
        return await _take_back(story, asker, past, None, partner)
    if len(agreed) > 1:
        return Reply(await _which(story, asker, agreed))
    ((pairing, _, at),) = agreed
    return await _take_back(story, asker, pairing.id, at)


async def _take_word_back(story: Story, asker: Asker, pairing: Pairing, meeting: Meeting) -> Reply:
    """Take back a proposal, a yes or a no: refused where none is the asker's."""
    what = proposals.own(meeting, asker.member.id, story.now)
    _require_word(story, meeting, what)
    after = proposals.take_back(meeting, what, asker.member.id)
    left = proposals.ahead(after, story.now)
    if what is not Own.PROPOSAL and not left:
        raise Refused(words.proposal_is_past(meeting, (), now_of(story, asker)))
    await story.tx.save(after)
    others = await people_of(story, pairing, without=asker.member.id)

    def told(one: Member) -> Message:
        if what is Own.PROPOSAL:
            return words.partner_takes_back(asker.member, meeting.proposals, pairing.id)
        if what is Own.YES:
            return words.partner_takes_yes_back(asker.member, _suited(meeting, asker.member.id))
        if any(proposals.suits(after, one.id, at) for at in left):
            return words.partner_reconsiders(asker.member, left)
        # Of three, the one who is asked too: their buttons are of the proposal as it was before.
        (by,) = (other for other in others if other.id == after.proposed_by)
        return words.partner_proposes(by, after, (), now_of(story, asker, one))

    envelope = envelope_of(f"taken-back:{story.now.isoformat()}", after, pairing.ends_at)
    await tell_each(story, asker, others, envelope, told)
    if what is Own.PROPOSAL:
        return Reply(words.proposal_taken_back(others, meeting.proposals, pairing.id))
    return Reply(words.answer_taken_back(others, after, left, now_of(story, asker)))


def _suited(meeting: Meeting, member: MemberId) -> tuple[datetime, ...]:
    return tuple(yes.at for yes in meeting.yeses if yes.member == member)


def _require_word(story: Story, meeting: Meeting, what: Own) -> None:
    """A button under a proposal takes back no time that was agreed later: it shows that there is one."""
    at = meeting.arranged_for
    if what is Own.AGREED and at is not None:
        raise Refused(words.agreed_already(meeting, at))
    if what is not Own.NOTHING:
        return
    if meeting.status is MeetingStatus.ARRANGED and at is not None and at <= story.now:
        raise Refused(words.time_is_past())
    raise Refused(words.nothing_to_take_back())


async def _require_agreed(
    story: Story, asker: Asker, pairing: Pairing, meeting: Meeting, agreed: datetime
) -> None:
    """A clear answer to whoever takes back a time that is agreed no longer, or over."""
    if meeting.status not in OPEN_STATUSES:
        raise Refused(words.nothing_to_arrange())
    if meeting.arranged_for is None:
        others = await people_of(story, pairing, without=asker.member.id)
        raise Refused(words.nothing_agreed(others, pairing.id))
    if meeting.arranged_for <= story.now:
        raise Refused(words.time_is_past())
    if meeting.arranged_for != agreed:
        raise Refused(words.another_agreed(meeting, meeting.arranged_for))


async def _take_agreed_back(story: Story, asker: Asker, agreed: Agreed) -> Reply:
    """Leave the 1-2-1 without a time, tell everybody, and take the time out of their calendars."""
    pairing, meeting, at = agreed
    after = meetings.without_time(meeting)
    await story.tx.save(after)
    # What was planned for the time is replaced by what is asked of those who have none.
    await ask_instead(story, pairing, lambda zones: plan_again(story.now, pairing.ends_at, zones))
    others = await people_of(story, pairing, without=asker.member.id)
    removal = cancellation_of(story, asker.workspace, meeting, after)
    message = words.partner_cannot_then(asker.member, at, pairing.id, removal)
    for one in others:
        # Of no pairing, and not about the asker: it has to come even if all of it is called off by then.
        key = f"time-off:{pairing.id}:{after.sequence}:{one.id}"
        await tell(story, asker.workspace, [one], message, Envelope(key=key, about=(one.id,)))
    await remove(story, asker, meeting, after, others)
    return Reply(words.agreed_taken_back(others, at, pairing.id))


async def _which(story: Story, asker: Asker, agreed: Sequence[Agreed]) -> Message:
    """Several times are agreed: each of them, to choose from."""
    return words.which_agreed(
        [
            (await people_of(story, pairing, without=asker.member.id), pairing.id, at)
            for pairing, _, at in agreed
        ]
    )
