"""The first tables: scans, ledger, coverage and findings."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# As the tables were when this revision was made; discover/inventory/schema.py has what they are now.
_Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make them all."""
    _scans()
    _ledger()
    _findings()


def downgrade() -> None:
    """Drop them all, what refers before what is referred to."""
    for name in ("finding", "hit", "held", "exempt", "shard", "scan", "source", "vendor", "setting"):
        op.drop_table(name)


def _scans() -> None:
    op.create_table(
        "setting",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_setting"),
    )
    op.create_table(
        "vendor",
        sa.Column("id", _Key, nullable=False),
        sa.Column("name", sa.String(256), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_vendor"),
        sa.UniqueConstraint("name", name="uq_vendor_name"),
    )
    op.create_table(
        "source",
        sa.Column("id", _Key, nullable=False),
        sa.Column("vendor_id", _Key, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_source"),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name="fk_source_vendor_id_vendor"),
        sa.UniqueConstraint("vendor_id", "locator", name="uq_source_vendor_id_locator"),
    )
    op.create_table(
        "scan",
        sa.Column("id", _Key, nullable=False),
        sa.Column("source_id", _Key, nullable=False),
        sa.Column("started", sa.Float(), nullable=False),
        sa.Column("finished", sa.Float(), nullable=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("full", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.String(32), nullable=False),
        sa.Column("held_objects", sa.BigInteger(), nullable=False),
        sa.Column("held_bytes", sa.BigInteger(), nullable=False),
        sa.Column("covered_objects", sa.BigInteger(), nullable=False),
        sa.Column("covered_bytes", sa.BigInteger(), nullable=False),
        sa.Column("read_bytes", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_scan"),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name="fk_scan_source_id_source"),
    )
    op.create_index("ix_scan_source_id", "scan", ["source_id"])


def _ledger() -> None:
    op.create_table(
        "shard",
        sa.Column("id", _Key, nullable=False),
        sa.Column("source_id", _Key, nullable=False),
        sa.Column("digest", sa.String(32), nullable=False),
        sa.Column("key", sa.LargeBinary(16), nullable=False),
        sa.Column("keys", sa.LargeBinary(), nullable=False),
        sa.Column("objects", sa.Integer(), nullable=False),
        sa.Column("read_bytes", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_shard"),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name="fk_shard_source_id_source"),
        sa.UniqueConstraint("source_id", "digest", "key", name="uq_shard_source_id_digest_key"),
    )
    op.create_table(
        "exempt",
        sa.Column("id", _Key, nullable=False),
        sa.Column("source_id", _Key, nullable=False),
        sa.Column("shard_id", _Key, nullable=True),
        sa.Column("key", sa.LargeBinary(16), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_exempt"),
        sa.ForeignKeyConstraint(["shard_id"], ["shard.id"], name="fk_exempt_shard_id_shard", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name="fk_exempt_source_id_source"),
    )
    op.create_index("ix_exempt_shard_id", "exempt", ["shard_id"])
    op.create_index("ix_exempt_source_id", "exempt", ["source_id"])
    op.create_table(
        "held",
        sa.Column("id", _Key, nullable=False),
        sa.Column("source_id", _Key, nullable=False),
        sa.Column("shard_id", _Key, nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("key", sa.LargeBinary(16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(32), nullable=False),
        sa.Column("modified", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_held"),
        sa.ForeignKeyConstraint(["shard_id"], ["shard.id"], name="fk_held_shard_id_shard", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name="fk_held_source_id_source"),
        sa.UniqueConstraint("shard_id", "item", name="uq_held_shard_id_item"),
    )
    op.create_index("ix_held_shard_id", "held", ["shard_id"])
    op.create_table(
        "hit",
        sa.Column("id", _Key, nullable=False),
        sa.Column("shard_id", _Key, nullable=False),
        sa.Column("rule", sa.String(128), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(16), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("evidence", sa.String(256), nullable=False),
        sa.Column("places", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_hit"),
        sa.ForeignKeyConstraint(["shard_id"], ["shard.id"], name="fk_hit_shard_id_shard", ondelete="CASCADE"),
    )
    op.create_index("ix_hit_shard_id", "hit", ["shard_id"])


def _findings() -> None:
    op.create_table(
        "finding",
        sa.Column("id", _Key, nullable=False),
        sa.Column("source_id", _Key, nullable=False),
        sa.Column("uid", sa.LargeBinary(16), nullable=False),
        sa.Column("rule", sa.String(128), nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("severity", sa.String(16), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("evidence", sa.String(256), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(16), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("content", sa.LargeBinary(32), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("end", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("end_line", sa.Integer(), nullable=False),
        sa.Column("where", sa.String(16), nullable=False),
        sa.Column("commit", sa.String(64), nullable=True),
        sa.Column("last_commit", sa.String(64), nullable=True),
        sa.Column("removed_commit", sa.String(64), nullable=True),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("date", sa.Float(), nullable=True),
        sa.Column("date_of", sa.String(16), nullable=False),
        sa.Column("in_head", sa.Boolean(), nullable=True),
        sa.Column("seen_scan", _Key, nullable=False),
        sa.Column("first_scan", _Key, nullable=False),
        sa.Column("gone_scan", _Key, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_finding"),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name="fk_finding_source_id_source"),
        sa.UniqueConstraint("source_id", "uid", name="uq_finding_source_id_uid"),
    )
    op.create_index("ix_finding_kind", "finding", ["kind"])
