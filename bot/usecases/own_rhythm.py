"""Whose turn it is, of those who want a partner every few weeks only."""

from collections.abc import Iterable
from datetime import datetime

from bot.domain.model import Member, MemberId
from bot.domain.taking_part import turn_of
from bot.usecases.story import Story


async def turns(story: Story, members: Iterable[Member]) -> dict[MemberId, datetime]:
    """From when on a round may draw these members again; whom any round may draw is left out, and costs no query."""
    some = {member.id: member for member in members if member.every > 1}
    last = await story.tx.pairings.last_introduced(some) if some else {}
    found = {one: turn_of(member, last.get(one)) for one, member in some.items()}
    return {one: turn for one, turn in found.items() if turn is not None}
