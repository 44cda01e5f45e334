"""When a member asked to be forgotten: until they take part again, nobody reaches them through 121."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("members", sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True))
