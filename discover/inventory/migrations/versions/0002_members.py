"""Objects within objects, and places on pages and in tables.

Ledger rows of before are dropped: what they say was found by rules that did not look into containers, so all is read once more.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_PLACE: dict[str, sa.types.TypeEngine[Any]] = {
    "page": sa.Integer(),
    "table": sa.Text(),
    "column": sa.Text(),
    "row": sa.BigInteger(),
}


def upgrade() -> None:
    """Add the columns."""
    _forget()
    op.add_column("shard", sa.Column("labels", sa.Text(), nullable=False, server_default="[]"))
    op.add_column("held", sa.Column("inner", sa.Text(), nullable=False, server_default=""))
    for name, sort in _PLACE.items():
        op.add_column("finding", sa.Column(name, sort, nullable=True))


def downgrade() -> None:
    """Drop them again."""
    _forget()
    for name in _PLACE:
        op.drop_column("finding", name)
    op.drop_column("held", "inner")
    op.drop_column("shard", "labels")


def _forget() -> None:
    """Drop what only the ledger of one form can read."""
    for name in ("hit", "held"):
        op.execute(sa.delete(sa.table(name)))
    op.execute(sa.text("DELETE FROM exempt WHERE shard_id IS NOT NULL"))
    op.execute(sa.delete(sa.table("shard")))
