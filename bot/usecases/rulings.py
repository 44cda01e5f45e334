"""What organisers rule about two members: apart, together, swapped; and taking it back.

Only organisers learn of it. A block wins, and nobody hears that there is one.
"""

from bot import words
from bot.commands import FreeTwo, KeepApart, PutTogether, SwapPartners, TakeBackRuling
from bot.domain.matching import Draw
from bot.domain.model import Circle, Member, MemberId, MembershipState, Ruling, RulingKind
from bot.domain.rulings import Pair, number_of, pair_of, replaced_by, ruling_about, swapped
from bot.replies import Refused, Reply
from bot.usecases.draw_rules import must_not_meet
from bot.usecases.rounds import drawn_now, organised, preview_of
from bot.usecases.story import Story, know, meet_member

AboutTwo = KeepApart | PutTogether | SwapPartners | FreeTwo


async def keep_apart(story: Story, command: KeepApart) -> Reply:
    """Never pair two members in this circle, until it is taken back."""
    circle, one, other = await _two_of_circle(story, command)
    await _rule(story, circle, (one.id, other.id), RulingKind.APART)
    return Reply(words.kept_apart(one, other, await preview_of(story, circle)))


async def put_together(story: Story, command: PutTogether) -> Reply:
    """Let two members meet in the next round, where they may."""
    circle, one, other = await _two_of_circle(story, command)
    await _rule(story, circle, (one.id, other.id), RulingKind.TOGETHER)
    return Reply(words.put_together(one, other, await preview_of(story, circle)))


async def swap_partners(story: Story, command: SwapPartners) -> Reply:
    """Let each of two members meet the other's partner, as the preview shows them now."""
    circle, one, other = await _two_of_circle(story, command)
    drawn, _ = await drawn_now(story, circle)
    for pair in await _swapped(story, circle, drawn, one, other):
        await _rule(story, circle, pair, RulingKind.TOGETHER)
    return Reply(words.swapped(one, other, await preview_of(story, circle)))


async def free_two(story: Story, command: FreeTwo) -> Reply:
    """Take back what was ruled about two members, also about those who left."""
    circle, one, other = await _two(story, command)
    pair = pair_of(one.id, other.id)
    for ruling in await story.tx.circles.rulings(circle.id):
        if (ruling.a, ruling.b) == pair:
            return await _take_back(story, circle, ruling)
    raise Refused(words.nothing_ruled(one, other))


async def take_back_ruling(story: Story, command: TakeBackRuling) -> Reply:
    """Take back the ruling beside which an organiser pressed the button."""
    asker = await know(story, command.who, command.place)
    if not asker.member.organiser:
        raise Refused(words.organisers_only())
    for circle in await story.tx.circles.of_workspace(asker.workspace.id):
        for ruling in await story.tx.circles.rulings(circle.id):
            if number_of(ruling) == command.ruling:
                return await _take_back(story, circle, ruling)
    raise Refused(words.ruling_is_gone())


async def _take_back(story: Story, circle: Circle, ruling: Ruling) -> Reply:
    await story.tx.circles.remove_ruling(ruling)
    known = await story.tx.people.members([ruling.a, ruling.b])
    preview = await preview_of(story, circle)
    return Reply(words.ruling_taken_back(known[ruling.a], known[ruling.b], preview))


async def _two(story: Story, command: AboutTwo) -> tuple[Circle, Member, Member]:
    """The circle, held, and the two members whom an organiser means."""
    asker = await know(story, command.who, command.place)
    chosen = await organised(story, asker)
    circle = await story.tx.circles.lock(chosen.id)
    one, other = [await meet_member(story, asker, who) for who in (command.one, command.other)]
    if one.id == other.id:
        raise Refused(words.the_same_member_twice(one))
    return circle, one, other


async def _two_of_circle(story: Story, command: AboutTwo) -> tuple[Circle, Member, Member]:
    """The same; refused where one of them is not in the circle."""
    circle, one, other = await _two(story, command)
    for member in (one, other):
        membership = await story.tx.circles.membership(circle.id, member.id)
        left = membership is None or membership.state is MembershipState.LEFT
        if left or member.gone_at is not None:
            raise Refused(words.is_not_in_circle(member, circle))
    return circle, one, other


async def _rule(story: Story, circle: Circle, pair: Pair, kind: RulingKind) -> None:
    new = ruling_about(circle.id, pair, kind)
    for ruling in replaced_by(new, await story.tx.circles.rulings(circle.id)):
        await story.tx.circles.remove_ruling(ruling)
    await story.tx.circles.put_ruling(new)


async def _swapped(
    story: Story, circle: Circle, drawn: Draw, one: Member, other: Member
) -> tuple[Pair, Pair]:
    """Whom the two are to meet; refused where somebody has no partner, or may not meet the new one."""
    groups = [match.members for match in drawn.matches]
    placed: set[MemberId] = {member for group in groups for member in group}
    for member in (one, other):
        if member.id not in placed:
            raise Refused(words.has_no_partner(member))
    if any({one.id, other.id} <= {*group} for group in groups):
        raise Refused(words.are_partners(one, other))
    apart = await must_not_meet(story, circle, placed)
    pairs = swapped(groups, one.id, other.id, apart)
    if pairs is None:
        raise Refused(words.cannot_swap(one, other))
    return pairs
