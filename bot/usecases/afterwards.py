"""What follows when a meeting has taken place, and what is undone when it has not after all.

Whoever said so hears at once. The others are asked in private, when their week has room for it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import combinations

from bot import words
from bot.domain.model import (
    FollowUpState,
    MeetingStatus,
    Member,
    MemberId,
    Pairing,
    PairingId,
    Told,
)
from bot.domain.reminders import Reminder, ReminderKind
from bot.messages import Message
from bot.usecases.bonds import bonds_of
from bot.usecases.meeting_again import plan_both
from bot.usecases.relating import is_asked
from bot.usecases.story import Asker, Envelope, Story, tell

WORTH_ASKING = timedelta(days=10)
SET_RIGHT_WITHIN = timedelta(days=1)


async def took_place(
    story: Story, asker: Asker, pairing: Pairing, *, answered: bool, disputed: bool
) -> None:
    """Plan what follows. `answered`: the asker gets the words of `met_with()` as the answer to what they did.

    `disputed`: somebody has said that it did not, so that it did is news also to those who are not asked again.
    """
    people = await story.tx.people.members(pairing.members)
    if not answered:
        message = await met_with(story, asker.member, pairing)
        about = (asker.member.id,)
        await tell(
            story,
            asker.workspace,
            [asker.member],
            message,
            Envelope(
                key=f"{_key(pairing.id, asker.member.id)}:{story.now.isoformat()}",
                pairing_id=pairing.id,
                about=about,
            ),
        )
    asked = replace(_reminder(story, asker.member, pairing), state=FollowUpState.ASKED)
    others = [people[member] for member in pairing.members if member != asker.member.id]
    to_ask = await _to_ask(story, others, pairing)
    await story.tx.reminders.put([asked, *to_ask])
    if disputed:
        asked_now = {one.member_id for one in to_ask}
        known = [other for other in others if other.id not in asked_now]
        await tell_it_changed(story, asker, pairing, known, met=True)
    await _replan(story, list(people.values()))


async def did_not_take_place(story: Story, pairing: Pairing) -> None:
    """Undo it: nobody is asked any more what came of it."""
    people = await story.tx.people.members(pairing.members)
    await story.tx.reminders.cancel(_key(pairing.id, member) for member in pairing.members)
    await _replan(story, list(people.values()))


async def met_with(story: Story, member: Member, pairing: Pairing) -> Message:
    """What one who has met is told and asked in private."""
    known = await story.tx.people.members(pairing.members)
    others = [known[one] for one in pairing.members if one != member.id]
    bonds = await bonds_of(story, member, others)
    still_right = [
        (other, bonds[other.id].so_far.met) for other in others if is_asked(bonds[other.id])
    ]
    return words.afterwards(pairing.id, others, still_right, may_note=story.seals is not None)


async def how_was_it(story: Story, asker: Asker, reminders: Sequence[Reminder]) -> Message | None:
    """What the member is told and asked of a meeting that took place; None when it was taken back."""
    (reminder,) = reminders
    found = await story.tx.pairings.get(PairingId(reminder.about))
    if found is None or found[1].status is not MeetingStatus.MET:
        return None
    return await met_with(story, asker.member, found[0])


async def tell_it_changed(
    story: Story, asker: Asker, pairing: Pairing, others: Sequence[Member], *, met: bool
) -> None:
    """Tell each of the others how a 1-2-1 counts now, of which different things were said: nobody is to believe that it stands otherwise."""
    key, said = (
        ("met-after-all", words.met_after_all) if met else ("not-met", words.not_met_after_all)
    )
    await tell(
        story,
        asker.workspace,
        others,
        said(asker.member, pairing.id),
        Envelope(
            key=f"{key}:{pairing.id}:{story.now.isoformat()}",
            pairing_id=pairing.id,
            about=pairing.members,
            told=Told.APART,
        ),
    )


async def _to_ask(story: Story, people: Sequence[Member], pairing: Pairing) -> list[Reminder]:
    """Who is still to be asked: not those who were a short while ago, before it was taken back and said again."""
    wanted = [_reminder(story, one, pairing) for one in people]
    since = story.now - SET_RIGHT_WITHIN
    asked = await story.tx.reminders.asked([one.key for one in wanted], since)
    return [one for one in wanted if one.key not in asked]


def _key(pairing: PairingId, member: MemberId) -> str:
    return f"{ReminderKind.AFTERWARDS}:{pairing}:{member}"


def _reminder(story: Story, member: Member, pairing: Pairing) -> Reminder:
    return Reminder(
        key=_key(pairing.id, member.id),
        workspace_id=member.workspace_id,
        member_id=member.id,
        kind=ReminderKind.AFTERWARDS,
        about=pairing.id,
        due_at=story.now,
        expires_at=story.now + WORTH_ASKING,
    )


async def _replan(story: Story, people: Sequence[Member]) -> None:
    for one, other in combinations(people, 2):
        await plan_both(story, one, other)
