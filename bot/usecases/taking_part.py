"""Joining, leaving, pausing, skipping, coming back; arriving in a channel and leaving it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot import words
from bot.commands import (
    AccountChanged,
    Join,
    Leave,
    MemberArrived,
    MemberLeft,
    Pause,
    Resume,
    Roster,
    SkipRound,
)
from bot.domain.calendar import zone_of
from bot.domain.dates import OtherWeekday
from bot.domain.meetings import called_off
from bot.domain.model import (
    OPEN_STATUSES,
    Circle,
    CircleId,
    Enrolment,
    Member,
    MemberId,
    Membership,
    MembershipState,
    RequestState,
)
from bot.domain.taking_part import admits, after_pause, is_active
from bot.replies import SILENCE, Refused, Reply
from bot.usecases.calling_off import tell_it_is_off
from bot.usecases.guide import is_blank
from bot.usecases.pair_me import introduce_to_waiting
from bot.usecases.planning import plan_next
from bot.usecases.story import (
    Asker,
    Envelope,
    Story,
    as_told,
    choose_circle,
    know,
    my_memberships,
    tell,
)


async def join(story: Story, command: Join) -> Reply:
    """Take part; where somebody is waiting, meet them at once."""
    asker = await know(story, command.who, command.place)
    circle = await choose_circle(story, asker, command.circle, "join")
    before = await story.tx.circles.membership(circle.id, asker.member.id)
    if before is not None and is_active(before, _today(story, circle)):
        return Reply(words.already_in(circle, await _not_in(story, asker, command)))
    if not admits(circle, asker.member):
        raise Refused(words.not_admitted(circle))
    if before is not None and before.state is MembershipState.PAUSED:
        return await resume(story, Resume(who=command.who, place=command.place))
    await enrol(story, circle, asker.member, before)
    await plan_next(story, asker)
    introduced = await introduce_to_waiting(story, asker, circle)
    return Reply(
        words.joined_circle(circle, introduced_at_once=introduced, guided=is_blank(asker.member))
    )


async def _not_in(story: Story, asker: Asker, command: Join) -> list[Circle]:
    """The circles that the asker may have meant as well: those they are not in, if they named none and asked in none's channel."""
    circles = await story.tx.circles.of_workspace(asker.workspace.id)
    if command.circle is not None or asker.place in {one.channel for one in circles}:
        return []
    mine = {one.circle_id for one in await story.tx.circles.memberships_of(asker.member.id)}
    return [one for one in circles if one.id not in mine]


async def enrol(story: Story, circle: Circle, member: Member, before: Membership | None) -> None:
    """Make somebody an active member of a circle, keeping what is known of an earlier time in it."""
    if member.forgotten_at is not None:
        await story.tx.save(replace(member, forgotten_at=None))
    if before is None:
        under_way = await story.tx.circles.latest_round(circle.id) is not None
        await story.tx.add(
            Membership(
                circle_id=circle.id,
                member_id=member.id,
                joined_at=story.now,
                odd_at=story.now if under_way else None,
            )
        )
    else:
        fresh = replace(before, state=MembershipState.ACTIVE, joined_at=story.now)
        await story.tx.save(_back(fresh))


def _back(membership: Membership) -> Membership:
    return replace(
        membership,
        state=MembershipState.ACTIVE,
        paused_until=None,
        skips_next=False,
        silent_rounds=0,
        noticed_at=None,
    )


async def leave(story: Story, command: Leave) -> Reply:
    """Stop taking part, in the circle that is meant; whoever was to meet this member hears of it."""
    asker = await know(story, command.who, command.place)
    circle = await choose_circle(story, asker, command.circle, "leave")
    membership = await story.tx.circles.membership(circle.id, asker.member.id)
    if membership is None or membership.state is MembershipState.LEFT:
        raise Refused(words.not_in_a_circle())
    await depart(story, asker, membership)
    return Reply(words.left_circle(circle))


