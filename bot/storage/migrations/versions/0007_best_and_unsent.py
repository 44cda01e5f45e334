"""What a member does best, and a referral that they have begun."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("members", sa.Column("best", sa.Text(), nullable=False, server_default=""))
    op.add_column("members", sa.Column("unsent", sa.JSON(), nullable=False, server_default="[]"))
