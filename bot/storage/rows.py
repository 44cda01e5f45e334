"""Values and rows: which table keeps a kind of value, and the way there and back."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, RowMapping, Table

from bot.deliveries import Delivery
from bot.domain.model import (
    Block,
    Circle,
    FollowUp,
    Meeting,
    Member,
    Membership,
    Pairing,
    PairRequest,
    PastPair,
    Report,
    Round,
    Ruling,
    Workspace,
)
from bot.domain.promises import Promise
from bot.domain.referrals import Referral
from bot.domain.relationships import Side
from bot.domain.reminders import Reminder
from bot.ports import EarlyReaction, Note, Record
from bot.storage import tables

V = TypeVar("V")

TABLES: dict[type, Table] = {
    Workspace: tables.workspaces,
    Member: tables.members,
    Block: tables.blocks,
    Circle: tables.circles,
    Membership: tables.memberships,
    Ruling: tables.rulings,
    Round: tables.rounds,
    Pairing: tables.pairings,
    Meeting: tables.meetings,
    Report: tables.reports,
    PairRequest: tables.requests,
    FollowUp: tables.follow_ups,
    Side: tables.sides,
    Promise: tables.promises,
    Referral: tables.referrals,
    Note: tables.notes,
    Reminder: tables.reminders,
    Delivery: tables.deliveries,
    EarlyReaction: tables.early_reactions,
}


# The fields of each kind of value, which are the columns of its table.
NAMES = {kind: tuple(field.name for field in fields(kind)) for kind in (*TABLES, PastPair)}


def to_row(value: Record) -> dict[str, Any]:
    """A value as a row. An id of 0 is left out: the database gives one."""
    row = {name: getattr(value, name) for name in NAMES[type(value)]}
    if row.get("id") == 0:
        del row["id"]
    return row


def to_value(kind: type[V], row: RowMapping, prefix: str = "") -> V:
    """A row (or the part of it whose labels begin with a prefix) as a value."""
    return kind(**{name: row[prefix + name] for name in NAMES[kind]})


def to_values(kind: type[V], rows: Iterable[RowMapping]) -> tuple[V, ...]:
    """Rows as values."""
    return tuple(to_value(kind, row) for row in rows)


def labelled(table: Table, prefix: str) -> Sequence[ColumnElement[Any]]:
    """A table's columns under labels with a prefix, for a row that holds two values."""
    return [column.label(prefix + column.name) for column in table.columns]


def key_of(table: Table) -> tuple[str, ...]:
    """The names of a table's key columns."""
    return tuple(column.name for column in table.primary_key)
