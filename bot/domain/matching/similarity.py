"""What two members have in common, and what one can offer the other. Pure text comparison, for any script.

English words are compared by their stems (Snowball's English stemmer, M. F. Porter,
https://snowballstem.org/algorithms/english/stemmer.html), so that whoever looks for a coach finds whoever
offers coaching. Words in other scripts are left as they are.
"""

import unicodedata
from functools import lru_cache

from snowballstemmer import stemmer

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
    """The stems of the words of a phrase that say something, folded."""
    spaced = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in folded(phrase))
    return frozenset(_stem(w) for w in spaced.split() if w not in _SMALL and _long_enough(w))


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    """What a word has in common with its other forms; a stemmer of its own each time, for they are not thread-safe."""
    stem: str = stemmer("english").stemWord(word)
    return stem


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
