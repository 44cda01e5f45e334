"""Which 1-2-1 somebody means, and who is in it."""

from collections.abc import Sequence

from bot import words
from bot.domain.model import OPEN_STATUSES, Meeting, Member, MemberId, MemberRef, Pairing, PairingId
from bot.replies import Refused
from bot.usecases.story import Asker, Story, meet_member


async def meant(
    story: Story, asker: Asker, pairing: PairingId | None, partner: MemberRef | None = None
) -> tuple[Pairing, Meeting]:
    """The meeting that is meant: the one named, else the only open one, with the partner if one is named, else the latest.

    It is held: nobody changes it meanwhile.
    """
    wanted = await _latest(story, asker, partner) if pairing is None else pairing
    found = await story.tx.pairings.get(wanted)
    if found is None or asker.member.id not in found[0].members:
        raise Refused(words.not_your_meeting())
    return found


async def all_of(
    story: Story, asker: Asker, partner: MemberRef | None
) -> Sequence[tuple[Pairing, Meeting]]:
    """The asker's meetings, the latest first; only those with a partner, if one is named."""
    mine = await story.tx.pairings.of_member(asker.member.id)
    if partner is None:
        return mine
    other = await meet_member(story, asker, partner)
    if other.id == asker.member.id:
        raise Refused(words.not_with_yourself())
    theirs = [one for one in mine if other.id in one[0].members]
    if not theirs:
        raise Refused(words.no_meeting_with(other))
    return theirs


async def _latest(story: Story, asker: Asker, partner: MemberRef | None) -> PairingId:
    mine = await all_of(story, asker, partner)
    if not mine:
        raise Refused(words.no_meeting_yet())
    unsettled = [pairing for pairing, meeting in mine if meeting.status in OPEN_STATUSES]
    if partner is not None or len(unsettled) <= 1:
        return (unsettled or [pairing for pairing, _ in mine])[0].id
    here, *more = await of_this_place(story, asker, unsettled)
    if more:
        me = asker.member.id
        raise Refused(
            words.which_meeting([await people_of(story, one, without=me) for one in (here, *more)])
        )
    return here.id


async def of_this_place(
    story: Story, asker: Asker, pairings: Sequence[Pairing]
) -> Sequence[Pairing]:
    """Those of the circle in whose channel the asker is; all of them where there is none."""
    circles = await story.tx.circles.of_workspace(asker.workspace.id)
    here = {circle.id for circle in circles if circle.channel == asker.place}
    return [one for one in pairings if one.circle_id in here] or pairings


async def people_of(
    story: Story, pairing: Pairing, without: MemberId | None = None
) -> list[Member]:
    """The members of a pairing, all of them or the others."""
    wanted = [member for member in pairing.members if member != without]
    known = await story.tx.people.members(wanted)
    return [known[member] for member in wanted]
