"""The weekly round: one draw per circle and period, stored whole with its messages before any is sent."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import blake2b

from bot import words
from bot.commands import OpenRoundNow, PreviewRound
from bot.domain.calendar import latest_slot, next_round, period_of, too_late, zone_of
from bot.domain.matching import Draw, SitOut
from bot.domain.model import (
    Circle,
    CircleId,
    MeetingStatus,
    Member,
    MemberId,
    Membership,
    Origin,
    PairRequest,
    RequestState,
    Round,
    Workspace,
)
from bot.domain.taking_part import as_candidate, may_be_drawn
from bot.faults import Point, reach
from bot.messages import Message
from bot.replies import Refused, Reply
from bot.usecases.draw_rules import rules_of, use_up
from bot.usecases.drawing import draw_of, lots_of
from bot.usecases.introducing import Occasion, introduce
from bot.usecases.own_rhythm import turns
from bot.usecases.silence import (
    count_silent_round,
    once_counted,
    plan_silence_check,
    save_changed,
)
from bot.usecases.story import Asker, Envelope, Story, choose_circle, know, tell


@dataclass(frozen=True, kw_only=True, slots=True)
class _Field:
    """Everybody who could be in a round, as they stand. `resting`: whose turn has not come again by their own rhythm."""

    memberships: tuple[Membership, ...]
    members: dict[MemberId, Member]
    open_counts: dict[MemberId, int]
    resting: frozenset[MemberId]
    today: date

    def drawable(self) -> tuple[Membership, ...]:
        """Those whom the round may pair."""
        return tuple(
            m
            for m in self.memberships
            if m.member_id not in self.resting
            and may_be_drawn(
                m, self.members[m.member_id], self.open_counts.get(m.member_id, 0), self.today
            )
        )


async def open_due_round(story: Story, circle_id: CircleId) -> Round | None:
    """Open the round of a circle whose time has come; None when there is nothing to do after all.

    After an outage one late round is opened, for the latest period missed; none at all when the next
    regular one is less than a day away.
    """
    circle = await story.tx.circles.lock(circle_id)
    if circle.next_round_at > story.now or circle.closed_at is not None:
        return None
    if too_late(circle, story.now):
        await story.tx.save(replace(circle, next_round_at=next_round(circle, story.now)))
        return None
    zone = zone_of(circle.time_zone)
    return await _open(story, circle, period_of(latest_slot(circle, story.now), zone))


async def open_round_now(story: Story, command: OpenRoundNow) -> Reply:
    """Draw this period's round at once, for an organiser; refused when it was drawn already."""
    asker = await know(story, command.who, command.place)
    circle = await organised(story, asker)
    circle = await story.tx.circles.lock(circle.id)
    period = period_of(story.now, zone_of(circle.time_zone))
    opened = await _open(story, circle, period)
    if opened is None:
        raise Refused(words.round_was_drawn(circle))
    circle = await story.tx.circles.get(circle.id)
    pairings = await story.tx.pairings.of_round(opened.id)
    return Reply(words.round_opened(circle, len(pairings), len(opened.sat_out)))


async def preview_round(story: Story, command: PreviewRound) -> Reply:
    """What the next round would be if it were drawn now, for an organiser; nothing is kept."""
    asker = await know(story, command.who, command.place)
    circle = await organised(story, asker)
    return Reply(await preview_of(story, circle))


async def preview_of(story: Story, circle: Circle) -> Message:
    """The next round as it would be drawn now, and what organisers ruled about it."""
    drawn, members = await drawn_now(story, circle)
    rulings = await story.tx.circles.rulings(circle.id)
    ruled = await story.tx.people.members(who for r in rulings for who in (r.a, r.b))
    return words.round_preview(circle, drawn, members | ruled, rulings)


async def drawn_now(story: Story, circle: Circle) -> tuple[Draw, dict[MemberId, Member]]:
    """The next round if it were drawn now, and the members who could be in it."""
    field = await _field(story, circle, max(story.now, circle.next_round_at))
    field = replace(field, memberships=await once_counted(story, circle, field.memberships))
    period = period_of(circle.next_round_at, zone_of(circle.time_zone))
    return await _draw(story, circle, field, period), field.members


async def organised(story: Story, asker: Asker) -> Circle:
    """The circle that an organiser means; refused to anybody else."""
    if not asker.member.organiser:
        raise Refused(words.organisers_only())
    return await choose_circle(story, asker)


async def _open(story: Story, circle: Circle, period: str) -> Round | None:
    following = _next_in_another_period(circle, story.now, period)
    opened = await story.tx.circles.open_round(
        Round(
            circle_id=circle.id,
            period=period,
            seed=_seed(circle, period),
            opened_at=story.now,
            ends_at=following,
        )
    )
    circle = replace(circle, next_round_at=following)
    if opened is None:
        await story.tx.save(circle)
        return None
    reach(Point.ROUND_OPENED)
    await _end_previous(story, circle, opened)
    field = await _field(story, circle, story.now)
    drawn = await _draw(story, circle, field, period)
    opened = replace(opened, sat_out=tuple(sit_out.member for sit_out in drawn.sit_outs))
    await story.tx.save(circle, opened)
    await _carry_out(story, circle, opened, drawn, field)
    return opened


def _next_in_another_period(circle: Circle, now: datetime, period: str) -> datetime:
    following = next_round(circle, now)
    if period_of(following, zone_of(circle.time_zone)) == period:
        return next_round(circle, following)
    return following


