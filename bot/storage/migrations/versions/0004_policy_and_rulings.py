"""What circles prefer and in which size they meet, organisers' rulings, and languages."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("members", _with_default("languages", sa.JSON(), "[]"))
    op.add_column("circles", _with_default("size", sa.Integer(), "2"))
    op.add_column("circles", _with_default("policy", sa.JSON(), "{}"))
    op.create_table(
        "rulings",
        sa.Column(
            "circle_id",
            sa.Integer(),
            sa.ForeignKey("circles.id", name="fk_rulings_circle_id_circles"),
            nullable=False,
        ),
        sa.Column(
            "a",
            sa.Integer(),
            sa.ForeignKey("members.id", name="fk_rulings_a_members"),
            nullable=False,
        ),
        sa.Column(
            "b",
            sa.Integer(),
            sa.ForeignKey("members.id", name="fk_rulings_b_members"),
            nullable=False,
        ),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("circle_id", "a", "b", name="pk_rulings"),
    )


def _with_default(name: str, kind: Any, default: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, server_default=default)
