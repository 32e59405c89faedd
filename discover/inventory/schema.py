"""The inventory's tables. A change here needs a migration beside it; a test holds the two together.

Places and counts only: no table has a column for a value. Times are Unix seconds, UTC. Digests are bytes.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

#: Revision of the newest migration; a new database is made at it.
REVISION = "0006"

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

#: SQLite counts rows in INTEGER keys only; PostgreSQL needs the wider type by name.
_Key = BigInteger().with_variant(Integer, "sqlite")

setting = Table(
    "setting",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)

vendor = Table(
    "vendor",
    metadata,
    Column("id", _Key, primary_key=True),
    Column("name", String(256), nullable=False, unique=True),
)

source = Table(
    "source",
    metadata,
    Column("id", _Key, primary_key=True),
    Column("vendor_id", _Key, ForeignKey("vendor.id"), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("locator", Text, nullable=False),
    Column("prefix", Text, nullable=False),
    UniqueConstraint("vendor_id", "locator"),
)

scan = Table(
    "scan",
    metadata,
    Column("id", _Key, primary_key=True),
    Column("source_id", _Key, ForeignKey("source.id"), nullable=False, index=True),
    Column("started", Float, nullable=False),
    Column("finished", Float),
    Column("state", String(16), nullable=False),  # running, done, interrupted, failed
    Column("full", Boolean, nullable=False),
    Column("digest", String(32), nullable=False),  # of rules and engine
    Column("held_objects", BigInteger, nullable=False, default=0),
    Column("held_bytes", BigInteger, nullable=False, default=0),
    Column("covered_objects", BigInteger, nullable=False, default=0),  # of which a worker has said something
    Column("covered_bytes", BigInteger, nullable=False, default=0),
    Column("read_bytes", BigInteger, nullable=False, default=0),
    Column("requests", BigInteger, nullable=False, server_default="0"),  # to a service; 0 for what is on disk
    Column("note", Text, nullable=False, default=""),
)

# Where the listing of an unfinished scan goes on: everything before is in the ledger. One row a source.
place = Table(
    "place",
    metadata,
    Column("source_id", _Key, ForeignKey("source.id"), primary_key=True),
    Column("digest", String(32), nullable=False),  # of rules and engine
    Column("options", String(32), nullable=False),  # digest of how the source was narrowed
    Column("noted", Float, nullable=False),
    Column("after", Text, nullable=False),
    Column("state", LargeBinary, nullable=False),  # what was counted before it: see `sweep.frontier`
)

# What a service says of a bucket, as the latest scan was told. A null value is not known; `detail` says why.
posture = Table(
    "posture",
    metadata,
    Column("source_id", _Key, ForeignKey("source.id"), primary_key=True),
    Column("name", String(64), primary_key=True),  # see `connectors.provider.FACTS`
    Column("value", Text),
    Column("detail", Text, nullable=False),
    Column("asked", Float, nullable=False),
)

# What a digest of rules and engine stands for, so that a new rule alone need not be tried on what no rule is tried on.
ruleset = Table(
    "ruleset",
    metadata,
    Column("digest", String(32), primary_key=True),
    Column("base", String(32), nullable=False),  # all but the rules of text
    Column("rules", Text, nullable=False),  # JSON: id -> version of each rule of text
)

# The ledger: one row a shard, committed together with what was found in it.
shard = Table(
    "shard",
    metadata,
    Column("id", _Key, primary_key=True),
    Column("source_id", _Key, ForeignKey("source.id"), nullable=False),
    Column("digest", String(32), nullable=False),
    Column("key", LargeBinary(16), nullable=False),  # of the item keys
    Column("keys", LargeBinary, nullable=False),  # 16 bytes an item that need not be read again
    # A byte for each of them: 0 where no rule of text was tried.
    Column("texts", LargeBinary, nullable=False, server_default=text("''")),
    Column("objects", Integer, nullable=False),
    Column("read_bytes", BigInteger, nullable=False),
    Column(
        "labels", Text, nullable=False, server_default="[]"
    ),  # JSON: [table, column] pairs that places of its hits refer to
    UniqueConstraint("source_id", "digest", "key"),
)

# Objects with findings: items, and what lies in them.
held = Table(
    "held",
    metadata,
    Column("id", _Key, primary_key=True),
    Column("source_id", _Key, ForeignKey("source.id"), nullable=False),
    Column("shard_id", _Key, ForeignKey("shard.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("item", Integer, nullable=False),  # counts the shard's objects with findings
    Column("key", LargeBinary(16), nullable=False),  # of the item that it is, or lies in
    Column("name", Text, nullable=False),  # of the item
    Column(
        "inner", Text, nullable=False, server_default=""
    ),  # path within the item, parts separated by `!`; empty for the item itself
    Column("size", BigInteger, nullable=False),
    Column("content", LargeBinary(32), nullable=False),
    Column("modified", Float),
    UniqueConstraint("shard_id", "item"),
)

# Raw findings of a shard, one row a value and rule; places packed as seven 64-bit integers each: see `discover.outcome.Place`.
hit = Table(
    "hit",
    metadata,
    Column("id", _Key, primary_key=True),
    Column("shard_id", _Key, ForeignKey("shard.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("rule", String(128), nullable=False),
    Column("fingerprint", LargeBinary(16), nullable=False),
    Column("confidence", Float, nullable=False),
    Column("evidence", String(256), nullable=False),
    Column("places", LargeBinary, nullable=False),
    Column("records", BigInteger, nullable=False, server_default="1"),  # records or values that a place stands for
    Column("people", LargeBinary),  # a count of different values or people: see `detectors.columns.people`
)

# What was not wholly examined.
exempt = Table(
    "exempt",
    metadata,
    Column("id", _Key, primary_key=True),
    Column("source_id", _Key, ForeignKey("source.id"), nullable=False, index=True),
    Column("shard_id", _Key, ForeignKey("shard.id", ondelete="CASCADE"), index=True),  # None: found while listing
    Column("key", LargeBinary(16)),
    Column("name", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("reason", String(32), nullable=False),
    Column("detail", Text, nullable=False),
    Column("objects", BigInteger, nullable=False, server_default="1"),  # that the row stands for
)

finding = Table(
    "finding",
    metadata,
    Column("id", _Key, primary_key=True),
    Column("source_id", _Key, ForeignKey("source.id"), nullable=False),
    Column(
        "uid", LargeBinary(16), nullable=False
    ),  # of path, rule, value and its count in the object: survives moved lines
    Column("rule", String(128), nullable=False),
    Column("kind", String(64), nullable=False),
    Column("severity", String(16), nullable=False),
    Column("confidence", Float, nullable=False),
    Column("evidence", String(256), nullable=False),
    Column("fingerprint", LargeBinary(16), nullable=False),
    Column("path", Text, nullable=False),
    Column("role", String(16), nullable=False),  # of the path: see inventory.role
    Column("content", LargeBinary(32), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("start", BigInteger, nullable=False),
    Column("end", BigInteger, nullable=False),
    Column("line", Integer, nullable=False),
    Column("end_line", Integer, nullable=False),
    Column("page", Integer),  # page, slide or sheet, from 1
    Column("table", Text),
    Column("column", Text),
    Column("row", BigInteger),  # from 1
    Column(
        "conversation", Text
    ),  # this and what follows: of the message that it stands in, see `discover.outcome.Said`
    Column("message", Text),
    Column("audience", String(16)),
    Column("readers", BigInteger),
    Column("state", String(16)),
    Column("records", BigInteger, nullable=False, server_default="1"),  # as of `hit`
    Column("people", LargeBinary),
    Column("where", String(16), nullable=False),  # file, history, stash, reflog, unreachable, index, loose
    Column("commit", String(64)),
    Column("last_commit", String(64)),
    Column("removed_commit", String(64)),
    Column("author", Text),
    Column("date", Float),
    Column("date_of", String(16), nullable=False),  # commit, modified, none
    Column("in_head", Boolean),
    Column("seen_scan", _Key, nullable=False),
    Column("first_scan", _Key, nullable=False),
    Column("gone_scan", _Key),
    UniqueConstraint("source_id", "uid"),
    Index("ix_finding_kind", "kind"),
)

# What a vendor held at the end of each sweep: a sweep is one run of `discover scan` or `discover sweep` over sources of one vendor.
sweep = Table(
    "sweep",
    metadata,
    Column("id", _Key, primary_key=True),
    Column("vendor_id", _Key, ForeignKey("vendor.id"), nullable=False, index=True),
    Column("taken", Float, nullable=False),
    Column("scans", Text, nullable=False),  # JSON: ids of the latest scan of each source then
    Column("full", Boolean, nullable=False),  # whether all of them were full and came to their end
    Column("digest", String(32), nullable=False),  # of rules and engine
    Column("held_objects", BigInteger, nullable=False),
    Column("held_bytes", BigInteger, nullable=False),
    Column("share", Float, nullable=False),  # examined
    Column("policy", Text, nullable=False),  # its name and version
    Column("tier", String(4), nullable=False),
    Column(
        "measured", String(4), nullable=False
    ),  # by holdings alone, whatever was declared, held before or not examined
    Column("state", String(16), nullable=False),
    Column("rules", Text, nullable=False),  # JSON: those that fired, as `Fired.as_dict`
)

sweep_holding = Table(
    "sweep_holding",
    metadata,
    Column("sweep_id", _Key, ForeignKey("sweep.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(64), primary_key=True),
    Column("objects", BigInteger, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("findings", BigInteger, nullable=False),
    Column("confirmed", BigInteger, nullable=False),
    Column("people", BigInteger),
    Column("seconds", BigInteger, nullable=False),
    Column("oldest", Float),
    Column("newest", Float),
)

# What a deletion manifest named, and what a later sweep found of it.
deletion = Table(
    "deletion",
    metadata,
    Column("id", _Key, primary_key=True),
    Column("vendor_id", _Key, ForeignKey("vendor.id"), nullable=False, index=True),
    Column("made", Float, nullable=False),  # the manifest
    Column("proven", Float, nullable=False),
    Column("manifest", String(64), nullable=False),  # SHA-256 of it
    Column("kinds", Text, nullable=False),  # JSON
    Column("entries", BigInteger, nullable=False),
    Column("gone", BigInteger, nullable=False),
    Column("held", BigInteger, nullable=False),
    Column("unknown", BigInteger, nullable=False),
)
