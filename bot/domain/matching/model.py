"""What a draw is made from, and what it decides."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntFlag, StrEnum

from bot.domain.model import PAIR, USUAL, Member, MemberId, OddRule, Policy, Reason


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A member who takes part in this draw, and how often and when last they sat out or made a trio.

    Who comes into a circle that has had rounds counts from then on, as if their turn were just over (`odd_at`).

    `hours`: the hours of a day in UTC that fall into their working day, as bits (bit 0 is midnight to 1:00); 0 where
    nothing is known. `newcomer`: they came to the circle not long ago.
    """

    member: Member
    odd_count: int = 0
    odd_at: datetime | None = None
    hours: int = 0
    newcomer: bool = False


class Wish(IntFlag):
    """What two members, or one of them, have asked for."""

    AGAIN = 1  # both said yes to a follow-up
    ASKED = 2  # one asked for the other


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    """What a draw must keep to, and what it should.

    `size`: how many meet at once, 2 to 4; of pairs, `odd` says what to do with an odd one. `blocked`: who must never
    meet; `together`: whom an organiser wants to meet in this round (where they may). Both bind both ways round.
    `wishes`: what two have asked for. `looks_ahead`: the rounds to come count too, which takes longer.
    `hasty`: the method of thousands is good enough for fewer, because another has taken too long.
    """

    size: int = PAIR
    odd: OddRule = OddRule.TRIO
    blocked: frozenset[tuple[MemberId, MemberId]] = frozenset()
    together: frozenset[tuple[MemberId, MemberId]] = frozenset()
    wishes: Mapping[tuple[MemberId, MemberId], Wish] = field(default_factory=dict)
    policy: Policy = USUAL
    looks_ahead: bool = True
    hasty: bool = False

    def wish_between(self, one: MemberId, other: MemberId) -> Wish:
        """What two have asked for, whichever of them is named first."""
        return self.wishes.get((one, other), Wish(0)) | self.wishes.get((other, one), Wish(0))


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """Members brought together, by id, and why.

    `repeat`: two of them were introduced before, and have not both wished for it. `odd_one`: who was joined to a pair to make a trio.
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
class Certificate:
    """How good a draw is: its score, and a bound that no draw of such groups exceeds which leaves out and repeats as little.

    Scores count what members wish for and what the circle likes, in which all of the latter in a round weighs less
    than one point of a wish. Of a round that repeats nothing the bound says that no other, without a repeat, is better.
    """

    score: int
    upper_bound: int

    @property
    def share(self) -> float:
        """How much of the bound is reached, from 0 to 1."""
        return self.score / self.upper_bound if self.upper_bound else 1.0


NOTHING_TO_GAIN = Certificate(score=0, upper_bound=0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Draw:
    """The decision: who meets whom, who sits out and why, how good it is, and the seed that makes it again."""

    matches: tuple[Match, ...]
    sit_outs: tuple[SitOut, ...]
    seed: int
    certificate: Certificate = NOTHING_TO_GAIN
