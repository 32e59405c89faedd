"""The wire to Cloud Storage: credentials, one session, refusals put in our words, bodies that never end short.

The library `google-cloud-storage` finds endpoint and project (variables, emulators, universes); google-auth finds the credentials
and its `AuthorizedSession` carries every request. The library's own calls are not used, for three reasons seen in 3.17: it has no
public way to stream a range of an object by one request; its properties say False for what a bucket's document does not say; and
its first call about a bucket starts a thread that asks for the bucket's metadata behind our back, for traces that nobody switched
on, without the project that is to pay, for up to two minutes.
"""

from __future__ import annotations

import http.client
import os
import re
from collections.abc import Callable, Mapping
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, unquote

from connectors.base import SourceSpec
from connectors.errors import Reason, RemoteError, SourceError
from connectors.retry import Patience

if TYPE_CHECKING:
    from google.auth.transport.requests import AuthorizedSession
    from google.cloud.storage import Client
    from requests import Response

#: Attempts of a request that the provider itself repeats: pages of listings, documents.
_ATTEMPTS = 4
#: Connections that are kept open for readers.
_POOL = 64
#: Bytes of an error's answer that are looked at.
_ERROR_BYTES = 1 << 16
#: 408 and all of 5xx but 501 may be asked again: https://cloud.google.com/storage/docs/retry-strategy#retryable
_AGAIN = frozenset({408, 500, 502, 503, 504})
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")

NO_LIBRARY = "Google Cloud Storage needs its library: pip install 'discover-holdings[gcs]'"
_REPLACED, _SHORTER = "another content took its place; scan it again", "it is shorter than listed; scan it again"
_NOT_OPEN = "not open to everybody; scan it with credentials"
# Who decrypts is the service's agent, not who reads: https://cloud.google.com/storage/docs/encryption/customer-managed-keys
_KMS = (
    "its Cloud KMS key cannot be used: have it enabled, and roles/cloudkms.cryptoKeyEncrypterDecrypter granted to the Cloud "
    "Storage service agent of the project"
)
_OWN_KEY = "encrypted with a key that only its owner has (customer-supplied); have it stored without such a key"
_LOGIN = "run `gcloud auth application-default login` or set GOOGLE_APPLICATION_CREDENTIALS; anonymous=1 reads public buckets"


def require_library() -> None:
    """Import the library.

    Raises:
        SourceError: it is not installed.
    """
    try:
        import google.auth.transport.requests  # noqa: PLC0415  # an extra, and a second to import
        import google.cloud.storage  # noqa: F401, PLC0415  # likewise
    except ImportError as error:
        raise SourceError(NO_LIBRARY, Reason.NO_EXTRA) from error


def quoted(name: str) -> str:
    """A name as one segment of a path."""
    return quote(name, safe="", errors="surrogatepass")


class _Connected(NamedTuple):
    session: AuthorizedSession
    endpoint: str
    project: str | None


