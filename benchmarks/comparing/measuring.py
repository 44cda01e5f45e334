"""What comes of an algorithm over many weeks, in figures."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from math import comb
from random import Random
from time import process_time

from comparing.entries import Entry
from comparing.past import Past, Round, Week, pairs_of


@dataclass(kw_only=True, slots=True)
class Run:
    """The figures of one run.

    `least`: the repeats that so many pairings cannot do without, and `early`: those that came before; both of a group
    that is always the same. `spare`: those left out beyond the one whom an odd number leaves over. `gaps`: for each repeat, after how many weeks.
    `by_week`: repeats so far, week by week.
    """

    pairings: int = 0
    least: int = 0
    early: int = 0
    gaps: list[int] = field(default_factory=list)
    first: int | None = None
    member_weeks: int = 0
    left: int = 0
    spare: int = 0
    spread: int = 0
    longest: int = 0
    seconds: float = 0.0
    rounds: int = 0
    by_week: list[int] = field(default_factory=list)


def run(entry: Entry, weeks: list[Week], seed: int, limit: float) -> Run | None:
    """A whole run; None when it takes more than so many seconds of a processor."""
    told, true, chance, figures = Past(), Past(), Random(f"{entry.name}/{seed}"), Run()
    for week in weeks:
        began = process_time()
        told.welcome(week.roster)
        drawn = entry.draw(week, told, chance)
        figures.seconds += process_time() - began
        if figures.seconds > limit:
            return None
        check(entry, week, drawn)
        _count(figures, week, drawn, true)
        told.record(drawn)
        true.record(Round(groups=drawn.groups, left=drawn.left, odd=drawn.odd))
    figures.spread, figures.longest = _turns(weeks, true)
    if len({week.present for week in weeks}) == 1:
        size = len(weeks[0].present)
        figures.least = max(0, figures.pairings - comb(size, 2))
        figures.early = _early(figures, comb(size, 2))
    return figures


def _early(figures: Run, pairs: int) -> int:
    """Repeats in the weeks that could all have gone by without one: until so many pairs were used up."""
    each = figures.pairings // figures.rounds
    return figures.by_week[min(pairs // max(1, each), figures.rounds) - 1]


def check(entry: Entry, week: Week, drawn: Round) -> None:
    """ValueError unless everybody stands in a group or is left out, and nobody in two unless the algorithm says so."""
    places = Counter(member for group in drawn.groups for member in group) + Counter(drawn.left)
    wrong = []
    if places.keys() != set(week.present):
        wrong.append(f"unknown or forgotten: {sorted(places.keys() ^ set(week.present))}")
    twice = {member for member, count in places.items() if count > 1}
    if twice - (set(drawn.odd) - set(drawn.left) if entry.doubles else set()):
        wrong.append(f"more than once: {sorted(twice)}")
    if any(len(set(group)) != len(group) or len(group) not in (2, 3) for group in drawn.groups):
        wrong.append("neither a pair nor a trio")
    if wrong:
        message = f"{entry.name}, week {week.number + 1}: {'; '.join(wrong)}"
        raise ValueError(message)


def _count(figures: Run, week: Week, drawn: Round, past: Past) -> None:
    pairs = pairs_of(drawn.groups)
    gaps = [ago for pair in pairs if (ago := past.ago(*pair)) is not None]
    if gaps and figures.first is None:
        figures.first = week.number + 1
    figures.gaps += gaps
    figures.pairings += len(pairs)
    figures.member_weeks += len(week.present)
    figures.left += len(drawn.left)
    figures.spare += max(0, len(drawn.left) - len(week.present) % 2)
    figures.rounds += 1
    figures.by_week.append(len(figures.gaps))


def _turns(weeks: list[Week], past: Past) -> tuple[int, int]:
    """The odd one's turns: the most less the fewest among those who stayed, and the most in a row for anybody."""
    stayed = set(weeks[0].roster) & set(weeks[-1].roster)
    counts = [len(past.odd.get(member, ())) for member in stayed]
    longest = max((_in_a_row(member, odd, weeks) for member, odd in past.odd.items()), default=0)
    return (max(counts) - min(counts) if counts else 0), longest


def _in_a_row(member: int, odd: list[int], weeks: list[Week]) -> int:
    """Weeks without this member do not end a row."""
    taken = [week.number for week in weeks if member in week.present]
    places = sorted({taken.index(week) for week in odd})
    longest = row = 1
    for before, after in pairwise(places):
        row = row + 1 if after == before + 1 else 1
        longest = max(longest, row)
    return longest
