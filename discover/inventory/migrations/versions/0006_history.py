"""History: what a vendor held at each sweep, its tier then, and what was proven to be deleted."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Add the tables; sweeps of before are not in them."""
    op.create_table(
        "sweep",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("vendor_id", _KEY, nullable=False),
        sa.Column("taken", sa.Float(), nullable=False),
        sa.Column("scans", sa.Text(), nullable=False),
        sa.Column("full", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.String(32), nullable=False),
        sa.Column("held_objects", sa.BigInteger(), nullable=False),
        sa.Column("held_bytes", sa.BigInteger(), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("tier", sa.String(4), nullable=False),
        sa.Column("measured", sa.String(4), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name="fk_sweep_vendor_id_vendor"),
        sa.PrimaryKeyConstraint("id", name="pk_sweep"),
    )
    op.create_index("ix_sweep_vendor_id", "sweep", ["vendor_id"])
    op.create_table(
        "sweep_holding",
        sa.Column("sweep_id", _KEY, nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("objects", sa.BigInteger(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("findings", sa.BigInteger(), nullable=False),
        sa.Column("confirmed", sa.BigInteger(), nullable=False),
        sa.Column("people", sa.BigInteger()),
        sa.Column("seconds", sa.BigInteger(), nullable=False),
        sa.Column("oldest", sa.Float()),
        sa.Column("newest", sa.Float()),
        sa.ForeignKeyConstraint(["sweep_id"], ["sweep.id"], name="fk_sweep_holding_sweep_id_sweep", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("sweep_id", "kind", name="pk_sweep_holding"),
    )
    op.create_table(
        "deletion",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("vendor_id", _KEY, nullable=False),
        sa.Column("made", sa.Float(), nullable=False),
        sa.Column("proven", sa.Float(), nullable=False),
        sa.Column("manifest", sa.String(64), nullable=False),
        sa.Column("kinds", sa.Text(), nullable=False),
        sa.Column("entries", sa.BigInteger(), nullable=False),
        sa.Column("gone", sa.BigInteger(), nullable=False),
        sa.Column("held", sa.BigInteger(), nullable=False),
        sa.Column("unknown", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name="fk_deletion_vendor_id_vendor"),
        sa.PrimaryKeyConstraint("id", name="pk_deletion"),
    )
    op.create_index("ix_deletion_vendor_id", "deletion", ["vendor_id"])


def downgrade() -> None:
    """Drop them again."""
    for name in ("deletion", "sweep_holding", "sweep"):
        op.drop_table(name)
