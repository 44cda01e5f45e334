"""Reminders whose time has come: looked at again, then told, put off to a week with room, or dropped. Worded only now."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from operator import attrgetter

from bot import words
from bot.domain.calendar import zone_of
from bot.domain.model import FollowUpState
from bot.domain.reminders import ASKED_FOR, SILENT, Reminder, ReminderKind, next_week
from bot.messages import Message
from bot.usecases import afterwards, planning, promising, referring, relating
from bot.usecases.pinging import said_to
from bot.usecases.story import Asker, Envelope, Story, tell

Telling = Callable[[Story, Asker, Sequence[Reminder]], Awaitable[Message | None]]
Doing = Callable[[Story, Sequence[Reminder]], Awaitable[None]]

_PRESSING = tuple(ReminderKind)
MOST_AT_ONCE = {ReminderKind.AGAIN: words.OTHERS_SHOWN}


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
        if kind in SILENT:
            await _do(story, kind, tuple(some))
            continue
        counts = kind not in ASKED_FOR
        together = tuple(some)
        at_once = together[: MOST_AT_ONCE.get(kind, len(together))]
        told = await _tell(story, asker, kind, at_once, has_room=room > 0 or not counts)
        await _put_off(story, asker, together[len(at_once) :])
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
        await _put_off(story, asker, some)
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


async def _put_off(story: Story, asker: Asker, some: Sequence[Reminder]) -> None:
    """Let reminders wait for the member's next week."""
    later = next_week(story.now, zone_of(asker.member.time_zone))
    await story.tx.save(*(replace(one, due_at=later) for one in some))


async def _do(story: Story, kind: ReminderKind, some: Sequence[Reminder]) -> None:
    """Do what is due of a kind that says nothing to the member."""
    mine = await story.tx.reminders.close([one.id for one in some], FollowUpState.ASKED)
    await _DOINGS[kind](story, [one for one in some if one.id in mine])


_TELLINGS: Mapping[ReminderKind, Telling] = {
    ReminderKind.PROMISE: promising.you_promised,
    ReminderKind.AFTERWARDS: afterwards.how_was_it,
    ReminderKind.AGAIN: relating.would_you_again,
    ReminderKind.REFERRAL: referring.how_did_it_turn_out,
    ReminderKind.WEEK: planning.how_the_week_went,
}

_DOINGS: Mapping[ReminderKind, Doing] = {
    ReminderKind.CLOSING: referring.close_unanswered,
}
