"""When a member was last asked whether they would like to meet another again: the next question is counted from it."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sides", sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
