"""Would they like to meet again? When each of two is asked, and what follows from having been asked.

Each is asked by their own side alone, in their own rhythm. So neither can see from the questions what the other wants.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot import words
from bot.domain.calendar import polite, zone_of
from bot.domain.model import CircleId, FollowUpState, Member, MemberId
from bot.domain.relationships import due_again
from bot.domain.reminders import Reminder, ReminderKind, next_week
from bot.domain.taking_part import is_active
from bot.messages import Message
from bot.usecases.bonds import Bond, bond_of, bonds_of
from bot.usecases.story import Asker, Story
from bot.usecases.taking_part import today_of

USUAL_ZONE = "UTC"
WORTH_SENDING = timedelta(days=30)

TakesPart = Mapping[CircleId, bool]


async def plan_both(story: Story, one: Member, other: Member) -> None:
    """Plan when each of two is asked, after what both of them did."""
    bond = await bond_of(story, one, other)
    await plan(story, one, other, bond)
    await plan(story, other, one, bond.turned)


async def plan(story: Story, me: Member, other: Member, bond: Bond) -> None:
    """Plan when one of two is asked, or that they are not; nothing changes for the other."""
    if bond.asks_at is None:
        await story.tx.reminders.cancel([_key(me.id, other.id)])
    else:
        await story.tx.reminders.put([_reminder(story, me, other.id, bond.asks_at)])


async def planned(story: Story, me: Member, other: Member) -> datetime | None:
    """When one is asked about the other; None where nothing is planned."""
    return await story.tx.reminders.planned(_key(me.id, other.id))


def _key(member: MemberId, other: MemberId) -> str:
    return f"{ReminderKind.AGAIN}:{member}:{other}"


def _reminder(story: Story, me: Member, other: MemberId, due_at: datetime) -> Reminder:
    at = polite(max(due_at, story.now), [zone_of(me.time_zone)])
    return Reminder(
        key=_key(me.id, other),
        workspace_id=me.workspace_id,
        member_id=me.id,
        kind=ReminderKind.AGAIN,
        about=other,
        due_at=at,
        expires_at=at + WORTH_SENDING,
    )


async def still_to_ask(
    story: Story, asker: Asker, reminders: Sequence[Reminder]
) -> tuple[Reminder, ...]:
    """Those of whom the member is asked now, the longest due first. The others wait until that is possible, or are dropped for good."""
    others = await story.tx.people.members(MemberId(one.about) for one in reminders)
    bonds = await bonds_of(story, asker.member, list(others.values()))
    mine = await _takes_part(story, asker.member)
    now: list[Reminder] = []
    for reminder in reminders:
        other = MemberId(reminder.about)
        at = _as_they_want(story, bonds[other])
        if at is not None and at <= story.now:
            theirs = await _takes_part(story, others[other])
            at = _once_both_are_there(story, asker.member, mine, theirs, bonds[other].my_months)
        if at is None:
            await story.tx.reminders.close([reminder.id], FollowUpState.CANCELLED)
            continue
        planned_anew = replace(_reminder(story, asker.member, other, at), id=reminder.id)
        if at <= story.now:
            now.append(replace(planned_anew, due_at=reminder.due_at))
        else:
            await story.tx.save(planned_anew)
    return tuple(sorted(now, key=lambda one: bonds[MemberId(one.about)].asks_at or one.due_at))


def _as_they_want(story: Story, bond: Bond) -> datetime | None:
    """When a question that was planned for now is to be asked: now, later, or never any more."""
    at, before_them = bond.asks_at, bond.open
    if at is not None and at <= story.now and before_them and before_them.ends_at > story.now:
        return before_them.ends_at  # they are to meet anyway
    return at


def _once_both_are_there(
    story: Story, me: Member, mine: TakesPart, theirs: TakesPart, months: int
) -> datetime | None:
    """When a question can be asked: now where both take part in a circle, else later."""
    both = mine.keys() & theirs.keys()
    if any(mine[circle] and theirs[circle] for circle in both):
        return story.now
    if both:  # one of them pauses, and may be back any day
        return next_week(story.now, zone_of(me.time_zone))
    return due_again(story.now, months)


async def _takes_part(story: Story, member: Member) -> TakesPart:
    """In which circles a member is, and whether they actively take part."""
    if member.gone_at is not None:
        return {}
    today = today_of(story, member, USUAL_ZONE)
    memberships = await story.tx.circles.memberships_of(member.id)
    return {one.circle_id: is_active(one, today) for one in memberships}


async def would_you_again(story: Story, asker: Asker, reminders: Sequence[Reminder]) -> Message:
    """Whether the member would like to meet those again whom they met some months ago."""
    others = await _about(story, reminders)
    bonds = await bonds_of(story, asker.member, others)
    return words.would_you_again([(other, bonds[other.id].last_met_at) for other in others])


async def were_asked(story: Story, asker: Asker, reminders: Sequence[Reminder]) -> None:
    """Keep that a member was asked, and plan the next time: also where they don't answer, or don't meet."""
    others = await _about(story, reminders)
    bonds = await bonds_of(story, asker.member, others)
    for other in others:
        bond = bonds[other.id]
        asked = replace(bond, mine=replace(bond.mine, asked_at=story.now))
        await story.tx.sides.asked(asked.mine)
        await plan(story, asker.member, other, asked)


async def _about(story: Story, reminders: Iterable[Reminder]) -> list[Member]:
    ids = [MemberId(one.about) for one in reminders]
    known = await story.tx.people.members(ids)
    return [known[one] for one in ids]
