"""Google Cloud Storage: a bucket or a prefix of one, its older generations and what is soft-deleted; nothing is ever written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from connectors import gcsposture
from connectors.base import SourceSpec
from connectors.bucket import BucketObjects
from connectors.errors import Reason, RemoteError, SourceError
from connectors.fact import Fact
from connectors.gcswire import Streamed, Wire, quoted
from connectors.provider import Body, Listed, Page, Provider, Reference

_SCHEME = "gs://"
#: Most entries of a page: https://cloud.google.com/storage/docs/json_api/v1/objects/list (maxResults)
_PAGE = 1000
_ENTRY = "name,size,generation,updated,timeCreated,timeDeleted,storageClass,softDeleteTime,hardDeleteTime"
_FIELDS = f"nextPageToken,items({_ENTRY})"
#: The two listings there are, as a cursor names them: `<listing>:<last name given>`.
_OBJECTS, _DELETED = "objects", "deleted"
#: How a listing of soft-deleted objects that is refused is called.
SOFT_DELETED = "(soft-deleted objects)"
_UNDOCUMENTED = "the answer of the service is not as documented"
#: What comes of reading a document that is not as documented.
_MALFORMED = (KeyError, TypeError, ValueError, AttributeError)
_COSTS = "of class ARCHIVE: reading it costs a fee for retrieval at once; restore=1 reads it"


class _Part(NamedTuple):
    """Entries whose names are complete, and the last of these names; empty behind the last part."""

    entries: list[Listed]
    last: str


class GcsProvider(Provider):
    """A bucket of Google Cloud Storage: `gs://bucket[/prefix]`; the prefix is taken as it stands, nothing in it is decoded."""

    domains = ("googleapis.com",)

    def __init__(self, spec: SourceSpec) -> None:
        super().__init__(spec)
        if not spec.locator.startswith(_SCHEME):
            raise SourceError(f"{spec.locator}: not a gs:// locator")
        self._name, _, self.prefix = spec.locator.removeprefix(_SCHEME).partition("/")
        if not self._name:
            raise SourceError(f"{spec.locator}: names no bucket; write gs://bucket or gs://bucket/prefix")
        self._all = _choice(spec, "versions", ("all", "current")) == "all"
        self._costly = _choice(spec, "restore", ("", "0", "1")) == "1"
        _choice(spec, "anonymous", ("", "0", "1"))
        self.root = f"{_SCHEME}{self._name}"
        self._path = f"/b/{quoted(self._name)}"
        self._wire = Wire(spec, self.sent.add)

    @classmethod
    def buckets(cls, spec: SourceSpec) -> Iterator[str]:
        wire = Wire(spec, lambda: None)
        token: str | None = ""
        try:
            project = wire.project()
            if not project:
                raise SourceError(f"{spec.locator}: set project to the project whose buckets are to be listed")
            while token is not None:
                page = wire.document("/b", project=project, pageToken=token or None, fields="items/name,nextPageToken")
                yield from (f"{_SCHEME}{bucket['name']}" for bucket in page.get("items", ()))
                token = page.get("nextPageToken")
        except RemoteError as error:
            raise SourceError(f"{spec.locator}: buckets cannot be listed: {error.detail}", error.reason) from error
        finally:
            wire.close()

    def pages(self, after: str = "") -> Iterator[Page]:
        listing, _, last = after.partition(":")
        if listing not in {"", _OBJECTS, _DELETED}:
            raise SourceError(f"{self.spec.locator}: a listing cannot go on from here; scan it from its beginning")
        try:
            if listing != _DELETED:
                follows = f"{_DELETED}:" if self._all else ""
                for part in self._listing(_OBJECTS, last):
                    yield Page(part.entries, f"{_OBJECTS}:{part.last}" if part.last else follows)
                last = ""
            if self._all:
                yield from self._soft_deleted(last)
        except RemoteError as error:
            raise SourceError(f"{self.spec.locator}: cannot be listed: {error.detail}", error.reason) from error

    def _soft_deleted(self, after: str) -> Iterator[Page]:
        try:
            for part in self._listing(_DELETED, after):
                yield Page(part.entries, f"{_DELETED}:{part.last}" if part.last else "")
        except RemoteError as error:
            if error.transient:
                raise
            if not self._keeps_nothing(error):
                yield Page(
                    [
                        Listed(
                            SOFT_DELETED, 0, reason=error.reason, detail=f"cannot be listed: {error.detail}", objects=0
                        )
                    ],
                    "",
                )

    def _keeps_nothing(self, error: RemoteError) -> bool:
        """Whether the listing was refused because there is no soft delete: the service answers 4xx then, not an empty list."""
        if error.reason not in {Reason.UNREADABLE, Reason.CHANGED}:
            return False
        try:
            said = self._document("softDeletePolicy")
        except RemoteError:
            return False
        return not int((said.get("softDeletePolicy") or {}).get("retentionDurationSeconds") or 0)

    def _listing(self, listing: str, after: str) -> Iterator[_Part]:
        """A listing behind a name. Generations of one name stay together, so that a name is enough to go on from.

        Raises:
            RemoteError: it is refused.
        """
        token, held = "", list[Listed]()
        from_name = last = after
        while True:
            try:
                entries, following = self._page(listing, from_name, token)
            except RemoteError as error:
                if not token or error.reason != Reason.UNREADABLE:
                    raise
                token, held, from_name = "", [], last  # a token that expired: on by name
                continue
            # `startOffset` takes in the name itself, and a server that does not know it begins at the beginning.
            held += [entry for entry in entries if not from_name or entry.key > from_name]
            if following is None:
                if held:
                    yield _Part(_aged(held), "")
                return
            token = following
            whole = [entry for entry in held if entry.key != held[-1].key]
            if whole:
                held, last = held[len(whole) :], whole[-1].key
                yield _Part(_aged(whole), last)

    def _page(self, listing: str, from_name: str, token: str) -> tuple[list[Listed], str | None]:
        page = self._wire.document(
            f"{self._path}/o",
            pageToken=token or None,
            prefix=self.prefix or None,
            startOffset=from_name or None,
            versions="true" if listing == _OBJECTS and self._all else None,
            softDeleted="true" if listing == _DELETED else None,
            fields=_FIELDS,
            maxResults=str(_PAGE),
            userProject=self._payer(),
        )
        items = page.get("items", ())
        if listing == _DELETED and any("softDeleteTime" not in item for item in items):
            return [], None  # these are live: a server that ignores the parameter keeps nothing that is deleted
        return [self._understood(item) for item in items], page.get("nextPageToken") or None

    def _understood(self, item: Mapping[str, Any]) -> Listed:
        try:
            return self._listed(item)
        except _MALFORMED as error:
            raise RemoteError(Reason.UNREADABLE, _UNDOCUMENTED) from error

    def _listed(self, item: Mapping[str, Any]) -> Listed:
        """An object's document: https://cloud.google.com/storage/docs/json_api/v1/objects#resource."""
        deleted, generation = "softDeleteTime" in item, str(item.get("generation") or "")
        storage, reason, detail = item.get("storageClass", ""), "", ""
        if deleted:
            until = item.get("hardDeleteTime", "an unknown day")[:10]
            reason, detail = Reason.DELETED, f"soft-deleted and held until {until}; it can be read once it is restored"
        elif storage == "ARCHIVE" and not self._costly:
            reason, detail = Reason.ARCHIVED, _COSTS
        return Listed(
            item["name"],
            int(item.get("size") or 0),
            generation,
            generation if deleted or "timeDeleted" in item else "",
            _seconds(item.get("updated") or item.get("timeCreated")),
            "" if storage == "STANDARD" else storage,
            reason,
            detail,
        )

    def get(self, wanted: Reference, start: int, end: int | None) -> Body:
        if end is not None and end <= start:
            start = end = 0  # no bytes at all, which no range can say
        headers = {}
        if start or end:
            headers["Range"] = f"bytes={start}-{'' if end is None else end - 1}"
        query = {"userProject": self._payer(), "generation": wanted.version or None}
        if wanted.tag and not wanted.version:
            query["ifGenerationMatch"] = wanted.tag
        response = self._wire.media(self._name, wanted.key, query, headers)
        try:
            return Streamed(response, start, end, wanted.version or wanted.tag)
        except RemoteError:
            response.close()
            raise

    def again(self, key: str) -> Listed | None:
        path = f"{self._path}/o/{quoted(key)}"
        try:
            return self._understood(self._wire.document(path, fields=_ENTRY, userProject=self._payer()))
        except RemoteError as error:
            if error.reason == Reason.VANISHED:
                return None
            raise

    def facts(self) -> Iterator[Fact]:
        try:
            document = self._bucket_document()
            policy, refused = self._policy()
            return iter(list(gcsposture.facts(document, policy, refused)))
        except RemoteError as error:
            return gcsposture.unknown(error.detail)
        except _MALFORMED:
            return gcsposture.unknown(_UNDOCUMENTED)

    def _policy(self) -> tuple[Mapping[str, Any] | None, str]:
        """The IAM policy, or why there is none."""
        try:
            path = f"{self._path}/iam"
            return self._wire.document(path, userProject=self._payer(), optionsRequestedPolicyVersion="3"), ""
        except RemoteError as error:
            return None, error.detail

    def _bucket_document(self) -> Mapping[str, Any]:
        try:
            return self._document(None, projection="full")  # with ACLs, for which more rights are needed
        except RemoteError as error:
            if error.reason != Reason.DENIED:
                raise
            return self._document(None)

    def _document(self, fields: str | None, **query: str) -> Mapping[str, Any]:
        return self._wire.document(self._path, fields=fields, userProject=self._payer(), **query)

    def _payer(self) -> str | None:
        """The project that pays where whoever reads pays.

        Raises:
            RemoteError: it is to be the project of the credentials, and they have none.
        """
        named = self.spec.options.get("requester-pays", "")
        if named != "1":
            return named or None
        project = self._wire.project()
        if not project:
            raise RemoteError(Reason.DENIED, "no project is known that could pay: set requester-pays to its name")
        return project

    def _address(self) -> str:
        return self._wire.server

    def close(self) -> None:
        self._wire.close()


def _aged(entries: list[Listed]) -> list[Listed]:
    """Entries whose older generations are read by their number, also those of a server that does not say which is the live one."""
    newest: dict[str, int] = {}
    for entry in entries:
        if not entry.version:
            newest[entry.key] = max(newest.get(entry.key, 0), _order(entry.tag))
    return [
        entry if entry.version or _order(entry.tag) == newest[entry.key] else entry._replace(version=entry.tag)
        for entry in entries
    ]


def _order(generation: str) -> int:
    return int(generation) if generation.isascii() and generation.isdigit() else 0


def _choice(spec: SourceSpec, option: str, choices: tuple[str, ...]) -> str:
    """An option's word; the first where it is not set.

    Raises:
        SourceError: it is none of those there are.
    """
    word = spec.options.get(option, choices[0])
    if word not in choices:
        raise SourceError(f"{spec.locator}: {option} is one of {', '.join(filter(None, choices))}, not {word!r}")
    return word


def _seconds(time: str | None) -> float | None:
    try:
        return datetime.fromisoformat(time).timestamp() if time else None
    except ValueError:  # a time beyond the calendar
        return None


class GcsObjects(BucketObjects):
    """A bucket of Google Cloud Storage as a source."""

    provider = GcsProvider
