"""Buckets: requests, postures, places where a listing goes on, rows that stand for many objects, what rules a digest stands for."""

import sqlalchemy as sa
from alembic import op

from discover.inventory.schema import metadata

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_NEW = ("place", "posture", "ruleset")


def upgrade() -> None:
    """Add the tables and columns. Ledger rows of before have no `texts`: a new rule reads their objects once more."""
    for name in _NEW:
        metadata.tables[name].create(op.get_bind())
    op.add_column("scan", sa.Column("requests", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("exempt", sa.Column("objects", sa.BigInteger(), nullable=False, server_default="1"))
    op.add_column("shard", sa.Column("texts", sa.LargeBinary(), nullable=False, server_default=sa.text("''")))


def downgrade() -> None:
    """Drop them again."""
    op.drop_column("shard", "texts")
    op.drop_column("exempt", "objects")
    op.drop_column("scan", "requests")
    for name in reversed(_NEW):
        op.drop_table(name)
