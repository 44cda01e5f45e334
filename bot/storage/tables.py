"""The tables. A column is called like the field of the value it keeps, so that a row becomes a value by itself."""

from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
    false,
    insert_sentinel,
    text,
    true,
)

from bot.deliveries import DeliveryState
from bot.domain.model import (
    Admits,
    Answer,
    Belonging,
    Closed,
    Enrolment,
    FollowUpKind,
    FollowUpState,
    MeetingStatus,
    MembershipState,
    OddRule,
    Origin,
    Platform,
    RequestState,
    RulingKind,
    Told,
    Via,
)
from bot.domain.promises import PromiseKind, PromiseState
from bot.domain.referrals import ReferralState, Warmth
from bot.domain.relationships import Rhythm
from bot.domain.reminders import ReminderKind
from bot.storage.types import (
    Named,
    Place,
    UtcDateTime,
    available,
    holidays,
    messages,
    moments,
    pairs,
    policy,
    reasons,
    tuples,
    yeses,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _to(table: str, column: str, *, nullable: bool = False, key: bool = False) -> Column[int]:
    return Column(column, Integer, ForeignKey(f"{table}.id"), nullable=nullable, primary_key=key)


def _external(column: str, *, nullable: bool = False) -> Column[str]:
    return Column(column, String(128), nullable=nullable)


def _at(column: str, *, nullable: bool = False) -> Column[Any]:
    return Column(column, UtcDateTime, nullable=nullable)


def _named(column: str, kind: type[StrEnum]) -> Column[Any]:
    return Column(column, Named(kind), nullable=False)


def _number(column: str) -> Column[int]:
    return Column(column, Integer, nullable=False)


def _words(column: str) -> Column[str]:
    return Column(column, Text, nullable=False)


workspaces = Table(
    "workspaces",
    metadata,
    _id(),
    _named("platform", Platform),
    _external("external_id"),
    Column("time_zone", String(64), nullable=False),
    _at("left_at", nullable=True),
    UniqueConstraint("platform", "external_id"),
)

members = Table(
    "members",
    metadata,
    _id(),
    _to("workspaces", "workspace_id"),
    _external("external_id"),
    Column("belonging", Named(Belonging), nullable=False, server_default="member"),
    Column("spoke", Boolean, nullable=False, server_default=true()),
    Column("time_zone", String(64)),
    Column("chose_zone", Boolean, nullable=False, server_default=false()),
    Column("organiser", Boolean, nullable=False),
    _at("last_seen_at"),
    _at("gone_at", nullable=True),
    _at("forgotten_at", nullable=True),
    _number("limit"),
    _number("every"),
    Column("plan", Integer, nullable=False, server_default="0"),
    _words("business"),
    _words("team"),
    Column("looking_for", tuples(), nullable=False),
    Column("can_offer", tuples(), nullable=False),
    Column("interests", tuples(), nullable=False),
    Column("formats", tuples(), nullable=False),
    Column("languages", tuples(), nullable=False, server_default="[]"),
    Column("goals", Text, nullable=False, server_default=""),
    Column("networks", tuples(), nullable=False, server_default="[]"),
    Column("available", available(), nullable=False, server_default="[]"),
    Column("best", Text, nullable=False, server_default=""),
    Column("unsent", tuples(), nullable=False, server_default="[]"),
    UniqueConstraint("workspace_id", "external_id"),
)

blocks = Table(
    "blocks",
    metadata,
    _to("workspaces", "workspace_id"),
    _to("members", "blocker_id", key=True),
    _to("members", "blocked_id", key=True),
)

circles = Table(
    "circles",
    metadata,
    _id(),
    _to("workspaces", "workspace_id"),
    Column("name", String(80), nullable=False),
    _external("channel"),
    _number("every_weeks"),
    _number("weekday"),
    Column("at", Time, nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("anchor", Date, nullable=False),
    _named("enrolment", Enrolment),
    Column("size", Integer, nullable=False, server_default="2"),
    _named("odd_rule", OddRule),
    Column("policy", policy(), nullable=False, server_default="{}"),
    Column("admits", Named(Admits), nullable=False, server_default="guests"),
    Column("told", Named(Told), nullable=False, server_default="together"),
    Column("again_months", Integer, nullable=False, server_default="3"),
    Column("follows", String(128), nullable=False, server_default=""),
    Column("named_by_channel", Boolean, nullable=False, server_default=false()),
    Column("holidays", holidays(), nullable=False),
    _at("next_round_at"),
    _at("created_at"),
    _at("closed_at", nullable=True),
    Column("closed_why", Named(Closed)),
    Index(
        "uq_circles_open_channel",
        "workspace_id",
        "channel",
        unique=True,
        sqlite_where=text("closed_at IS NULL"),
        postgresql_where=text("closed_at IS NULL"),
    ),
    Index("ix_circles_next_round_at", "next_round_at"),
)

memberships = Table(
    "memberships",
    metadata,
    _to("circles", "circle_id", key=True),
    _to("members", "member_id", key=True),
    _named("state", MembershipState),
    _at("joined_at"),
    Column("paused_until", Date),
    Column("skips_next", Boolean, nullable=False),
    _number("silent_rounds"),
    _at("noticed_at", nullable=True),
    _number("odd_count"),
    _at("odd_at", nullable=True),
    Index("ix_memberships_member_id", "member_id"),
)

rulings = Table(
    "rulings",
    metadata,
    _to("circles", "circle_id", key=True),
    _to("members", "a", key=True),
    _to("members", "b", key=True),
    _named("kind", RulingKind),
)

rounds = Table(
    "rounds",
    metadata,
    _id(),
    _to("circles", "circle_id"),
    Column("period", String(8), nullable=False),
    Column("seed", BigInteger, nullable=False),
    _at("opened_at"),
    _at("ends_at"),
    Column("sat_out", tuples(), nullable=False),
    UniqueConstraint("circle_id", "period"),
)

pairings = Table(
    "pairings",
    metadata,
    _id(),
    # Of an earlier way to insert many at once and know which row got which id; nothing reads it.
    insert_sentinel("sentinel"),
    _to("workspaces", "workspace_id"),
    _to("circles", "circle_id"),
    _to("rounds", "round_id", nullable=True),
    _named("origin", Origin),
    Column("members", tuples(), nullable=False),
    Column("reasons", reasons(), nullable=False),
    Column("repeats", pairs(), nullable=False, server_default="[]"),
    _at("opened_at"),
    _at("ends_at"),
    Index("ix_pairings_round_id", "round_id"),
    Index("ix_pairings_circle_id_ends_at", "circle_id", "ends_at"),
)

pairing_members = Table(
    "pairing_members",
    metadata,
    _to("pairings", "pairing_id", key=True),
    _to("members", "member_id", key=True),
    Index("ix_pairing_members_member_id", "member_id", "pairing_id"),
)

meetings = Table(
    "meetings",
    metadata,
    _to("pairings", "pairing_id", key=True),
    _named("status", MeetingStatus),
    _at("arranged_for", nullable=True),
    _at("settled_at", nullable=True),
    _at("disputed_at", nullable=True),
    Column("proposals", moments(), nullable=False, server_default="[]"),
    Column("proposed_by", Integer),
    Column("yeses", yeses(), nullable=False, server_default="[]"),
    Column("declined_by", Integer),
    Column("proposed_place", Text, nullable=False, server_default=""),
    Column("place", Text, nullable=False, server_default=""),
    Column("sequence", Integer, nullable=False, server_default="0"),
    Column("half_time", tuples(), nullable=False, server_default="[]"),
    Index("ix_meetings_status", "status", "pairing_id"),
)

reports = Table(
    "reports",
    metadata,
    _id(),
    _to("pairings", "pairing_id"),
    _to("members", "member_id"),
    _named("answer", Answer),
    _named("via", Via),
    _at("at"),
    _at("withdrawn_at", nullable=True),
    Index("ix_reports_pairing_id", "pairing_id"),
)

requests = Table(
    "requests",
    metadata,
    _id(),
    _to("circles", "circle_id"),
    _to("members", "member_id"),
    _to("members", "wanted_id", nullable=True),
    Column("sat_out", Boolean, nullable=False),
    _named("state", RequestState),
    _at("asked_at"),
    _at("expires_at"),
    Index(
        "uq_requests_waiting",
        "circle_id",
        "member_id",
        unique=True,
        sqlite_where=text("state = 'waiting' AND wanted_id IS NULL"),
        postgresql_where=text("state = 'waiting' AND wanted_id IS NULL"),
    ),
    Index("ix_requests_state_expires_at", "state", "expires_at"),
    Index("ix_requests_member_id", "member_id"),
)

follow_ups = Table(
    "follow_ups",
    metadata,
    _id(),
    Column("key", String(160), nullable=False, unique=True),
    _named("kind", FollowUpKind),
    _to("circles", "circle_id"),
    _to("rounds", "round_id", nullable=True),
    _to("pairings", "pairing_id", nullable=True),
    _at("due_at"),
    _named("state", FollowUpState),
    Index("ix_follow_ups_state_due_at", "state", "due_at"),
    Index("ix_follow_ups_pairing_id", "pairing_id"),
)

sides = Table(
    "sides",
    metadata,
    _to("workspaces", "workspace_id"),
    _to("members", "member_id", key=True),
    _to("members", "other_id", key=True),
    Column("rhythm", Named(Rhythm)),
    Column("held", tuples(), nullable=False),
    _at("again_at", nullable=True),
    _at("rested_at", nullable=True),
    _at("asked_at", nullable=True),
    Index("ix_sides_other_id", "other_id"),
)

promises = Table(
    "promises",
    metadata,
    _id(),
    _to("workspaces", "workspace_id"),
    _to("members", "member_id"),
    _to("members", "other_id"),
    _to("pairings", "pairing_id", nullable=True),
    _named("kind", PromiseKind),
    _words("what"),
    Column("due_on", Date, nullable=False),
    _named("state", PromiseState),
    _at("made_at"),
    _at("settled_at", nullable=True),
    Index("ix_promises_member_id", "member_id"),
)

referrals = Table(
    "referrals",
    metadata,
    _id(),
    _to("workspaces", "workspace_id"),
    _to("members", "giver_id"),
    _to("members", "receiver_id"),
    _words("who"),
    _words("about"),
    _named("warmth", Warmth),
    _named("state", ReferralState),
    Column("earlier", Named(ReferralState)),
    _words("reason"),
    _words("thanks"),
    _words("amount"),
    _at("given_at"),
    _at("settled_at", nullable=True),
    Index("ix_referrals_giver_id", "giver_id"),
    Index("ix_referrals_receiver_id", "receiver_id"),
)

notes = Table(
    "notes",
    metadata,
    _to("workspaces", "workspace_id"),
    _to("members", "writer_id", key=True),
    _to("members", "about_id", key=True),
    _words("sealed"),
    _at("written_at"),
)

reminders = Table(
    "reminders",
    metadata,
    _id(),
    Column("key", String(160), nullable=False, unique=True),
    _to("workspaces", "workspace_id"),
    _to("members", "member_id"),
    _named("kind", ReminderKind),
    _number("about"),
    _at("due_at"),
    _at("expires_at"),
    _named("state", FollowUpState),
    Index("ix_reminders_state_due_at", "state", "due_at"),
    Index("ix_reminders_member_id", "member_id"),
)

pings = Table(
    "pings",
    metadata,
    _id(),
    _to("workspaces", "workspace_id"),
    _to("members", "member_id"),
    _at("at"),
    Index("ix_pings_member_id_at", "member_id", "at"),
)

deliveries = Table(
    "deliveries",
    metadata,
    _id(),
    Column("key", String(160), nullable=False),
    _to("workspaces", "workspace_id"),
    _named("platform", Platform),
    _external("workspace"),
    Column("address", Place, nullable=False),
    Column("message", messages(), nullable=False),
    _to("pairings", "pairing_id", nullable=True),
    Column("about", tuples(), nullable=False),
    Column("alarm", Boolean, nullable=False),
    Column("resends_left", Integer, nullable=False, server_default="0"),
    _at("created_at"),
    _at("not_before"),
    _at("expires_at", nullable=True),
    _named("state", DeliveryState),
    _number("attempts"),
    _number("tried_before"),
    _at("lease_until", nullable=True),
    _external("channel", nullable=True),
    _external("message_id", nullable=True),
    Column("error", Text),
    UniqueConstraint("workspace_id", "key"),
    Index("ix_deliveries_state_not_before", "state", "not_before"),
    Index("ix_deliveries_state_lease_until", "state", "lease_until"),
    Index("ix_deliveries_receipt", "workspace_id", "channel", "message_id"),
    # Is there an earlier unfinished row for the same address?
    Index("ix_deliveries_address_state", "workspace_id", "address", "state", "id"),
)

early_reactions = Table(
    "early_reactions",
    metadata,
    _id(),
    _to("workspaces", "workspace_id"),
    _external("channel"),
    _external("message_id"),
    _to("members", "member_id"),
    Column("emoji", String(64), nullable=False),
    Column("added", Boolean, nullable=False),
    _at("at"),
    Index("ix_early_reactions_receipt", "workspace_id", "channel", "message_id"),
)

inbox = Table(
    "inbox",
    metadata,
    _to("workspaces", "workspace_id", key=True),
    Column("event", String(128), primary_key=True),
    _at("seen_at"),
    Index("ix_inbox_seen_at", "seen_at"),
)

secrets = Table(
    "secrets",
    metadata,
    Column("platform", Named(Platform), primary_key=True),
    Column("name", String(200), primary_key=True),
    Column("sealed", Text, nullable=False),
)
