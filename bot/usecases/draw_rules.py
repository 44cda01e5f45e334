"""What a draw of a circle must keep to: blocks, what organisers ruled, whom somebody asked for."""

from collections.abc import Iterable

from bot.domain.matching import Draw, Rules, Wish
from bot.domain.model import Circle, MemberId, RulingKind
from bot.domain.relationships import at_rest, wish_again
from bot.domain.rulings import Pair, kept, pair_of, pairs_ruled
from bot.usecases.story import Story


async def rules_of(story: Story, circle: Circle, ids: Iterable[MemberId]) -> Rules:
    """The rules of a round among these members. Who must not meet does not meet, whatever else was ruled or wished."""
    there = frozenset(ids)
    apart = await must_not_meet(story, circle, there)
    rulings = await story.tx.circles.rulings(circle.id)
    together = pairs_ruled(rulings, RulingKind.TOGETHER)
    asked = _allowed(await _asked(story, circle), there, apart)
    again = _allowed(await _again(story, there), there, apart)
    return Rules(
        size=circle.size,
        odd=circle.odd_rule,
        blocked=apart,
        together=_allowed(together, there, apart),
        wishes=dict.fromkeys(asked, Wish.ASKED) | dict.fromkeys(again, Wish.AGAIN),
        policy=circle.policy,
    )


async def must_not_meet(story: Story, circle: Circle, ids: Iterable[MemberId]) -> frozenset[Pair]:
    """Who of these members must not meet in the circle (a before b), for a block or by an organiser's word."""
    there = frozenset(ids)
    blocks = await story.tx.people.blocks_among(there)
    ruled = await kept_apart(story, circle, there)
    return frozenset(pair_of(*pair) for pair in blocks) | ruled


async def kept_apart(story: Story, circle: Circle, ids: Iterable[MemberId]) -> frozenset[Pair]:
    """Who of these members must not meet in the circle: by an organiser's word, or because one of them ended it."""
    there = frozenset(ids)
    rulings = await story.tx.circles.rulings(circle.id)
    ruled = frozenset(p for p in pairs_ruled(rulings, RulingKind.APART) if there.issuperset(p))
    return ruled | at_rest(await story.tx.sides.among(there))


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


async def _again(story: Story, ids: frozenset[MemberId]) -> frozenset[Pair]:
    """Those who both said that they would like to meet again."""
    sides = [side for side in await story.tx.sides.among(ids) if side.again_at is not None]
    wishing = {side.member_id for side in sides}
    return wish_again(sides, await story.tx.pairings.past_pairs(wishing)) if sides else frozenset()


def _allowed(
    pairs: Iterable[Pair], there: frozenset[MemberId], apart: frozenset[Pair]
) -> frozenset[Pair]:
    return frozenset(pair for pair in pairs if there.issuperset(pair) and pair not in apart)
