"""Reported: a bucket as its service's inventory report lists it, for buckets that are too large to be listed by page."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace

from connectors.base import Item, SourceSpec
from connectors.blob import Blob
from connectors.errors import BlobError, Reason
from connectors.inventoryfile import FolderReader, InventoryListing
from connectors.pace import Rate
from connectors.provider import Listed, Page, Provider
from connectors.ranges import RemoteBlob


class _BucketReader:
    """A report in a bucket of the same service; see `connectors.inventoryfile.Reader`."""

    def __init__(self, provider: Provider, vendor: str) -> None:
        self._provider, self._vendor = provider, vendor

    def open(self, name: str) -> Blob:
        found = self._provider.again(name)
        if found is None:
            raise BlobError(Reason.VANISHED, f"there is no such object in {self._provider.root}")
        item = Item(name, found.size, bytes(16), found.reference().packed())
        return RemoteBlob(self._provider, item, 0, self._vendor, Rate(None))


def reported(spec: SourceSpec, provider: Provider, after: str) -> Iterator[Page]:
    """Pages of a bucket out of a report.

    Args:
        spec: of the bucket; its option `listing` is the manifest: a path, or an address in a bucket of the same service.
        provider: of the bucket.
        after: of a page of an earlier run over the same report.

    Raises:
        SourceError: the report cannot be read, or is of another bucket.
    """
    place = spec.options["listing"]
    scheme = provider.root.partition("://")[0]
    if place.startswith(f"{scheme}://"):
        bucket, _, key = place.removeprefix(f"{scheme}://").partition("/")
        own = type(provider)(replace(spec, locator=f"{scheme}://{bucket}"))
        listing = InventoryListing(_BucketReader(own, spec.vendor), key)
    else:
        own = None
        listing = InventoryListing(FolderReader(os.path.dirname(os.path.abspath(place))), os.path.basename(place))
    try:
        name = provider.root.rpartition("/")[2]
        for page in listing.pages(name, provider.prefix, after):
            sized = listing.sizes
            entries = page.entries if sized else [e if e.reason else e._replace(size=-1) for e in page.entries]
            yield Page(entries, page.after)
        yield Page([_since(listing)], "")
    finally:
        if own is not None:
            own.close()


def _since(listing: InventoryListing) -> Listed:
    """What no report can hold is said, so that it is not taken for nothing."""
    taken = f"{listing.taken:%Y-%m-%d %H:%M} UTC"
    older = "" if listing.versions else ", older versions"
    detail = f"listed by a report of {taken}: what was written since, unfinished uploads{older} are not in it"
    return Listed("(written since the report)", 0, reason=Reason.EXCLUDED, detail=detail, objects=0)
