"""A time that two have agreed on: stored, told, put into calendars; and what proposing one needs of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot import words
from bot.commands import AboutMeeting, Arrange, Propose
from bot.domain import meetings
from bot.domain.calendar import Planned, after_meeting, instant, zone_of
from bot.domain.dates import OtherWeekday
from bot.domain.meeting_day import comes_unreminded
from bot.domain.model import (
    OPEN_STATUSES,
    PAIR,
    FollowUpKind,
    Meeting,
    Member,
    Pairing,
)
from bot.domain.proposals import place_as_before
from bot.domain.slots import LENGTH
from bot.messages import Message
from bot.replies import Refused, Reply
from bot.usecases.invitations import enter, invitation_to, links_to
from bot.usecases.meeting_day import plan_reminder
from bot.usecases.meetings import ask_instead
from bot.usecases.story import Asker, Envelope, Story, know, tell
from bot.usecases.which_meeting import meant, people_of

ARRANGED_FOR_AT_MOST = timedelta(days=366)
SPARE_AFTER_MEETING = timedelta(days=1)
ToEach = Callable[[Member], Message]


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """How a time came to be agreed: the name of it, what the others hear, and what the asker is answered."""

    name: str
    to_others: Callable[..., Message]
    answer: Callable[..., Message]


ARRANGED = Way(name="arranged", to_others=words.partner_arranged, answer=words.arranged)
AGREED = Way(name="agreed", to_others=words.partner_agreed, answer=words.you_agreed)
AGREED_BY_ALL = replace(AGREED, to_others=words.all_agreed)


async def arrange(story: Story, command: Arrange) -> Reply:
    """Note the time two members agreed on, given in the asker's own time zone."""
    asker = await know(story, command.who, command.place)
    pairing, meeting = await open_one(story, asker, command)
    at = checked(story.now, own_time(story.now, command, asker))
    where = place_as_before(meeting) if command.where is None else command.where
    way = replace(ARRANGED, answer=partial(words.arranged, as_before=command.where is None))
    return await agree_on(story, asker, pairing, replace(meeting, proposed_place=where), at, way)


async def open_one(story: Story, asker: Asker, command: AboutMeeting) -> tuple[Pairing, Meeting]:
    """The meeting that is meant, which must be open."""
    pairing, meeting = await meant(story, asker, command.pairing, command.partner)
    if meeting.status not in OPEN_STATUSES:
        raise Refused(words.nothing_to_arrange())
    return pairing, meeting


async def agree_on(
    story: Story, asker: Asker, pairing: Pairing, meeting: Meeting, at: datetime, way: Way
) -> Reply:
    """Arrange an agreed time, and tell everybody."""
    after = await _settle_on(story, pairing, meeting, at)
    others = await people_of(story, pairing, without=asker.member.id)
    soon = comes_unreminded(story.now, at) and len(pairing.members) == PAIR
    links = links_to(asker.workspace, after)
    invitation = invitation_to(story, asker.workspace, after)
    message = way.to_others(asker.member, after, at, links, invitation, soon=soon)
    await tell_each(story, asker, others, envelope_of(way.name, after, at), lambda _: message)
    await enter(story, asker, after, others)
    answer = way.answer(others, after, at, links, soon=soon)
    clash = await _another_then(story, asker, after, at)
    return Reply(words.beside_another(answer, *clash) if clash else answer)


async def _another_then(
    story: Story, asker: Asker, meeting: Meeting, at: datetime
) -> tuple[Sequence[Member], datetime] | None:
    """With whom else the asker has agreed to meet within that hour, and when."""
    for pairing, other in await story.tx.pairings.of_member(asker.member.id):
        then = other.arranged_for
        same_hour = then is not None and abs(then - at) < LENGTH
        if (
            pairing.id != meeting.pairing_id
            and other.status in OPEN_STATUSES
            and then
            and same_hour
        ):
            return await people_of(story, pairing, without=asker.member.id), then
    return None


async def _settle_on(story: Story, pairing: Pairing, meeting: Meeting, at: datetime) -> Meeting:
    """Store an agreed time and all that follows from it."""
    after = meetings.arrange(meeting, at)
    await story.tx.save(after)
    if at >= pairing.ends_at:
        await story.tx.save(replace(pairing, ends_at=at + SPARE_AFTER_MEETING))
    await ask_instead(
        story, pairing, lambda zones: [Planned(FollowUpKind.END_OF_ROUND, after_meeting(at, zones))]
    )
    await plan_reminder(story, pairing, after)
    return after


def envelope_of(what: str, meeting: Meeting, until: datetime) -> Envelope:
    """The envelope of what is told of a change of a meeting; the change has a number."""
    return Envelope(
        key=f"{what}:{meeting.pairing_id}:{meeting.sequence}",
        pairing_id=meeting.pairing_id,
        expires_at=until,
    )


async def tell_each(
    story: Story, asker: Asker, others: Sequence[Member], envelope: Envelope, to_each: ToEach
) -> None:
    """Tell each of the others in private, in words of their own."""
    for one in others:
        theirs = replace(envelope, key=f"{envelope.key}:{one.id}", about=(one.id, asker.member.id))
        await tell(story, asker.workspace, [one], to_each(one), theirs)


def zone_of_asker(asker: Asker) -> ZoneInfo:
    """Where the asker is."""
    return zone_of(asker.member.time_zone, asker.workspace.time_zone)


def own_time(now: datetime, command: Arrange | Propose, asker: Asker) -> datetime:
    """A day and a time of the asker's own, which has to be on the clock that day. The day is the one where they are."""
    here = zone_of_asker(asker)
    zone = zone_of(command.zone, here.key)
    if command.day is None or command.at is None:
        raise Refused(words.time_is_past(), "day")
    try:
        day = command.day.seen_from(now.astimezone(here).date())
    except OtherWeekday as other:
        raise Refused(words.other_weekday(other.day), "day") from None
    except (ValueError, OverflowError):
        raise Refused(words.no_such_day(), "day") from None
    at = instant(day, command.at, zone)
    if (there := at.astimezone(zone).time()) != command.at:
        elsewhere = zone.key if zone.key != here.key else ""
        raise Refused(words.time_is_skipped(day, command.at, there, elsewhere), "at")
    return at


def checked(now: datetime, at: datetime) -> datetime:
    """The time, if it is ahead and not too far."""
    if at <= now:
        raise Refused(words.time_is_past(), "at")
    if at - now > ARRANGED_FOR_AT_MOST:
        raise Refused(words.time_is_far(), "day")
    return at
