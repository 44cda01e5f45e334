"""`/121 pair-me`: a partner now, a named partner if they agree, or a place in the queue and an honest answer."""

from dataclasses import dataclass, replace
from datetime import date

from bot import words
from bot.commands import AnswerInvitation, CancelRequest, PairMe
from bot.domain.calendar import invitation_expires_at, request_expires_at, zone_of
from bot.domain.matching import Candidate, Match, Rules, find_partner
from bot.domain.model import (
    Circle,
    Member,
    MemberId,
    MemberRef,
    MembershipState,
    PairRequest,
    Reason,
    ReasonKind,
    RequestState,
)
from bot.domain.taking_part import after_pause, as_candidate, is_active
from bot.replies import Refused, Reply
from bot.usecases.draw_rules import kept_apart, must_not_meet
from bot.usecases.introducing import introduce, on_request
from bot.usecases.story import Asker, Envelope, Story, choose_circle, know, meet_member, tell
from bot.usecases.with_skill import can, nobody_waits_with


async def pair_me(story: Story, command: PairMe) -> Reply:
    """Find the asker a partner now, or a place in the queue."""
    asker = await know(story, command.who, command.place)
    chosen = await choose_circle(story, asker, command.circle)
    # One story at a time pairs in a circle: two who ask in the same instant find each other, once.
    circle = await story.tx.circles.lock(chosen.id)
    await _require_active(story, asker, circle)
    if command.whom is not None:
        return await _ask_for(story, asker, circle, command.whom)
    await _require_room(story, asker, circle)
    mine = await _my_request(story, asker.member.id, circle)
    waiting = await _waiting(story, asker, circle)
    if command.skill is not None:
        return await _with_skill(story, asker, circle, waiting, command.skill)
    if mine is not None and not waiting.candidates:
        return Reply(words.already_waiting(circle, mine.expires_at))
    match = await _choose(story, asker, circle, waiting)
    if match is not None:
        await _bring_together(story, asker, circle, match, ReasonKind.WAITED)
        return Reply(words.found_partner(await _others(story, asker, match)))
    if mine is not None:
        return Reply(words.already_waiting(circle, mine.expires_at))
    return await _queue_up(story, asker, circle, waiting)


async def introduce_to_waiting(story: Story, asker: Asker, circle: Circle) -> bool:
    """Introduce somebody who just joined to whoever waits; False when nobody does."""
    await story.tx.circles.lock(circle.id)
    waiting = await _waiting(story, asker, circle)
    match = await _choose(story, asker, circle, waiting)
    if match is None:
        return False
    await _bring_together(story, asker, circle, match, ReasonKind.WAITED)
    return True


async def _with_skill(
    story: Story, asker: Asker, circle: Circle, waiting: "_Waiting", skill: str
) -> Reply:
    able = tuple(c for c in waiting.candidates if can(c.member, skill))
    match = await _choose(story, asker, circle, replace(waiting, candidates=able))
    if match is None:
        return await nobody_waits_with(story, asker, circle, skill)
    await _bring_together(story, asker, circle, match, ReasonKind.WAITED)
    return Reply(words.found_partner(await _others(story, asker, match)))


@dataclass(frozen=True, slots=True)
class _Waiting:
    asker: Candidate
    candidates: tuple[Candidate, ...]
    rules: Rules
    blocked_by_asker: bool


async def _require_active(story: Story, asker: Asker, circle: Circle) -> None:
    membership = await story.tx.circles.membership(circle.id, asker.member.id)
    if membership is None or membership.state is MembershipState.LEFT:
        raise Refused(words.join_first(circle))
    current = after_pause(membership, _today(story, circle))
    if current.state is MembershipState.PAUSED:
        raise Refused(words.paused_already(current.paused_until))


