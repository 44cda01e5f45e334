"""Goals, other groups and free hours of a profile; proposed times; sides, promises, referrals, notes and reminders."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("members", _with_default("goals", sa.Text(), ""))
    op.add_column("members", _with_default("networks", sa.JSON(), "[]"))
    op.add_column("members", _with_default("available", sa.JSON(), "[]"))
    op.add_column("meetings", _with_default("proposals", sa.JSON(), "[]"))
    op.add_column("meetings", sa.Column("proposed_by", sa.Integer(), nullable=True))
    op.add_column("meetings", _with_default("proposed_place", sa.Text(), ""))
    op.add_column("meetings", _with_default("place", sa.Text(), ""))
    op.add_column("meetings", _with_default("sequence", sa.Integer(), "0"))
    op.add_column("meetings", _with_default("half_time", sa.JSON(), "[]"))
    op.add_column("members", _with_default("plan", sa.Integer(), "0"))
    op.add_column("circles", _with_default("again_months", sa.Integer(), "3"))
    op.create_table(
        "sides",
        _to("sides", "workspaces", "workspace_id"),
        _to("sides", "members", "member_id"),
        _to("sides", "members", "other_id"),
        sa.Column("rhythm", sa.String(32), nullable=True),
        sa.Column("held", sa.JSON(), nullable=False),
        sa.Column("again_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rested_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("member_id", "other_id", name="pk_sides"),
    )
    op.create_index("ix_sides_other_id", "sides", ["other_id"])
    op.create_table(
        "promises",
        sa.Column("id", sa.Integer(), nullable=False),
        _to("promises", "workspaces", "workspace_id"),
        _to("promises", "members", "member_id"),
        _to("promises", "members", "other_id"),
        _to("promises", "pairings", "pairing_id", nullable=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_promises"),
    )
    op.create_index("ix_promises_member_id", "promises", ["member_id"])
    op.create_table(
        "referrals",
        sa.Column("id", sa.Integer(), nullable=False),
        _to("referrals", "workspaces", "workspace_id"),
        _to("referrals", "members", "giver_id"),
        _to("referrals", "members", "receiver_id"),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("warmth", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("earlier", sa.String(32), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("thanks", sa.Text(), nullable=False),
        sa.Column("amount", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_referrals"),
    )
    op.create_index("ix_referrals_giver_id", "referrals", ["giver_id"])
    op.create_index("ix_referrals_receiver_id", "referrals", ["receiver_id"])
    op.create_table(
        "notes",
        _to("notes", "workspaces", "workspace_id"),
        _to("notes", "members", "writer_id"),
        _to("notes", "members", "about_id"),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("writer_id", "about_id", name="pk_notes"),
    )
    op.create_table(
        "reminders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(160), nullable=False),
        _to("reminders", "workspaces", "workspace_id"),
        _to("reminders", "members", "member_id"),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("about", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reminders"),
        sa.UniqueConstraint("key", name="uq_reminders_key"),
    )
    op.create_index("ix_reminders_state_due_at", "reminders", ["state", "due_at"])
    op.create_index("ix_reminders_member_id", "reminders", ["member_id"])
    op.create_table(
        "pings",
        sa.Column("id", sa.Integer(), nullable=False),
        _to("pings", "workspaces", "workspace_id"),
        _to("pings", "members", "member_id"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pings"),
    )
    op.create_index("ix_pings_member_id_at", "pings", ["member_id", "at"])


def _to(table: str, to: str, column: str, *, nullable: bool = False) -> sa.Column[Any]:
    key = sa.ForeignKey(f"{to}.id", name=f"fk_{table}_{column}_{to}")
    return sa.Column(column, sa.Integer(), key, nullable=nullable)


def _with_default(name: str, kind: Any, default: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, server_default=default)
