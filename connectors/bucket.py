"""Bucket: a service's objects as a source. What is the same for S3, Google Cloud Storage and Azure stands here."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, ClassVar

from connectors.base import Connector, Item, Mark, Refused, Shard, SourceSpec
from connectors.blob import Blob
from connectors.errors import Reason, RemoteError
from connectors.fact import Fact
from connectors.pace import Rate, Width
from connectors.prefetch import Prefetch
from connectors.provider import Listed, Page, Provider, Reference
from connectors.ranges import RemoteBlob, whole
from connectors.selection import Chooser, Selection

if TYPE_CHECKING:
    from connectors.tree import Tree

#: Threads that read ahead, in one process.
_THREADS = 32
#: What stands between a key and the version that is not its current content. A key may hold it too: it is for people, and says
#: only whether content is current.
VERSION = "?version="
_VERSIONED = re.compile(r"(.+)\?version=([^?]+)", re.DOTALL)


def versioned(name: str) -> tuple[str, str]:
    """Key and version of an item's name; the version is empty where it is the current content."""
    match = _VERSIONED.fullmatch(name)
    return (match[1], match[2]) if match else (name, "")


class BucketObjects(Connector):
    """The objects of one bucket, or of a prefix of it."""

    #: The service.
    provider: ClassVar[type[Provider]]
    tells = True

    def __init__(self, spec: SourceSpec) -> None:
        """Open a source; nothing is asked of the service yet.

        Raises:
            SourceError: the locator or an option is wrong, or a library is missing.
        """
        self.spec = spec
        self._provider = self.provider(spec)
        self._chooser = Chooser(Selection.of(spec.options))
        self._width = Width(min(_THREADS, int(spec.options.get("concurrency") or _THREADS)))
        self._rate = Rate(int(spec.options.get("bandwidth") or 0))
        self._prefetch: Prefetch | None = None

    @property
    def service(self) -> Provider:
        """What reads it."""
        return self._provider

    def list(self, after: str = "") -> Iterator[Item | Refused | Mark]:
        for page in self._pages(after):
            for entry in page.entries:
                yield self._entry(entry)
            if page.after:
                yield Mark(page.after)

    def _pages(self, after: str) -> Iterator[Page]:
        """Of the service, or of its inventory report where one was given."""
        if self.spec.options.get("listing"):
            from connectors.reported import reported  # noqa: PLC0415  # few scans have a report

            return reported(self.spec, self._provider, after)
        return self._provider.pages(after)

    def _entry(self, entry: Listed) -> Item | Refused:
        if entry.size < 0 and not entry.reason and not entry.version:
            entry = self._measured(entry)
        name = f"{entry.key}{VERSION}{entry.version}" if entry.version else entry.key
        if entry.reason:
            return Refused(name, max(0, entry.size), entry.reason, entry.detail, entry.objects)
        option = self._chooser.refuses(entry)
        if option:
            return Refused(name, entry.size, Reason.EXCLUDED, f"left out by {option}")
        return Item(name, max(0, entry.size), _key(entry), entry.reference().packed())

    def _measured(self, entry: Listed) -> Listed:
        """An object whose size the listing does not tell."""
        try:
            found = self._provider.again(entry.key)
        except RemoteError as error:
            return entry._replace(size=0, reason=error.reason, detail=error.detail)
        if found is None:
            return entry._replace(size=0, reason=Reason.VANISHED, detail="is not there any more")
        return found

    def tree(self) -> Tree:
        from connectors.buckettree import BucketTree  # noqa: PLC0415  # a tree is made of this

        return BucketTree(self, "")

    def again(self, items: Iterable[Item]) -> Iterator[Item | Refused]:
        for item in items:
            wanted = Reference.unpacked(item.hint)
            if wanted.version:
                continue
            try:
                found = self._provider.again(wanted.key)
            except RemoteError as error:
                yield Refused(item.name, item.size, error.reason, error.detail)
                continue
            if found is not None:
                yield self._entry(found)

    def open(self, shard: Shard) -> Iterator[Blob | Refused]:
        if self._prefetch is None:
            self._prefetch = Prefetch(self._whole, self._width, _THREADS)
        for index, (item, content) in enumerate(self._prefetch(shard.items)):
            if isinstance(content, RemoteError):
                yield Refused(item.name, item.size, content.reason, content.detail)
                continue
            blob = RemoteBlob(self._provider, item, index, self.spec.vendor, self._rate, content)
            try:
                yield blob
            finally:
                blob.close()

    def _whole(self, item: Item) -> bytes:
        data = whole(self._provider, Reference.unpacked(item.hint), item.size)
        self._rate.took(len(data))
        return data

    def facts(self) -> Iterator[Fact]:
        return self._provider.facts()

    @property
    def requests(self) -> int:
        return self._provider.requests

    @property
    def endpoint(self) -> str:
        return self._provider.endpoint

    def close(self) -> None:
        if self._prefetch is not None:
            self._prefetch.close()
        self._provider.close()


def _key(entry: Listed) -> bytes:
    """Changes with name, content and version. Where the service gives no tag, with the date, as nothing better is known."""
    told = entry.tag or f"@{entry.modified}"
    text = f"{entry.key}\0{told}\0{entry.version}\0{entry.size}"
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
