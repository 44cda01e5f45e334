"""What a profile says of goals, other groups and free hours; times that are proposed for a meeting, and its place."""

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


def _with_default(name: str, kind: Any, default: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, server_default=default)
