"""How often a message may be sent again although nobody can look whether it is there."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("resends_left", sa.Integer(), nullable=False, server_default="0")
    op.add_column("deliveries", column)
