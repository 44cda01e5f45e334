"""Forms to fill in: opened with what is known already."""

from collections.abc import Awaitable, Callable, Mapping

from bot import words
from bot.commands import OpenForm
from bot.domain.calendar import shared_hours, zone_of
from bot.domain.model import OPEN_STATUSES, CircleId, MemberId, PairingId
from bot.messages import Form
from bot.replies import Refused, Reply
from bot.usecases.looking import partners
from bot.usecases.meetings import meant
from bot.usecases.profile import FORMATS, MOST_AT_ONCE
from bot.usecases.promising import MOST_CHARACTERS
from bot.usecases.story import Asker, Story, know, meet_member, my_memberships
from bot.usecases.taking_part import today_of


async def open_form(story: Story, command: OpenForm) -> Reply:
    """The form that is asked for, or the reason why it cannot be opened."""
    asker = await know(story, command.who, command.place)
    return Reply(None, form=await _FORMS[command.form](story, asker, command.about))


async def _arrange(story: Story, asker: Asker, about: int) -> Form:
    pairing, meeting = await meant(story, asker, PairingId(about) if about else None)
    if meeting.status not in OPEN_STATUSES:
        raise Refused(words.nothing_to_arrange())
    circle = await story.tx.circles.get(pairing.circle_id)
    known = await story.tx.people.members(pairing.members)
    zones = [zone_of(known[member].time_zone, circle.time_zone) for member in pairing.members]
    mine = zone_of(asker.member.time_zone, asker.workspace.time_zone)
    return words.arrange_form(
        pairing.id,
        await partners(story, pairing, asker.member.id),
        times=shared_hours(story.now, pairing.ends_at, zones),
        agreed=meeting.arranged_for,
        zone=mine,
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
    "plan": _plan,
    "circle": _circle,
}
