"""S3, and what speaks its protocol: listings of objects, older versions and unfinished uploads; bytes by range. Only reads."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from connectors import s3listing, s3posture
from connectors.base import SourceSpec
from connectors.bucket import BucketObjects
from connectors.errors import Reason, RemoteError, SourceError
from connectors.fact import Fact
from connectors.provider import Body, Listed, Page, Provider, Reference, Requests
from connectors.s3client import client_of, explained, session_of
from connectors.s3fast import FastReader, fast_reader

_LOCATOR = re.compile(r"s3://([^/?#]*)(?:/(.*))?", re.DOTALL)
#: Unfinished uploads whose parts are counted, one request each.
_MOST_UPLOADS = 1000


def split(locator: str) -> tuple[str, str]:
    """Bucket and prefix of a locator; both may be empty.

    Raises:
        SourceError: it is none.
    """
    match = _LOCATOR.fullmatch(locator)
    if match is None:
        raise SourceError(f"{locator}: not a locator of S3; write s3://bucket or s3://bucket/prefix")
    return match[1], match[2] or ""


class S3Provider(Provider):
    """One bucket of S3 or of a server that speaks its protocol."""

    domains = ("amazonaws.com", "amazonaws.com.cn", "api.aws")

    def __init__(self, spec: SourceSpec) -> None:
        super().__init__(spec)
        self._bucket, self.prefix = split(spec.locator)
        self.root = f"s3://{self._bucket}"
        self._session = session_of(spec)
        self._client = client_of(spec, self._session, self.sent)
        s3listing.take_entries(self._client)
        self._restore = bool(spec.options.get("restore"))
        self._payer = {"RequestPayer": "requester"} if spec.options.get("requester-pays") else {}
        self._fast: FastReader | None = fast_reader(spec, self._session, self._bucket, self.endpoint, self.sent)

    @classmethod
    def buckets(cls, spec: SourceSpec) -> Iterator[str]:
        client = client_of(spec, session_of(spec), Requests())
        try:
            with _refusing(spec.locator, "listing the account's buckets"):
                for page in client.get_paginator("list_buckets").paginate():
                    yield from (f"s3://{bucket['Name']}" for bucket in page.get("Buckets", ()))
        finally:
            client.close()

    def _address(self) -> str:
        return str(self._client.meta.endpoint_url)  # variables and profiles may name one, too

    # --- listing ------------------------------------------------------------------------------------------------------

    def pages(self, after: str = "") -> Iterator[Page]:
        at = json.loads(after) if after else {}
        how = at.get("how") or self._how()
        if how == "versions":
            yield from self._versions(at)
        elif how in {"objects", "refused"}:
            yield from self._objects(at, how)
        if self.spec.options.get("versions", "all") == "all":
            yield from self._uploads(at if how == "uploads" else {})

    def _how(self) -> str:
        """Whether older versions can be there: a bucket that never had versioning is listed in the cheaper way."""
        if self.spec.options.get("versions", "all") != "all":
            return "objects"
        try:
            answer = self._client.get_bucket_versioning(Bucket=self._bucket)
        except self._errors() as error:
            if explained(error).reason in {Reason.DENIED, Reason.UNREADABLE, Reason.VANISHED}:
                return "versions"  # not told: the listing itself will be refused, or not
            raise _source_error(self.root, "asking for its versioning", error) from error
        return "versions" if answer.get("Status") else "objects"

    def _objects(self, at: Mapping[str, str], how: str) -> Iterator[Page]:
        if how == "refused" and not at.get("key"):
            detail = "older versions could not be listed (s3:ListBucketVersions); whether there are any is not known"
            yield Page([Listed("(older versions)", 0, reason=Reason.DENIED, detail=detail, objects=0)], "")
        given: dict[str, Any] = {"OptionalObjectAttributes": ["RestoreStatus"]} | self._payer
        if at.get("key"):
            given["StartAfter"] = at["key"]
        while True:
            answer = self._ask("list_objects_v2", **given)
            entries = [s3listing.listed(fields, restore=self._restore) for fields in answer.get(s3listing.ENTRIES, ())]
            last = {"how": how, "key": entries[-1].key} if entries else {}
            yield Page(entries, json.dumps(last) if last else "")
            token = answer.get("NextContinuationToken")
            if not answer.get("IsTruncated") or not token:
                return
            given.pop("ContinuationToken", None)
            # Where the token is the last key itself, the key is the safer one: XML has not been through it.
            if entries and s3listing.marker({"token": token}, "token", entries[-1].key) == entries[-1].key:
                given["StartAfter"] = entries[-1].key
            else:
                given["ContinuationToken"] = token

    def _versions(self, at: Mapping[str, str]) -> Iterator[Page]:
        given: dict[str, Any] = {"OptionalObjectAttributes": ["RestoreStatus"]} | self._payer
        if at.get("key"):
            given |= {"KeyMarker": at["key"], "VersionIdMarker": at.get("version", "")}
        first = not at
        while True:
            try:
                answer = self._ask("list_object_versions", **given)
            except SourceError as error:
                if not first or error.reason not in {Reason.DENIED, Reason.UNREADABLE}:
                    raise
                yield from self._objects({}, "refused")
                return
            first = False
            entries = [s3listing.listed(fields, restore=self._restore) for fields in answer.get(s3listing.ENTRIES, ())]
            key, version = (
                s3listing.marker(answer, "NextKeyMarker", entries[-1].key if entries else ""),
                answer.get("NextVersionIdMarker", ""),
            )
            more = bool(answer.get("IsTruncated")) and bool(key)
            yield Page(entries, json.dumps({"how": "versions", "key": key, "version": version}) if more else "")
            if not more:
                return
            given |= {"KeyMarker": key, "VersionIdMarker": version}

    def _uploads(self, at: Mapping[str, str]) -> Iterator[Page]:
        """Uploads never completed: their parts are held and billed, and nobody can read them."""
        given: dict[str, Any] = {}
        if at.get("key"):
            given = {"KeyMarker": at["key"], "UploadIdMarker": at.get("upload", "")}
        counted = 0
        while True:
            try:
                answer = self._ask("list_multipart_uploads", **given)
            except SourceError as error:
                detail = f"unfinished uploads could not be listed ({error.reason}); whether there are any is not known"
                reason = error.reason if error.reason in {Reason.DENIED, Reason.EXPIRED} else Reason.SAMPLED
                yield Page([Listed("(unfinished uploads)", 0, reason=reason, detail=detail, objects=0)], "")
                return
            entries = []
            for upload in answer.get("Uploads", ()):
                counted += 1
                keys = s3listing.uploaded(answer, upload["Key"])
                entries.append(self._upload(upload, keys, count=counted <= _MOST_UPLOADS))
            key, number = (
                s3listing.marker(answer, "NextKeyMarker", entries[-1].key if entries else ""),
                answer.get("NextUploadIdMarker", ""),
            )
            more = bool(answer.get("IsTruncated")) and bool(key)
            yield Page(entries, json.dumps({"how": "uploads", "key": key, "upload": number}) if more else "")
            if not more:
                return
            given = {"KeyMarker": key, "UploadIdMarker": number}

    def _upload(self, upload: Mapping[str, Any], keys: Sequence[str], *, count: bool) -> Listed:
        began = upload.get("Initiated")
        key, sizes = self._parts(keys, upload["UploadId"]) if count else (keys[0], None)
        parts = "an unknown number of" if sizes is None else f"{len(sizes):,}"
        detail = (
            f"an upload that was never completed: {parts} parts are held, nobody can read them; abort it or complete it"
        )
        moment = began.timestamp() if began else None
        return Listed(key, sum(sizes or ()), "", str(upload["UploadId"]), moment, "", Reason.INCOMPLETE, detail)

    def _parts(self, keys: Sequence[str], upload: str) -> tuple[str, list[int] | None]:
        """Which of the keys an upload has, and the sizes of its parts; None where they are not told."""
        paginator = self._client.get_paginator("list_parts")
        for key in keys:
            try:
                pages = paginator.paginate(Bucket=self._bucket, Key=key, UploadId=upload)
                return key, [int(part.get("Size", 0)) for page in pages for part in page.get("Parts", ())]
            except self._errors():
                continue
        return keys[0], None

    def _ask(self, operation: str, **given: Any) -> Mapping[str, Any]:
        ask: Callable[..., Mapping[str, Any]] = getattr(self._client, operation)
        with _refusing(self.root, "listing it"):
            return ask(Bucket=self._bucket, Prefix=self.prefix, EncodingType="url", **given)

    # --- reading ------------------------------------------------------------------------------------------------------

    def get(self, wanted: Reference, start: int, end: int | None) -> Body:
        given: dict[str, Any] = dict(self._payer)
        if start or end is not None:
            given["Range"] = f"bytes={start}-{'' if end is None else end - 1}"
        if wanted.tag:
            given["IfMatch"] = f'"{wanted.tag}"'
        if wanted.version:
            given["VersionId"] = wanted.version
        try:
            answer = self._client.get_object(Bucket=self._bucket, Key=wanted.key, **given)
        except self._errors() as error:
            if _code(error) in {"InvalidRange", "416"}:
                return _Nothing()
            raise explained(error) from error
        _check_range(answer, start)
        return _Streaming(answer["Body"], self._errors())

    def whole(self, wanted: Reference, size: int) -> bytes:
        if self._fast is not None and self._fast.takes(wanted):
            data = self._fast.get(wanted, size)
            if data is not None:
                return data
        return super().whole(wanted, size)

    def again(self, key: str) -> Listed | None:
        try:
            answer = self._client.head_object(Bucket=self._bucket, Key=key, **self._payer)
        except self._errors() as error:
            told = explained(error)
            if told.reason == Reason.VANISHED:
                return None
            raise told from error
        fields = {
            "": "Contents",
            "Key": key,
            "ETag": answer.get("ETag", ""),
            "Size": str(answer.get("ContentLength", 0)),
        }
        if answer.get("StorageClass"):
            fields["StorageClass"] = answer["StorageClass"]
        found = s3listing.listed(fields, restore=self._restore)
        moment = answer.get("LastModified")
        return found._replace(modified=moment.timestamp() if moment else None)

    def facts(self) -> Iterator[Fact]:
        yield from s3posture.facts(self._client, self._bucket, aws=not self.endpoint)
        yield self._points()

    def _points(self) -> Fact:
        """Further ways into the bucket, which the account's control plane knows."""
        if self.endpoint:
            return Fact("access.points", None, "asked of AWS alone")
        try:
            account = client_of(self.spec, self._session, self.sent, "sts").get_caller_identity()["Account"]
            pages = client_of(self.spec, self._session, self.sent, "s3control").get_paginator("list_access_points")
            found = [
                p for page in pages.paginate(AccountId=account, Bucket=self._bucket) for p in page["AccessPointList"]
            ]
        except self._errors() as error:
            return Fact("access.points", None, f"list_access_points: {explained(error).reason}")
        return Fact("access.points", len(found), "of the caller's own account")

    def close(self) -> None:
        self._client.close()

    def _errors(self) -> tuple[type[Exception], ...]:
        from botocore import exceptions  # noqa: PLC0415  # an extra

        return exceptions.ClientError, exceptions.BotoCoreError


