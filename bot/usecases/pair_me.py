"""`/121 pair-me`: a partner now, a named partner if they agree, or a place in the queue and an honest answer."""

from collections.abc import Sequence
from dataclasses import replace

from bot import words
from bot.commands import CancelRequest, PairMe
from bot.domain.calendar import request_expires_at
from bot.domain.matching import Match
from bot.domain.model import Circle, Member, PairRequest, ReasonKind, RequestState
from bot.replies import Refused, Reply
from bot.usecases.bringing_together import (
    Waiting,
    bring_together,
    choose,
    my_request,
    require_active,
    who_waits,
)
from bot.usecases.named_partner import ask_for
from bot.usecases.story import Asker, Envelope, Story, choose_circle, know, tell
from bot.usecases.with_skill import can, nobody_waits_with


async def pair_me(story: Story, command: PairMe) -> Reply:
    """Find the asker a partner now, or a place in the queue."""
    asker = await know(story, command.who, command.place)
    if command.whom is not None:
        return await ask_for(story, asker, command.whom)
    asked_for = "" if command.skill else "pair_me"  # a button does not know the skill
    chosen = await choose_circle(story, asker, command.circle, asked_for)
    # One story at a time pairs in a circle: two who ask in the same instant find each other, once.
    circle = await story.tx.circles.lock(chosen.id)
    await require_active(story, asker, circle)
    await _require_room(story, asker, circle)
    mine = await my_request(story, asker.member.id, circle)
    waiting = await who_waits(story, asker, circle)
    if command.skill is not None:
        return await _with_skill(story, asker, circle, waiting, command.skill)
    if mine is not None and not waiting.candidates:
        return Reply(words.already_waiting(circle, mine.expires_at))
    match = await choose(story, asker, circle, waiting)
    if match is not None:
        await bring_together(story, asker, circle, match, ReasonKind.WAITED)
        return Reply(words.found_partner(await _others(story, asker, match)))
    if mine is not None:
        return Reply(words.already_waiting(circle, mine.expires_at))
    return await _queue_up(story, asker, circle, waiting)


async def introduce_to_waiting(story: Story, asker: Asker, circle: Circle) -> bool:
    """Introduce somebody who just joined to whoever waits; False when nobody does, or they have enough open elsewhere."""
    await story.tx.circles.lock(circle.id)
    if not await _has_room(story, asker, circle):
        return False
    waiting = await who_waits(story, asker, circle)
    match = await choose(story, asker, circle, waiting)
    if match is None:
        return False
    await bring_together(story, asker, circle, match, ReasonKind.WAITED)
    return True


async def _with_skill(
    story: Story, asker: Asker, circle: Circle, waiting: Waiting, skill: str
) -> Reply:
    able = tuple(c for c in waiting.candidates if can(c.member, skill))
    match = await choose(story, asker, circle, replace(waiting, candidates=able))
    if match is None:
        return await nobody_waits_with(story, asker, circle, skill)
    await bring_together(story, asker, circle, match, ReasonKind.WAITED)
    return Reply(words.found_partner(await _others(story, asker, match)))


async def _has_room(story: Story, asker: Asker, circle: Circle) -> bool:
    counts = await story.tx.pairings.open_counts(circle.id)
    return counts.get(asker.member.id, 0) < asker.member.limit


async def _require_room(story: Story, asker: Asker, circle: Circle) -> None:
    if await _has_room(story, asker, circle):
        return
    mine = await story.tx.pairings.of_member(asker.member.id)
    pairing = next(pairing for pairing, meeting in mine if meeting.settled_at is None)
    others = [member for member in pairing.members if member != asker.member.id]
    known = await story.tx.people.members(others)
    raise Refused(words.still_have_one([known[other] for other in others], pairing.id))


async def _others(story: Story, asker: Asker, match: Match) -> list[Member]:
    others = [member for member in match.members if member != asker.member.id]
    known = await story.tx.people.members(others)
    return [known[other] for other in others]


async def _queue_up(story: Story, asker: Asker, circle: Circle, waiting: Waiting) -> Reply:
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
    await _wish_no_more(story, asker.member, mine)
    wanted = [request.wanted_id for request in mine if request.wanted_id is not None]
    known = await story.tx.people.members(wanted)
    queued = len(wanted) < len(mine)
    return Reply(words.request_cancelled([known[one] for one in wanted], queued=queued))


async def _wish_no_more(story: Story, me: Member, requests: Sequence[PairRequest]) -> None:
    """A wish to meet again goes with the request that it was kept for; an earlier one stays."""
    asked_at = {one.wanted_id: one.asked_at for one in requests if one.wanted_id is not None}
    for side in await story.tx.sides.among([me.id, *asked_at]):
        since = asked_at.get(side.other_id) if side.member_id == me.id else None
        if since is not None and side.again_at is not None and side.again_at >= since:
            await story.tx.sides.put(replace(side, again_at=None))


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
