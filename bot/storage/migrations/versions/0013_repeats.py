"""For whom a meeting of three or four repeats a kind. What was held before moves everybody on, as they were told then."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pairings", sa.Column("repeats", sa.JSON(), nullable=False, server_default="[]"))
