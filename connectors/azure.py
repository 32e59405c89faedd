"""Azure Blob Storage: blobs with their versions, snapshots and what was deleted; bytes by range. Only reads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from connectors import azureposture
from connectors.azureclient import FOREIGN, BehindError, asked, service_of, split, told
from connectors.base import SourceSpec
from connectors.bucket import BucketObjects
from connectors.errors import Reason, RemoteError, SourceError
from connectors.fact import Fact
from connectors.provider import Body, Listed, Page, Provider, Reference, Requests
from connectors.ranged import Ranged
from connectors.refusal import refusal

#: Blobs of a page: the service's own limit.
_PAGE = 5000
#: What else than current blobs is listed; an account may not know versions, or not together with the rest.
_INCLUDE: Sequence[tuple[str, ...]] = (
    ("snapshots", "versions", "deleted", "uncommittedblobs"),
    ("snapshots", "deleted", "uncommittedblobs"),
    (),
)
_REFUSED = frozenset({Reason.UNREADABLE, Reason.DENIED})
_SNAPSHOT, _VERSION = "snapshot:", "version:"
#: Steps of a path that every client of HTTP resolves before it asks (RFC 3986, 5.2.4): another blob would be read, or a container.
_STEPS = frozenset({".", ".."})
_RESOLVED = "its name has `.` or `..` between slashes, which leads elsewhere in an address; copy it to another name to have it read"


class AzureProvider(Provider):
    """One container of an account of Azure."""

    domains = ("core.windows.net",)

    def __init__(self, spec: SourceSpec) -> None:
        super().__init__(spec)
        account, container, self.prefix = split(spec.locator)
        self.root = f"azure://{account}/{container}"
        self._service = service_of(spec, self.sent)
        self._container = self._service.get_container_client(container)
        self._all = spec.options.get("versions", "all") == "all"

    @classmethod
    def buckets(cls, spec: SourceSpec) -> Iterator[str]:
        account = split(spec.locator)[0]
        with service_of(spec, Requests()) as service:
            found = asked(
                spec,
                spec.locator,
                "listing the account's containers",
                lambda: [each.name for each in service.list_containers()],
            )
        yield from (f"azure://{account}/{name}" for name in found)

    # --- listing ------------------------------------------------------------------------------------------------------

    def pages(self, after: str = "") -> Iterator[Page]:
        at = json.loads(after) if after else {}
        choices = [tuple(at["include"])] if at else (list(_INCLUDE) if self._all else [()])
        for number, include in enumerate(choices):
            try:
                pages, first = self._begun(include, at.get("token"))
            except SourceError as error:
                if error.reason not in _REFUSED or number == len(choices) - 1:
                    raise
                continue
            if number and not at:
                left = [word for word in _INCLUDE[0] if word not in include]
                detail = f"the account did not list {', '.join(left)}; whether there are any is not known"
                yield Page([Listed("(older versions)", 0, reason=Reason.DENIED, detail=detail, objects=0)], "")
            yield from self._rest(pages, first, include)
            return

    def _begun(self, include: Sequence[str], token: str | None) -> tuple[Any, Any]:
        listing = self._container.list_blobs(
            name_starts_with=self.prefix or None, include=list(include) or None, results_per_page=_PAGE
        )
        pages = listing.by_page(token)
        return pages, asked(self.spec, self.root, "listing it", lambda: _page(pages))

    def _rest(self, pages: Any, first: Any, include: Sequence[str]) -> Iterator[Page]:
        page = first
        while page is not None:
            token = pages.continuation_token
            yield Page(
                [self._listed(blob) for blob in page], json.dumps({"include": include, "token": token}) if token else ""
            )
            page = asked(self.spec, self.root, "listing it", lambda: _page(pages)) if token else None

    def _blocks(self, key: str) -> int:
        """Bytes of blocks that were sent and never committed; 0 where the service does not say."""
        client = self._container.get_blob_client(key)
        try:
            _, blocks = told(lambda: client.get_block_list("uncommitted"))
        except RemoteError:
            return 0
        return sum(int(block.size) for block in blocks)

    def _listed(self, blob: Any) -> Listed:
        version = ""
        if blob.snapshot:
            version = f"{_SNAPSHOT}{blob.snapshot}"
        elif blob.version_id and not blob.is_current_version:
            version = f"{_VERSION}{blob.version_id}"
        tier = str(blob.blob_tier or "")
        size = -1 if blob.size is None else int(blob.size)
        modified = blob.last_modified.timestamp() if blob.last_modified else None
        found = Listed(blob.name, size, (blob.etag or "").strip('"'), version, modified, "" if tier == "Hot" else tier)
        if blob.deleted:
            days = blob.remaining_retention_days
            kept = f" for {days} days more" if days is not None else ""
            detail = f"deleted, and kept by the service{kept}: held, not readable without restoring it"
            return found._replace(reason=Reason.DELETED, detail=detail, size=max(0, size))
        if not size and (not blob.etag or _is_bare(blob)):
            detail = (
                "an upload that was never completed: its blocks are held, nobody can read them; commit or delete them"
            )
            return found._replace(reason=Reason.INCOMPLETE, detail=detail, size=self._blocks(blob.name))
        if tier == "Archive":
            under_way = (
                "; it is being rehydrated, scan again in some hours"
                if blob.archive_status
                else "; rehydrate it and scan again"
            )
            return found._replace(
                reason=Reason.ARCHIVED, detail=f"tier Archive: held, not readable now{under_way}", size=max(0, size)
            )
        if _STEPS.intersection(blob.name.split("/")):
            return found._replace(reason=Reason.UNREADABLE, detail=_RESOLVED, size=max(0, size))
        return found

    # --- reading ------------------------------------------------------------------------------------------------------

    def get(self, wanted: Reference, start: int, end: int | None) -> Body:
        return Ranged(lambda begin, until: self._range(wanted, begin, until)[0], start, end)

    def whole(self, wanted: Reference, size: int) -> bytes:
        data, held = self._range(wanted, 0, size)
        if held != size:
            raise RemoteError(Reason.CHANGED, "is of another size than was listed; scan again")
        return data

    def _range(self, wanted: Reference, start: int, end: int) -> tuple[bytes, int]:
        """Bytes `[start, end)`, fewer at the end, by one request; and the object's size."""
        from azure.core import MatchConditions  # noqa: PLC0415  # an extra

        named = {}
        if wanted.version.startswith(_SNAPSHOT):
            named["snapshot"] = wanted.version.removeprefix(_SNAPSHOT)
        elif wanted.version:
            named["version_id"] = wanted.version.removeprefix(_VERSION)
        blob = self._container.get_blob_client(wanted.key, **named)
        match = {"etag": f'"{wanted.tag}"', "match_condition": MatchConditions.IfNotModified} if wanted.tag else {}

        def read() -> tuple[bytes, int]:
            # As it is held: what Content-Encoding claims may be a lie, and a range cannot be unpacked.
            answer = blob.download_blob(offset=start, length=end - start, max_concurrency=1, decompress=False, **match)
            held = str(answer.properties.content_range or "").rpartition("/")[2]  # `bytes 0-9/1000`
            return bytes(answer.readall()), int(held) if held.isdigit() else int(answer.properties.size)

        try:
            return told(read)
        except BehindError:
            return b"", start

    def again(self, key: str) -> Listed | None:
        try:
            return self._listed(told(self._container.get_blob_client(key).get_blob_properties))
        except RemoteError as error:
            if error.reason == Reason.VANISHED:
                return None
            raise

    def facts(self) -> Iterator[Fact]:
        return azureposture.facts(self._service, self._container)

    def close(self) -> None:
        self._service.close()


def _is_bare(blob: Any) -> bool:
    """Whether a blob has neither a type nor a digest, as only one has that was never committed (azurite gives it an ETag)."""
    settings = blob.content_settings
    return not settings.content_type and not settings.content_md5


def _page(pages: Any) -> list[Any] | None:
    """The next page of a listing, or None.

    Raises:
        RemoteError: the answer is none of Azure's: a proxy's page, for example, which the library takes for a listing.
    """
    try:
        page = next(pages, None)
        return None if page is None else list(page)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise refusal(Reason.UNREADABLE, FOREIGN, {}) from error


class AzureObjects(BucketObjects):
    """A container of Azure as a source."""

    provider = AzureProvider
