"""Setting up a circle, for organisers: making it, showing its settings, changing them."""

from dataclasses import replace

from bot import words
from bot.commands import SetUp
from bot.domain.calendar import monday_of, next_round, period_of, zone_of
from bot.domain.model import Circle
from bot.replies import Refused, Reply
from bot.usecases.story import Asker, Story, announce, know

FIELDS = ("name", "every_weeks", "weekday", "at", "time_zone", "enrolment", "odd_rule")
MOST_HOLIDAYS = 50


async def set_up(story: Story, command: SetUp) -> Reply:
    """Make the channel's circle, or show or change its settings."""
    asker = await know(story, command.who, command.place)
    if not asker.member.organiser:
        raise Refused(words.organisers_only())
    circles = await story.tx.circles.of_workspace(asker.workspace.id)
    here = tuple(circle for circle in circles if circle.channel == command.place)
    if command.place is None and len(circles) == 1:
        here = circles
    taken = {circle.name.casefold() for circle in circles if circle not in here[:1]}
    if (command.name or "").casefold() in taken:
        raise Refused(words.name_is_taken(command.name or ""))
    if here:
        return await _change(story, here[0], command)
    if command.place is None:
        raise Refused(words.set_up_in_a_channel())
    called = command.channel_name or command.place
    free = called if called.casefold() not in taken else command.place
    return await _create(story, asker, replace(command, name=command.name or free), command.place)


async def _create(story: Story, asker: Asker, command: SetUp, channel: str) -> Reply:
    zone = zone_of(command.time_zone or asker.workspace.time_zone)
    blank = Circle(
        workspace_id=asker.workspace.id,
        name=command.name or channel,
        channel=channel,
        time_zone=zone.key,
        anchor=monday_of(story.now.astimezone(zone).date()),
        next_round_at=story.now,
        created_at=story.now,
    )
    circle = await _scheduled(story, _changed(blank, command))
    (circle,) = await story.tx.add(circle)
    await announce(
        story,
        asker.workspace,
        channel,
        words.circle_announced(circle),
        f"circle-announced:{circle.id}",
    )
    return Reply(words.circle_made(circle))


async def _change(story: Story, circle: Circle, command: SetUp) -> Reply:
    circle = await story.tx.circles.lock(circle.id)
    changed = _changed(circle, command)
    if changed == circle:
        return Reply(words.circle_settings(circle))
    changed = await _scheduled(story, changed)
    await story.tx.save(changed)
    return Reply(words.circle_changed(changed))


def _changed(circle: Circle, command: SetUp) -> Circle:
    given = {field: value for field in FIELDS if (value := getattr(command, field)) is not None}
    holidays = () if command.clear_holidays else circle.holidays
    if command.add_holiday is not None:
        holidays = (*holidays, command.add_holiday)[-MOST_HOLIDAYS:]
    return replace(circle, **given, holidays=holidays)


async def _scheduled(story: Story, circle: Circle) -> Circle:
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
