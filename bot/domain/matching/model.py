"""What a draw is made from, and what it decides."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.model import Member, MemberId, OddRule, Reason


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A member who takes part in this draw, and how often and when last they sat out or made a trio."""

    member: Member
    odd_count: int = 0
    odd_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    """What a draw must keep to: what to do with an odd one, and who must never meet (binds both ways).

    `looks_ahead`: the rounds to come count too, which takes longer.
    """

    odd: OddRule = OddRule.TRIO
    blocked: frozenset[tuple[MemberId, MemberId]] = frozenset()
    looks_ahead: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """Members brought together, by id, and why.

    `repeat`: two of them have met or been introduced before. `odd_one`: who was joined to a pair to make a trio.
    """

    members: tuple[MemberId, ...]
    reasons: tuple[Reason, ...]
    repeat: bool
    odd_one: MemberId | None = None


class SitOutReason(StrEnum):
    """Why somebody has no partner in a draw."""

    ODD = "odd"  # the number was odd, and it was their turn
    NOBODY_LEFT = "nobody_left"  # nobody is there whom they may meet


@dataclass(frozen=True, kw_only=True, slots=True)
class SitOut:
    """A member without a partner, and why."""

    member: MemberId
    why: SitOutReason


@dataclass(frozen=True, kw_only=True, slots=True)
class Draw:
    """The decision: who meets whom, who sits out and why, and the seed that makes it again."""

    matches: tuple[Match, ...]
    sit_outs: tuple[SitOut, ...]
    seed: int
