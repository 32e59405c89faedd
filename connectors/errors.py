"""Errors of the connectors package.

ConnectorError
├── SourceError        the whole source cannot be opened (missing path, not a repository, refused)
└── BlobError          one object cannot be read; carries a coverage reason
    └── RemoteError    a store on the network refused one request, or broke it off; says whether asking again may help
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
    ARCHIVED = "archived"
    INCOMPLETE = "incomplete-upload"
    DELETED = "deleted"
    KEY_DENIED = "key-denied"
    EXPIRED = "expired"
    REGION = "wrong-region"
    CLOCK = "wrong-clock"
    THROTTLED = "throttled"
    UNREACHABLE = "unreachable"
    EXCLUDED = "excluded"
    BUDGET = "budget"
    UNSAMPLED = "unsampled"


#: Reasons that lie with a service and who asks it, and not with the object: rights, place, time.
OF_SERVICE = frozenset(
    {
        Reason.DENIED,
        Reason.KEY_DENIED,
        Reason.EXPIRED,
        Reason.REGION,
        Reason.CLOCK,
        Reason.THROTTLED,
        Reason.UNREACHABLE,
    }
)


class ConnectorError(Exception):
    """Base of every error that a connector raises."""


class SourceError(ConnectorError):
    """A source cannot be opened at all, or listed no further. The message says what, where and what to do.

    Attributes:
        reason: a coverage reason, one of the names in `Reason`.
    """

    def __init__(self, message: str, reason: str = Reason.UNREADABLE) -> None:
        super().__init__(message)
        self.reason = reason

    def __reduce__(self) -> tuple[type[SourceError], tuple[str, str]]:
        """Crosses a process boundary with its reason."""
        return type(self), (str(self), self.reason)


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


class RemoteError(BlobError):
    """A store on the network refused a request or broke off its answer.

    Attributes:
        transient: whether the same request may be answered later on.
        wait: seconds that the store asked to wait, or 0.
    """

    def __init__(self, reason: str, detail: str, *, transient: bool = False, wait: float = 0.0) -> None:
        super().__init__(reason, detail)
        self.transient = transient
        self.wait = wait
