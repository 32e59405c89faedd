"""Errors of the connectors package.

ConnectorError
├── SourceError        the whole source cannot be opened (missing path, not a repository, refused)
└── BlobError          one object cannot be read; carries a coverage reason
"""

from __future__ import annotations


class Reason:
    """Why bytes that are held were not, or not wholly, examined. The names stand in the coverage ledger."""

    DENIED = "denied"
    UNREADABLE = "unreadable"
    VANISHED = "vanished"
    CHANGED = "changed"
    MISSING = "missing"
    CORRUPT = "corrupt"
    SYMLINK = "symlink"
    SPECIAL = "special"
    NO_READER = "no-reader"
    NO_DETECTOR = "no-detector"
    CRASHED = "crashed"
    FAILED = "failed"
    CAPPED = "capped"
    OUTSIDE = "outside"
    SHALLOW = "shallow"
    ENCRYPTED = "encrypted"
    LIMIT = "limit"
    TIMEOUT = "timeout"
    NO_EXTRA = "no-extra"
    LINKED = "linked"
    SAMPLED = "sampled"


class ConnectorError(Exception):
    """Base of every error that a connector raises."""


class SourceError(ConnectorError):
    """A source cannot be opened at all. The message says what, where and what to do."""


class BlobError(ConnectorError):
    """One object cannot be read, or not to its end.

    Attributes:
        reason: a coverage reason, one of the names in `Reason`.
        detail: one clause for people, without any content of the object.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
