"""How much a member has heard this week of the bot's own accord, and whether one more message is welcome."""

from collections.abc import Mapping, Sequence

from bot.domain.calendar import zone_of
from bot.domain.model import FollowUpKind, Member, MemberId
from bot.domain.reminders import WEEK, has_room, next_week, said_this_week
from bot.usecases.story import Story


async def said_to(story: Story, members: Sequence[Member]) -> dict[MemberId, int]:
    """How many messages each of these members gets this week, of the bot's own accord, before any other.

    Those that they got, and the introductions that the rest of the week will bring.
    """
    ids = [member.id for member in members]
    pings = await story.tx.reminders.pinged(ids, story.now - WEEK)
    ahead = await story.tx.circles.rounds_ahead(ids, story.now + WEEK)

    def count(member: Member) -> int:
        zone = zone_of(member.time_zone)
        week_ends = next_week(story.now, zone)
        said = said_this_week(pings.get(member.id, ()), story.now, zone)
        return said + sum(at < week_ends for at in ahead.get(member.id, ()))

    return {member.id: count(member) for member in members}


def may_hear(
    story: Story, said: Mapping[MemberId, int], people: Sequence[Member], kind: FollowUpKind
) -> list[Member]:
    """Those of some members to whom one more question may be put this week."""
    return [one for one in people if has_room(kind, said[one.id], story.most_a_week)]
