"""What becomes of circles when channels change, who may take part, and secrets of platforms."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.add_column("workspaces", sa.Column("left_at", moment, nullable=True))
    op.add_column("members", _with_default("belonging", sa.String(32), "member"))
    op.add_column("members", _with_default("spoke", sa.Boolean(), sa.true()))
    op.add_column("members", _with_default("chose_zone", sa.Boolean(), sa.false()))
    op.add_column("circles", _with_default("admits", sa.String(32), "guests"))
    op.add_column("circles", _with_default("told", sa.String(32), "together"))
    op.add_column("circles", _with_default("follows", sa.String(128), ""))
    op.add_column("circles", _with_default("named_by_channel", sa.Boolean(), sa.false()))
    op.add_column("circles", sa.Column("closed_why", sa.String(32), nullable=True))
    op.create_index("ix_inbox_seen_at", "inbox", ["seen_at"])
    op.create_table(
        "secrets",
        sa.Column("platform", sa.String(32), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "name", name="pk_secrets"),
    )


def _with_default(name: str, kind: Any, default: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, server_default=default)