class _refusing:  # noqa: N801  # reads as the statement that it is used in
    """Turns botocore's errors into the source's: `with _refusing("s3://b", "listing it"):`."""

    def __init__(self, root: str, during: str) -> None:
        self._root, self._during = root, during

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        from botocore import exceptions  # noqa: PLC0415  # an extra

        if isinstance(error, exceptions.ClientError | exceptions.BotoCoreError):
            raise _source_error(self._root, self._during, error) from error


def _source_error(root: str, during: str, error: Exception) -> SourceError:
    told = explained(error)
    return SourceError(f"{root}: {during} was refused: {told.detail}", told.reason)


def _code(error: Exception) -> str:
    response = getattr(error, "response", None)
    return str(response.get("Error", {}).get("Code", "")) if isinstance(response, dict) else ""


def _check_range(answer: Mapping[str, Any], start: int) -> None:
    """Some servers ignore a range: what they send begins at 0.

    Raises:
        RemoteError: the answer begins elsewhere than was asked.
    """
    told = re.match(r"bytes (\d+)-", str(answer.get("ContentRange", "")))
    begins = int(told[1]) if told else 0
    if begins != start:
        answer["Body"].close()
        raise RemoteError(Reason.UNREADABLE, "the service does not read by range; it cannot be read from the middle")


class _Streaming:
    """A body of botocore, whose errors are ours."""

    def __init__(self, stream: Any, errors: tuple[type[Exception], ...]) -> None:
        self._stream, self._errors = stream, errors

    def read(self, amount: int) -> bytes:
        try:
            data: bytes = self._stream.read(amount)
        except self._errors as error:
            raise explained(error) from error
        return data

    def close(self) -> None:
        self._stream.close()


class _Nothing:
    """What lies behind the end of an object."""

    def read(self, amount: int) -> bytes:  # noqa: ARG002  # the seam's
        return b""

    def close(self) -> None:
        return None


class S3Objects(BucketObjects):
    """A bucket of S3 as a source."""

    provider = S3Provider
