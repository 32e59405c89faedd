"""Amazon: the manifest of an Amazon S3 inventory, and what its rows mean.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html and
https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory.html (what the columns hold).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import unquote_plus

from connectors.errors import Reason
from connectors.listing.entries import Meaning
from connectors.listing.manifest import DataFile, Format, Manifest, Shape, amount, at_time, wrong
from connectors.listing.values import flag, moment, text
from connectors.provider import Listed

_ARN = "arn:aws:s3:::"
_MD5 = re.compile(r"[0-9a-f]{32}")
#: Classes that cannot be read as they are: https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html
_ARCHIVED = frozenset({"GLACIER", "DEEP_ARCHIVE"})
#: What a version id is called in requests where versioning was off when the content was written:
#: https://docs.aws.amazon.com/AmazonS3/latest/userguide/versioning-workflows.html
_UNVERSIONED = "null"


def manifest(found: Mapping[str, object], name: str) -> Manifest:
    """Read a manifest.

    Raises:
        SourceError: it is none, or none that can be used.
    """
    bucket, files, schema = found.get("sourceBucket"), found.get("files"), found.get("fileSchema")
    if not isinstance(bucket, str) or not bucket or not isinstance(files, list):
        raise wrong(name, "is no manifest of an inventory: sourceBucket or files are missing")
    written = next((kind for kind in Format if kind.value.lower() == text(found.get("fileFormat")).lower()), None)
    if written is None:
        raise wrong(name, "its fileFormat is none of CSV, ORC and Parquet")
    columns: tuple[str, ...] = ()
    if written is Format.CSV:
        if not isinstance(schema, str) or not schema.strip():
            raise wrong(name, "its fileSchema does not say which columns the CSV files have")
        columns = tuple(part.strip() for part in schema.split(","))
    return Manifest(
        google=False,
        bucket=_bucket(bucket),
        taken=at_time(found.get("creationTimestamp"), "creationTimestamp", name),
        entries=None,
        format=written,
        shape=Shape(columns),
        files=tuple(_file(entry, name) for entry in files),
    )


def _bucket(name: str) -> str:
    return name.removeprefix(_ARN)


def _file(entry: object, name: str) -> DataFile:
    key = entry.get("key") if isinstance(entry, dict) else None
    if not isinstance(entry, dict) or not isinstance(key, str) or not text(key):
        raise wrong(name, "lists a data file without a key that an object can have")
    md5 = text(entry.get("MD5checksum")).lower()
    return DataFile(key, amount(entry.get("size"), "size of a data file", name), md5 if _MD5.fullmatch(md5) else "")


class AmazonRows(Meaning):
    """Rows of an S3 inventory; keys are encoded as in a URL in CSV alone."""

    name = "key"
    older = "versionid"

    def __init__(self, columns: Sequence[str], file: str, bucket: str, prefix: str, *, encoded: bool) -> None:
        """Take the columns of a file and what is wanted of it; see `Meaning`."""
        super().__init__(columns, file, bucket, prefix)
        self._encoded = encoded
        self._latest, self._version = self.at("islatest"), self.at("versionid")
        self._marker, self._modified = self.at("isdeletemarker"), self.at("lastmodifieddate")
        self._tag, self._storage = self.at("etag"), self.at("storageclass")
        self._tier = self.at("intelligenttieringaccesstier")

    def key(self, value: str) -> str:
        return unquote_plus(value, errors="surrogateescape") if self._encoded else value

    def told(self, key: str, size: int, row: Sequence[object]) -> Listed:
        version = self._addressed(row)
        modified = moment(self.cell(row, self._modified))
        if flag(self.cell(row, self._marker)):
            detail = "a delete marker: the object was deleted; what is kept of its versions is listed with it"
            return Listed(key, 0, "", version, modified, "", Reason.DELETED, detail)
        tag = text(self.cell(row, self._tag)).strip('"')
        storage, reason, detail = self._stored(row)
        return Listed(key, size, tag, version, modified, storage, reason, detail)

    def _addressed(self, row: Sequence[object]) -> str:
        """The version id where a request must name it: reports of current objects have none, nor needs the newest one."""
        if self._version is None or flag(self.cell(row, self._latest)):
            return ""
        version = text(self.cell(row, self._version))
        if self._latest is None:
            return version
        return version or _UNVERSIONED

    def _stored(self, row: Sequence[object]) -> tuple[str, str, str]:
        """Storage class, and the reason and detail where content cannot be read from it."""
        storage = text(self.cell(row, self._storage)).upper()
        tier = text(self.cell(row, self._tier)).upper()
        # The report's words for tiers are not documented; elsewhere they are ARCHIVE_ACCESS, DEEP_ARCHIVE_ACCESS, and
        # ARCHIVE_INSTANT_ACCESS, which is read like any other (https://docs.aws.amazon.com/AmazonS3/latest/userguide/intelligent-tiering-overview.html).
        asleep = "ARCHIVE" in tier and "INSTANT" not in tier
        if storage not in _ARCHIVED and not asleep:
            return ("" if storage == "STANDARD" else storage), "", ""
        where = storage if storage in _ARCHIVED else f"archive tier of {storage or 'INTELLIGENT_TIERING'}"
        detail = (
            f"archived ({where}) when the report was taken; restore it and list it again, or scan with restore allowed"
        )
        return storage, Reason.ARCHIVED, detail
