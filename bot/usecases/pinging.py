"""How much a member has heard this week of the bot's own accord, and whether one more message is welcome."""

from collections.abc import Mapping, Sequence

from bot.domain.calendar import zone_of
from bot.domain.model import FollowUpKind, Member, MemberId
from bot.domain.reminders import WEEK, has_room, said_this_week
from bot.usecases.story import Story


async def said_to(story: Story, members: Sequence[Member]) -> dict[MemberId, int]:
    """How many messages each of these members got this week, of the bot's own accord."""
    pings = await story.tx.reminders.pinged((m.id for m in members), story.now - WEEK)
    return {
        member.id: said_this_week(pings.get(member.id, ()), story.now, zone_of(member.time_zone))
        for member in members
    }


def may_hear(
    story: Story, said: Mapping[MemberId, int], people: Sequence[Member], kind: FollowUpKind
) -> list[Member]:
    """Those of some members to whom one more question may be put this week."""
    return [one for one in people if has_room(kind, said[one.id], story.most_a_week)]
