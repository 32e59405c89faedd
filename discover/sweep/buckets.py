"""Buckets: targets of services of objects (`s3://`, `gs://`, `azure://`) as sources."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from connectors.base import SourceSpec
from connectors.errors import SourceError
from connectors.provider import Provider
from connectors.selection import Selection
from discover.errors import UsageError
from discover.registry import connector
from discover.sweep.target import Target

#: Connector by scheme.
SCHEMES: Mapping[str, str] = {"s3": "s3", "gs": "gcs", "azure": "azure"}
_TARGET = re.compile(r"(s3|gs|azure)://", re.IGNORECASE)
_CREDENTIAL = re.compile(r"[?&](?:sig|X-Amz-Signature|X-Amz-Credential|X-Goog-Signature)=", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Buckets:
    """How buckets are read.

    Attributes:
        options: of `connectors.provider.OPTIONS`, as the user gave them, and `bandwidth` (bytes a second for each worker),
            `concurrency` (requests at once for each worker), `listing` (manifest of an inventory report).
        selection: which objects are wanted.
    """

    options: Mapping[str, str] = field(default_factory=dict)
    selection: Selection = field(default_factory=Selection)


def is_bucket(name: str) -> bool:
    """Whether a target is a bucket, or all of an account's."""
    return _TARGET.match(name) is not None


def targets(name: str, vendor: str, buckets: Buckets) -> Iterator[Target]:
    """The target, one for each bucket where it names none.

    Raises:
        SourceError: there is no such bucket, or the account's cannot be listed.
        UsageError: the target holds a credential.
    """
    if _CREDENTIAL.search(name):
        shown = name.partition("?")[0]
        raise UsageError(
            f"{shown}?…: a signed address is a credential and would be kept with the results; name the bucket, and give the "
            "credential in the environment (AZURE_STORAGE_SAS_TOKEN, AWS_PROFILE, GOOGLE_APPLICATION_CREDENTIALS)"
        )
    scheme, _, rest = name.partition("://")
    kind = SCHEMES[scheme.lower()]
    locator = f"{scheme.lower()}://{rest}"
    options = {**buckets.options, **buckets.selection.options()}
    spec = SourceSpec(kind, _without_end(locator), vendor, "", options)
    if _names_bucket(kind, rest):
        yield Target(name, (spec,))
        return
    for found in _provider(kind).buckets(spec):
        yield Target(found, (SourceSpec(kind, found, vendor, "", options),))


def _names_bucket(kind: str, rest: str) -> bool:
    """An account of Azure holds containers; elsewhere the first part is the bucket."""
    parts = rest.strip("/").split("/")
    return len(parts) > 1 if kind == "azure" else bool(parts[0])


def _without_end(locator: str) -> str:
    """`s3://bucket/` is `s3://bucket`; a prefix keeps its slash, which says that it is a folder."""
    return locator[:-1] if locator.count("/") == 3 and locator.endswith("/") else locator  # noqa: PLR2004  # scheme, and one more


def _provider(kind: str) -> type[Provider]:
    made: Callable[..., object] = connector(kind)
    found: type[Provider] | None = getattr(made, "provider", None)
    if found is None:
        raise SourceError(f"{kind}: not a service of buckets")
    return found