class Wire:
    """The session of one source, made with the first request; safe to be used from several threads."""

    #: Seconds to connect and between two arrivals of bytes; the second is the library's own (`google.cloud.storage.constants`).
    timeout: tuple[float, float] = (10.0, 60.0)

    def __init__(self, spec: SourceSpec, counted: Callable[[], None]) -> None:
        """Take the source's options, and who counts requests.

        Raises:
            SourceError: the endpoint is no URL, or the library is not installed.
        """
        require_library()
        self._options, self._counted = spec.options, counted
        self._endpoint = spec.options.get("endpoint", "").rstrip("/")
        if self._endpoint and not self._endpoint.startswith(("http://", "https://")):
            raise SourceError(f"{spec.locator}: the endpoint is to begin with https:// or http://")
        # Where no endpoint is given the library takes this variable, and then no credentials either.
        emulated = not self._endpoint and "STORAGE_EMULATOR_HOST" in os.environ
        #: Whether it asks without credentials.
        self.anonymous = emulated or spec.options.get("anonymous") == "1"
        #: Address of a server other than Google's own, or empty.
        self.server = self._endpoint or os.environ.get("STORAGE_EMULATOR_HOST", "")
        self._lock = Lock()
        self._held: _Connected | None = None

    def project(self) -> str | None:
        """The project of the options, else that of the credentials.

        Raises:
            RemoteError: no credentials can be found.
        """
        return self._options.get("project") or self._connected().project

    def document(self, path: str, **query: str | None) -> Mapping[str, Any]:
        """A JSON document of the API, as the service gives it, asked for again a few times where that may help.

        Args:
            path: behind `/storage/v1`.
            query: parameters; those that are None are left out.

        Raises:
            RemoteError: it was refused, or failed too often.
        """
        patience = Patience(_ATTEMPTS)
        while True:
            try:
                return self._document(path, query)
            except RemoteError as error:
                patience.failed(error)

    def _document(self, path: str, query: Mapping[str, str | None]) -> Mapping[str, Any]:
        with self._ask(f"/storage/v1{path}", query, {}, stream=False) as response:
            try:
                document = response.json()
            except ValueError as error:
                raise RemoteError(Reason.UNREADABLE, "the answer of the service is no JSON") from error
        if not isinstance(document, dict):
            raise RemoteError(Reason.UNREADABLE, "the answer of the service is not as documented")
        return document

    def media(self, bucket: str, key: str, query: Mapping[str, str | None], headers: Mapping[str, str]) -> Response:
        """The answer that carries an object's bytes as they are stored, not read yet.

        Raises:
            RemoteError: it was refused.
        """
        # Without this the service unpacks objects that are stored with `Content-Encoding: gzip` and ignores ranges of them:
        # https://cloud.google.com/storage/docs/transcoding#decompressive_transcoding
        stored = {"Accept-Encoding": "gzip", **headers}
        path = f"/download/storage/v1/b/{quoted(bucket)}/o/{quoted(key)}"
        return self._ask(path, {"alt": "media", **query}, stored, stream=True)

    def _ask(self, path: str, query: Mapping[str, str | None], headers: Mapping[str, str], *, stream: bool) -> Response:
        from google.auth.exceptions import GoogleAuthError  # noqa: PLC0415  # comes with the library

        session, endpoint, _ = self._connected()
        self._counted()
        try:
            response: Response = session.get(
                f"{endpoint}{path}", params=query, headers=headers, stream=stream, timeout=self.timeout
            )
            if response.status_code in {200, 206}:
                return response
            with response:
                text = response.raw.read(_ERROR_BYTES, decode_content=True) if stream else response.content
        except GoogleAuthError as error:
            raise self._unauthorised(error) from error
        except _breaks() as error:  # all of requests' own are OSErrors
            raise _broken(error) from error
        said = _Said(text.decode("utf-8", "replace"), unquote(path))
        raise self._refused(response.status_code, said, response.headers)

    def _connected(self) -> _Connected:
        with self._lock:
            if self._held is None:
                self._held = self._connect()
            return self._held

    def _connect(self) -> _Connected:
        import google.auth  # noqa: PLC0415  # comes with the library
        from google.auth.credentials import AnonymousCredentials  # noqa: PLC0415  # likewise
        from google.auth.exceptions import GoogleAuthError  # noqa: PLC0415  # likewise
        from google.auth.transport.requests import AuthorizedSession  # noqa: PLC0415  # likewise
        from google.cloud.storage import Client  # noqa: PLC0415  # an extra
        from requests.adapters import HTTPAdapter  # noqa: PLC0415  # comes with the library

        def client(universe: str | None) -> Client:
            options = {"api_endpoint": self._endpoint or None, "universe_domain": universe}
            return Client(self._options.get("project"), AnonymousCredentials(), client_options=options)

        credentials, project, asked = AnonymousCredentials(), None, client(None)
        # Without TLS a token could be read on the way: none is sent.
        self.anonymous = self.anonymous or asked.api_endpoint.startswith("http://")
        if not self.anonymous:
            try:
                # The library's own scopes: a bucket's policy is told for no less than full control. No call here writes.
                credentials, project = google.auth.default(scopes=Client.SCOPE)
                asked = client(credentials.universe_domain)
            except GoogleAuthError as error:
                raise self._unauthorised(error) from error
        session = AuthorizedSession(credentials, refresh_status_codes=() if self.anonymous else (401,))
        for scheme in ("https://", "http://"):
            session.mount(scheme, HTTPAdapter(pool_maxsize=_POOL))
        return _Connected(session, asked.api_endpoint, asked.project or project)

    def _refused(self, status: int, said: _Said, headers: Mapping[str, str]) -> RemoteError:
        """An HTTP status in our words; the service's own text is looked at and never repeated.

        Statuses and reasons: https://cloud.google.com/storage/docs/json_api/v1/status-codes
        """
        wait = headers.get("Retry-After", "")
        seconds = float(wait) if wait.isascii() and wait.isdigit() else 0.0
        if status == 429 or (status == 403 and said.of("rate limit")):  # noqa: PLR2004  # HTTP
            return RemoteError(Reason.THROTTLED, "the service asks to slow down", transient=True, wait=seconds)
        if status in _AGAIN:
            detail = f"the service answered {status}; scan it again"
            return RemoteError(Reason.UNREACHABLE, detail, transient=True, wait=seconds)
        if (reason := _forbidden(status, said, anonymous=self.anonymous)) is not None:
            return RemoteError(*reason)
        return RemoteError(Reason.UNREADABLE, f"the service answered {status}")

    def _unauthorised(self, error: Exception) -> RemoteError:
        from google.auth import exceptions  # noqa: PLC0415  # comes with the library

        if isinstance(error, exceptions.TransportError) or getattr(error, "retryable", False):
            return RemoteError(Reason.UNREACHABLE, "the service of credentials cannot be reached", transient=True)
        if self.anonymous:
            return RemoteError(Reason.DENIED, _NOT_OPEN)
        if isinstance(error, exceptions.DefaultCredentialsError):
            return RemoteError(Reason.DENIED, f"no credentials of Google found; {_LOGIN}")
        return RemoteError(Reason.EXPIRED, f"credentials are not renewed; {_LOGIN}")

    def close(self) -> None:
        """Give back connections; the next request makes new ones."""
        with self._lock:
            held, self._held = self._held, None
        if held is not None:
            held.session.close()


