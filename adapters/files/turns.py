"""Whose turn it was to be the odd one, as far as a history tells.

A file of pairs does not say who sat out. A day tells it nevertheless when it was a whole round: its pairs
stand apart from one another, except for at most one trio, and all members of today but at most one are
among them. Then the one who is missing sat out, or the three of the trio had their turn. Other days tell
nothing: somebody who is missing may have been ill, or not yet a member.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from adapters.files.history import Introduction

TRIO = 3


def turns(
    introductions: Iterable[Introduction], members: Iterable[str]
) -> Mapping[str, list[date]]:
    """For each member (ids of the file) the days on which they were the odd one, the oldest first."""
    everybody = frozenset(members)
    days: dict[date, set[frozenset[str]]] = {}
    for line in introductions:
        days.setdefault(line.on, set()).add(frozenset((line.a, line.b)))
    found: dict[str, list[date]] = {member: [] for member in everybody}
    for day in sorted(days):
        for member in _odd_ones(days[day], everybody) & everybody:
            found[member].append(day)
    return found


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
