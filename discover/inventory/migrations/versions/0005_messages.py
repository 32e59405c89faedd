"""Messages: findings say in which conversation and message they stand."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_NEW = (
    ("conversation", sa.Text()),
    ("message", sa.Text()),
    ("audience", sa.String(16)),
    ("readers", sa.BigInteger()),
    ("state", sa.String(16)),
)


def upgrade() -> None:
    """Add the columns; findings of before stand in no message, until their objects are read again."""
    for name, of_type in _NEW:
        op.add_column("finding", sa.Column(name, of_type))


def downgrade() -> None:
    """Drop them again."""
    for name, _ in reversed(_NEW):
        op.drop_column("finding", name)
