"""How values stand in columns: times in UTC, enumerations by their value, tuples and messages as JSON."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, DateTime, String, TypeDecorator
from sqlalchemy.engine import Dialect

from bot.deliveries import Address
from bot.domain.model import Free, Holiday, Policy, Reason, ReasonKind, Yes
from bot.messages import from_json, to_json


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC. SQLite drops zones without converting, so it is done here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """To UTC; ValueError for a naive datetime."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = f"{value} has no time zone"
            raise ValueError(message)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Named(TypeDecorator[StrEnum]):
    """A member of an enumeration, by its value."""

    impl = String(32)
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """The value."""
        return None if value is None else value.value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:  # noqa: ARG002
        """The member."""
        return None if value is None else self.kind(value)


class AsJson(TypeDecorator[Any]):
    """A value in a JSON column, by a way there and a way back."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def __init__(self, there: Callable[[Any], Any], back: Callable[[Any], Any]) -> None:
        super().__init__()
        self.there = there
        self.back = back

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        """The JSON form."""
        return None if value is None else self.there(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        """The value."""
        return None if value is None else self.back(value)


class Place(TypeDecorator[Address]):
    """An address, in its text form."""

    impl = String(400)
    cache_ok = True

    def process_bind_param(self, value: Address | str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """The text form."""
        return value.encode() if isinstance(value, Address) else value

    def process_result_value(self, value: str | None, dialect: Dialect) -> Address | None:  # noqa: ARG002
        """The address."""
        return None if value is None else Address.decode(value)


def _holidays_there(holidays: tuple[Holiday, ...]) -> list[list[str]]:
    return [[holiday.first.isoformat(), holiday.last.isoformat()] for holiday in holidays]


def _holidays_back(rows: list[list[str]]) -> tuple[Holiday, ...]:
    return tuple(
        Holiday(first=date.fromisoformat(first), last=date.fromisoformat(last))
        for first, last in rows
    )


def _reasons_there(reasons: tuple[Reason, ...]) -> list[dict[str, Any]]:
    return [
        {**asdict(reason), "when": reason.when.isoformat() if reason.when else None}
        for reason in reasons
    ]


def _reasons_back(rows: list[dict[str, Any]]) -> tuple[Reason, ...]:
    return tuple(
        Reason(
            kind=ReasonKind(row["kind"]),
            members=tuple(row["members"]),
            subject=row["subject"],
            when=datetime.fromisoformat(row["when"]) if row["when"] else None,
        )
        for row in rows
    )


def _available_there(hours: tuple[Free, ...]) -> list[list[Any]]:
    return [[one.weekday, f"{one.begins:%H:%M}", f"{one.ends:%H:%M}"] for one in hours]


def _available_back(rows: list[list[Any]]) -> tuple[Free, ...]:
    return tuple(
        Free(weekday=day, begins=time.fromisoformat(begins), ends=time.fromisoformat(ends))
        for day, begins, ends in rows
    )


def tuples() -> AsJson:
    """A column of tuples of ids or words."""
    return AsJson(list, tuple)


def pairs() -> AsJson:
    """A column of two and two members."""
    return AsJson(
        lambda pairs: [list(pair) for pair in pairs], lambda rows: tuple(tuple(row) for row in rows)
    )


def moments() -> AsJson:
    """A column of moments, in UTC."""
    return AsJson(
        lambda moments: [at.astimezone(UTC).isoformat() for at in moments],
        lambda row: tuple(datetime.fromisoformat(at) for at in row),
    )


def yeses() -> AsJson:
    """A column of what suits whom."""
    return AsJson(
        lambda yeses: [[yes.member, yes.at.astimezone(UTC).isoformat()] for yes in yeses],
        lambda row: tuple(Yes(member=who, at=datetime.fromisoformat(at)) for who, at in row),
    )


def available() -> AsJson:
    """A column of the hours in which a member can meet."""
    return AsJson(_available_there, _available_back)


def holidays() -> AsJson:
    """A column of holidays."""
    return AsJson(_holidays_there, _holidays_back)


def policy() -> AsJson:
    """A column of a circle's policy; what it does not name is as usual."""
    return AsJson(asdict, lambda row: Policy(**row))


def reasons() -> AsJson:
    """A column of reasons."""
    return AsJson(_reasons_there, _reasons_back)


def messages() -> AsJson:
    """A column of messages."""
    return AsJson(to_json, from_json)