def _seed(circle: Circle, period: str) -> int:
    """A number made of circle and period: a preview shows what the round will be, as long as nobody comes or goes."""
    return int.from_bytes(blake2b(f"{circle.id}/{period}".encode(), digest_size=6).digest())


async def _end_previous(story: Story, circle: Circle, opened: Round) -> None:
    """Settle what is over and of which nobody said anything, and count who has gone quiet."""
    over = await story.tx.pairings.overdue(circle.id, story.now)
    await story.tx.save(
        *(
            replace(meeting, status=MeetingStatus.MISSED, settled_at=story.now)
            for _, meeting in over
        )
    )
    for pairing, _ in over:
        await story.tx.follow_ups.cancel(pairing.id)
    await count_silent_round(story, circle, opened)


async def _field(story: Story, circle: Circle, at: datetime) -> _Field:
    memberships = await story.tx.circles.memberships(circle.id)
    members = await story.tx.people.members([m.member_id for m in memberships])
    own_turns = await turns(story, members.values())
    return _Field(
        memberships=memberships,
        members=members,
        open_counts=await story.tx.pairings.open_counts(circle.id),
        resting=frozenset(one for one, turn in own_turns.items() if turn > at),
        today=story.now.astimezone(zone_of(circle.time_zone)).date(),
    )


async def _draw(story: Story, circle: Circle, field: _Field, period: str) -> Draw:
    takers = field.drawable()
    ids = [membership.member_id for membership in takers]
    candidates = [
        as_candidate(circle, membership, field.members[membership.member_id], story.now)
        for membership in takers
    ]
    history = await story.tx.pairings.past_pairs(ids)
    rules = await rules_of(story, circle, ids)
    lots = lots_of(candidates, history, rules, _seed(circle, period))
    return await draw_of(story.drawer, story.drawn, lots)


async def _carry_out(
    story: Story, circle: Circle, opened: Round, drawn: Draw, field: _Field
) -> None:
    """Turn a draw into pairings and messages: nobody is left without a word."""
    workspace = await story.tx.people.workspace_by_id(circle.workspace_id)
    occasion = Occasion(
        workspace=workspace,
        circle=circle,
        origin=Origin.ROUND,
        ends_at=opened.ends_at,
        round=opened,
    )
    await introduce(story, occasion, drawn.matches, field.members)
    await use_up(story, circle, drawn)
    await _close_requests(story, circle, drawn)
    for sit_out in drawn.sit_outs:
        await _sit_out(story, workspace, circle, opened, sit_out, field)
    await _explain_left_out(story, workspace, circle, opened, field)
    await _remember_turns(story, field, drawn)
    await plan_silence_check(story, circle, opened)


async def _close_requests(story: Story, circle: Circle, drawn: Draw) -> None:
    placed = {member for match in drawn.matches for member in match.members}
    for request in await story.tx.requests.waiting(circle.id):
        state = RequestState.MATCHED if request.member_id in placed else RequestState.EXPIRED
        await story.tx.requests.close(request.id, state)
    for request in await story.tx.requests.for_somebody(circle.id):
        if any(
            {request.member_id, request.wanted_id} <= {*match.members} for match in drawn.matches
        ):
            await story.tx.requests.close(request.id, RequestState.MATCHED)


async def _sit_out(
    story: Story,
    workspace: Workspace,
    circle: Circle,
    opened: Round,
    sit_out: SitOut,
    field: _Field,
) -> None:
    """Whoever sits out is first in the queue until the next round, and is told so."""
    await story.tx.add(
        PairRequest(
            circle_id=circle.id,
            member_id=sit_out.member,
            sat_out=True,
            asked_at=story.now,
            expires_at=opened.ends_at,
        )
    )
    await tell(
        story,
        workspace,
        [field.members[sit_out.member]],
        words.sits_out(circle, sit_out),
        Envelope(
            key=f"sits-out:{opened.id}:{sit_out.member}",
            about=(sit_out.member,),
            expires_at=opened.ends_at,
            ping=True,
        ),
    )


async def _explain_left_out(
    story: Story, workspace: Workspace, circle: Circle, opened: Round, field: _Field
) -> None:
    """Those who take part but still have a 1-2-1 open outside the rounds hear why there is none new."""
    for membership in field.memberships:
        member = field.members[membership.member_id]
        open_pairings = field.open_counts.get(member.id, 0)
        if (
            member.id in field.resting
            or not may_be_drawn(membership, member, 0, field.today)
            or open_pairings < member.limit
        ):
            continue
        await tell(
            story,
            workspace,
            [member],
            words.has_one_open(circle),
            Envelope(
                key=f"has-one-open:{opened.id}:{member.id}",
                about=(member.id,),
                expires_at=opened.ends_at,
                ping=True,
            ),
        )


async def _remember_turns(story: Story, field: _Field, drawn: Draw) -> None:
    """Keep whose turn it was to be the odd one, and let a skipped round be over."""
    odd = {sit_out.member for sit_out in drawn.sit_outs}
    odd |= {match.odd_one for match in drawn.matches if match.odd_one is not None}

    def turned(membership: Membership) -> Membership:
        done = replace(membership, skips_next=False)
        if membership.member_id not in odd:
            return done
        return replace(done, odd_count=membership.odd_count + 1, odd_at=story.now)

    await save_changed(story, field.memberships, map(turned, field.memberships))
