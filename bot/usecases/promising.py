"""Promises: made after a meeting, listed, kept, dropped; reminded of on the day and a week later."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot import words
from bot.commands import MakePromise, SettlePromise, ShowPromises
from bot.domain.calendar import zone_of
from bot.domain.dates import DayWords, OtherWeekday
from bot.domain.model import Member, MemberId
from bot.domain.promises import (
    LONGEST,
    USUAL_TIME,
    Promise,
    PromiseState,
    reminded_at,
)
from bot.domain.reminders import WEEK, Reminder, ReminderKind
from bot.messages import Message
from bot.replies import Refused, Reply
from bot.usecases.bonds import bond_of
from bot.usecases.story import Asker, Story, know, meet_member
from bot.usecases.taking_part import today_of

MOST_CHARACTERS = 500
MOST_OPEN = 50
TWICE = 2


async def make_promise(story: Story, command: MakePromise) -> Reply:
    """Keep what the asker said they would do for somebody, and remind them of it."""
    asker = await know(story, command.who, command.place)
    other = await meet_member(story, asker, command.whom)
    if other.id == asker.member.id:
        raise Refused(words.promise_to_yourself())
    if len(command.what) > MOST_CHARACTERS:
        raise Refused(words.promise_too_long(len(command.what), MOST_CHARACTERS), "what")
    mine = await story.tx.promises.of_member(asker.member.id)
    if sum(promise.state is PromiseState.OPEN for promise in mine) >= MOST_OPEN:
        raise Refused(words.too_many_promises(MOST_OPEN))
    bond = await bond_of(story, asker.member, other)
    (promise,) = await story.tx.add(
        Promise(
            workspace_id=asker.workspace.id,
            member_id=asker.member.id,
            other_id=other.id,
            pairing_id=bond.latest.id if bond.latest else None,
            kind=command.kind,
            what=command.what,
            due_on=_due_on(story, asker, command.by),
            made_at=story.now,
        )
    )
    first = await _plan(story, asker.member, promise)
    is_today = promise.due_on == today_of(story, asker.member, asker.workspace.time_zone)
    named, timed = command.by is not None, command.timed
    return Reply(words.promised(promise, other, first, is_today=is_today, named=named, timed=timed))


def _due_on(story: Story, asker: Asker, by: DayWords | None) -> date:
    today = today_of(story, asker.member, asker.workspace.time_zone)
    if by is None:
        return today + USUAL_TIME
    try:
        day = by.seen_from(today)
    except OtherWeekday as other:
        raise Refused(words.other_weekday(other.day), "by") from None
    except (ValueError, OverflowError):
        raise Refused(words.no_such_day(), "by") from None
    if day < today:
        raise Refused(words.promise_day_is_past(day), "by")
    if day - today > LONGEST:
        raise Refused(words.time_is_far(), "by")
    return day


async def _plan(story: Story, member: Member, promise: Promise) -> datetime | None:
    """Plan both reminders, as far as they are ahead, and give the moment of the first."""
    moments = reminded_at(promise.due_on, promise.made_at, zone_of(member.time_zone))
    await story.tx.reminders.put(
        [
            Reminder(
                key=key,
                workspace_id=promise.workspace_id,
                member_id=promise.member_id,
                kind=ReminderKind.PROMISE,
                about=promise.id,
                due_at=at,
                expires_at=at + WEEK,
            )
            for key, at in zip(_keys(promise), moments, strict=True)
            if at is not None and at > story.now
        ]
    )
    return moments[0]


def _keys(promise: Promise) -> tuple[str, ...]:
    return tuple(f"{ReminderKind.PROMISE}:{promise.id}:{n}" for n in range(TWICE))


async def show_promises(story: Story, command: ShowPromises) -> Reply:
    """What the asker has promised and not done yet, and how much of it all was kept."""
    asker = await know(story, command.who, command.place)
    return Reply(await promises_of(story, asker.member, command.page))


async def promises_of(story: Story, member: Member, page: int | None = None) -> Message:
    """A member's open promises: the first of them, or a page of all."""
    mine = await story.tx.promises.of_member(member.id)
    numbered = [(number_of(promise, mine), promise) for promise in mine]
    open_ones = [(n, p) for n, p in numbered if p.state is PromiseState.OPEN]
    others = await story.tx.people.members(promise.other_id for _, promise in open_ones)
    if page is not None and open_ones:
        return words.all_promises(open_ones, others, page)
    kept = sum(promise.state is PromiseState.KEPT for promise in mine)
    return words.promises(open_ones, others, kept=kept)


def number_of(promise: Promise, mine: Sequence[Promise]) -> int:
    """The number by which a member names a promise of theirs: the first one they ever made is 1."""
    return 1 + sum(other.id < promise.id for other in mine)


async def settle_promise(story: Story, command: SettlePromise) -> Reply:
    """Tick a promise off, drop it, or take that back."""
    asker = await know(story, command.who, command.place)
    promise = await _meant(story, asker.member, command)
    if promise.state is command.state:
        raise Refused(words.promise_is_so_already(promise))
    settled_at = None if command.state is PromiseState.OPEN else story.now
    changed = replace(promise, state=command.state, settled_at=settled_at)
    await story.tx.save(changed)
    if changed.state is PromiseState.OPEN:
        await _plan(story, asker.member, changed)
    else:
        await story.tx.reminders.cancel(_keys(changed))
    other = (await story.tx.people.members([promise.other_id]))[promise.other_id]
    return Reply(words.promise_settled(changed, other))


async def _meant(story: Story, member: Member, command: SettlePromise) -> Promise:
    if command.promise is not None:
        found = await story.tx.promises.get(command.promise)
    else:
        mine = await story.tx.promises.of_member(member.id)
        found = next((one for one in mine if number_of(one, mine) == command.number), None)
    if found is None or found.member_id != member.id:
        raise Refused(words.no_such_promise())
    return found


async def you_promised(story: Story, asker: Asker, reminders: Sequence[Reminder]) -> Message | None:
    """What the member has promised and not done by now."""
    found = [await story.tx.promises.get(reminder.about) for reminder in reminders]
    undone = [promise for promise in found if promise and promise.state is PromiseState.OPEN]
    if not undone:
        return None
    others = await story.tx.people.members({MemberId(promise.other_id) for promise in undone})
    today = today_of(story, asker.member, asker.workspace.time_zone)
    late = [promise for promise in undone if today - promise.due_on >= timedelta(weeks=1)]
    return words.you_promised([one for one in undone if one not in late], late, others)
