"""What is told when a meeting is called off, and when it is on again."""

from bot import words
from bot.domain.model import Meeting, Member, MemberId, Pairing
from bot.usecases.invitations import cancellation_of, remove
from bot.usecases.story import Asker, Envelope, Story, tell


async def tell_it_is_off(
    story: Story, asker: Asker, pairing: Pairing, before: Meeting, after: Meeting
) -> None:
    """Tell the others that the asker can't make it, and take the meeting out of everybody's calendar."""
    others = await _others(story, pairing, asker.member.id)
    invitation = cancellation_of(story, asker.workspace, before, after)
    message = words.partner_cannot(asker.member, pairing, others, invitation)
    about = tuple(other.id for other in others)
    envelope = Envelope(key=_key("called-off", asker, after), about=about)
    await tell(story, asker.workspace, others, message, envelope)
    if asker.member.gone_at is None:
        await remove(story, asker, before, after, others)


async def tell_it_is_on(story: Story, asker: Asker, pairing: Pairing, after: Meeting) -> None:
    """Tell the others that what was called off is on again."""
    others = await _others(story, pairing, asker.member.id)
    message = words.partner_can_after_all(asker.member, pairing.id)
    envelope = Envelope(
        key=_key("on-again", asker, after), pairing_id=pairing.id, about=pairing.members
    )
    await tell(story, asker.workspace, others, message, envelope)


def _key(what: str, asker: Asker, after: Meeting) -> str:
    # A meeting can be called off more than once, by the same member too; each time is a change of its own.
    return f"{what}:{after.pairing_id}:{asker.member.id}:{after.sequence}"


async def _others(story: Story, pairing: Pairing, without: MemberId) -> list[Member]:
    known = await story.tx.people.members(pairing.members)
    return [known[member] for member in pairing.members if member != without]
