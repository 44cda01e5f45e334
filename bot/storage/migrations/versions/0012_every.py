"""Every how many weeks a member wants a partner of a round: until now, each round."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("members", sa.Column("every", sa.Integer(), nullable=False, server_default="1"))
