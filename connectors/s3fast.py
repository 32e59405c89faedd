"""Many small objects of S3 by `obstore` where it is installed: an eighth of boto3's processor time a GET.

Only whole small objects of current content, whose keys it takes as they are: it refuses empty and dotted parts of a path. All else
boto3 reads; both give the same bytes, refuse changed content alike, and one contract suite holds both.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from connectors.base import SourceSpec
from connectors.errors import Reason, RemoteError
from connectors.provider import Reference, Requests

if TYPE_CHECKING:
    from boto3.session import Session
    from obstore.store import S3Config

#: Keys that obstore sends as they are: plain parts between single slashes.
_PLAIN = re.compile(r"(?:(?!\.{1,2}(?:/|\Z))[A-Za-z0-9._=+@, -]+/)*(?!\.{1,2}\Z)[A-Za-z0-9._=+@, -]+")
#: Refusals in a row that boto3 has to look into, after which boto3 reads all: it follows a bucket to its region.
_VAIN = 8
#: How obstore names errors.
_REASONS = {
    "PreconditionError": Reason.CHANGED,
    "NotFoundError": Reason.VANISHED,
    "FileNotFoundError": Reason.VANISHED,
}


def fast_reader(spec: SourceSpec, session: Session, bucket: str, endpoint: str, sent: Requests) -> FastReader | None:
    """A reader of a bucket that counts its requests in `sent`; None where obstore is not installed or not wanted."""
    if spec.options.get("fast") == "0":
        return None
    try:
        import obstore  # noqa: F401, PLC0415  # an extra of its own
    except ImportError:
        return None
    if not spec.options.get("anonymous") and session.get_credentials() is None:
        return None  # boto3 says so better
    return FastReader(spec, session, bucket, endpoint, sent)


class FastReader:
    """Reads whole small objects; safe to be used from several threads, which it does not hold up."""

    _vain = 0  # refusals since it last read anything

    def __init__(self, spec: SourceSpec, session: Session, bucket: str, endpoint: str, sent: Requests) -> None:
        """Take the source, its session for credentials, the bucket, a server of one's own or nothing, what counts requests."""
        from obstore.auth.boto3 import Boto3CredentialProvider  # noqa: PLC0415  # see fast_reader
        from obstore.store import S3Store  # noqa: PLC0415  # as above

        self._sent = sent
        config: S3Config = {"region": spec.options.get("region") or session.region_name or "us-east-1"}
        if endpoint:
            config["endpoint"] = endpoint
        if spec.options.get("anonymous"):
            config["skip_signature"] = True
        if spec.options.get("requester-pays"):
            config["request_payer"] = True
        provider = None if spec.options.get("anonymous") else Boto3CredentialProvider(session)
        self._store = S3Store(
            bucket,
            config=config,
            client_options={"allow_http": bool(endpoint) and urlsplit(endpoint).scheme == "http", "timeout": "60s"},
            retry_config={"max_retries": 3},
            credential_provider=provider,
        )

    def takes(self, wanted: Reference) -> bool:
        """Whether it can read this one."""
        return (
            self._vain < _VAIN and not wanted.version and bool(wanted.tag) and _PLAIN.fullmatch(wanted.key) is not None
        )

    def get(self, wanted: Reference, size: int) -> bytes | None:
        """All of an object; None where it was refused in a way that boto3 can say more about.

        Raises:
            RemoteError: it has changed, or is gone.
        """
        import obstore  # noqa: PLC0415  # see fast_reader
        from obstore.exceptions import BaseError  # noqa: PLC0415  # as above

        self._sent.add()  # those that obstore repeats by itself are not told
        try:
            answer = obstore.get(self._store, wanted.key, options={"if_match": f'"{wanted.tag}"'})
            if (answer.meta["e_tag"] or "").strip('"') != wanted.tag:
                self._vain += 1
                return None  # obstore follows redirects to wherever they lead: this is not what was asked for
            if answer.meta["size"] != size:
                raise RemoteError(Reason.CHANGED, "is of another size than was listed; scan again")
            data = bytes(answer.bytes())
        except (BaseError, FileNotFoundError) as error:
            reason = _REASONS.get(type(error).__name__)
            if reason is None:
                self._vain += 1
                return None
            raise RemoteError(reason, "changed or gone since it was listed; scan again") from error
        self._vain = 0
        return data
