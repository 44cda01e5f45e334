"""What a draw of a circle must keep to: blocks, what organisers ruled, whom somebody asked for."""

from collections.abc import Iterable, Sequence

from bot.domain.matching import Draw, Rules, Wish
from bot.domain.model import Circle, Member, MemberId, Ruling, RulingKind
from bot.domain.relationships import Side, at_rest, wish_again
from bot.domain.rulings import Pair, kept, pair_of, pairs_ruled
from bot.usecases.story import Story


async def rules_of(story: Story, circle: Circle, ids: Iterable[MemberId]) -> Rules:
    """The rules of a round among these members. Who must not meet does not meet, whatever else was ruled or wished."""
    there = frozenset(ids)
    rulings = await story.tx.circles.rulings(circle.id)
    sides = await story.tx.sides.among(there)
    apart = await _blocked(story, there) | _kept_apart(there, rulings, sides)
    together = pairs_ruled(rulings, RulingKind.TOGETHER)
    asked = _allowed(await _asked(story, circle), there, apart)
    again = _allowed(await _again(story, sides), there, apart)
    return Rules(
        size=circle.size,
        odd=circle.odd_rule,
        blocked=apart,
        together=_allowed(together, there, apart),
        wishes=dict.fromkeys(asked, Wish.ASKED) | dict.fromkeys(again, Wish.AGAIN),
        policy=circle.policy,
    )


async def must_not_meet(story: Story, circle: Circle, ids: Iterable[MemberId]) -> frozenset[Pair]:
    """Who of these members must not meet in the circle (a before b).

    For a block, by an organiser's word, or because one of them ended it.
    """
    there = frozenset(ids)
    return await _blocked(story, there) | await kept_apart(story, circle, there)


async def may_be_brought_together(story: Story, one: Member, other: Member) -> bool:
    """Whether there is a circle of both in which nothing keeps the two apart."""
    mine, theirs = [
        {membership.circle_id for membership in await story.tx.circles.memberships_of(who.id)}
        for who in (one, other)
    ]
    for circle_id in sorted(mine & theirs):
        circle = await story.tx.circles.get(circle_id)
        if not await must_not_meet(story, circle, [one.id, other.id]):
            return True
    return False


async def kept_apart(story: Story, circle: Circle, ids: Iterable[MemberId]) -> frozenset[Pair]:
    """Who of these members must not meet in the circle: by an organiser's word, or because one of them ended it."""
    there = frozenset(ids)
    rulings = await story.tx.circles.rulings(circle.id)
    return _kept_apart(there, rulings, await story.tx.sides.among(there))


async def _blocked(story: Story, there: frozenset[MemberId]) -> frozenset[Pair]:
    return frozenset(pair_of(*pair) for pair in await story.tx.people.blocks_among(there))


def _kept_apart(
    there: frozenset[MemberId], rulings: Sequence[Ruling], sides: Sequence[Side]
) -> frozenset[Pair]:
    ruled = frozenset(p for p in pairs_ruled(rulings, RulingKind.APART) if there.issuperset(p))
    return ruled | at_rest(sides)


async def use_up(story: Story, circle: Circle, drawn: Draw) -> None:
    """Let go of the rulings that a round has kept; what it could not keep waits for the next."""
    rulings = await story.tx.circles.rulings(circle.id)
    for ruling in kept(rulings, (match.members for match in drawn.matches)):
        await story.tx.circles.remove_ruling(ruling)


async def _asked(story: Story, circle: Circle) -> frozenset[Pair]:
    requests = await story.tx.requests.for_somebody(circle.id)
    return frozenset(
        pair_of(request.member_id, request.wanted_id)
        for request in requests
        if request.wanted_id is not None
    )


async def _again(story: Story, sides: Sequence[Side]) -> frozenset[Pair]:
    """Those who both said that they would like to meet again."""
    wishing = {side.member_id for side in sides if side.again_at is not None}
    if not wishing:
        return frozenset()
    return wish_again(sides, await story.tx.pairings.past_pairs(wishing))


def _allowed(
    pairs: Iterable[Pair], there: frozenset[MemberId], apart: frozenset[Pair]
) -> frozenset[Pair]:
    return frozenset(pair for pair in pairs if there.issuperset(pair) and pair not in apart)
