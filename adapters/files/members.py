"""The file of members: who takes part, and what they said about themselves."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from adapters.files.printable import printable, quoted
from adapters.files.table import Place, Row, read_table, shown
from bot.domain.matching import Wish
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
    "newcomer",
    "blocked",
    "asked_for",
    "meet_again",
)
_YES_OR_NO = {
    "yes": True,
    "true": True,
    "1": True,
    "no": False,
    "false": False,
    "0": False,
    "": False,
}
_NEVER_SEEN = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberFile:
    """The members of a file (their `external_id` is the id in the file), their names, blocks and wishes, and remarks."""

    members: tuple[Member, ...]
    names: Mapping[MemberId, str]
    blocked: frozenset[tuple[MemberId, MemberId]]
    wishes: Mapping[tuple[MemberId, MemberId], Wish]
    newcomers: frozenset[MemberId]
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
            (numbers[text], other)
            for text, row in rows.items()
            for other in _named("blocked", row, numbers)
        ),
        wishes=_wishes(rows, numbers),
        newcomers=frozenset(numbers[text] for text, row in rows.items() if _is_new(row)),
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


def _wishes(
    rows: Mapping[str, Row], numbers: Mapping[str, MemberId]
) -> dict[tuple[MemberId, MemberId], Wish]:
    """Who asked for whom, and which two both wish to meet again."""
    found = {
        (numbers[text], other): Wish.ASKED
        for text, row in rows.items()
        for other in _named("asked_for", row, numbers)
    }
    again = {
        (numbers[text], other)
        for text, row in rows.items()
        for other in _named("meet_again", row, numbers)
    }
    for one, other in again:
        if (other, one) in again:
            found[one, other] = found.get((one, other), Wish(0)) | Wish.AGAIN
    return found


def _is_new(row: Row) -> bool:
    said = row.cell("newcomer").casefold()
    if said not in _YES_OR_NO:
        what = f"{quoted(said)} stands under newcomer. Write yes or no."
        raise row.place.wrong(what)
    return _YES_OR_NO[said]


def _named(column: str, row: Row, numbers: Mapping[str, MemberId]) -> tuple[MemberId, ...]:
    return tuple(_known(text, column, row.place, numbers) for text in row.things(column))


def _known(text: str, column: str, place: Place, numbers: Mapping[str, MemberId]) -> MemberId:
    if text not in numbers:
        what = (
            f"{quoted(text)} stands under {column}, but no member has that id. "
            "Name members by their ids, separated by semicolons."
        )
        raise place.wrong(what)
    return numbers[text]