class _Said:
    """The text of a refusal, asked for words. It may repeat the name of the object, whose words are not the service's."""

    def __init__(self, text: str, path: str) -> None:
        self._text, self._path = _plain(text), _plain(path)

    def of(self, words: str) -> bool:
        """Whether it speaks of something, written with blanks or as one word."""
        return _plain(words) in self._text and _plain(words) not in self._path


def _plain(text: str) -> str:
    return text.lower().replace(" ", "")


def _forbidden(status: int, said: _Said, *, anonymous: bool) -> tuple[str, str] | None:
    """Reason and detail of a refusal that asking again does not mend; None for a status that has none."""
    if status in {400, 403} and said.of("cloud kms"):
        return Reason.KEY_DENIED, _KMS
    if status == 400 and said.of("customer-supplied"):  # noqa: PLR2004  # HTTP
        return Reason.KEY_DENIED, _OWN_KEY
    if status == 400 and (said.of("requester pays") or said.of("UserProjectMissing")):  # noqa: PLR2004  # HTTP
        return Reason.DENIED, "whoever reads pays for this bucket: set requester-pays to the project that is to pay"
    if anonymous and status in {401, 403}:
        return Reason.DENIED, _NOT_OPEN
    return {
        401: (Reason.EXPIRED, f"credentials are not accepted; {_LOGIN}"),
        403: (Reason.DENIED, "access denied; grant roles/storage.objectViewer to who scans"),
        404: (Reason.VANISHED, "it is not there, or not to be seen by who scans"),
        412: (Reason.CHANGED, _REPLACED),
        416: (Reason.CHANGED, _SHORTER),
    }.get(status)


def _breaks() -> tuple[type[Exception], ...]:
    from urllib3.exceptions import HTTPError  # noqa: PLC0415  # comes with the library

    return HTTPError, OSError, http.client.HTTPException


def _broken(error: Exception) -> RemoteError:
    return RemoteError(
        Reason.UNREACHABLE, f"the connection broke ({type(error).__name__}); scan it again", transient=True
    )


class Streamed:
    """The body of an answer: exactly the bytes asked for, or an error."""

    def __init__(self, response: Response, start: int, end: int | None, generation: str = "") -> None:
        """Take an answer to a request of bytes `[start, end)` of a generation, or of any where it is empty.

        Raises:
            RemoteError: it is not what was asked for.
        """
        self._response, self._read = response, 0
        headers = response.headers
        stored, sent = headers.get("X-Goog-Stored-Content-Encoding"), headers.get("Content-Encoding", "identity")
        # The condition was part of the request; a server may not know it.
        if generation and headers.get("X-Goog-Generation", generation) != generation:
            raise RemoteError(Reason.CHANGED, _REPLACED)
        if stored == "gzip" and sent == "identity":
            raise RemoteError(Reason.UNREADABLE, "the service unpacked it on the way; its stored bytes cannot be had")
        #: Packed for the way alone: unpacked again.
        self._decode = stored == "identity" and sent != "identity"
        self._wanted = _wanted(response, start, end)
        self._breaks = _breaks()
        if self._wanted == 0 and headers.get("Content-Length") == "0":
            response.raw.read(1)  # an empty body that was read gives its connection back

    def read(self, amount: int) -> bytes:
        """See `connectors.provider.Body`."""
        left = amount if self._wanted is None else min(amount, self._wanted - self._read)
        if left <= 0:
            return b""
        try:
            data: bytes = self._response.raw.read(left, decode_content=self._decode)
        except self._breaks as error:
            raise _broken(error) from error
        self._read += len(data)
        if not data and self._wanted is not None:
            detail = f"the answer ended after {self._read} of {self._wanted} bytes; scan it again"
            raise RemoteError(Reason.UNREACHABLE, detail, transient=True)
        return data

    def close(self) -> None:
        """See `connectors.provider.Body`."""
        self._response.close()


def _wanted(response: Response, start: int, end: int | None) -> int | None:
    """How many bytes the answer is to give; None where neither question nor answer tells.

    Raises:
        RemoteError: it is of another range, or of an object that is shorter than listed.
    """
    headers = response.headers
    first, total = 0, headers.get("X-Goog-Stored-Content-Length") or headers.get("Content-Length")
    if response.status_code == http.client.PARTIAL_CONTENT:
        matched = _RANGE.fullmatch(headers.get("Content-Range", ""))
        first, total = (int(matched[1]), matched[3]) if matched else (-1, None)
    if first != start:
        raise RemoteError(Reason.UNREADABLE, "the service answered with another range than was asked for")
    if total is None or not total.isdigit():
        return None if end is None else end - start
    if end is not None and int(total) < end:
        raise RemoteError(Reason.CHANGED, _SHORTER)
    return (int(total) if end is None else end) - start
