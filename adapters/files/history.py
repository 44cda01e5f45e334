"""The file of history: who was introduced to whom, when, and whether they met."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from adapters.files.printable import quoted
from adapters.files.table import Place, Row, read_table
from bot.domain.model import MemberId, PastPair

COLUMNS = ("a", "b", "date", "met")
_MET = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


@dataclass(frozen=True, kw_only=True, slots=True)
class Introduction:
    """One line of the history, with the ids of the file."""

    a: str
    b: str
    on: date
    met: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class HistoryFile:
    """The lines of a history, and remarks on what was passed over."""

    introductions: tuple[Introduction, ...]
    notes: tuple[str, ...]

    def past_pairs(self, ids: Mapping[str, MemberId]) -> tuple[PastPair, ...]:
        """The history of these members with one another; lines that name others are passed over."""
        lines: dict[tuple[MemberId, MemberId], list[Introduction]] = {}
        for line in self.introductions:
            if line.a in ids and line.b in ids:
                a, b = sorted((ids[line.a], ids[line.b]))
                lines.setdefault((a, b), []).append(line)
        return tuple(_past_pair(a, b, some) for (a, b), some in sorted(lines.items()))


NO_HISTORY = HistoryFile(introductions=(), notes=())


def read_history(path: Path) -> HistoryFile:
    """The history in a CSV file with the columns `a,b,date,met`: ids, 2026-03-31, yes or no.

    Members who have left may stand in it. Raises `InvalidInput`.
    """
    table = read_table(path, COLUMNS)
    return HistoryFile(introductions=tuple(map(_introduction, table.rows)), notes=table.notes)


def _introduction(row: Row) -> Introduction:
    a, b = row.required("a"), row.required("b")
    if a == b:
        what = f"a and b are both {quoted(a)}. It takes two members to meet."
        raise row.place.wrong(what)
    return Introduction(
        a=a, b=b, on=_day(row.required("date"), row.place), met=_met(row.required("met"), row.place)
    )


def _day(text: str, place: Place) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        what = f"{quoted(text)} is no date. Write it as 2026-03-31: year, month, day."
        raise place.wrong(what) from error


def _met(text: str, place: Place) -> bool:
    if text.casefold() not in _MET:
        what = f"{quoted(text)} stands under met. Write yes or no."
        raise place.wrong(what)
    return _MET[text.casefold()]


def _past_pair(a: MemberId, b: MemberId, lines: Sequence[Introduction]) -> PastPair:
    days = sorted(line.on for line in lines)
    met = sorted(line.on for line in lines if line.met)
    return PastPair(
        a=a,
        b=b,
        paired=len(days),
        met=len(met),
        last_paired_at=_moment(days[-1]),
        last_met_at=_moment(met[-1]) if met else None,
    )


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