async def _require_room(story: Story, asker: Asker, circle: Circle) -> None:
    counts = await story.tx.pairings.open_counts(circle.id)
    if counts.get(asker.member.id, 0) < asker.member.limit:
        return
    mine = await story.tx.pairings.of_member(asker.member.id)
    pairing = next(pairing for pairing, meeting in mine if meeting.settled_at is None)
    others = [member for member in pairing.members if member != asker.member.id]
    known = await story.tx.people.members(others)
    raise Refused(words.still_have_one([known[other] for other in others], pairing.id))


async def _my_request(story: Story, member: MemberId, circle: Circle) -> PairRequest | None:
    mine = await story.tx.requests.waiting_of(member)
    here = (r for r in mine if r.circle_id == circle.id and r.wanted_id is None)
    return next(here, None)


async def _waiting(story: Story, asker: Asker, circle: Circle) -> _Waiting:
    """Whoever may be introduced now: those who wait, the longest first, then those open to more than one."""
    asked = [request.member_id for request in await story.tx.requests.waiting(circle.id)]
    willing = await story.tx.circles.open_to_more(circle.id)
    possible = list(dict.fromkeys([*asked, *willing]))
    mine = asker.member.id
    among = await story.tx.circles.memberships_among(circle.id, [mine, *possible])
    memberships = {membership.member_id: membership for membership in among}
    members = await story.tx.people.members(possible)
    counts = await story.tx.pairings.open_counts(circle.id) if possible else {}
    today = _today(story, circle)

    def free(member: MemberId) -> bool:
        known = members.get(member)
        return (
            member != mine
            and known is not None
            and known.gone_at is None
            and counts.get(member, 0) < known.limit
            and member in memberships
            and is_active(memberships[member], today)
        )

    ordered = [member for member in possible if free(member)]
    blocks = await story.tx.people.blocks_among([mine, *ordered])
    apart = await kept_apart(story, circle, [mine, *ordered])
    return _Waiting(
        asker=as_candidate(circle, memberships[mine], asker.member, story.now),
        candidates=tuple(
            as_candidate(circle, memberships[m], members[m], story.now) for m in ordered
        ),
        rules=Rules(odd=circle.odd_rule, blocked=blocks | apart, policy=circle.policy),
        blocked_by_asker=any(blocker == mine for blocker, _ in blocks),
    )


async def _choose(story: Story, asker: Asker, circle: Circle, waiting: _Waiting) -> Match | None:
    if not waiting.candidates:
        return None
    ids = [asker.member.id, *(candidate.member.id for candidate in waiting.candidates)]
    history = await story.tx.pairings.past_pairs(ids)
    return find_partner(waiting.asker, waiting.candidates, history, waiting.rules, circle.id)


async def _bring_together(
    story: Story, asker: Asker, circle: Circle, match: Match, because: ReasonKind
) -> None:
    members = await story.tx.people.members(match.members)
    reasons = (*match.reasons, Reason(kind=because, members=match.members))
    full = Match(members=match.members, reasons=reasons, repeat=match.repeat)
    occasion = on_request(story, asker.workspace, circle)
    await introduce(story, occasion, [full], members)
    for member in match.members:
        request = await _my_request(story, member, circle)
        if request is not None:
            await story.tx.requests.close(request.id, RequestState.MATCHED)


async def _others(story: Story, asker: Asker, match: Match) -> list[Member]:
    others = [member for member in match.members if member != asker.member.id]
    known = await story.tx.people.members(others)
    return [known[other] for other in others]


async def _queue_up(story: Story, asker: Asker, circle: Circle, waiting: _Waiting) -> Reply:
    request = PairRequest(
        circle_id=circle.id,
        member_id=asker.member.id,
        asked_at=story.now,
        expires_at=request_expires_at(circle, story.now),
    )
    await story.tx.add(request)
    if waiting.candidates and waiting.blocked_by_asker:
        return Reply(words.only_blocked_waiting(circle))
    return Reply(words.first_in_queue(circle))


async def cancel_request(story: Story, command: CancelRequest) -> Reply:
    """Take the asker's requests back, every one."""
    asker = await know(story, command.who, command.place)
    mine = await story.tx.requests.waiting_of(asker.member.id)
    if not mine:
        return Reply(words.nothing_to_cancel())
    for request in mine:
        await story.tx.requests.close(request.id, RequestState.CANCELLED)
    return Reply(words.request_cancelled())


