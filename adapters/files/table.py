"""A CSV file as lines of named cells, and a clear sentence about whatever is wrong with it."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from adapters.files.printable import printable, quoted
from bot.errors import InvalidInput

SEPARATOR = ";"  # between the things in one cell


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A line of a file, for whoever must mend it."""

    path: Path
    line: int

    def wrong(self, what: str) -> InvalidInput:
        """The error that names this line."""
        return InvalidInput(f"{shown(self.path)}, line {self.line}: {what}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One line's cells by column, without outer blanks; a missing cell is empty."""

    place: Place
    cells: dict[str, str]

    def cell(self, column: str) -> str:
        """What stands in a column; empty where the file has no such column."""
        return self.cells.get(column, "")

    def required(self, column: str) -> str:
        """What stands in a column that must not be empty."""
        if not self.cell(column):
            message = f"there is no {column}. Each line needs one."
            raise self.place.wrong(message)
        return self.cell(column)

    def things(self, column: str) -> tuple[str, ...]:
        """The things in a cell, which are separated by semicolons."""
        parts = (part.strip() for part in self.cell(column).split(SEPARATOR))
        return tuple(part for part in parts if part)


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """The lines of a file, and remarks on what was passed over."""

    rows: tuple[Row, ...]
    notes: tuple[str, ...]


def read_table(path: Path, required: Sequence[str], optional: Sequence[str] = ()) -> Table:
    """The table in a CSV file (UTF-8, commas, the first line names the columns).

    Other columns are passed over, with a note. Raises `InvalidInput`, with the line where there is one.
    """
    lines = _lines(path, _text(path))
    first = next(lines, None)
    if first is None:
        message = (
            f"{shown(path)} is empty. Its first line must name the columns: {','.join(required)}"
        )
        raise InvalidInput(message)
    columns = _columns(*first, required)
    known = {*required, *optional}
    return Table(
        rows=tuple(_row(place, columns, cells) for place, cells in lines),
        notes=tuple(
            f"{shown(path)}: the column {quoted(column)} is not used."
            for column in columns
            if column and column not in known
        ),
    )


def shown(path: Path) -> str:
    """A file's name as it was given, safe to print."""
    return printable(str(path))


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except FileNotFoundError as error:
        message = f"There is no file {shown(path)}. Check its name and folder."
        raise InvalidInput(message) from error
    except IsADirectoryError as error:
        message = f"{shown(path)} is a folder. Name the CSV file in it."
        raise InvalidInput(message) from error
    except OSError as error:
        message = f"{shown(path)} cannot be read: {error.strerror}."
        raise InvalidInput(message) from error
    if (nul := raw.find(b"\0")) >= 0 and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        what = "there is a NUL byte, so this is no plain text. Save the file as CSV in UTF-8."
        raise _at_byte(path, raw, nul).wrong(what)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The decoder counts from behind a byte-order mark.
        at = len(raw) - len(error.object) + error.start
        what = f"the byte 0x{raw[at]:02x} is not UTF-8. Save the file as CSV in UTF-8."
        raise _at_byte(path, raw, at).wrong(what) from error


def _at_byte(path: Path, raw: bytes, at: int) -> Place:
    return Place(path=path, line=len((raw[:at] + b".").splitlines()))


def _lines(path: Path, text: str) -> Iterator[tuple[Place, list[str]]]:
    """Each line that is not blank, with the place where it starts."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        place = Place(path=path, line=reader.line_num + 1)
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            what = (
                f"the quotation marks or the length of a cell are not right ({error}). "
                'A cell in quotation marks ends with one, and one inside is written twice: "".'
            )
            raise place.wrong(what) from error
        if any(cells):
            yield place, cells


def _columns(place: Place, header: Sequence[str], required: Sequence[str]) -> tuple[str, ...]:
    """The columns' names; "Looking for" and "looking-for" are `looking_for`."""
    columns = tuple("_".join(cell.casefold().replace("-", " ").split()) for cell in header)
    missing = [column for column in required if column not in columns]
    if missing and len(columns) == 1 and any(mark in header[0] for mark in ";\t"):
        what = "the cells are not separated by commas. Save the file as CSV with commas."
        raise place.wrong(what)
    if missing:
        what = (
            f"there is no column {' and no column '.join(missing)}. "
            f"The first line must name the columns: {','.join(required)}"
        )
        raise place.wrong(what)
    for column in columns:
        if column and columns.count(column) > 1:
            message = f"two columns are called {quoted(column)}. Take one away or rename it."
            raise place.wrong(message)
    return columns


def _row(place: Place, columns: Sequence[str], cells: Sequence[str]) -> Row:
    if any(cells[len(columns) :]):
        what = (
            f"there are {len(cells)} cells, but the first line names {len(columns)} columns. "
            "A cell with a comma in it must stand in quotation marks."
        )
        raise place.wrong(what)
    return Row(place=place, cells=dict(zip(columns, cells, strict=False)))
