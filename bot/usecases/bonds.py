"""What is known of two members: their meetings, what each of them wants of it, and when the one who looks is asked again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.model import (
    OPEN_STATUSES,
    CircleId,
    Meeting,
    MeetingStatus,
    Member,
    MemberId,
    Pairing,
    PastPair,
)
from bot.domain.network import USUAL_MONTHS, held_at
from bot.domain.relationships import (
    Side,
    Together,
    counting,
    months_of,
    next_asking,
    repeats_of,
    together,
    wish_again,
)
from bot.domain.rulings import pair_of
from bot.usecases.story import Story

Met = tuple[Pairing, Meeting]
Sides = Mapping[tuple[MemberId, MemberId], Side]


@dataclass(frozen=True, kw_only=True, slots=True)
class Bond:
    """All that is known of two members, seen from one of them.

    `took_place`: their meetings, the newest first. `open`: an introduction of which nothing is settled. `months`: after
    how many the circle asks. `blocks`: who has blocked whom.
    """

    mine: Side
    theirs: Side
    past: PastPair | None
    took_place: tuple[Pairing, ...]
    open: Pairing | None
    months: int
    blocks: frozenset[tuple[MemberId, MemberId]]

    @property
    def turned(self) -> "Bond":
        """The same, seen from the other one."""
        return replace(self, mine=self.theirs, theirs=self.mine)

    @property
    def latest(self) -> Pairing | None:
        """The meeting that took place last."""
        return self.took_place[0] if self.took_place else None

    @property
    def to_hold_back(self) -> Pairing | None:
        """The meeting that one of them can hold back now: the one before them, or else the last."""
        return self.open or self.latest

    @property
    def so_far(self) -> Together:
        """How far they are."""
        return self._far(self.mine, self.theirs)

    @property
    def so_far_as_i_know(self) -> Together:
        """How far they are, for all that this one may know: by their own side only."""
        return self._far(self.mine)

    def _far(self, *sides: Side) -> Together:
        pair = pair_of(self.mine.member_id, self.mine.other_id)
        took_place = {pairing.id for pairing in self.took_place}
        repeated = repeats_of(pair, self.took_place)
        return together(self.past, counting(sides, took_place), repeated)

    @property
    def last_met_at(self) -> datetime:
        """When they met last; ValueError for two who have not."""
        if self.past is None or self.past.last_met_at is None:
            message = "these two have not met"
            raise ValueError(message)
        return self.past.last_met_at

    @property
    def blocked(self) -> bool:
        """Whether this one has blocked the other."""
        return (self.mine.member_id, self.mine.other_id) in self.blocks

    @property
    def my_months(self) -> int:
        """After how many months this one is asked again; 0 is never."""
        return months_of(self.mine, self.months)

    @property
    def asks_at(self) -> datetime | None:
        """From when on this one is to be asked whether to meet again. What the other wants does not move it."""
        if not self.took_place or self.blocked:
            return None
        return next_asking(self.mine, self.last_met_at, self.months)

    @property
    def wishes(self) -> bool:
        """Whether this one said, since they were last introduced, that they would like to meet again."""
        at, past = self.mine.again_at, self.past
        return at is not None and (past is None or at > past.last_paired_at)

    @property
    def both_wish(self) -> bool:
        """Whether both said, since they were last introduced, that they would like to meet again."""
        return bool(wish_again([self.mine, self.theirs], [self.past] if self.past else []))


async def bond_of(story: Story, me: Member, other: Member) -> Bond:
    """What is known of two members, seen from one of them."""
    return (await bonds_of(story, me, [other]))[other.id]


async def bonds_of(story: Story, me: Member, others: Sequence[Member]) -> dict[MemberId, Bond]:
    """The same of one member and several others, in a number of queries that does not grow with them."""
    ids = [me.id, *(other.id for other in others)]
    mine = await story.tx.pairings.of_member(me.id)
    kept = {(side.member_id, side.other_id): side for side in await story.tx.sides.among(ids)}
    blocks = await story.tx.people.blocks_among(ids)
    met = {other.id: [one for one in mine if other.id in one[0].members] for other in others}
    circles = {some[0][0].circle_id for some in map(_held, met.values()) if some}
    months = {one: (await story.tx.circles.get(one)).again_months for one in circles}
    return {other.id: _bond(me, other, met[other.id], kept, months, blocks) for other in others}


def _bond(
    me: Member,
    other: Member,
    met: Sequence[Met],
    kept: Sides,
    months: Mapping[CircleId, int],
    blocks: frozenset[tuple[MemberId, MemberId]],
) -> Bond:
    held = _held(met)
    return Bond(
        mine=kept.get((me.id, other.id)) or _new_side(me, other),
        theirs=kept.get((other.id, me.id)) or _new_side(other, me),
        past=_past(me, other, met, held),
        took_place=tuple(pairing for pairing, _ in held),
        open=next((p for p, meeting in met if meeting.status in OPEN_STATUSES), None),
        months=months[held[0][0].circle_id] if held else USUAL_MONTHS,
        blocks=blocks,
    )


def _held(met: Sequence[Met]) -> list[Met]:
    return [one for one in met if one[1].status is MeetingStatus.MET]


def _new_side(me: Member, other: Member) -> Side:
    return Side(workspace_id=me.workspace_id, member_id=me.id, other_id=other.id)


def _past(me: Member, other: Member, met: Sequence[Met], held: Sequence[Met]) -> PastPair | None:
    if not met:
        return None
    a, b = pair_of(me.id, other.id)
    moments = [at for _, meeting in held if (at := held_at(meeting)) is not None]
    return PastPair(
        a=a,
        b=b,
        paired=len(met),
        met=len(held),
        last_paired_at=max(pairing.opened_at for pairing, _ in met),
        last_met_at=max(moments, default=None),
    )
