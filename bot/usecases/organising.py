"""Setting up a circle, for organisers: making it, showing its settings, changing them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot import words
from bot.commands import SetUp
from bot.domain.calendar import monday_of, next_round, period_of, zone_of
from bot.domain.model import Circle, CircleId, Closed, Workspace
from bot.replies import Refused, Reply
from bot.usecases.story import Asker, Story, announce, know
from bot.usecases.taking_part import keep_only_admitted

FIELDS = (
    "name",
    "every_weeks",
    "weekday",
    "at",
    "time_zone",
    "enrolment",
    "size",
    "odd_rule",
    "admits",
    "told",
    "again_months",
    "follows",
    "holidays",
)
MOST_HOLIDAYS = 50
NEW = CircleId(0)


async def set_up(story: Story, command: SetUp) -> Reply:
    """Make the channel's circle, show or change its settings, or close it."""
    asker = await know(story, command.who, command.place)
    if not asker.member.organiser:
        raise Refused(words.organisers_only())
    circles = await story.tx.circles.of_workspace(asker.workspace.id)
    circle = _meant(circles, command)
    _require_free(circles, circle, command)
    if circle is not None:
        return await _change(story, asker, circle, command)
    if command.place is None:
        raise Refused(words.set_up_in_a_channel(), "channel")
    if command.closes:
        raise Refused(words.no_circle_yet(may_make_one=True))
    return await _create(story, asker, _named(circles, command, command.place), command.place)


def _meant(circles: Sequence[Circle], command: SetUp) -> Circle | None:
    """The circle to be changed: the one named, that of the channel, or the only one there is."""
    if command.circle == NEW:
        return None
    if command.circle is not None:
        found = [circle for circle in circles if circle.id == command.circle]
        if not found:
            raise Refused(words.circle_is_gone())
        return found[0]
    if command.place is None:
        return circles[0] if len(circles) == 1 else None
    return next((circle for circle in circles if circle.channel == command.place), None)


def _require_free(circles: Sequence[Circle], mine: Circle | None, command: SetUp) -> None:
    """Neither the name nor the channel may be another circle's."""
    for other in circles:
        if mine is not None and other.id == mine.id:
            continue
        if command.name and other.name.casefold() == command.name.casefold():
            raise Refused(words.name_is_taken(command.name), "name")
        if command.place is not None and other.channel == command.place:
            raise Refused(words.channel_is_taken(other), "channel")


def _named(circles: Sequence[Circle], command: SetUp, channel: str) -> SetUp:
    """The command with a name for the new circle: the channel's own, where that is known and free."""
    taken = {circle.name.casefold() for circle in circles}
    called = command.channel_name or channel
    free = called if called.casefold() not in taken else channel
    return replace(command, name=command.name or free)


async def _create(story: Story, asker: Asker, command: SetUp, channel: str) -> Reply:
    earlier = await story.tx.circles.closed(asker.workspace.id, channel)
    if earlier:
        circle = await reopen(story, asker.workspace, _changed(earlier[0], command))
        return Reply(words.circle_open_again(circle))
    zone = zone_of(command.time_zone or asker.workspace.time_zone)
    blank = Circle(
        workspace_id=asker.workspace.id,
        name=command.name or channel,
        channel=channel,
        named_by_channel=command.name == command.channel_name,
        time_zone=zone.key,
        anchor=monday_of(story.now.astimezone(zone).date()),
        next_round_at=story.now,
        created_at=story.now,
    )
    circle = await scheduled(story, _changed(blank, command))
    (circle,) = await story.tx.add(circle)
    await announce(
        story,
        asker.workspace,
        channel,
        words.circle_announced(circle),
        f"circle-announced:{circle.id}",
    )
    return Reply(words.circle_made(circle))


async def reopen(story: Story, workspace: Workspace, circle: Circle) -> Circle:
    """A closed circle goes on, with its members; its channel hears of it."""
    opened = await scheduled(story, replace(circle, closed_at=None, closed_why=None))
    await story.tx.save(opened)
    await announce(
        story,
        workspace,
        opened.channel,
        words.circle_announced(opened),
        f"circle-announced:{opened.id}:{story.now.isoformat()}",
    )
    return opened


async def _change(story: Story, asker: Asker, circle: Circle, command: SetUp) -> Reply:
    circle = await story.tx.circles.lock(circle.id)
    if command.closes:
        await story.tx.save(replace(circle, closed_at=story.now, closed_why=Closed.ORGANISER))
        return Reply(words.circle_closed(circle))
    changed = _changed(circle, command)
    if changed == circle:
        return Reply(words.circle_settings(circle))
    changed = await scheduled(story, changed)
    await story.tx.save(changed)
    await keep_only_admitted(story, asker, changed)
    return Reply(words.circle_changed(changed))


def _changed(circle: Circle, command: SetUp) -> Circle:
    given = {field: value for field in FIELDS if (value := getattr(command, field)) is not None}
    if command.place is not None:
        given["channel"] = command.place
    if command.enrolment is not None and command.follows is None:
        given["follows"] = ""
    if command.policy is not None:
        given["policy"] = replace(circle.policy, **dict[str, Any](command.policy))
    if given.get("name", circle.name) != circle.name:
        given["named_by_channel"] = False
    changed = replace(circle, **given)
    holidays = () if command.clear_holidays else changed.holidays
    if command.add_holiday is not None:
        holidays = (*holidays, command.add_holiday)
    return replace(changed, holidays=holidays[-MOST_HOLIDAYS:])


async def scheduled(story: Story, circle: Circle) -> Circle:
    """The circle with its next round, in a period that has none yet; a circle's first round fixes its rhythm."""
    zone = zone_of(circle.time_zone)
    latest = await story.tx.circles.latest_round(circle.id)
    if latest is None:
        first = next_round(replace(circle, every_weeks=1), story.now)
        circle = replace(circle, anchor=monday_of(first.astimezone(zone).date()))
    coming = next_round(circle, story.now)
    while latest is not None and period_of(coming, zone) == latest.period:
        coming = next_round(circle, coming)
    return replace(circle, next_round_at=coming)
