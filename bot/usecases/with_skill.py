"""A partner of a certain kind: who can offer it, and what is done where nobody can."""

from dataclasses import replace
from zlib import crc32

from bot import words
from bot.commands import StopLookingFor
from bot.domain.calendar import zone_of
from bot.domain.matching.similarity import folded, shared
from bot.domain.model import Circle, Member
from bot.domain.taking_part import is_active
from bot.replies import Reply
from bot.usecases.profile import MOST_ITEMS
from bot.usecases.story import Asker, Story, know

MOST_NAMED = 3


def can(member: Member, skill: str) -> bool:
    """Whether a member can offer it, compared as a draw compares wishes and offers."""
    return shared((skill,), member.can_offer) is not None


async def nobody_waits_with(story: Story, asker: Asker, circle: Circle, skill: str) -> Reply:
    """Nobody who can offer it is waiting: who else in the circle can, or a note in the asker's profile."""
    able = await _able(story, asker, circle, skill)
    if able:
        return Reply(words.can_offer_it(skill, able, circle))
    member = asker.member
    if shared((skill,), member.looking_for) is not None:
        return Reply(words.nobody_can_offer_it(skill, circle, mark=None))
    if len(member.looking_for) >= MOST_ITEMS:
        return Reply(words.no_room_to_look_for(skill, MOST_ITEMS))
    await story.tx.save(replace(member, looking_for=(*member.looking_for, skill)))
    return Reply(words.nobody_can_offer_it(skill, circle, mark=_mark(skill)))


async def stop_looking_for(story: Story, command: StopLookingFor) -> Reply:
    """Take what was added to the profile out again; twice does no harm."""
    asker = await know(story, command.who, command.place)
    kept = tuple(one for one in asker.member.looking_for if _mark(one) != command.mark)
    changed = replace(asker.member, looking_for=kept)
    await story.tx.save(changed)
    return Reply(words.profile_changed(changed))


async def _able(story: Story, asker: Asker, circle: Circle, skill: str) -> list[Member]:
    """Who could be asked, without those whom the asker does not want to meet.

    What others have ended or forbidden must not show: they are named, and to ask them leads to no answer.
    """
    today = story.now.astimezone(zone_of(circle.time_zone)).date()
    memberships = await story.tx.circles.memberships(circle.id)
    active = [m.member_id for m in memberships if is_active(m, today)]
    members = await story.tx.people.members(active)
    mine = asker.member.id
    found = [
        one for one in members.values() if one.id != mine and not one.gone_at and can(one, skill)
    ]
    sides = await story.tx.sides.of_member(mine)
    rest = {side.other_id for side in sides if side.member_id == mine and side.rested_at}
    turned_away = rest | {*await story.tx.people.blocked_by(mine)}
    free = [one for one in found if one.id not in turned_away]
    return sorted(free, key=lambda one: one.id)[:MOST_NAMED]


def _mark(phrase: str) -> int:
    """A phrase as a number that a button can carry."""
    return crc32(folded(phrase).encode())