async def _ask_for(story: Story, asker: Asker, circle: Circle, whom: MemberRef | MemberId) -> Reply:
    """Ask one named member. One who blocked the asker, or is kept apart, is not asked, and the asker cannot tell."""
    wanted = await meet_member(story, asker, whom)
    if wanted.id == asker.member.id:
        raise Refused(words.not_with_yourself())
    blocks = await story.tx.people.blocks_among([asker.member.id, wanted.id])
    if (asker.member.id, wanted.id) in blocks:
        raise Refused(words.you_blocked(wanted))
    if await _let_it_rest(story, asker, wanted):
        raise Refused(words.you_let_it_rest(wanted))
    membership = await story.tx.circles.membership(circle.id, wanted.id)
    if membership is None or not is_active(membership, _today(story, circle)):
        raise Refused(words.does_not_take_part(wanted))
    mine = await story.tx.requests.waiting_of(asker.member.id)
    if any(request.wanted_id == wanted.id for request in mine):
        return Reply(words.already_asked(wanted))
    may_meet = not await must_not_meet(story, circle, [asker.member.id, wanted.id])
    if may_meet and await _wants_too(story, wanted.id, asker.member.id, circle):
        await _bring_two_together(story, asker, circle, wanted)
        return Reply(words.found_partner([wanted]))
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
    only = _Waiting(
        asker=Candidate(member=asker.member),
        candidates=(Candidate(member=other),),
        rules=Rules(),
        blocked_by_asker=False,
    )
    match = await _choose(story, asker, circle, only)
    if match is not None:
        await _bring_together(story, asker, circle, match, ReasonKind.ASKED)


async def answer_invitation(story: Story, command: AnswerInvitation) -> Reply:
    """Accept or decline somebody's request to meet; each can be answered once."""
    asker = await know(story, command.who, command.place)
    request = await story.tx.requests.get(command.request)
    if request is None or request.wanted_id != asker.member.id:
        raise Refused(words.invitation_gone())
    circle = await story.tx.circles.lock(request.circle_id)
    state = RequestState.MATCHED if command.accepts else RequestState.DECLINED
    if not await story.tx.requests.close(request.id, state):
        raise Refused(words.invitation_gone())
    inviter = (await story.tx.people.members([request.member_id]))[request.member_id]
    if not command.accepts:
        await tell(
            story,
            asker.workspace,
            [inviter],
            words.invitation_declined(asker.member),
            Envelope(key=f"declined:{request.id}", about=(inviter.id,)),
        )
        return Reply(words.you_declined(inviter))
    if inviter.gone_at is not None:
        raise Refused(words.does_not_take_part(inviter))
    if await kept_apart(story, circle, [inviter.id, asker.member.id]):
        raise Refused(words.invitation_gone())
    await _bring_two_together(story, asker, circle, inviter)
    return Reply(words.found_partner([inviter]))


async def expire_requests(story: Story) -> None:
    """End the requests whose time has run out; the askers hear how it goes on."""
    for request in await story.tx.requests.expired(story.now):
        await _expire(story, request)


async def _expire(story: Story, request: PairRequest) -> None:
    if not await story.tx.requests.close(request.id, RequestState.EXPIRED):
        return
    involved = [request.member_id, *([request.wanted_id] if request.wanted_id else [])]
    members = await story.tx.people.members(involved)
    asker = members[request.member_id]
    workspace = await story.tx.people.workspace_by_id(asker.workspace_id)
    wanted = members[request.wanted_id] if request.wanted_id else None
    circle = await story.tx.circles.get(request.circle_id)
    await tell(
        story,
        workspace,
        [asker],
        words.request_expired(circle, wanted),
        Envelope(key=f"expired:{request.id}", about=(asker.id,)),
    )


def _today(story: Story, circle: Circle) -> date:
    return story.now.astimezone(zone_of(circle.time_zone)).date()
