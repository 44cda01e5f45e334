"""A plan: so many 1-2-1s a week, promised to oneself; and on Friday a line of how the week went."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot import words
from bot.commands import SetPlan, ShowPlan
from bot.domain.calendar import zone_of
from bot.domain.model import Member
from bot.domain.network import how_many_met
from bot.domain.plans import next_friday, week_of, worth_it_until, year_of
from bot.domain.reminders import Reminder, ReminderKind
from bot.domain.taking_part import is_active
from bot.messages import Message
from bot.replies import Refused, Reply
from bot.usecases.story import Asker, Story, know


async def show_plan(story: Story, command: ShowPlan) -> Reply:
    """What the asker has planned, and how far this week is."""
    asker = await know(story, command.who, command.place)
    if not asker.member.plan:
        return Reply(words.no_plan_yet())
    met, year = await _counts(story, asker.member, story.now, _zone(asker))
    away = not await _takes_part(story, asker.member, _zone(asker))
    return Reply(words.plan_so_far(asker.member.plan, met, year, away=away))


async def set_plan(story: Story, command: SetPlan) -> Reply:
    """Plan so many a week; none is no plan any more."""
    asker = await know(story, command.who, command.place)
    if command.a_week and not await story.tx.circles.memberships_of(asker.member.id):
        raise Refused(words.plan_needs_a_circle())
    member = replace(asker.member, plan=command.a_week)
    await story.tx.save(member)
    if not member.plan:
        await story.tx.reminders.cancel([_next(story, member, _zone(asker)).key])
        return Reply(words.plan_ended(asker.member.plan))
    reminder = _next(story, member, _zone(asker))
    await story.tx.reminders.put([reminder])
    away = not await _takes_part(story, member, _zone(asker))
    return Reply(words.planned(member.plan, reminder.due_at, away=away))


async def how_the_week_went(
    story: Story, asker: Asker, reminders: Sequence[Reminder]
) -> Message | None:
    """The line of a Friday; nothing to those without a plan, and to those who pause."""
    member, zone = asker.member, _zone(asker)
    if not member.plan or not await _takes_part(story, member, zone):
        return None
    met, year = await _counts(story, member, max(one.due_at for one in reminders), zone)
    return words.week_line(member.plan, met, year)


async def plan_next(story: Story, asker: Asker) -> None:
    """Plan the next Friday of a member who has a plan, is there, and is in a circle; it may be planned already."""
    member = asker.member
    if not member.plan or member.gone_at is not None:
        return
    if await story.tx.circles.memberships_of(member.id):
        await story.tx.reminders.plan([_next(story, member, _zone(asker))])


def _zone(asker: Asker) -> ZoneInfo:
    return zone_of(asker.member.time_zone, asker.workspace.time_zone)


def _next(story: Story, member: Member, zone: ZoneInfo) -> Reminder:
    friday = next_friday(story.now, zone)
    return Reminder(
        key=f"{ReminderKind.WEEK}:{member.id}:{friday.astimezone(zone):%Y-%m-%d}",
        workspace_id=member.workspace_id,
        member_id=member.id,
        kind=ReminderKind.WEEK,
        about=0,
        due_at=friday,
        expires_at=worth_it_until(friday, zone),
    )


async def _takes_part(story: Story, member: Member, zone: ZoneInfo) -> bool:
    today = story.now.astimezone(zone).date()
    memberships = await story.tx.circles.memberships_of(member.id)
    return any(is_active(one, today) for one in memberships)


async def _counts(story: Story, member: Member, at: datetime, zone: ZoneInfo) -> tuple[int, int]:
    """How many 1-2-1s took place in the member's week, and in their year."""
    meetings = await story.tx.pairings.of_member(member.id)
    return how_many_met(meetings, *week_of(at, zone)), how_many_met(meetings, *year_of(at, zone))