async def depart(story: Story, asker: Asker, membership: Membership) -> None:
    """End a membership: requests are closed, open 1-2-1s called off, the others told."""
    await story.tx.circles.lock(membership.circle_id)  # a round that is being stored has them in it
    await story.tx.save(replace(membership, state=MembershipState.LEFT, paused_until=None))
    await close_requests(story, asker.member.id, membership.circle_id)
    for pairing, meeting in await story.tx.pairings.of_member(asker.member.id):
        if pairing.circle_id != membership.circle_id or meeting.status not in OPEN_STATUSES:
            continue
        off = called_off(meeting, story.now)
        await story.tx.save(off)
        await story.tx.follow_ups.cancel(pairing.id)
        await tell_it_is_off(story, asker, pairing, meeting, off)


async def close_requests(story: Story, member: MemberId, circle: CircleId) -> None:
    """Take back whatever a member still asks for in a circle."""
    for request in await story.tx.requests.waiting_of(member):
        if request.circle_id == circle:
            await story.tx.requests.close(request.id, RequestState.CANCELLED)


async def pause(story: Story, command: Pause) -> Reply:
    """Leave a member out for a while, in all their circles."""
    asker = await know(story, command.who, command.place)
    memberships = await _held(story, asker)
    until = _pause_end(command, today_of(story, asker.member, asker.workspace.time_zone))
    for membership in memberships:
        await story.tx.save(replace(membership, state=MembershipState.PAUSED, paused_until=until))
        await close_requests(story, asker.member.id, membership.circle_id)
    return Reply(words.paused(until))


async def _held(story: Story, asker: Asker) -> Sequence[Membership]:
    """The asker's memberships, while no round is drawn from them."""
    first, *_ = await my_memberships(story, asker, None)
    await story.tx.circles.lock(first.circle_id)
    return await my_memberships(story, asker, None)


def _pause_end(command: Pause, today: date) -> date | None:
    if command.weeks is not None:
        return today + timedelta(weeks=command.weeks)
    if command.until is None:
        return None
    try:
        until = command.until.seen_from(today)
    except OtherWeekday as other:
        raise Refused(words.other_weekday(other.day), "until") from None
    except ValueError:
        raise Refused(words.no_such_day(), "until") from None
    if until <= today:
        raise Refused(words.day_is_past(until), "until")
    return until


async def resume(story: Story, command: Resume) -> Reply:
    """Come back: from a pause, from a skipped round, from a notice about silence."""
    asker = await know(story, command.who, command.place)
    memberships = await _held(story, asker)
    await story.tx.save(*(_back(membership) for membership in memberships))
    circles = [await story.tx.circles.get(membership.circle_id) for membership in memberships]
    return Reply(words.welcome_back(circles))


async def skip_round(story: Story, command: SkipRound) -> Reply:
    """Leave a member out of the next round only."""
    asker = await know(story, command.who, command.place)
    chosen = await choose_circle(story, asker, command.circle, "skip")
    circle = await story.tx.circles.lock(chosen.id)
    membership = await story.tx.circles.membership(circle.id, asker.member.id)
    if membership is None or membership.state is MembershipState.LEFT:
        raise Refused(words.not_in_a_circle())
    current = after_pause(membership, _today(story, circle))
    if current.state is MembershipState.PAUSED:
        raise Refused(words.paused_already(current.paused_until))
    await story.tx.save(replace(current, skips_next=True))
    return Reply(words.skipping(circle))


async def member_arrived(story: Story, command: MemberArrived) -> Reply:
    """Somebody came into a channel: where the whole channel takes part, so do they, and they hear of it."""
    asker = await know(story, command.who, command.place)
    for circle in await _circles_that_follow(story, asker, command.place):
        await _welcome(story, asker, circle)
    return SILENCE


