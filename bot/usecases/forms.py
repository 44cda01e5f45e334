"""Forms to fill in: opened with what is known already."""

from collections.abc import Awaitable, Callable, Mapping

from bot import words
from bot.commands import OpenForm
from bot.domain.model import OPEN_STATUSES, CircleId, MemberId, PairingId
from bot.domain.proposals import place_as_before
from bot.domain.referrals import draft_for
from bot.messages import Form
from bot.replies import Refused, Reply
from bot.usecases.arranging import zone_of_asker
from bot.usecases.bonds import bond_of
from bot.usecases.guide import is_question
from bot.usecases.looking import partners
from bot.usecases.notes import MOST_CHARACTERS as MOST_IN_A_NOTE
from bot.usecases.notes import note_about, reference_of, text_of
from bot.usecases.profile import FORMATS, MOST_AT_ONCE
from bot.usecases.promising import MOST_CHARACTERS
from bot.usecases.proposing import times_in_common
from bot.usecases.referring import giver_of, receiver_of, referral_got
from bot.usecases.story import Asker, Story, know, meet_member, my_memberships, now_of
from bot.usecases.taking_part import today_of
from bot.usecases.which_meeting import meant


async def open_form(story: Story, command: OpenForm) -> Reply:
    """The form that is asked for, or the reason why it cannot be opened."""
    asker = await know(story, command.who, command.place)
    return Reply(None, form=await _FORMS[command.form](story, asker, command.about))


async def _arrange(story: Story, asker: Asker, about: int) -> Form:
    pairing, meeting = await meant(story, asker, PairingId(about) if about else None)
    if meeting.status not in OPEN_STATUSES:
        raise Refused(words.nothing_to_arrange())
    return words.arrange_form(
        pairing.id,
        await partners(story, pairing, asker.member.id),
        times=await times_in_common(story, pairing),
        place=place_as_before(meeting),
        zone=zone_of_asker(asker),
        now=now_of(story, asker),
    )


async def _report(story: Story, asker: Asker, about: int) -> Form:
    pairing, _ = await meant(story, asker, PairingId(about) if about else None)
    return words.report_form(pairing.id, await partners(story, pairing, asker.member.id))


async def _pause(story: Story, asker: Asker, about: int) -> Form:
    del about
    await my_memberships(story, asker, None)
    return words.pause_form(today_of(story, asker.member, asker.workspace.time_zone))


async def _profile(story: Story, asker: Asker, about: int) -> Form:
    del story, about
    return words.profile_form(asker.member, FORMATS, MOST_AT_ONCE)


async def _promise(story: Story, asker: Asker, about: int) -> Form:
    return words.promise_form(await meet_member(story, asker, MemberId(about)), MOST_CHARACTERS)


async def _note(story: Story, asker: Asker, about: int) -> Form:
    other = await meet_member(story, asker, MemberId(about))
    if story.seals is None:
        raise Refused(words.notes_need_a_key(organiser=asker.member.organiser))
    note = await note_about(story, asker.member, other.id)
    text = text_of(story.seals, note) if note else ""
    if note is not None and text is None:
        raise Refused(words.note_does_not_open(other, reference_of(note)))
    return words.note_form(other, text or "", MOST_IN_A_NOTE)


async def _rhythm(story: Story, asker: Asker, about: int) -> Form:
    other = await meet_member(story, asker, MemberId(about))
    bond = await bond_of(story, asker.member, other)
    if not bond.so_far.met:
        raise Refused(words.never_met(other))
    return words.rhythm_form(other, bond.mine.rhythm)


async def _guide_line(story: Story, asker: Asker, about: int) -> Form:
    del story
    if not is_question(about):
        raise Refused(words.guide_done(asker.member))
    return words.guide_form(asker.member, about, FORMATS)


async def _refer(story: Story, asker: Asker, about: int) -> Form:
    receiver = await receiver_of(story, asker, MemberId(about))
    met = (await bond_of(story, asker.member, receiver)).so_far.met
    draft = draft_for(receiver.external_id, asker.member.unsent)
    return words.referral_form(receiver, met, draft)


async def _turn_down(story: Story, asker: Asker, about: int) -> Form:
    referral = await referral_got(story, asker, about)
    return words.turn_down_form(referral, await giver_of(story, referral))


async def _thank(story: Story, asker: Asker, about: int) -> Form:
    referral = await referral_got(story, asker, about)
    return words.thanks_form(referral, await giver_of(story, referral))


async def _plan(story: Story, asker: Asker, about: int) -> Form:
    del story, about
    return words.plan_form(asker.member.plan)


async def _circle(story: Story, asker: Asker, about: int) -> Form:
    if not asker.member.organiser:
        raise Refused(words.organisers_only())
    if not about:
        return words.circle_form(None, asker.place, asker.workspace.time_zone)
    circles = await story.tx.circles.of_workspace(asker.workspace.id)
    mine = [circle for circle in circles if circle.id == CircleId(about)]
    if not mine:
        raise Refused(words.circle_is_gone())
    return words.circle_form(mine[0], mine[0].channel, mine[0].time_zone)


_FORMS: Mapping[str, Callable[[Story, Asker, int], Awaitable[Form]]] = {
    "arrange": _arrange,
    "report": _report,
    "pause_until": _pause,
    "profile": _profile,
    "promise": _promise,
    "note": _note,
    "rhythm": _rhythm,
    "guide_line": _guide_line,
    "refer": _refer,
    "turn_down": _turn_down,
    "thank": _thank,
    "plan": _plan,
    "circle": _circle,
}
