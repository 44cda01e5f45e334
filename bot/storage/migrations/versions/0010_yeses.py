"""What suits whom of the times that are proposed to several, while others have still to answer."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("meetings", sa.Column("yeses", sa.JSON(), nullable=False, server_default="[]"))
