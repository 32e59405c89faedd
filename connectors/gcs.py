"""Google Cloud Storage: objects with their generations, soft-deleted ones; bytes by range. Only reads.

https://cloud.google.com/storage/docs/json_api/v1
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, TypeVar

from connectors import gcsposture
from connectors.base import SourceSpec
from connectors.bucket import BucketObjects
from connectors.errors import Reason, RemoteError, SourceError
from connectors.fact import Fact
from connectors.provider import Body, Listed, Page, Provider, Reference, Requests
from connectors.ranged import Ranged

T = TypeVar("T")
_LOCATOR = re.compile(r"gs://([^/?#]*)(?:/(.*))?", re.DOTALL)
#: Objects of a page: the service's own limit for listings of names.
_PAGE = 1000
_FIELDS = "items(name,size,generation,updated,timeCreated,timeDeleted,storageClass,softDeleteTime,hardDeleteTime),nextPageToken"
_TIMEOUT = (10, 30)
_USUAL = "STANDARD"
#: Read at once, for a price by the gigabyte and a least time of storage: https://cloud.google.com/storage/docs/storage-classes
_COSTLY = frozenset({"ARCHIVE"})
_WORDS: Mapping[str, str] = {
    Reason.DENIED: "access denied; ask for the read rights in docs/permissions.md",
    Reason.KEY_DENIED: "the key that it is encrypted with may not be used; ask for roles/cloudkms.cryptoKeyDecrypter",
    Reason.EXPIRED: "the credentials have expired or are not known; run `gcloud auth application-default login`",
    Reason.VANISHED: "is not there any more",
    Reason.CHANGED: "changed since it was listed; scan again",
    Reason.THROTTLED: "the service asked for fewer requests; scan again later, or with a lower --bandwidth",
    Reason.UNREACHABLE: "the service did not answer as it should; scan again",
    Reason.UNREADABLE: "could not be read",
}
_STATUS: Mapping[int, str] = {
    401: Reason.EXPIRED, 403: Reason.DENIED, 404: Reason.VANISHED, 412: Reason.CHANGED, 429: Reason.THROTTLED,
    408: Reason.UNREACHABLE, 500: Reason.UNREACHABLE, 502: Reason.UNREACHABLE, 503: Reason.UNREACHABLE, 504: Reason.UNREACHABLE,
}  # fmt: skip
_TRANSIENT = frozenset({Reason.THROTTLED, Reason.UNREACHABLE})
_BEHIND = 416  # a range behind the end


class GcsProvider(Provider):
    """One bucket of Google Cloud Storage, or of a server that speaks its JSON API."""

    def __init__(self, spec: SourceSpec) -> None:
        super().__init__(spec)
        match = _LOCATOR.fullmatch(spec.locator)
        if match is None:
            raise SourceError(
                f"{spec.locator}: not a locator of Google Cloud Storage; write gs://bucket or gs://bucket/prefix"
            )
        self.root, self.prefix = f"gs://{match[1]}", match[2] or ""
        self._client = _client(spec)
        self._pays = spec.options.get("requester-pays") or None
        self._bucket = self._client.bucket(match[1], user_project=self._pays)
        self._restore = bool(spec.options.get("restore"))
        self._all = spec.options.get("versions", "all") == "all"

    @classmethod
    def buckets(cls, spec: SourceSpec) -> Iterator[str]:
        if not spec.options.get("project"):
            raise SourceError("gs://: which project's buckets? Give it with --project", Reason.MISSING)
        client = _client(spec)
        try:
            found = _asked("gs://", "listing the project's buckets", Requests(), lambda: list(client.list_buckets()))
        finally:
            client.close()
        yield from (f"gs://{bucket.name}" for bucket in found)

    # --- listing ------------------------------------------------------------------------------------------------------

    def pages(self, after: str = "") -> Iterator[Page]:
        at = json.loads(after) if after else {}
        live: set[tuple[str, str]] = set()
        if at.get("how", "objects") == "objects":
            yield from self._objects("objects", at, live, versions=self._all)
        if self._all:
            yield from self._soft_deleted(at if at.get("how") == "deleted" else {}, live)

    def _soft_deleted(self, at: Mapping[str, Any], live: set[tuple[str, str]]) -> Iterator[Page]:
        """What is kept for some days after it was deleted; it cannot be read without being restored."""
        try:
            yield from self._objects("deleted", at, live, soft_deleted=True)
        except SourceError as error:
            detail = f"soft-deleted objects could not be listed ({error.reason}); whether there are any is not known"
            reason = error.reason if error.reason in {Reason.DENIED, Reason.EXPIRED} else Reason.SAMPLED
            yield Page([Listed("(soft-deleted objects)", 0, reason=reason, detail=detail, objects=0)], "")

    def _objects(self, how: str, at: Mapping[str, Any], live: set[tuple[str, str]], **which: bool) -> Iterator[Page]:
        """A listing; what stands before the mark in the page that begins with its key was given by an earlier run."""
        start = at.get("key")
        listing = self._client.list_blobs(
            self._bucket,
            prefix=self.prefix or None,
            start_offset=start,
            page_size=_PAGE,
            fields=_FIELDS,
            timeout=_TIMEOUT,
            **which,
        )
        pages = iter(listing.pages)
        given = int(at.get("generation") or 0)
        while True:
            page = _asked(self.root, "listing it", self.sent, lambda: next(pages, None))
            if page is None:
                return
            blobs = [blob for blob in page if not (blob.name == start and int(blob.generation or 0) <= given)]
            entries = [self._listed(blob) for blob in blobs]
            if how == "deleted":  # a server that does not know the question answers another one
                entries = [
                    entry
                    for entry in entries
                    if entry.reason == Reason.DELETED and (entry.key, entry.version) not in live
                ]
            elif any(entry.reason == Reason.DELETED for entry in entries):
                entries = [entry for entry in entries if entry.reason != Reason.DELETED]
            last = blobs[-1] if blobs else None
            mark = {"how": how, "key": last.name, "generation": str(last.generation)} if last is not None else {}
            yield Page(entries, json.dumps(mark) if mark else "")

    def _listed(self, blob: Any) -> Listed:
        generation = str(blob.generation or "")
        storage = blob.storage_class or _USUAL
        size = -1 if blob.size is None else int(blob.size)
        noncurrent = blob.time_deleted is not None
        found = Listed(
            blob.name, size, generation, generation if noncurrent else "", _moment(blob.updated or blob.time_created),
            "" if storage == _USUAL else storage,
        )  # fmt: skip
        if blob.soft_delete_time is not None:
            until = f" until {blob.hard_delete_time:%Y-%m-%d}" if blob.hard_delete_time else ""
            detail = f"deleted, and kept by the service{until}: held, not readable without restoring it"
            return found._replace(version=generation, reason=Reason.DELETED, detail=detail, size=max(0, size))
        if storage in _COSTLY and not self._restore:
            detail = f"storage class {storage}: reading costs by the gigabyte; scan with --restore-cost-ok"
            return found._replace(reason=Reason.ARCHIVED, detail=detail, size=max(0, size))
        return found

    # --- reading ------------------------------------------------------------------------------------------------------

    def get(self, wanted: Reference, start: int, end: int | None) -> Body:
        return Ranged(lambda begin, until: self.range(wanted, begin, until - 1), start, end)

    def whole(self, wanted: Reference, size: int) -> bytes:
        data = self.range(wanted, 0, None)
        if len(data) > size:
            raise RemoteError(Reason.CHANGED, "is longer than was listed; scan again")
        return data

    def range(self, wanted: Reference, start: int, last: int | None) -> bytes:
        """Bytes `[start, last]`, by one request; none behind the end.

        Raises:
            RemoteError: they cannot be had.
        """
        blob = self._bucket.blob(wanted.key, generation=int(wanted.version) if wanted.version else None)
        match = int(wanted.tag) if wanted.tag and not wanted.version else None

        def read() -> bytes:
            data: bytes = blob.download_as_bytes(
                start=start or None,
                end=last,
                raw_download=True,
                if_generation_match=match,
                checksum=None,
                timeout=_TIMEOUT,
                retry=None,
            )
            return data

        try:
            return _told(self.sent, read)
        except _BehindError:
            return b""

    def again(self, key: str) -> Listed | None:
        try:
            blob = _told(self.sent, lambda: self._bucket.get_blob(key, timeout=_TIMEOUT))
        except RemoteError as error:
            if error.reason == Reason.VANISHED:
                return None
            raise
        return None if blob is None else self._listed(blob)

    def facts(self) -> Iterator[Fact]:
        yield from gcsposture.facts(
            self._client, self._bucket.name, self._pays, self.sent, google=not self.spec.options.get("endpoint")
        )

    def close(self) -> None:
        self._client.close()


class _BehindError(Exception):
    """A range begins behind the end."""


def _client(spec: SourceSpec) -> Any:
    """A client from a source's options.

    Raises:
        SourceError: the library is missing, or there are no credentials.
    """
    try:
        from google.auth.credentials import AnonymousCredentials  # noqa: PLC0415  # an extra; only scans of buckets pay for it
        from google.auth.exceptions import GoogleAuthError  # noqa: PLC0415  # as above
        from google.cloud import storage  # noqa: PLC0415  # as above
    except ImportError as error:
        raise SourceError(
            f"{spec.locator}: google-cloud-storage is not installed; run: pip install 'discover-holdings[gcs]'",
            Reason.NO_EXTRA,
        ) from error
    endpoint = spec.options.get("endpoint")
    options = {"api_endpoint": endpoint} if endpoint else None
    project = spec.options.get("project") or ("none" if spec.options.get("anonymous") else None)
    credentials = AnonymousCredentials() if spec.options.get("anonymous") else None  # type: ignore[no-untyped-call]  # untyped library
    try:
        return storage.Client(project=project, credentials=credentials, client_options=options)
    except (GoogleAuthError, OSError) as error:  # the latter where no project can be told
        raise SourceError(
            f"{spec.locator}: no Google credentials ({type(error).__name__}); run `gcloud auth application-default login`, "
            "or use --anonymous for a public bucket",
            Reason.DENIED,
        ) from error


def _asked(root: str, during: str, sent: Requests, ask: Callable[[], T]) -> T:
    """One answer of a listing.

    Raises:
        SourceError: it was refused.
    """
    try:
        return _told(sent, ask)
    except RemoteError as error:
        detail, reason = error.detail, error.reason
        if reason == Reason.VANISHED:
            detail, reason = "there is no such bucket; check its name", Reason.MISSING
        raise SourceError(f"{root}: {during} was refused: {detail}", reason) from error


def _told(sent: Requests, ask: Callable[[], T]) -> T:
    """One answer, its errors as ours."""
    import requests  # noqa: PLC0415  # comes with the library
    import urllib3  # noqa: PLC0415  # as above
    from google.api_core import exceptions  # noqa: PLC0415  # an extra
    from google.auth.exceptions import GoogleAuthError, TransportError  # noqa: PLC0415  # an extra

    sent.add()
    try:
        return ask()
    except exceptions.GoogleAPICallError as error:
        raise explained(error) from error
    except exceptions.RetryError as error:
        raise _error(Reason.UNREACHABLE) from error
    except TransportError as error:
        raise _error(Reason.UNREACHABLE) from error
    except GoogleAuthError as error:
        raise _error(Reason.EXPIRED) from error
    except (requests.RequestException, urllib3.exceptions.HTTPError, ConnectionError, TimeoutError) as error:
        raise _error(Reason.UNREACHABLE, f" ({type(error).__name__})") from error


def explained(error: Any) -> Exception:
    """What a refused request means: a `RemoteError`, or that a range lay behind the end."""
    status = int(error.code or 0)
    if status == _BEHIND:
        return _BehindError()
    reason = _STATUS.get(status, Reason.UNREADABLE)
    message = str(error).lower()
    if reason == Reason.DENIED and ("cloudkms" in message or "kms key" in message):
        reason = Reason.KEY_DENIED
    return _error(reason, f" ({status})" if reason in {Reason.UNREADABLE, Reason.DENIED} else "")


def _error(reason: str, said: str = "") -> RemoteError:
    return RemoteError(reason, f"{_WORDS[reason]}{said}", transient=reason in _TRANSIENT)


def _moment(when: datetime | None) -> float | None:
    return None if when is None else when.timestamp()


class GcsObjects(BucketObjects):
    """A bucket of Google Cloud Storage as a source."""

    provider = GcsProvider
