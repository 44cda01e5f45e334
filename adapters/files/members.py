"""The file of members: who takes part, and what they said about themselves."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from adapters.files.printable import printable, quoted
from adapters.files.table import Place, Row, read_table, shown
from bot.domain.model import Member, MemberId, WorkspaceId
from bot.errors import InvalidInput

REQUIRED = ("id", "name")
OPTIONAL = (
    "time_zone",
    "team",
    "looking_for",
    "can_offer",
    "interests",
    "languages",
    "formats",
    "blocked",
)
_NEVER_SEEN = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberFile:
    """The members of a file (their `external_id` is the id in the file), their names, blocks, and remarks."""

    members: tuple[Member, ...]
    names: Mapping[MemberId, str]
    blocked: frozenset[tuple[MemberId, MemberId]]
    notes: tuple[str, ...]

    @property
    def ids(self) -> dict[str, MemberId]:
        """The members by their id in the file."""
        return {member.external_id: member.id for member in self.members}


def read_members(path: Path) -> MemberFile:
    """The members in a CSV file with the columns `id,name` and, if you like, those in `OPTIONAL`.

    Lists in a cell are separated by semicolons. Members are numbered by their ids in the file, so the
    order of its lines makes no difference. Raises `InvalidInput`.
    """
    table = read_table(path, REQUIRED, OPTIONAL)
    rows = _by_id(table.rows)
    if not rows:
        message = f"{shown(path)} names nobody. Write one member a line below the first line."
        raise InvalidInput(message)
    numbers = {text: MemberId(n) for n, text in enumerate(sorted(rows, key=_counting), 1)}
    return MemberFile(
        members=tuple(_member(numbers[text], rows[text]) for text in numbers),
        names=_names({numbers[text]: rows[text] for text in numbers}),
        blocked=frozenset(
            (numbers[text], other) for text, row in rows.items() for other in _blocked(row, numbers)
        ),
        notes=table.notes,
    )


def _by_id(rows: tuple[Row, ...]) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for row in rows:
        text = row.required("id")
        row.required("name")
        if text in found:
            what = (
                f"the id {quoted(text)} stands in line {found[text].place.line} already. "
                "Give each member an id of their own."
            )
            raise row.place.wrong(what)
        found[text] = row
    return found


def _counting(text: str) -> tuple[bool, int, str]:
    """Numbers in the order one counts, before all other ids."""
    number = text.isascii() and text.isdecimal()
    return not number, len(text.lstrip("0")) if number else 0, text


def _member(number: MemberId, row: Row) -> Member:
    return Member(
        id=number,
        workspace_id=WorkspaceId(0),
        external_id=row.cell("id"),
        time_zone=row.cell("time_zone") or None,
        last_seen_at=_NEVER_SEEN,
        team=row.cell("team"),
        looking_for=row.things("looking_for"),
        can_offer=row.things("can_offer"),
        interests=row.things("interests"),
        languages=row.things("languages"),
        formats=row.things("formats"),
    )


def _names(rows: Mapping[MemberId, Row]) -> dict[MemberId, str]:
    """Names safe to print; where two members share one, their ids stand behind it."""
    plain = {number: printable(row.cell("name")) for number, row in rows.items()}
    borne = Counter(plain.values())
    return {
        number: f"{name} ({printable(rows[number].cell('id'))})"
        if borne[name] > 1 or not name
        else name
        for number, name in plain.items()
    }


def _blocked(row: Row, numbers: Mapping[str, MemberId]) -> tuple[MemberId, ...]:
    return tuple(_known(text, row.place, numbers) for text in row.things("blocked"))


def _known(text: str, place: Place, numbers: Mapping[str, MemberId]) -> MemberId:
    if text not in numbers:
        what = (
            f"{quoted(text)} stands under blocked, but no member has that id. "
            "Name members by their ids, separated by semicolons."
        )
        raise place.wrong(what)
    return numbers[text]
