"""How often a message had been tried when an organiser had it sent again: their word gives it a day anew, not one attempt."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "deliveries", sa.Column("tried_before", sa.Integer(), nullable=False, server_default="0")
    )
