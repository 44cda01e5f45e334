"""What two members have in common, and what one can offer the other. Pure text comparison, for any script."""

import re
from collections.abc import Iterable
from functools import lru_cache

from bot.domain.model import Member

_WORD = re.compile(r"\w+")
_SMALL = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "for",
        "from",
        "i",
        "in",
        "is",
        "me",
        "my",
        "of",
        "on",
        "or",
        "somebody",
        "someone",
        "the",
        "to",
        "who",
        "with",
    ]
)
SHORTEST_WORD = 3


@lru_cache(maxsize=20_000)
def significant_words(phrase: str) -> frozenset[str]:
    """The words of a phrase that say something, case folded, a plural "s" taken off."""
    words = (word.removesuffix("s") for word in _WORD.findall(phrase.casefold()))
    return frozenset(w for w in words if w not in _SMALL and len(w) >= SHORTEST_WORD)


def alike(one: str, other: str) -> bool:
    """Whether two phrases mean the same: equal, or one has all the significant words of the other."""
    if one.strip().casefold() == other.strip().casefold():
        return True
    a, b = significant_words(one), significant_words(other)
    return bool(a and b) and (a <= b or b <= a)


def shared(ours: Iterable[str], theirs: Iterable[str]) -> str | None:
    """The first phrase of ours that stands among theirs too, as we wrote it."""
    others = tuple(theirs)
    return next((phrase for phrase in ours if any(alike(phrase, o) for o in others)), None)


def offered(seeker: Member, giver: Member) -> str | None:
    """What the seeker looks for and the giver can offer, as the seeker wrote it."""
    return shared(seeker.looking_for, giver.can_offer)


def liking(one: Member, other: Member) -> int:
    """How well two fit, from 0 to 15: an offer counts 4 (both ways 8 and more), interests 2, another team 1."""
    ways = sum(offered(a, b) is not None for a, b in ((one, other), (other, one)))
    score = 4 * ways + (2 if ways == 2 else 0)  # noqa: PLR2004 - both ways
    score += 2 * (shared(one.interests, other.interests) is not None)
    return score + different_teams(one, other)


def different_teams(one: Member, other: Member) -> bool:
    """Whether both name a team, and not the same."""
    teams = {one.team.strip().casefold(), other.team.strip().casefold()}
    return "" not in teams and len(teams) > 1