async def roster(story: Story, command: Roster) -> Reply:
    """Bring circles that follow a channel into step with who is in it: newcomers welcomed, the gone let go."""
    organiser = await know(story, command.who, command.place)
    circles = await _circles_that_follow(story, organiser, command.place)
    if not circles:
        return SILENCE
    askers = [await know(story, who, command.place) for who in command.present]
    present = {asker.member.id for asker in askers}
    for circle in circles:
        for asker in askers:
            # Who left this circle once and is there still chose to; arriving anew is a choice too.
            if await story.tx.circles.membership(circle.id, asker.member.id) is None:
                await _welcome(story, asker, circle)
        for membership in await story.tx.circles.memberships(circle.id):
            if membership.member_id not in present:
                await _let_go(story, organiser, membership)
    return SILENCE


async def _let_go(story: Story, asker: Asker, membership: Membership) -> None:
    """End somebody else's membership."""
    known = await story.tx.people.members([membership.member_id])
    await depart(story, replace(asker, member=known[membership.member_id]), membership)


async def keep_only_admitted(story: Story, asker: Asker, circle: Circle) -> None:
    """End the memberships of those whom the circle no longer admits."""
    memberships = await story.tx.circles.memberships(circle.id)
    members = await story.tx.people.members(m.member_id for m in memberships)
    for membership in memberships:
        if not admits(circle, members[membership.member_id]):
            await _let_go(story, asker, membership)


async def account_changed(story: Story, command: AccountChanged) -> Reply:
    """What the platform says of a member is new; circles that do not admit them any more let them go."""
    who = command.who
    known = await story.tx.people.known(who.platform, who.workspace, who.member)
    if known is None:
        return SILENCE
    workspace, member = known
    changed = replace(as_told(member, who), gone_at=None)
    if changed != member:
        await story.tx.save(changed)
    asker = Asker(workspace=workspace, member=changed, place=None)
    for membership in await story.tx.circles.memberships_of(member.id):
        if not admits(await story.tx.circles.get(membership.circle_id), changed):
            await depart(story, asker, membership)
    return SILENCE


async def _circles_that_follow(
    story: Story, asker: Asker, channel: str | None
) -> tuple[Circle, ...]:
    circles = await story.tx.circles.of_workspace(asker.workspace.id)
    return tuple(
        circle
        for circle in circles
        if circle.channel == channel and circle.enrolment is Enrolment.CHANNEL
    )


async def _welcome(story: Story, asker: Asker, circle: Circle) -> None:
    """Enrol somebody who is in the channel, unless they are in already."""
    before = await story.tx.circles.membership(circle.id, asker.member.id)
    if before is not None and before.state is not MembershipState.LEFT:
        return
    if not admits(circle, asker.member):
        return
    await enrol(story, circle, asker.member, before)
    await plan_next(story, asker)
    introduced = await introduce_to_waiting(story, asker, circle)
    await tell(
        story,
        asker.workspace,
        [asker.member],
        words.joined_circle(circle, introduced_at_once=introduced),
        Envelope(
            key=f"welcome:{circle.id}:{asker.member.id}:{story.now.isoformat()}",
            about=(asker.member.id,),
        ),
    )


async def member_left(story: Story, command: MemberLeft) -> Reply:
    """Somebody left a channel (its circle, where the whole channel takes part), or the workspace (every circle)."""
    workspace = await story.tx.people.workspace(command.who.platform, command.who.workspace)
    member = workspace and await story.tx.people.member(workspace.id, command.who.member)
    if not workspace or not member:
        return SILENCE
    asker = Asker(workspace=workspace, member=member, place=command.place)
    for membership in await story.tx.circles.memberships_of(member.id):
        circle = await story.tx.circles.get(membership.circle_id)
        follows = circle.channel == command.place and circle.enrolment is Enrolment.CHANNEL
        if command.place is None or follows:
            await depart(story, asker, membership)
    if command.place is None:
        await story.tx.save(replace(member, gone_at=story.now))
    return SILENCE


def today_of(story: Story, member: Member, otherwise: str) -> date:
    """The date where a member is."""
    return story.now.astimezone(zone_of(member.time_zone, otherwise)).date()


def _today(story: Story, circle: Circle) -> date:
    return story.now.astimezone(zone_of(circle.time_zone)).date()
