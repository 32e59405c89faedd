"""Findings that stand for many records or values, with a count of different ones.

Ledger rows of before are dropped: tables were not judged by column then, so all is read once more.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TABLES = ("hit", "finding")


def upgrade() -> None:
    """Add the columns."""
    _forget()
    for name in _TABLES:
        op.add_column(name, sa.Column("records", sa.BigInteger(), nullable=False, server_default="1"))
        op.add_column(name, sa.Column("people", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    """Drop them again."""
    _forget()
    for name in _TABLES:
        op.drop_column(name, "people")
        op.drop_column(name, "records")


def _forget() -> None:
    """Drop what only the ledger of one form can read."""
    for name in ("hit", "held"):
        op.execute(sa.delete(sa.table(name)))
    op.execute(sa.text("DELETE FROM exempt WHERE shard_id IS NOT NULL"))
    op.execute(sa.delete(sa.table("shard")))
