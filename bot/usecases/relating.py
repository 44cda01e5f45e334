"""Relationships: what two members want of it, each for themselves.

What one side says is never told to the other. Where one ended it, the other is answered as if nothing had happened.
"""

from dataclasses import replace

from bot import words
from bot.commands import (
    AboutMember,
    GoOn,
    HoldBack,
    HoldNoMore,
    LetRest,
    MeetAgain,
    NotNow,
    PairMe,
    SetRhythm,
    StopResting,
    WishAgain,
)
from bot.domain.model import Member
from bot.domain.relationships import ASKED_FROM, Side
from bot.replies import Refused, Reply
from bot.usecases.bonds import Bond, bond_of
from bot.usecases.draw_rules import may_be_brought_together
from bot.usecases.meeting_again import plan, planned
from bot.usecases.pair_me import pair_me
from bot.usecases.story import Asker, Story, know, meet_member


async def known_to(story: Story, asker: Asker, command: AboutMember) -> tuple[Member, Bond]:
    """The member whom a command is about, and the bond with them; refused to oneself."""
    other = await meet_member(story, asker, command.whom)
    if other.id == asker.member.id:
        raise Refused(words.not_with_yourself())
    return other, await bond_of(story, asker.member, other)


async def _met(story: Story, command: AboutMember) -> tuple[Asker, Member, Bond]:
    """The same, of two who have met; refused otherwise."""
    asker = await know(story, command.who, command.place)
    other, bond = await known_to(story, asker, command)
    if not bond.so_far.met:
        raise Refused(words.never_met(other))
    return asker, other, bond


async def _to_meet_again(story: Story, command: AboutMember) -> tuple[Asker, Member, Bond]:
    """The same, of two whom the asker has kept nothing between; else it has to be taken back first, and knowingly."""
    asker, other, bond = await _met(story, command)
    if bond.blocked:
        raise Refused(words.you_blocked(other))
    if bond.mine.rested_at is not None:
        raise Refused(words.you_let_it_rest(other))
    if await has_left(story, other):
        raise Refused(words.does_not_take_part(other))
    return asker, other, bond


async def has_left(story: Story, other: Member) -> bool:
    """Whether somebody takes part in nothing any more."""
    return bool(await story.tx.circles.without_circle([other.id]))


async def _keep(story: Story, me: Member, other: Member, bond: Bond, side: Side) -> None:
    """Keep the asker's own side; when they are asked next is planned anew only where that changes."""
    await story.tx.sides.put(side)
    changed = replace(bond, mine=side)
    if changed.asks_at != bond.asks_at:
        await plan(story, me, other, changed)


async def wish_to_meet_again(story: Story, command: WishAgain) -> Reply:
    """Keep that the asker would like to meet somebody again; it counts when both say so.

    Where the two must not meet, the answer is that to the first of the two, whatever the other one has said.
    """
    asker, other, bond = await _to_meet_again(story, command)
    mine = replace(bond.mine, again_at=story.now)
    await _keep(story, asker.member, other, bond, mine)
    both = replace(bond, mine=mine).both_wish
    if both and await may_be_brought_together(story, asker.member, other):
        return Reply(words.both_would_meet(other))
    return Reply(words.would_meet(other))


async def meet_again(story: Story, command: MeetAgain) -> Reply:
    """Ask somebody whom the asker has met for another 1-2-1 now."""
    asker, other, bond = await _to_meet_again(story, command)
    mine = replace(bond.mine, again_at=story.now)
    await _keep(story, asker.member, other, bond, mine)
    return await pair_me(story, PairMe(who=command.who, place=command.place, whom=other.id))


async def not_now(story: Story, command: NotNow) -> Reply:
    """Ask the asker about somebody another time."""
    asker, other, bond = await _met(story, command)
    mine = replace(bond.mine, again_at=None, asked_at=story.now)
    await _keep(story, asker.member, other, bond, mine)
    at = await planned(story, asker.member, other)
    return Reply(words.asked_later(other, at) if at else words.not_asked_again(other))


async def go_on(story: Story, command: GoOn) -> Reply:
    """It is right for the asker as it is: it rests no longer, or else no meeting is held back."""
    asker = await know(story, command.who, command.place)
    other, bond = await known_to(story, asker, command)
    if not bond.so_far.met and bond.mine.rested_at is None:
        raise Refused(words.never_met(other))
    mine = bond.mine
    changed = _not_held(bond) if mine.rested_at is None else replace(mine, rested_at=None)
    await _keep(story, asker.member, other, bond, changed)
    return Reply(words.goes_on(other))


async def stop_resting(story: Story, command: StopResting) -> Reply:
    """Take a rest back, and nothing that was said before it: a wish to meet again counts as it did."""
    asker = await know(story, command.who, command.place)
    other, bond = await known_to(story, asker, command)
    await _keep(story, asker.member, other, bond, replace(bond.mine, rested_at=None))
    return Reply(words.goes_on(other))


async def hold_no_more(story: Story, command: HoldNoMore) -> Reply:
    """Let the meeting that was held back move the asker on after all."""
    _, other, bond = await _met(story, command)
    await story.tx.sides.put(_not_held(bond))
    return Reply(words.goes_on(other))


def _not_held(bond: Bond) -> Side:
    """The asker's side without a hold on the meeting that they can hold back now.

    The earlier ones stay: the two have had one more of that kind since, or have it before them.
    """
    now = bond.to_hold_back
    return replace(
        bond.mine, held=tuple(one for one in bond.mine.held if now is None or one != now.id)
    )


async def hold_back(story: Story, command: HoldBack) -> Reply:
    """Let another meeting be of the same kind as the one that is before the two, or else as their last."""
    _, other, bond = await _met(story, command)
    if bond.to_hold_back is not None:
        side = _not_held(bond)
        await story.tx.sides.put(replace(side, held=(*side.held, bond.to_hold_back.id)))
    return Reply(words.held_back(other, ahead=bond.open is not None))


async def let_rest(story: Story, command: LetRest) -> Reply:
    """End it on the asker's side: the two are not brought together again, and nobody is told."""
    asker = await know(story, command.who, command.place)
    other, bond = await known_to(story, asker, command)
    mine = replace(bond.mine, rested_at=story.now)
    await _keep(story, asker.member, other, bond, mine)
    return Reply(words.rests(other))


async def set_rhythm(story: Story, command: SetRhythm) -> Reply:
    """Choose how often the asker is asked whether they want to meet somebody again."""
    asker, other, bond = await _met(story, command)
    mine = replace(bond.mine, rhythm=command.rhythm)
    await _keep(story, asker.member, other, bond, mine)
    at = await planned(story, asker.member, other)
    left = await has_left(story, other)
    return Reply(words.rhythm_set(other, command.rhythm, at, left=left))


def is_asked(bond: Bond) -> bool:
    """Whether one of the two is asked after this meeting if it is still right for them, whatever the other said."""
    wants = bond.mine.rested_at is None and not bond.blocked
    return wants and bond.so_far.met >= ASKED_FROM
