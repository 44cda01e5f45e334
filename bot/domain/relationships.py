"""What two members have had together and what comes next: the stage, whether it rests, when they are due again.

A relationship has two sides, and each is its own member's: what one of them wants is never told to the other. What
both do counts; what either one does not want does not happen.
"""

from calendar import monthrange
from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.domain.model import MemberId, Pairing, PairingId, PastPair, WorkspaceId
from bot.domain.rulings import Pair, pair_of


class Stage(StrEnum):
    """The kinds of meeting, in the order in which two members go through them."""

    GETTING_TO_KNOW = "getting_to_know"
    DETAIL = "detail"
    REFERRAL_PARTNERS = "referral_partners"


STAGES = tuple(Stage)


class Rhythm(StrEnum):
    """How often two members are asked whether they want to meet again."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"
    NEVER = "never"


MONTHS = {Rhythm.MONTHLY: 1, Rhythm.QUARTERLY: 3, Rhythm.YEARLY: 12, Rhythm.NEVER: 0}
ASKED_FROM = 2  # meetings after which the two are asked whether it is still right


@dataclass(frozen=True, kw_only=True, slots=True)
class Side:
    """One member's side of a relationship.

    `rhythm`: None, as the circle has it. `held`: the meetings after which this one wanted another of the same kind.
    `again_at`: when they said that they would like to meet again. `rested_at`: when they ended it. `asked_at`: when they
    were last asked, or put it off.
    """

    workspace_id: WorkspaceId
    member_id: MemberId
    other_id: MemberId
    rhythm: Rhythm | None = None
    held: tuple[PairingId, ...] = ()
    again_at: datetime | None = None
    rested_at: datetime | None = None
    asked_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Together:
    """How far some members are: how often introduced and met, and how many of the meetings moved them on."""

    introduced: int = 0
    met: int = 0
    counted: int = 0

    @property
    def next_stage(self) -> Stage:
        """The kind of meeting that is next."""
        return STAGES[min(self.counted, len(STAGES) - 1)]

    @property
    def reached(self) -> Stage | None:
        """What they are to each other by now: referral partners after three meetings at the least."""
        return STAGES[min(self.counted, len(STAGES)) - 1] if self.counted else None


def together(
    past: PastPair | None, sides: Iterable[Side], repeated: Iterable[PairingId] = ()
) -> Together:
    """How far two members are.

    A meeting that either of them wanted to hold back moves them nowhere, nor does one that repeated a kind they had had
    (`repeated`, from `repeats_of()`).
    """
    if past is None:
        return Together()
    still = {pairing for side in sides for pairing in side.held}.union(repeated)
    return Together(introduced=past.paired, met=past.met, counted=max(past.met - len(still), 0))


def repeats_of(pair: Pair, took_place: Iterable[Pairing]) -> frozenset[PairingId]:
    """The meetings among three or four that were, for these two, of a kind they had had."""
    return frozenset(pairing.id for pairing in took_place if pair in pairing.repeats)


def repeating(so_far: Mapping[Pair, Together]) -> tuple[Pair, ...]:
    """Those of three or four who are further than the meeting that suits them all: for them it repeats a kind."""
    kind = least(so_far.values()).next_stage
    return tuple(pair for pair, far in so_far.items() if far.next_stage is not kind)


def least(some: Collection[Together]) -> Together:
    """How far three or four are: as far as the two of them with the least."""
    return Together(
        introduced=min(one.introduced for one in some),
        met=min(one.met for one in some),
        counted=min(one.counted for one in some),
    )


def sides_of(pair: Pair, sides: Iterable[Side]) -> tuple[Side, ...]:
    """The sides of one relationship, among those of many."""
    return tuple(side for side in sides if pair_of(side.member_id, side.other_id) == pair)


def at_rest(sides: Iterable[Side]) -> frozenset[Pair]:
    """Those of whom one has ended it (a before b)."""
    return frozenset(
        pair_of(side.member_id, side.other_id) for side in sides if side.rested_at is not None
    )


def wish_again(sides: Iterable[Side], past: Iterable[PastPair]) -> frozenset[Pair]:
    """Those who both said, since they were last introduced, that they would like to meet again (a before b).

    While it rests for one of them, what that one wished does not count.
    """
    introduced = {(pair.a, pair.b): pair.last_paired_at for pair in past}
    wished: dict[Pair, int] = {}
    for side in sides:
        pair = pair_of(side.member_id, side.other_id)
        if side.rested_at is not None:
            continue
        last = introduced.get(pair)
        if side.again_at is not None and (last is None or side.again_at > last):
            wished[pair] = wished.get(pair, 0) + 1
    return frozenset(pair for pair, how_many in wished.items() if how_many > 1)


def counting(sides: Iterable[Side], took_place: Container[PairingId]) -> tuple[Side, ...]:
    """The sides without those held meetings that did not take place after all."""
    return tuple(
        replace(side, held=tuple(one for one in side.held if one in took_place)) for side in sides
    )


def months_of(side: Side | None, usual: int) -> int:
    """After how many months a member is asked about another again; 0 is never. `usual`: what the circle has chosen."""
    return usual if side is None or side.rhythm is None else MONTHS[side.rhythm]


def next_asking(side: Side, last_met_at: datetime, usual: int) -> datetime | None:
    """When a member is asked about another again: so long after the two met, or after the last asking; None is never.

    It follows from the member's own side alone, so that it gives nothing of the other's away.
    """
    if side.rested_at is not None:
        return None
    since = max(last_met_at, side.asked_at or last_met_at)
    return due_again(since, months_of(side, usual))


def due_again(last_met_at: datetime, months: int) -> datetime | None:
    """When two are due again: the same day of the month, or its last one where there is no such day."""
    if not months:
        return None
    years, month = divmod(last_met_at.month - 1 + months, 12)
    year, month = last_met_at.year + years, month + 1
    day = min(last_met_at.day, monthrange(year, month)[1])
    return last_met_at.replace(year=year, month=month, day=day)
