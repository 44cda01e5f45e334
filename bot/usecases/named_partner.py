"""Asking for one certain member: in which circle, whether they may be asked, and what they answer."""

from collections.abc import Sequence

from bot import words
from bot.commands import AnswerInvitation
from bot.domain.calendar import invitation_expires_at
from bot.domain.matching import Candidate, Rules
from bot.domain.model import (
    OPEN_STATUSES,
    PAIR,
    Circle,
    CircleId,
    Meeting,
    Member,
    MemberId,
    MemberRef,
    MembershipState,
    Pairing,
    PairRequest,
    ReasonKind,
    RequestId,
    RequestState,
)
from bot.domain.taking_part import is_active
from bot.replies import Refused, Reply
from bot.usecases.bringing_together import Waiting, bring_together, choose, require_active, today_in
from bot.usecases.draw_rules import must_not_meet
from bot.usecases.story import Asker, Envelope, Story, choose_circle, know, meet_member, tell


async def ask_for(story: Story, asker: Asker, whom: MemberRef | MemberId) -> Reply:
    """Ask one named member. One who blocked the asker, or is kept apart, is not asked, and the asker cannot tell.

    The limit is no hindrance: it holds 121 back, and not two who want to meet each other.
    """
    wanted = await meet_member(story, asker, whom)
    if wanted.id == asker.member.id:
        raise Refused(words.not_with_yourself())
    so_far = await story.tx.pairings.of_member(asker.member.id)
    _require_none_open(story, so_far, wanted)
    chosen = await _circle_for(story, asker, wanted, so_far)
    # One story at a time pairs in a circle: two who ask for each other in the same instant meet once.
    circle = await story.tx.circles.lock(chosen.id)
    await require_active(story, asker, circle)
    await _require_asked_for(story, asker, circle, wanted)
    mine = await story.tx.requests.waiting_of(asker.member.id)
    if any(request.wanted_id == wanted.id for request in mine):
        return Reply(words.already_asked(wanted))
    may_meet = not await must_not_meet(story, circle, [asker.member.id, wanted.id])
    if may_meet and await _wants_too(story, wanted.id, asker.member.id, circle):
        await _bring_two_together(story, asker, circle, wanted)
        return Reply(words.found_partner([wanted]))
    return await _ask(story, asker, circle, wanted, may_meet=may_meet)


async def _circle_for(
    story: Story, asker: Asker, other: Member, so_far: Sequence[tuple[Pairing, Meeting]]
) -> Circle:
    """The circle to ask in: of those that both are in the channel's, that of their last 1-2-1, or the first."""
    circles = await story.tx.circles.of_workspace(asker.workspace.id)
    mine, theirs = [await _active_in(story, circles, one.id) for one in (asker.member, other)]
    shared = [circle for circle in circles if circle.id in mine & theirs]
    if not shared and len(mine) > 1 and asker.place not in {c.channel for c in circles}:
        raise Refused(words.does_not_take_part(other))
    if not shared:
        return await choose_circle(story, asker)
    last = [pairing.circle_id for pairing, _ in so_far if other.id in pairing.members]
    here = [circle for circle in shared if circle.channel == asker.place]
    before = [circle for id_ in last for circle in shared if circle.id == id_]
    return [*here, *before, *shared][0]


def _require_none_open(
    story: Story, so_far: Sequence[tuple[Pairing, Meeting]], other: Member
) -> None:
    """Two whose 1-2-1 is before them meet in that one: a second would count one meeting twice."""
    for pairing, meeting in so_far:
        of_two = len(pairing.members) == PAIR and other.id in pairing.members
        ahead = max(pairing.ends_at, meeting.arranged_for or pairing.ends_at) > story.now
        if of_two and meeting.status in OPEN_STATUSES and ahead:
            raise Refused(words.have_one_already(other, pairing.id))


async def _active_in(story: Story, circles: Sequence[Circle], member: MemberId) -> set[CircleId]:
    by_id = {circle.id: circle for circle in circles}
    return {
        one.circle_id
        for one in await story.tx.circles.memberships_of(member)
        if one.circle_id in by_id and is_active(one, today_in(story, by_id[one.circle_id]))
    }


async def _require_asked_for(story: Story, asker: Asker, circle: Circle, wanted: Member) -> None:
    """Refuse whom the asker does not want to meet, and who takes no part."""
    await _require_wanted(story, asker, wanted)
    membership = await story.tx.circles.membership(circle.id, wanted.id)
    if membership is None or not is_active(membership, today_in(story, circle)):
        raise Refused(words.does_not_take_part(wanted))


async def _require_wanted(story: Story, asker: Asker, wanted: Member) -> None:
    """Refuse whom the asker does not want to meet, in words that say so: it was their own doing."""
    blocks = await story.tx.people.blocks_among([asker.member.id, wanted.id])
    if (asker.member.id, wanted.id) in blocks:
        raise Refused(words.you_blocked(wanted))
    if await _let_it_rest(story, asker, wanted):
        raise Refused(words.you_let_it_rest(wanted))


