"""What two members have in common, and what one can offer the other. Pure text comparison, for any script."""

import unicodedata
from functools import lru_cache

from bot.domain.model import Member

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
SHORTEST_WORD = 3  # in Latin letters; other scripts say much with two


@lru_cache(maxsize=20_000)
def folded(phrase: str) -> str:
    """A phrase as it is compared: case, accents, vowel points, widths and outer or doubled blanks make no difference."""
    letters = unicodedata.normalize("NFKD", phrase)
    kept = (c for c in letters if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    return " ".join("".join(kept).casefold().split())


@lru_cache(maxsize=20_000)
def significant_words(phrase: str) -> frozenset[str]:
    """The words of a phrase that say something, folded, a plural "s" taken off."""
    spaced = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in folded(phrase))
    words = (word.removesuffix("s") for word in spaced.split())
    return frozenset(w for w in words if w not in _SMALL and _long_enough(w))


def _long_enough(word: str) -> bool:
    return len(word) >= (SHORTEST_WORD if word.isascii() else 2)


@lru_cache(maxsize=100_000)
def alike(one: str, other: str) -> bool:
    """Whether two phrases mean the same: equal, or one has all the significant words of the other."""
    if folded(one) == folded(other):
        return bool(folded(one))
    a, b = significant_words(one), significant_words(other)
    return bool(a and b) and (a <= b or b <= a)


def shared(ours: tuple[str, ...], theirs: tuple[str, ...]) -> str | None:
    """The first phrase of ours that stands among theirs too, as we wrote it."""
    if _vocabulary(ours).isdisjoint(
        _vocabulary(theirs)
    ):  # most pairs end here, which makes large groups quick
        return None
    return next((phrase for phrase in ours if any(alike(phrase, o) for o in theirs)), None)


@lru_cache(maxsize=20_000)
def _vocabulary(phrases: tuple[str, ...]) -> frozenset[str]:
    """Whatever two lists of phrases must share to have anything alike."""
    return frozenset(map(folded, phrases)).union(*map(significant_words, phrases))


def offered(seeker: Member, giver: Member) -> str | None:
    """What the seeker looks for and the giver can offer, as the seeker wrote it."""
    return shared(seeker.looking_for, giver.can_offer)


def different_teams(one: Member, other: Member) -> bool:
    """Whether both name a team, and not the same."""
    teams = {folded(one.team), folded(other.team)}
    return "" not in teams and len(teams) > 1
