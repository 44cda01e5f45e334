"""What every way to a partner needs: who waits, who fits, and bringing them together."""

from dataclasses import dataclass
from datetime import date

from bot import words
from bot.domain.calendar import zone_of
from bot.domain.matching import Candidate, Match, Rules, find_partner
from bot.domain.model import (
    Circle,
    MemberId,
    MembershipState,
    PairRequest,
    Reason,
    ReasonKind,
    RequestState,
)
from bot.domain.taking_part import after_pause, as_candidate, is_active
from bot.replies import Refused
from bot.usecases.draw_rules import rules_of
from bot.usecases.introducing import introduce, on_request
from bot.usecases.story import Asker, Story


@dataclass(frozen=True, slots=True)
class Waiting:
    """Whoever may be introduced to the asker now, by which rules."""

    asker: Candidate
    candidates: tuple[Candidate, ...]
    rules: Rules
    blocked_by_asker: bool


async def require_active(story: Story, asker: Asker, circle: Circle) -> None:
    """Refuse who does not take part, and who pauses."""
    membership = await story.tx.circles.membership(circle.id, asker.member.id)
    if membership is None or membership.state is MembershipState.LEFT:
        raise Refused(words.join_first(circle))
    current = after_pause(membership, today_in(story, circle))
    if current.state is MembershipState.PAUSED:
        raise Refused(words.paused_already(current.paused_until))


async def my_request(story: Story, member: MemberId, circle: Circle) -> PairRequest | None:
    """The member's place in the queue of a circle."""
    mine = await story.tx.requests.waiting_of(member)
    here = (r for r in mine if r.circle_id == circle.id and r.wanted_id is None)
    return next(here, None)


async def who_waits(story: Story, asker: Asker, circle: Circle) -> Waiting:
    """Whoever may be introduced now: those who wait, the longest first, then those open to more than one."""
    asked = [request.member_id for request in await story.tx.requests.waiting(circle.id)]
    willing = await story.tx.circles.open_to_more(circle.id)
    possible = list(dict.fromkeys([*asked, *willing]))
    mine = asker.member.id
    among = await story.tx.circles.memberships_among(circle.id, [mine, *possible])
    memberships = {membership.member_id: membership for membership in among}
    members = await story.tx.people.members(possible)
    counts = await story.tx.pairings.open_counts(circle.id) if possible else {}
    today = today_in(story, circle)

    def free(member: MemberId) -> bool:
        known = members.get(member)
        return (
            member != mine
            and known is not None
            and known.gone_at is None
            and counts.get(member, 0) < known.limit
            and member in memberships
            and is_active(memberships[member], today)
        )

    ordered = [member for member in possible if free(member)]
    blocks = await story.tx.people.blocks_among([mine, *ordered])
    return Waiting(
        asker=as_candidate(circle, memberships[mine], asker.member, story.now),
        candidates=tuple(
            as_candidate(circle, memberships[m], members[m], story.now) for m in ordered
        ),
        rules=await rules_of(story, circle, [mine, *ordered]),
        blocked_by_asker=any(blocker == mine for blocker, _ in blocks),
    )


async def choose(story: Story, asker: Asker, circle: Circle, waiting: Waiting) -> Match | None:
    """The best of those who wait."""
    if not waiting.candidates:
        return None
    ids = [asker.member.id, *(candidate.member.id for candidate in waiting.candidates)]
    history = await story.tx.pairings.past_pairs(ids)
    return find_partner(waiting.asker, waiting.candidates, history, waiting.rules, circle.id)


async def bring_together(
    story: Story, asker: Asker, circle: Circle, match: Match, because: ReasonKind
) -> None:
    """Introduce them, and close their places in the queue."""
    members = await story.tx.people.members(match.members)
    why = Reason(kind=because, members=match.members)
    asked = because is ReasonKind.ASKED
    reasons = (why, *match.reasons) if asked else (*match.reasons, why)
    full = Match(members=match.members, reasons=reasons, repeat=match.repeat)
    occasion = on_request(story, asker.workspace, circle)
    await introduce(story, occasion, [full], members)
    for member in match.members:
        request = await my_request(story, member, circle)
        if request is not None:
            await story.tx.requests.close(request.id, RequestState.MATCHED)


def today_in(story: Story, circle: Circle) -> date:
    """The date where a circle is."""
    return story.now.astimezone(zone_of(circle.time_zone)).date()
