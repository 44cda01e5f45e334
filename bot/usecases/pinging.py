"""How much a member has heard this week of the bot's own accord, and whether one more message is welcome."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.calendar import zone_of
from bot.domain.model import FollowUpKind, Member, MemberId
from bot.domain.reminders import WEEK, has_room, said_this_week, week_ends
from bot.usecases.story import Story


async def said_to(story: Story, members: Sequence[Member]) -> dict[MemberId, int]:
    """How many messages each of these members gets this week, of the bot's own accord, before any other question.

    Those that they got, and what the rest of the week will bring: introductions, and the notice to those who go quiet.
    """
    ids = [member.id for member in members]
    said = await _without_notice(story, members)
    notices = await story.tx.circles.notices_ahead(ids, story.now + WEEK)
    return {
        member.id: said[member.id]
        + sum(at < _week_ends(story, member) for at in notices.get(member.id, ()))
        for member in members
    }


async def may_be_noticed(story: Story, members: Sequence[Member]) -> frozenset[MemberId]:
    """Those of some members, who have gone quiet, whose week has room for the notice that was reserved for it."""
    said = await _without_notice(story, members)
    return frozenset(one for one, count in said.items() if count < story.most_a_week)


async def _without_notice(story: Story, members: Sequence[Member]) -> dict[MemberId, int]:
    ids = [member.id for member in members]
    pings = await story.tx.reminders.pinged(ids, story.now - WEEK)
    ahead = await story.tx.circles.rounds_ahead(ids, story.now + WEEK)

    def count(member: Member) -> int:
        said = said_this_week(pings.get(member.id, ()), story.now, zone_of(member.time_zone))
        return said + sum(at < _week_ends(story, member) for at in ahead.get(member.id, ()))

    return {member.id: count(member) for member in members}


def _week_ends(story: Story, member: Member) -> datetime:
    """Sunday's midnight, where they are: a round on Monday morning elsewhere may still be this week's."""
    return week_ends(story.now, zone_of(member.time_zone))


def may_hear(
    story: Story, said: Mapping[MemberId, int], people: Sequence[Member], kind: FollowUpKind
) -> list[Member]:
    """Those of some members to whom one more question may be put this week."""
    return [one for one in people if has_room(kind, said[one.id], story.most_a_week)]
