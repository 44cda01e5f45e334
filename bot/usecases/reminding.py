"""Reminders whose time has come: looked at again, then told, put off to a day with room, or dropped. Worded only now."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter

from bot import words
from bot.domain.calendar import polite, zone_of
from bot.domain.model import FollowUpState
from bot.domain.reminders import ASKED_FOR, SILENT, Reminder, ReminderKind, next_week
from bot.messages import Message
from bot.usecases import afterwards, meeting_again, planning, promising, referring
from bot.usecases.pinging import said_to
from bot.usecases.story import Asker, Envelope, Story, tell

Telling = Callable[[Story, Asker, Sequence[Reminder]], Awaitable[Message | None]]
Sifting = Callable[[Story, Asker, Sequence[Reminder]], Awaitable[tuple[Reminder, ...]]]
Following = Callable[[Story, Asker, Sequence[Reminder]], Awaitable[None]]
Doing = Callable[[Story, Sequence[Reminder]], Awaitable[None]]

_PRESSING = tuple(ReminderKind)
LARGEST = 36  # blocks and buttons in a message: what every platform can show
MOST_AT_ONCE = {
    ReminderKind.PROMISE: words.PROMISES_SHOWN,
    ReminderKind.AFTERWARDS: 1,  # each says enough for a message of its own
    ReminderKind.AGAIN: words.OTHERS_SHOWN,
    ReminderKind.REFERRAL: words.REFERRALS_SHOWN,
    ReminderKind.CLOSED: words.CLOSED_SHOWN,
}
BETWEEN_PORTIONS = timedelta(days=2)  # of what is too much for one message
ALL_AT_ONCE = ASKED_FOR | {ReminderKind.AFTERWARDS}  # in several messages if need be


@dataclass(frozen=True, slots=True)
class _Part:
    """Reminders of one kind, put into words."""

    kind: ReminderKind
    reminders: tuple[Reminder, ...]
    message: Message
    expires_at: datetime

    @property
    def size(self) -> int:
        """How much room it takes: blocks and buttons."""
        return len(self.message.blocks) + len(self.message.buttons)


async def due(story: Story) -> tuple[Reminder, ...]:
    """What members are to be reminded of now, by member."""
    return await story.tx.reminders.due(story.now)


async def remind(story: Story, reminders: Sequence[Reminder]) -> None:
    """Tell one member what is due; what does not fit into their week waits for the next.

    What they asked to be reminded of comes by itself. The rest comes in as few messages as it fits into.
    """
    held = await story.tx.reminders.held(one.id for one in reminders)
    reminders = [one for one in held if one.due_at <= story.now]
    if not reminders:
        return  # another replica did it, and perhaps planned the next time already
    (member,) = (await story.tx.people.members([reminders[0].member_id])).values()
    workspace = await story.tx.people.workspace_by_id(member.workspace_id)
    asker = Asker(workspace=workspace, member=member, place=None)
    room = story.most_a_week - (await said_to(story, [member]))[member.id]
    asked_for: list[_Part] = []
    unasked: list[_Part] = []
    for kind, some in _by_kind(reminders):
        if kind in SILENT:
            await _do(story, kind, some)
            continue
        parts = await _worded(story, asker, kind, some)
        (asked_for if kind in ASKED_FOR else unasked).extend(parts)
    for part in asked_for:
        await _tell(story, asker, [part], ping=False)
    for number, parts in enumerate(_together(unasked)):
        if number < room:
            await _tell(story, asker, parts, ping=True)
        else:
            later = next_week(story.now, zone_of(member.time_zone))
            await _put_off(story, [one for part in parts for one in part.reminders], later)
    # Also where nothing was told: a Friday missed in an outage must not be the last.
    if any(reminder.kind is ReminderKind.WEEK for reminder in reminders):
        await planning.plan_next(story, asker)


def _by_kind(reminders: Sequence[Reminder]) -> Iterator[tuple[ReminderKind, tuple[Reminder, ...]]]:
    """The most pressing kind first."""
    ordered = sorted(reminders, key=lambda one: _PRESSING.index(one.kind))
    for kind, some in groupby(ordered, key=attrgetter("kind")):
        yield kind, tuple(some)


def _at_once(
    kind: ReminderKind, some: tuple[Reminder, ...]
) -> tuple[list[tuple[Reminder, ...]], tuple[Reminder, ...]]:
    """What is told now, as many as a message shows at a time, and what waits.

    Of what a member asked for nothing waits: on its day they want to hear of it, in several messages if need be.
    """
    most = MOST_AT_ONCE.get(kind, max(len(some), 1))
    portions = [some[n : n + most] for n in range(0, len(some), most)]
    return (portions, ()) if kind in ALL_AT_ONCE else (portions[:1], some[most:])


async def _worded(
    story: Story, asker: Asker, kind: ReminderKind, some: tuple[Reminder, ...]
) -> list[_Part]:
    """What is said of one kind. What is not to be said yet is left out, and what is too much at once is put off."""
    if sift := _SIFTINGS.get(kind):
        some = await sift(story, asker, some)
    now, later = _at_once(kind, some)
    zone = zone_of(asker.member.time_zone)
    await _put_off(story, later, polite(story.now + BETWEEN_PORTIONS, [zone]))
    parts = [await _part(story, asker, kind, few) for few in now]
    return [part for part in parts if part]


async def _part(
    story: Story, asker: Asker, kind: ReminderKind, some: tuple[Reminder, ...]
) -> _Part | None:
    """Some reminders in words; None, and they are dropped, where nothing of it is true any more."""
    there = asker.member.is_reached
    wanted = [one for one in some if there and one.expires_at > story.now]
    message = await _TELLINGS[kind](story, asker, wanted) if wanted else None
    if message is None:
        await story.tx.reminders.close([one.id for one in some], FollowUpState.CANCELLED)
        return None
    return _Part(kind, some, message, min(one.expires_at for one in wanted))


def _together(parts: Sequence[_Part]) -> Iterator[list[_Part]]:
    """Parts that fit into one message."""
    some: list[_Part] = []
    for part in parts:
        if some and sum(one.size for one in (*some, part)) > LARGEST:
            yield some
            some = []
        some.append(part)
    if some:
        yield some


async def _tell(story: Story, asker: Asker, parts: Sequence[_Part], *, ping: bool) -> None:
    """Tell a member of some things in one message, unless somebody else has done so."""
    ids = [one.id for part in parts for one in part.reminders]
    if not await story.tx.reminders.close(ids, FollowUpState.ASKED):
        return
    first = parts[0].reminders[0]
    envelope = Envelope(
        key=f"{first.key}:{first.due_at.isoformat()}",
        about=(asker.member.id,),
        expires_at=min(part.expires_at for part in parts),
        ping=ping,
    )
    message = Message(tuple(block for part in parts for block in part.message.blocks))
    await tell(story, asker.workspace, [asker.member], message, envelope)
    for part in parts:
        if follow := _FOLLOWINGS.get(part.kind):
            await follow(story, asker, part.reminders)


async def _put_off(story: Story, some: Sequence[Reminder], later: datetime) -> None:
    """Let reminders wait until a moment, when there is room for them perhaps."""
    await story.tx.save(*(replace(one, due_at=later) for one in some))


async def _do(story: Story, kind: ReminderKind, some: Sequence[Reminder]) -> None:
    """Do what is due of a kind that says nothing to the member."""
    mine = await story.tx.reminders.close([one.id for one in some], FollowUpState.ASKED)
    await _DOINGS[kind](story, [one for one in some if one.id in mine])


_TELLINGS: Mapping[ReminderKind, Telling] = {
    ReminderKind.PROMISE: promising.you_promised,
    ReminderKind.AFTERWARDS: afterwards.how_was_it,
    ReminderKind.AGAIN: meeting_again.would_you_again,
    ReminderKind.REFERRAL: referring.how_did_it_turn_out,
    ReminderKind.CLOSED: referring.was_closed,
    ReminderKind.WEEK: planning.how_the_week_went,
}

_SIFTINGS: Mapping[ReminderKind, Sifting] = {ReminderKind.AGAIN: meeting_again.still_to_ask}
_FOLLOWINGS: Mapping[ReminderKind, Following] = {ReminderKind.AGAIN: meeting_again.were_asked}

_DOINGS: Mapping[ReminderKind, Doing] = {
    ReminderKind.CLOSING: referring.close_unanswered,
}
