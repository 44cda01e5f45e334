"""Reminders whose time has come: looked at again, then told, put off to a week with room, or dropped. Worded only now."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from operator import attrgetter

from bot.domain.calendar import zone_of
from bot.domain.model import FollowUpState
from bot.domain.reminders import ASKED_FOR, Reminder, ReminderKind, next_week
from bot.messages import Message
from bot.usecases import afterwards, planning, promising, relating
from bot.usecases.pinging import said_to
from bot.usecases.story import Asker, Envelope, Story, tell

Telling = Callable[[Story, Asker, Sequence[Reminder]], Awaitable[Message | None]]

_PRESSING = tuple(ReminderKind)


async def due(story: Story) -> tuple[Reminder, ...]:
    """What members are to be reminded of now, by member."""
    return await story.tx.reminders.due(story.now)


async def remind(story: Story, reminders: Sequence[Reminder]) -> None:
    """Tell one member what is due, each kind in a message; what does not fit into their week waits for the next."""
    (member,) = (await story.tx.people.members([reminders[0].member_id])).values()
    workspace = await story.tx.people.workspace_by_id(member.workspace_id)
    asker = Asker(workspace=workspace, member=member, place=None)
    room = story.most_a_week - (await said_to(story, [member]))[member.id]
    ordered = sorted(reminders, key=lambda one: _PRESSING.index(one.kind))
    for kind, some in groupby(ordered, key=attrgetter("kind")):
        counts = kind not in ASKED_FOR
        told = await _tell(story, asker, kind, tuple(some), has_room=room > 0 or not counts)
        room -= told and counts
        # Also where nothing was told: a Friday missed in an outage must not be the last.
        if kind is ReminderKind.WEEK:
            await planning.plan_next(story, asker)


async def _tell(
    story: Story, asker: Asker, kind: ReminderKind, some: Sequence[Reminder], *, has_room: bool
) -> bool:
    """Tell a member what is due of one kind, and say whether that was done."""
    wanted = [one for one in some if one.expires_at > story.now and asker.member.gone_at is None]
    message = await _TELLINGS[kind](story, asker, wanted) if wanted else None
    if message is None:
        await story.tx.reminders.close([one.id for one in some], FollowUpState.CANCELLED)
        return False
    if not has_room:
        later = next_week(story.now, zone_of(asker.member.time_zone))
        await story.tx.save(*(replace(one, due_at=later) for one in some))
        return False
    if not await story.tx.reminders.close([one.id for one in some], FollowUpState.ASKED):
        return False
    envelope = Envelope(
        key=f"{some[0].key}:{some[0].due_at.isoformat()}",
        about=(asker.member.id,),
        expires_at=min(one.expires_at for one in wanted),
        ping=kind not in ASKED_FOR,
    )
    await tell(story, asker.workspace, [asker.member], message, envelope)
    return True


_TELLINGS: Mapping[ReminderKind, Telling] = {
    ReminderKind.PROMISE: promising.you_promised,
    ReminderKind.AFTERWARDS: afterwards.how_was_it,
    ReminderKind.AGAIN: relating.would_you_again,
    ReminderKind.WEEK: planning.how_the_week_went,
}
