"""`/121 with @member`: what two have had together, what comes next, and what the asker keeps about it.

Only the asker's own side shows. What the other one wants, and whether they ended it, changes no word of it.
"""

from bot import words
from bot.commands import ShowRelationship
from bot.domain.model import Member
from bot.domain.promises import PromiseState
from bot.domain.referrals import Referral, ReferralState
from bot.replies import Reply
from bot.usecases.bonds import Bond
from bot.usecases.looking import open_meeting
from bot.usecases.meeting_again import planned
from bot.usecases.notes import note_about, text_of
from bot.usecases.relating import has_left, known_to
from bot.usecases.story import Asker, Story, know


async def show_relationship(story: Story, command: ShowRelationship) -> Reply:
    """Everything between the asker and somebody, on one page."""
    asker = await know(story, command.who, command.place)
    other, bond = await known_to(story, asker, command)
    mine = await story.tx.promises.of_member(asker.member.id)
    given, got = await _referrals(story, asker.member, other)
    return Reply(
        words.relationship(
            words.Between(
                other=other,
                so_far=bond.so_far_as_i_know,
                last_met_at=bond.past.last_met_at if bond.past else None,
                due_at=await planned(story, asker.member, other),
                rhythm=bond.mine.rhythm,
                months=bond.my_months,
                rests=bond.mine.rested_at is not None,
                blocked=bond.blocked,
                left=await _left(story, bond, other),
                open=await _open(story, asker, bond),
                held_back=bond.latest is not None and bond.latest.id in bond.mine.held,
                held_ahead=bond.open is not None and bond.open.id in bond.mine.held,
                promises=[
                    promise
                    for promise in mine
                    if promise.other_id == other.id and promise.state is PromiseState.OPEN
                ],
                given=given,
                got=got,
                wishes=bond.wishes,
                note=await _note(story, asker, other),
                may_note=story.seals is not None,
            )
        )
    )


async def _open(story: Story, asker: Asker, bond: Bond) -> words.OpenMeeting | None:
    """Their 1-2-1 that is still open, and when it is."""
    found = await story.tx.pairings.get(bond.open.id) if bond.open else None
    return await open_meeting(story, asker, *found) if found else None


async def _left(story: Story, bond: Bond, other: Member) -> bool:
    """Whether somebody whom the asker has met takes part in nothing any more."""
    return bool(bond.so_far.met and await has_left(story, other))


async def _note(story: Story, asker: Asker, other: Member) -> str | None:
    note = await note_about(story, asker.member, other.id) if story.seals else None
    return text_of(story.seals, note) if note and story.seals else None


async def _referrals(story: Story, me: Member, other: Member) -> tuple[int, int]:
    """How many the asker gave, and got; those that were taken back don't count."""
    standing: list[Referral] = [
        referral
        for referral in await story.tx.referrals.of_member(me.id)
        if referral.state is not ReferralState.WITHDRAWN
    ]
    given = sum(referral.receiver_id == other.id for referral in standing)
    got = sum(referral.giver_id == other.id for referral in standing)
    return given, got
