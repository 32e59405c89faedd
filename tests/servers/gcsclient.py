"""What tests ask of Cloud Storage through the provider."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from connectors.base import SourceSpec
from connectors.gcs import GcsProvider
from connectors.provider import Listed, Reference

if TYPE_CHECKING:
    from google.cloud.storage import Client

#: Numbers for the names of buckets, so that each test has its own.
NUMBERS = itertools.count()


def provider(url: str, locator: str, **options: str) -> GcsProvider:
    """A provider on a server; options with `_` for `-`."""
    options = {name.replace("_", "-"): value for name, value in options.items()}
    made = GcsProvider(SourceSpec("gcs", locator, "acme", options={"endpoint": url, "anonymous": "1", **options}))
    made._wire.timeout = (2.0, 10.0)
    return made


def library(url: str) -> Client:
    """Google's own client, which puts objects there."""
    from google.auth.credentials import AnonymousCredentials
    from google.cloud.storage import Client

    return Client("test", AnonymousCredentials(), client_options={"api_endpoint": url})


def everything(source: GcsProvider, after: str = "") -> list[Listed]:
    """All entries of a listing."""
    return [entry for page in source.pages(after) for entry in page.entries]


def whole(source: GcsProvider, entry: Listed, start: int = 0, end: int | None = None, amount: int = 1 << 16) -> bytes:
    """Bytes of an object as its body gives them."""
    body = source.get(Reference(entry.key, entry.tag, entry.version, entry.modified), start, end)
    try:
        return b"".join(iter(lambda: body.read(amount), b""))
    finally:
        body.close()