async def _ask(
    story: Story, asker: Asker, circle: Circle, wanted: Member, *, may_meet: bool
) -> Reply:
    (request,) = await story.tx.add(
        PairRequest(
            circle_id=circle.id,
            member_id=asker.member.id,
            wanted_id=wanted.id,
            asked_at=story.now,
            expires_at=invitation_expires_at(story.now),
        )
    )
    if may_meet:
        await tell(
            story,
            asker.workspace,
            [wanted],
            words.invitation(asker.member, request.id),
            Envelope(
                key=f"invitation:{request.id}",
                about=(asker.member.id, wanted.id),
                expires_at=request.expires_at,
            ),
        )
    return Reply(words.asked(wanted, request.expires_at))


async def _let_it_rest(story: Story, asker: Asker, wanted: Member) -> bool:
    """Whether the asker has ended it with this member; what the other did is not looked at."""
    sides = await story.tx.sides.among([asker.member.id, wanted.id])
    return any(side.member_id == asker.member.id and side.rested_at is not None for side in sides)


async def _wants_too(story: Story, wanted: MemberId, asker: MemberId, circle: Circle) -> bool:
    """Whether the wanted member already asked for the asker, or waits for anybody; that request is used up."""
    for request in await story.tx.requests.waiting_of(wanted):
        if request.circle_id == circle.id and request.wanted_id in {asker, None}:
            return await story.tx.requests.close(request.id, RequestState.MATCHED)
    return False


async def _bring_two_together(story: Story, asker: Asker, circle: Circle, other: Member) -> None:
    only = Waiting(
        asker=Candidate(member=asker.member),
        candidates=(Candidate(member=other),),
        rules=Rules(),
        blocked_by_asker=False,
    )
    match = await choose(story, asker, circle, only)
    if match is not None:
        await bring_together(story, asker, circle, match, ReasonKind.ASKED)


async def answer_invitation(story: Story, command: AnswerInvitation) -> Reply:
    """Accept or decline somebody's request to meet; each can be answered once."""
    asker = await know(story, command.who, command.place)
    return await answer_request(story, asker, command.request, accepts=command.accepts)


async def answer_request(story: Story, asker: Asker, asked: RequestId, *, accepts: bool) -> Reply:
    """Accept or decline a request for the asker."""
    request = await story.tx.requests.get(asked)
    if request is None or request.wanted_id != asker.member.id:
        raise Refused(words.invitation_gone())
    circle = await story.tx.circles.lock(request.circle_id)
    state = RequestState.MATCHED if accepts else RequestState.DECLINED
    if not await story.tx.requests.close(request.id, state):
        raise Refused(words.invitation_gone())
    inviter = (await story.tx.people.members([request.member_id]))[request.member_id]
    if not accepts:
        return await _decline(story, asker, request, inviter)
    await _require_both(story, asker, circle, inviter)
    await _require_wanted(story, asker, inviter)
    _require_none_open(story, await story.tx.pairings.of_member(asker.member.id), inviter)
    if await must_not_meet(story, circle, [inviter.id, asker.member.id]):
        raise Refused(words.invitation_gone())
    await _bring_two_together(story, asker, circle, inviter)
    return Reply(words.found_partner([inviter]))


async def invitations_to(story: Story, asker: Asker) -> list[tuple[Member, RequestId]]:
    """Who would like to meet the asker, and the request; not those who must not, of whom the asker was never told."""
    waiting = await story.tx.requests.wanting(asker.member.id)
    inviters = await story.tx.people.members([request.member_id for request in waiting])
    return [
        (inviters[request.member_id], request.id)
        for request in waiting
        if not await must_not_meet(
            story,
            await story.tx.circles.get(request.circle_id),
            [request.member_id, asker.member.id],
        )
    ]


async def _decline(story: Story, asker: Asker, request: PairRequest, inviter: Member) -> Reply:
    await tell(
        story,
        asker.workspace,
        [inviter],
        words.invitation_declined(asker.member),
        Envelope(key=f"declined:{request.id}", about=(inviter.id,)),
    )
    return Reply(words.you_declined(inviter))


async def _require_both(story: Story, asker: Asker, circle: Circle, inviter: Member) -> None:
    """Both have to take part now: whoever left or paused since they were asked comes back first."""
    mine = await story.tx.circles.membership(circle.id, asker.member.id)
    if mine is None or mine.state is MembershipState.LEFT:
        raise Refused(words.come_back_first(circle))
    await require_active(story, asker, circle)
    theirs = await story.tx.circles.membership(circle.id, inviter.id)
    there = theirs is not None and is_active(theirs, today_in(story, circle))
    if inviter.gone_at is not None or not there:
        raise Refused(words.does_not_take_part(inviter))
