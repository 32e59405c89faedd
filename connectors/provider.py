"""Provider: what a service of buckets offers a reader: listings by page, bytes by range, facts about the bucket. It never writes.

One implementation a service (`s3`, `gcs`, `azure`); everything that is the same for all of them stands in `bucket` and `ranges`.
"""

from __future__ import annotations

import json
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import ClassVar, NamedTuple, Protocol
from urllib.parse import urlsplit

from connectors.base import SourceSpec
from connectors.errors import Reason, RemoteError
from connectors.fact import Fact


class Listed(NamedTuple):
    """One object, one older version of one, or one upload under way, as a listing tells it.

    Attributes:
        key: the service's own name of it, exactly; never empty.
        size: bytes, as listed: a claim; -1 where the listing does not say, so that it has to be asked for.
        tag: what changes with the content, as a conditional read takes it: an ETag without its quotes, a generation. May be empty.
        version: what must be named to read it where it is not the current content: a version id, a generation, a snapshot; else
            empty.
        modified: Unix seconds UTC, or None.
        storage: storage class or access tier in the service's words; empty for the usual one.
        reason: why it is not opened, one of `connectors.errors.Reason`; empty where it may be.
        detail: one clause for people that says what to do; empty where `reason` is.
        objects: how many it stands for.
    """

    key: str
    size: int
    tag: str = ""
    version: str = ""
    modified: float | None = None
    storage: str = ""
    reason: str = ""
    detail: str = ""
    objects: int = 1

    def reference(self) -> Reference:
        """What a worker needs to read it."""
        return Reference(self.key, self.tag, self.version, self.modified, self.storage)


class Page(NamedTuple):
    """Part of a listing.

    Attributes:
        entries: in the order of the service.
        after: from where a listing goes on behind this page, in the provider's own words; empty where nothing can follow.
    """

    entries: Sequence[Listed]
    after: str


class Reference(NamedTuple):
    """What a worker needs to read one listed object. Crosses process boundaries as `Item.hint`; holds no credential.

    Attributes:
        key: as listed.
        tag: as listed.
        version: as listed.
        modified: as listed.
        storage: as listed.
    """

    key: str
    tag: str = ""
    version: str = ""
    modified: float | None = None
    storage: str = ""

    def packed(self) -> bytes:
        """As bytes; keys keep whatever they hold."""
        return json.dumps(self, separators=(",", ":")).encode("ascii")

    @classmethod
    def unpacked(cls, data: bytes) -> Reference:
        """Read what `packed` gave."""
        return cls(*json.loads(data))


class Body(Protocol):
    """An answer under way."""

    def read(self, amount: int) -> bytes:
        """So many bytes or fewer, none only at the end.

        Raises:
            RemoteError: the connection broke; what was read before stands.
        """

    def close(self) -> None:
        """Give the connection up."""


#: Options of a source that every provider takes where its service has such a thing. All are text; absent is the default.
OPTIONS = {
    "endpoint": "URL of a server other than the service's own",
    "anonymous": "1: without credentials",
    "requester-pays": "1, or for Google the project that pays",
    "versions": "all (default): older versions, deleted objects and unfinished uploads as well; current: what is current alone",
    "restore": "1: what is archived may be read, though that costs",
    "region": "of an S3 bucket, or for signing",
    "profile": "name of an AWS profile",
    "role": "ARN of an AWS role to take on, from within the profile",
    "external-id": "what that role asks for",
    "project": "of Google, to list its buckets",
}


class Requests:
    """Counts requests; several threads add to it."""

    def __init__(self) -> None:
        """Begin at 0."""
        self.number = 0
        self._lock = threading.Lock()

    def add(self, number: int = 1) -> None:
        """So many more."""
        with self._lock:
            self.number += number


class Provider(ABC):
    """One bucket or container, or a prefix of one. Made in each process that reads; safe to be read from several threads."""

    #: Requests sent since it was made; an implementation adds to it.
    sent: Requests
    #: What stands before `/` and a key in the locator of an object: `s3://bucket`, `azure://account/container`.
    root: str
    #: What all keys begin with; a plain string, not a folder: `log` takes in `log/a` and `logs`.
    prefix: str
    #: Domains of the service's own servers.
    domains: ClassVar[tuple[str, ...]] = ()

    def __init__(self, spec: SourceSpec) -> None:
        """Take the source; connects with the first request.

        Args:
            spec: its locator is `<scheme>://<bucket>[/<prefix>]`; options are those of the service (see `OPTIONS`).

        Raises:
            SourceError: the locator or an option is wrong, or the service's library is not installed (the message names the extra).
        """
        self.spec = spec
        self.sent = Requests()

    @property
    def requests(self) -> int:
        """Requests sent since it was made."""
        return self.sent.number

    @property
    def endpoint(self) -> str:
        """Address of the server that is asked, where it is another than the service's own; else empty."""
        address = self._address()
        host = f".{urlsplit(address).hostname or ''}"
        return "" if any(host.endswith(f".{domain}") for domain in self.domains) else address

    def _address(self) -> str:
        """Address of the server that is asked; may be empty where it is the service's own."""
        return self.spec.options.get("endpoint", "")

    @classmethod
    @abstractmethod
    def buckets(cls, spec: SourceSpec) -> Iterator[str]:
        """Locators of all buckets that the credentials can list, for a locator that names none (`s3://`, `azure://account`).

        Raises:
            SourceError: they cannot be listed.
        """

    @abstractmethod
    def pages(self, after: str = "") -> Iterator[Page]:
        """What is held, page by page in the service's order: objects, older versions, deleted ones, uploads never completed.

        What could not be listed (older versions, for example) comes as a `Listed` with a reason, never as nothing.

        Args:
            after: of a page of an earlier call: goes on behind it.

        Raises:
            SourceError: it cannot be listed, or not any further; the message says why and what to do, `reason` is set.
        """

    @abstractmethod
    def get(self, wanted: Reference, start: int, end: int | None) -> Body:
        """Bytes `[start, end)` of one object, `end` None for all that follow; `start` is 0 for an empty one.

        The answer is of the content that was listed: where `wanted.tag` is set, other content is refused.

        Raises:
            RemoteError: `Reason.CHANGED` where the content is another one now, `VANISHED` where there is none, else as it is.
        """

    def whole(self, wanted: Reference, size: int) -> bytes:
        """All of a small object, by one request.

        Args:
            wanted: which.
            size: bytes, as listed.

        Raises:
            RemoteError: as of `get`; `Reason.CHANGED` where it is longer than was listed.
        """
        body = self.get(wanted, 0, None)
        parts, left = [], size + 1
        try:
            while left and (data := body.read(left)):
                parts.append(data)
                left -= len(data)
        finally:
            body.close()
        if not left:
            raise RemoteError(Reason.CHANGED, "is longer than was listed; scan again")
        return b"".join(parts)

    @abstractmethod
    def again(self, key: str) -> Listed | None:
        """The current object of a name as it is now; None where there is none.

        Raises:
            RemoteError: it cannot be told.
        """

    @abstractmethod
    def facts(self) -> Iterator[Fact]:
        """What the service says of the bucket, by calls that only read; what it does not say is None, with the reason.

        Never raises for one answer that is refused: the fact is unknown.
        """

    def close(self) -> None:  # noqa: B027  # some hold nothing open
        """Give back connections."""
