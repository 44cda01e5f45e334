"""How well two members suit each other, asked of many pairs at once: what they wish for, and what the circle likes.

Wishes, a pair's sum of (14 at most):

- 6 where both said yes to meeting again;
- 5 where each can offer what the other looks for, 2 where only one can;
- 3 where one asked for the other.

What the circle likes is counted by its policy: each weight (0 to 9) is added where it holds for the pair.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.domain.matching.common import InCommon, Places, Truths, in_common
from bot.domain.matching.model import Candidate, Wish
from bot.domain.matching.similarity import folded
from bot.domain.model import HEAVIEST, WEIGHTS, MemberId, Policy

AGAIN, BOTH_WAYS, ONE_WAY, ASKED = 6, 5, 2, 3
MOST_WISHES = AGAIN + BOTH_WAYS + ASKED
MOST_FIT = HEAVIEST * len(WEIGHTS)
ENOUGH_HOURS = 2  # of the working day in common, to find one without trouble

Points = NDArray[np.int64]


@dataclass(frozen=True)
class Suiting:
    """What is known of the members of a draw, by their place in id order.

    `asked`: wishes, by the key `a * size + b` of two places (a < b), sorted; -1 for a team that is not named.
    """

    size: int
    policy: Policy
    offers: InCommon
    interests: InCommon
    languages: InCommon
    formats: InCommon
    teams: Places
    newcomers: Truths
    hours: NDArray[np.uint32]
    asked: Places
    asked_points: Points

    def wishes(self, a: Places, b: Places) -> Points:
        """What the two wish for (0 to 14); each place in `a` is the smaller one of its pair."""
        ways = self.offers.found(a, b).astype(np.int64) + self.offers.found(b, a)
        return np.array([0, ONE_WAY, BOTH_WAYS])[ways] + self._asked(a, b)

    def fits(self, a: Places, b: Places) -> Points:
        """What the circle likes about the two (0 to 54)."""
        holds: Mapping[str, Callable[[Places, Places], Truths]] = {
            "team": self._team,
            "tenure": lambda a, b: self.newcomers[a] != self.newcomers[b],
            "hours": lambda a, b: self.hours_in_common(a, b) >= ENOUGH_HOURS,
            "formats": self.formats.found,
            "languages": self.languages.found,
            "interests": self.interests.found,
        }
        total = np.zeros(len(a), np.int64)
        for name in WEIGHTS:
            if weight := getattr(self.policy, name):
                total += weight * holds[name](a, b)
        return total

    def fits_at_most(self) -> Points:
        """For each member what the circle could like about them and the best partner there may be."""
        total = np.zeros(self.size, np.int64)
        holds = {
            "team": self.teams >= 0,
            "tenure": np.full(self.size, bool(self.newcomers.any() and not self.newcomers.all())),
            "hours": self.hours != 0,
            "formats": self.formats.sought.lengths > 0,
            "languages": self.languages.sought.lengths > 0,
            "interests": self.interests.sought.lengths > 0,
        }
        for name in WEIGHTS:
            total += getattr(self.policy, name) * holds[name]
        return total

    def ruled_out(self, a: Places, b: Places) -> Truths:
        """Whether the two lack what the circle demands; who named nothing lacks nothing."""
        out = np.zeros(len(a), np.bool_)
        if self.policy.demands_hours:
            known = (self.hours[a] != 0) & (self.hours[b] != 0)
            out |= known & (self.hours_in_common(a, b) == 0)
        if self.policy.demands_format:
            named = self.formats.sought.lengths > 0
            out |= named[a] & named[b] & ~self.formats.found(a, b)
        return out

    def hours_in_common(self, a: Places, b: Places) -> NDArray[np.uint8]:
        """How many hours of their working days they share."""
        shared: NDArray[np.uint8] = np.bitwise_count(self.hours[a] & self.hours[b])
        return shared

    def _team(self, a: Places, b: Places) -> Truths:
        one, other = self.teams[a], self.teams[b]
        alike = one == other
        named: Truths = (one >= 0) & (other >= 0)
        named &= alike if self.policy.within_teams else ~alike
        return named

    def _asked(self, a: Places, b: Places) -> Points:
        if not len(self.asked):
            return np.zeros(len(a), np.int64)
        keys = a * self.size + b
        at = np.minimum(np.searchsorted(self.asked, keys), len(self.asked) - 1)
        return np.where(self.asked[at] == keys, self.asked_points[at], 0)


def suiting(
    candidates: Sequence[Candidate],
    wishes: Mapping[tuple[MemberId, MemberId], Wish],
    policy: Policy,
) -> Suiting:
    """What is known of these candidates (in id order). Wishes that name others are passed over."""
    members = [candidate.member for candidate in candidates]
    places = {member.id: place for place, member in enumerate(members)}
    asked = _asked(wishes, places)
    interests = [member.interests for member in members]
    languages = [member.languages for member in members]
    formats = [member.formats for member in members]
    return Suiting(
        size=len(members),
        policy=policy,
        offers=in_common([m.looking_for for m in members], [m.can_offer for m in members]),
        interests=in_common(interests, interests),
        languages=in_common(languages, languages),
        formats=in_common(formats, formats),
        teams=_numbered([folded(member.team) for member in members]),
        newcomers=np.array([c.newcomer for c in candidates], np.bool_),
        hours=np.array([c.hours for c in candidates], np.uint32),
        asked=np.array(list(asked), np.int64),
        asked_points=np.array(list(asked.values()), np.int64),
    )


def _asked(
    wishes: Mapping[tuple[MemberId, MemberId], Wish], places: Mapping[MemberId, int]
) -> Mapping[int, int]:
    found: dict[int, Wish] = {}
    for (one, other), wish in wishes.items():
        if one in places and other in places and one != other:
            a, b = sorted((places[one], places[other]))
            found[a * len(places) + b] = found.get(a * len(places) + b, Wish(0)) | wish
    return {
        key: AGAIN * (Wish.AGAIN in found[key]) + ASKED * (Wish.ASKED in found[key])
        for key in sorted(found)
    }


def _numbered(names: Sequence[str]) -> Places:
    """A number for each distinct name; -1 for none."""
    numbers = {name: n for n, name in enumerate(dict.fromkeys(filter(None, names)))}
    return np.array([numbers.get(name, -1) for name in names], np.int64)
