"""S3's listings, read from XML without botocore's parser, which takes 150 us a key and so would be slower than what it lists.

A handler of botocore's own event `before-parse` takes the entries out of an answer; the rest of it botocore parses as ever.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote_plus
from xml.etree import ElementTree as ET  # its usual name

from connectors.errors import Reason
from connectors.provider import Listed

#: Where the handler puts the entries in botocore's answer.
ENTRIES = "DiscoverEntries"
_OPERATIONS = ("ListObjectsV2", "ListObjectVersions")
_RESULTS = frozenset({"ListBucketResult", "ListVersionsResult"})
#: What botocore makes of the status of an answer that is no XML, so that it is asked for again.
_NO_XML = 500
_ENTRY_TAGS = frozenset({"Contents", "Version", "DeleteMarker"})
#: Classes whose objects have to be restored before they can be read, and one that is read at once for a price that is charged by
#: the gigabyte: https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html
ARCHIVED = frozenset({"GLACIER", "DEEP_ARCHIVE"})
COSTLY = frozenset({"GLACIER_IR"})
_USUAL = "STANDARD"
#: Characters that no XML can hold, as they are and as references to them, and what stands for them: https://www.w3.org/TR/xml/#charsets
_CONTROLS = r"[\x00-\x08\x0b\x0c\x0e-\x1f]"
_FORBIDDEN = re.compile(_CONTROLS.encode() + rb"|&#x0*(?:[0-8BCEFbcef]|1[0-9A-Fa-f]);")
_FORBIDDEN_TEXT, _REPLACED = re.compile(_CONTROLS), "\N{REPLACEMENT CHARACTER}"
#: A key as it is encoded in a URL.
_ENCODED = re.compile(r"(?:[A-Za-z0-9_.~*/!'()+-]|%[0-9A-Fa-f]{2})*")


def take_entries(client: Any) -> None:
    """Let a client's listings carry their entries as `Entry` tuples under `ENTRIES`."""
    for operation in _OPERATIONS:
        client.meta.events.register(f"before-parse.s3.{operation}", _taken)


def _taken(response_dict: dict[str, Any], customized_response_dict: dict[str, Any], **_: Any) -> None:
    if response_dict.get("status_code") not in {200, _NO_XML}:
        return  # an error, which botocore explains
    try:
        root = _document(response_dict["body"])
    except ET.ParseError:
        return
    if _local(root.tag) not in _RESULTS:
        return
    response_dict["status_code"] = 200
    rest = ET.Element(root.tag)
    entries = []
    encoded = any(_local(child.tag) == "EncodingType" and child.text == "url" for child in root)
    for child in root:
        name = _local(child.tag)
        if name in _ENTRY_TAGS:
            entries.append(_fields(name, child, encoded=encoded))
        else:
            rest.append(child)
    response_dict["body"] = ET.tostring(rest)
    customized_response_dict[ENTRIES] = entries


def _document(body: bytes) -> ET.Element:
    """A listing's XML. Ceph's gateway writes markers of it as they are, also where no XML can hold them."""
    try:
        return ET.fromstring(body)  # noqa: S314  # as botocore does; expat bounds what entities expand to
    except ET.ParseError:
        return ET.fromstring(_FORBIDDEN.sub(_REPLACED.encode(), body))  # noqa: S314  # as above


def marker(answer: Mapping[str, Any], member: str, last: str) -> str:
    """From where a listing goes on.

    What is asked with `encoding-type=url` AWS answers with markers in that encoding
    (https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html), and Ceph's gateway with markers as they are, in
    which XML has made one line break of every sort of it.

    Args:
        answer: of the service.
        member: the marker's name in it.
        last: the key of the last entry, which the marker mostly is.
    """
    given = str(answer.get(member) or "")
    decoded = unquote_plus(given) if answer.get("EncodingType") == "url" else given
    as_xml = _FORBIDDEN_TEXT.sub(_REPLACED, last.replace("\r\n", "\n").replace("\r", "\n"))
    return last if given in {last, as_xml} else decoded


def uploaded(answer: Mapping[str, Any], key: str) -> list[str]:
    """What the key of an unfinished upload can be, likeliest first: some servers encode it and do not say so."""
    decoded = unquote_plus(key)
    if answer.get("EncodingType") == "url":
        return [decoded]
    return [key] if decoded == key or not _ENCODED.fullmatch(key) else [decoded, key]


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _fields(name: str, entry: ET.Element, *, encoded: bool) -> dict[str, str]:
    """An entry's plain members; one that has members of its own (owner, restore status) gives the text of its last one."""
    fields = {"": name}
    for member in entry:
        tag = _local(member.tag)
        fields[tag] = member.text or ""
        for inner in member:
            fields[f"{tag}.{_local(inner.tag)}"] = inner.text or ""
    if encoded:
        fields["Key"] = unquote_plus(fields.get("Key", ""))
    return fields


def listed(fields: Mapping[str, str], *, restore: bool) -> Listed:
    """One entry of a listing.

    Args:
        fields: as the handler gave them.
        restore: whether what is read for a price may be read.
    """
    key, size = fields.get("Key", ""), _number(fields.get("Size", ""))
    modified = _moment(fields.get("LastModified", ""))
    version = fields.get("VersionId", "")
    older = "IsLatest" in fields and fields["IsLatest"] != "true"
    if fields[""] == "DeleteMarker":
        detail = "a delete marker: the object looks deleted, its older versions are held"
        return Listed(key, 0, "", version, modified, "", Reason.DELETED, detail)
    storage = fields.get("StorageClass", _USUAL)
    tag = fields.get("ETag", "").strip('"')
    reason, detail = _unreadable(storage, fields, restore=restore)
    return Listed(
        key, size, tag, version if older else "", modified, storage if storage != _USUAL else "", reason, detail
    )


def _unreadable(storage: str, fields: Mapping[str, str], *, restore: bool) -> tuple[str, str]:
    if storage in ARCHIVED:
        if fields.get("RestoreStatus.RestoreExpiryDate") and fields.get("RestoreStatus.IsRestoreInProgress") != "true":
            return "", ""
        what = f"storage class {storage}: held, not readable now"
        if fields.get("RestoreStatus.IsRestoreInProgress") == "true":
            return Reason.ARCHIVED, f"{what}; it is being restored, scan again in some hours"
        return Reason.ARCHIVED, f"{what}; restore it (aws s3api restore-object) and scan again"
    if storage in COSTLY and not restore:
        return Reason.ARCHIVED, f"storage class {storage}: reading costs by the gigabyte; scan with --restore-cost-ok"
    return "", ""


def _number(text: str) -> int:
    """A size; -1 where there is none: it is asked for."""
    return int(text) if text.isascii() and text.isdigit() else -1


def _moment(text: str) -> float | None:
    """Unix seconds of `2026-11-26T18:38:49.000Z`."""
    try:
        read = datetime.fromisoformat(text)
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError, OSError):
        return None
