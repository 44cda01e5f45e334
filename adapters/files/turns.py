"""Whose turn it was to be the odd one, as far as a history tells.

A file of pairs does not say who sat out. A day tells it nevertheless when it was a whole round: its pairs
stand apart from one another, except for at most one trio, at least half of today's members are among them, and of those
whom the file had named by then all but at most one. Then the one who is missing sat out, or the three of the trio had
their turn. Other days tell nothing: somebody who is missing may have been ill. Who is first named after such a day came
later, and counts from then on: their turn comes after those who were there.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain

from adapters.files.history import Introduction

TRIO = 3


@dataclass(frozen=True, slots=True)
class Turns:
    """How often somebody had their turn. `last`: on which day, or since when they are there; None: all the time."""

    last: date | None = None
    times: int = 0


def turns(introductions: Iterable[Introduction], members: Iterable[str]) -> Mapping[str, Turns]:
    """The turns of each member (ids of the file)."""
    everybody = frozenset(members)
    days: dict[date, set[frozenset[str]]] = {}
    for line in introductions:
        days.setdefault(line.on, set()).add(frozenset((line.a, line.b)))
    found: dict[str, Turns] = {}
    begun = False
    for day in sorted(days):
        present = everybody.intersection(chain.from_iterable(days[day]))
        found |= dict.fromkeys(present - found.keys(), Turns(day if begun else None))
        if 2 * len(present) >= len(everybody):
            odd_ones = _odd_ones(days[day], frozenset(found))
            found |= {one: Turns(day, found.get(one, Turns()).times + 1) for one in odd_ones}
            begun = True
    return dict.fromkeys(everybody, Turns()) | found


def _odd_ones(pairs: set[frozenset[str]], everybody: frozenset[str]) -> frozenset[str]:
    met = Counter(member for pair in pairs for member in pair)
    missing = everybody - met.keys()
    several = frozenset(member for member, partners in met.items() if partners > 1)
    inside = sum(pair <= several for pair in pairs)
    a_trio = len(several) == inside == TRIO and all(met[member] == TRIO - 1 for member in several)
    if len(missing) == 1 and not several:
        return missing
    if not missing and a_trio:
        return several
    return frozenset()
