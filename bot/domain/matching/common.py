"""Which members have something in common, asked of many pairs at once.

What two phrases mean alike is `similarity.alike`: equal, or one has all the significant words of the other. Here
the distinct phrases of a whole group are compared once, and each member keeps numbers in the place of phrases:
what a member seeks is one number a phrase, and what a member gives are the numbers of all sought phrases that are
alike. So whether one gives what the other seeks is whether two sets of numbers meet.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bot.domain.matching.similarity import folded, significant_words

Places = NDArray[np.int64]  # members by their place in id order
Truths = NDArray[np.bool_]
Meaning = frozenset[str] | str  # the significant words of a phrase, or all of it where it has none

BITS = 64  # a first look compares so many bits at once


@dataclass(frozen=True, slots=True)
class Listing:
    """Numbers of each member, one row after another: row m is `numbers[starts[m]:starts[m + 1]]`."""

    starts: Places
    numbers: Places

    @classmethod
    def of(cls, rows: Sequence[Iterable[int]]) -> "Listing":
        """The rows, each sorted and without doubles."""
        sets = [sorted(set(row)) for row in rows]
        starts = np.zeros(len(sets) + 1, np.int64)
        np.cumsum([len(row) for row in sets], out=starts[1:])
        return cls(starts, np.array([number for row in sets for number in row], np.int64))

    @property
    def lengths(self) -> Places:
        """How many numbers each member has."""
        return np.diff(self.starts)

    @property
    def owners(self) -> Places:
        """Whose each number is."""
        return np.repeat(np.arange(len(self.lengths)), self.lengths)

    def bits(self) -> NDArray[np.uint64]:
        """Each member's numbers as bits, several numbers sharing one."""
        found = np.zeros(len(self.lengths), np.uint64)
        bits = np.uint64(1) << (self.numbers % BITS).astype(np.uint64)
        np.bitwise_or.at(found, self.owners, bits)
        return found


@dataclass(frozen=True)
class InCommon:
    """What members seek and what they give, by numbers from 0 to `kinds` - 1."""

    sought: Listing
    given: Listing
    kinds: int

    def found(self, seekers: Places, givers: Places) -> Truths:
        """For each pair whether the giver gives something that the seeker seeks."""
        seek, give = self._bits
        maybe: Truths = (seek[seekers] & give[givers]) != 0
        if self.kinds > BITS:
            some = np.flatnonzero(maybe)
            maybe[some] = self._surely(seekers[some], givers[some])
        return maybe

    @cached_property
    def _bits(self) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
        return self.sought.bits(), self.given.bits()

    @cached_property
    def _given_keys(self) -> Places:
        return (
            self.given.owners * self.kinds + self.given.numbers
        )  # sorted, as rows and numbers are

    def _surely(self, seekers: Places, givers: Places) -> Truths:
        lengths = self.sought.lengths[seekers]
        pair = np.repeat(np.arange(len(seekers)), lengths)
        within = np.arange(len(pair)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        numbers = self.sought.numbers[self.sought.starts[seekers][pair] + within]
        keys = givers[pair] * self.kinds + numbers
        at = np.searchsorted(self._given_keys, keys)
        at[at == len(self._given_keys)] = 0
        hits = pair[self._given_keys[at] == keys] if len(self._given_keys) else pair[:0]
        found = np.zeros(len(seekers), np.bool_)
        found[hits] = True
        return found


def in_common(sought: Sequence[Sequence[str]], given: Sequence[Sequence[str]]) -> InCommon:
    """What members seek and give, from their own words, row by row."""
    sought_meanings = _meanings(sought)
    number = {meaning: n for n, meaning in enumerate(dict.fromkeys(sought_meanings.values()))}
    given_meanings = _meanings(given)
    alike = _alike(number, set(given_meanings.values()))
    return InCommon(
        Listing.of(
            [[number[sought_meanings[p]] for p in row if p in sought_meanings] for row in sought]
        ),
        Listing.of(
            [
                [n for p in row if p in given_meanings for n in alike[given_meanings[p]]]
                for row in given
            ]
        ),
        kinds=max(len(number), 1),
    )


def _meanings(rows: Sequence[Sequence[str]]) -> Mapping[str, Meaning]:
    """What each distinct phrase means; phrases that say nothing are left away."""
    meant = {phrase: significant_words(phrase) or folded(phrase) for row in rows for phrase in row}
    return {phrase: meaning for phrase, meaning in meant.items() if meaning}


def _alike(sought: Mapping[Meaning, int], given: Iterable[Meaning]) -> Mapping[Meaning, list[int]]:
    """For each meaning that is given, the numbers of those sought that are alike."""
    givens = set(given)
    found: dict[Meaning, list[int]] = {
        meaning: [sought[meaning]] if meaning in sought else [] for meaning in givens
    }
    seek, give = _word_sets(sought), _word_sets(givens)
    for smaller, larger in _contained(give, seek):
        found[smaller].append(sought[larger])
    for smaller, larger in _contained(seek, give):
        found[larger].append(sought[smaller])
    return found


def _word_sets(meanings: Iterable[Meaning]) -> list[frozenset[str]]:
    return [meaning for meaning in meanings if isinstance(meaning, frozenset)]


def _contained(
    smaller: Sequence[frozenset[str]], larger: Sequence[frozenset[str]]
) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """Every pair in which the one stands whole within the other and is not equal to it.

    Each smaller set is filed under its rarest word, so that few are looked at for each larger one.
    """
    frequent = Counter(word for words in smaller for word in words)
    filed: dict[str, list[frozenset[str]]] = defaultdict(list)
    for words in smaller:
        filed[min(words, key=lambda word: (frequent[word], word))].append(words)
    for words in larger:
        for word in words:
            for inside in filed.get(word, ()):
                if inside < words:
                    yield inside, words
