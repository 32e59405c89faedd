"""Manifest: what an inventory report says of itself: bucket, time, format, columns, data files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

from connectors.blob import Blob
from connectors.errors import SourceError
from connectors.listing.table import shown
from connectors.listing.values import moment, whole

#: Bytes that a manifest may have: a data file takes about 200 of them, so this is for more than 80,000 files.
LARGEST = 16 << 20


class Format(Enum):
    """How data files are written, in the words of Amazon's manifest."""

    CSV = "CSV"
    PARQUET = "Parquet"
    ORC = "ORC"


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file of rows.

    Attributes:
        key: its name in the bucket that the report was delivered to.
        size: bytes, or None where the manifest does not say.
        md5: hexadecimal, or empty.
    """

    key: str
    size: int | None = None
    md5: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """How CSV files of the report are to be read.

    Attributes:
        columns: their names in order; empty where only a first row tells them.
        header: whether a first row tells names: yes, no, or None where it does if it reads so.
        delimiter: one character.
    """

    columns: tuple[str, ...] = ()
    header: bool | None = False
    delimiter: str = ","


@dataclass(frozen=True, slots=True)
class Manifest:
    """A report.

    Attributes:
        google: whether it is one of Google Cloud Storage, else of Amazon S3.
        bucket: what it lists; empty where it does not say.
        taken: when, UTC.
        entries: how many rows it promises, or None.
        format: of all data files.
        shape: see there; for CSV.
        files: in order.
    """

    google: bool
    bucket: str
    taken: datetime
    entries: int | None
    format: Format
    shape: Shape
    files: tuple[DataFile, ...]


def wrong(name: str, what: str) -> SourceError:
    """The error for a manifest that cannot be used."""
    return SourceError(
        f"{shown(name)}: {what}; give the manifest.json of an Amazon S3 inventory or the *_manifest.json of a report of Google"
        " Storage Insights, unchanged"
    )


def content(blob: Blob, name: str) -> Mapping[str, object]:
    """The JSON object in a manifest.

    Raises:
        SourceError: it is too large, or no such thing.
        BlobError: it cannot be read.
    """
    if blob.size > LARGEST:
        raise wrong(name, f"has {blob.size} bytes, more than the {LARGEST} that a manifest may have")
    try:
        found = json.loads(blob.read(0, blob.size))
    except (ValueError, RecursionError) as error:
        raise wrong(name, "is not JSON") from error
    if not isinstance(found, dict):
        raise wrong(name, "is not a JSON object")
    return found


def at_time(value: object, field: str, name: str) -> datetime:
    """A time in a manifest.

    Raises:
        SourceError: it is none.
    """
    seconds = moment(value)
    try:
        return datetime.fromtimestamp(seconds if seconds is not None else float("nan"), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise wrong(name, f"its {field} is no time") from error


def amount(value: object, field: str, name: str) -> int | None:
    """A count in a manifest, None where it is left out.

    Raises:
        SourceError: it is none.
    """
    found = whole(value)
    if found is None and value is not None and value != "":
        raise wrong(name, f"its {field} is no count")
    return found
