"""Azure's clients: made from a locator, options and the environment; their errors put in words.

Credentials stand in the environment under the names that Azure's own command line reads
(https://learn.microsoft.com/cli/azure/azure-cli-configuration); the library itself reads none of them, so it is done here, in the
process that reads: a credential is never part of a source.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from connectors import azuresas
from connectors.base import SourceSpec
from connectors.errors import Reason, RemoteError, SourceError
from connectors.provider import Requests
from connectors.refusal import refusal

T = TypeVar("T")
#: https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata#container-names
_CONTAINER = re.compile(r"(?=.{3,63}\Z)[a-z0-9]+(?:-[a-z0-9]+)*|\$(?:root|web|logs|blobchangefeed)")
_LOCATOR = re.compile(r"azure://([^/?#]+)(?:/([^/?#]*)(?:/(.*))?)?", re.DOTALL)
#: Codes of errors by what they mean: https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes
_CODES: Mapping[str, str] = {
    "AuthenticationFailed": Reason.EXPIRED, "InvalidAuthenticationInfo": Reason.EXPIRED,
    "ExpiredAuthenticationToken": Reason.EXPIRED,
    "NoAuthenticationInformation": Reason.DENIED, "AuthorizationFailure": Reason.DENIED, "PublicAccessNotPermitted": Reason.DENIED,
    "AuthorizationPermissionMismatch": Reason.DENIED, "AuthorizationProtocolMismatch": Reason.DENIED,
    "AuthorizationSourceIPMismatch": Reason.DENIED, "InsufficientAccountPermissions": Reason.DENIED,
    "AccountIsDisabled": Reason.DENIED,
    "KeyVaultEncryptionKeyNotFound": Reason.KEY_DENIED, "KeyVaultAccessTokenCannotBeAcquired": Reason.KEY_DENIED,
    "KeyVaultVaultNotFound": Reason.KEY_DENIED, "BlobUsesCustomerSpecifiedEncryption": Reason.ENCRYPTED,
    "BlobNotFound": Reason.VANISHED, "ResourceNotFound": Reason.VANISHED, "ContainerNotFound": Reason.MISSING,
    "ContainerBeingDeleted": Reason.MISSING, "ConditionNotMet": Reason.CHANGED, "BlobArchived": Reason.ARCHIVED,
    "BlobBeingRehydrated": Reason.ARCHIVED, "ServerBusy": Reason.THROTTLED, "OperationTimedOut": Reason.UNREACHABLE,
    "InternalError": Reason.UNREACHABLE,
}  # fmt: skip
_STATUS: Mapping[int, str] = {
    401: Reason.EXPIRED, 403: Reason.DENIED, 404: Reason.VANISHED, 412: Reason.CHANGED, 429: Reason.THROTTLED,
    500: Reason.UNREACHABLE, 502: Reason.UNREACHABLE, 503: Reason.THROTTLED, 504: Reason.UNREACHABLE,
}  # fmt: skip
_WORDS: Mapping[str, str] = {
    Reason.KEY_DENIED: "the key that it is encrypted with may not be used; ask for access to the key vault",
    Reason.EXPIRED: "the credentials have expired or are not known; renew them (`az login`, a new SAS) and scan again",
    Reason.MISSING: "there is no such container; check its name",
    Reason.ARCHIVED: "is archived and has to be rehydrated before it can be read",
    Reason.ENCRYPTED: "is encrypted with a key that its owner gives with each request; it cannot be read without it",
}
_BEHIND = 416
#: What is told of an answer that cannot be parsed.
FOREIGN = "its answer is not one of Azure's"


class BehindError(Exception):
    """A range begins behind the end."""


def split(locator: str) -> tuple[str, str, str]:
    """Account, container and prefix; the last two may be empty.

    Raises:
        SourceError: it is no such locator, or names what no container can be called.
    """
    match = _LOCATOR.fullmatch(locator)
    if match is None:
        raise SourceError(
            f"{locator.partition('?')[0]}: not a locator of Azure; write azure://account/container or "
            "azure://account/container/prefix, and put a SAS into AZURE_STORAGE_SAS_TOKEN"
        )
    account, container, prefix = match[1], match[2] or "", match[3] or ""
    if (container or prefix) and _CONTAINER.fullmatch(container) is None:
        raise SourceError(
            f"azure://{account}/{container}: no container is called that: names have 3 to 63 lowercase letters, digits and single "
            "hyphens; write azure://account/container/prefix",
            Reason.MISSING,
        )
    return account, container, prefix


def service_of(spec: SourceSpec, sent: Requests) -> Any:
    """A client of an account that counts its requests.

    Raises:
        SourceError: a library is missing, or there are no credentials that may be sent to the endpoint.
    """
    try:
        from azure.storage.blob import BlobServiceClient, ExponentialRetry  # noqa: PLC0415  # an extra; only scans of buckets pay
    except ImportError as error:
        raise SourceError(
            f"{spec.locator}: azure-storage-blob is not installed; run: pip install 'discover-holdings[azure]'",
            Reason.NO_EXTRA,
        ) from error
    account = split(spec.locator)[0]
    url = spec.options.get("endpoint") or f"https://{account}.blob.core.windows.net"

    def count(_: object) -> None:
        sent.add()

    credential = None if spec.options.get("anonymous") else _credential(spec, account)
    try:
        return BlobServiceClient(
            url, credential=credential, raw_request_hook=count,
            retry_policy=ExponentialRetry(initial_backoff=1, increment_base=2, retry_total=2), connection_timeout=10,
            read_timeout=30, max_single_get_size=16 << 20, max_chunk_get_size=16 << 20,
        )  # fmt: skip
    except ValueError as error:  # an address that is none, or a token that would go over plain HTTP
        told_to = "--endpoint-url is no address of https, and " if spec.options.get("endpoint") else ""
        raise SourceError(
            f"{spec.locator}: {told_to}there is no credential of the account {account} that can be used there; set "
            "AZURE_STORAGE_SAS_TOKEN, AZURE_STORAGE_KEY or AZURE_STORAGE_CONNECTION_STRING, or give --anonymous",
            Reason.DENIED,
        ) from error


def _sas(account: str) -> str:
    """The SAS in the environment; empty without one. White space about it comes from copying."""
    named = os.environ.get("AZURE_STORAGE_SAS_TOKEN") or _connection(account).get("SharedAccessSignature", "")
    return named.strip().lstrip("?")


def _connection(account: str) -> dict[str, str]:
    """Parts of the connection string in the environment; none where it is of another account."""
    text = os.environ.get("AZURE_STORAGE_CONNECTION_STRING", "").strip()
    parts = dict(part.split("=", 1) for part in text.split(";") if "=" in part)
    return parts if parts.get("AccountName", account) == account else {}


def _credential(spec: SourceSpec, account: str) -> Any:
    """What the environment gives, in the order in which Azure's own tools look."""
    if token := _sas(account):
        from azure.core.credentials import AzureSasCredential  # noqa: PLC0415  # an extra

        return AzureSasCredential(token)
    if key := os.environ.get("AZURE_STORAGE_KEY") or _connection(account).get("AccountKey"):
        return {"account_name": account, "account_key": key.strip()}
    try:
        from azure.identity import DefaultAzureCredential  # noqa: PLC0415  # an extra
    except ImportError as error:
        raise SourceError(
            f"{spec.locator}: no SAS, key or connection string in the environment, and azure-identity is not installed; run: "
            "pip install 'discover-holdings[azure]'",
            Reason.NO_EXTRA,
        ) from error
    return DefaultAzureCredential(exclude_interactive_browser_credential=True)


def told(ask: Callable[[], T]) -> T:
    """One answer, its errors as ours.

    Raises:
        RemoteError: it was refused, or did not come.
        BehindError: a range lies behind the end.
    """
    from azure.core import exceptions  # noqa: PLC0415  # an extra

    try:
        return ask()
    except exceptions.ClientAuthenticationError as error:
        code = _code(error)
        raise refusal(_CODES.get(code, Reason.EXPIRED), code, _WORDS) from error
    except exceptions.DecodeError as error:
        raise refusal(Reason.UNREADABLE, FOREIGN, _WORDS) from error
    except exceptions.HttpResponseError as error:
        if error.status_code == _BEHIND:
            raise BehindError from error
        code = _code(error)
        reason = _CODES.get(code) or _STATUS.get(error.status_code or 0, Reason.UNREADABLE)
        raise refusal(reason, code or str(error.status_code), _WORDS) from error
    except (exceptions.ServiceRequestError, exceptions.ServiceResponseError, exceptions.IncompleteReadError) as error:
        raise refusal(Reason.UNREACHABLE, type(error).__name__, _WORDS) from error
    except exceptions.AzureError as error:
        raise refusal(Reason.UNREADABLE, type(error).__name__, _WORDS) from error


def _code(error: Exception) -> str:
    """The service's code of an error; codes that the library knows are members of an enumeration."""
    code = getattr(error, "error_code", None)
    return str(getattr(code, "value", code) or "")


def asked(spec: SourceSpec, root: str, during: str, ask: Callable[[], T]) -> T:
    """One answer of a listing.

    Raises:
        SourceError: it was refused.
    """
    try:
        return told(ask)
    except RemoteError as error:
        reason, detail = _explained(spec, error)
        raise SourceError(f"{root}: {during} was refused: {detail}", reason) from error


def _explained(spec: SourceSpec, error: RemoteError) -> tuple[str, str]:
    """Reason and words of a listing's refusal, which are plainer where what it lacks can be seen from here."""
    if error.reason in {Reason.MISSING, Reason.VANISHED}:
        at = ", and the account in --endpoint-url" if spec.options.get("endpoint") else ""
        return Reason.MISSING, f"there is no such container; check its name{at}"
    token = "" if spec.options.get("anonymous") else _sas(split(spec.locator)[0])
    if token and error.reason in {Reason.DENIED, Reason.EXPIRED}:
        late, words = azuresas.fault(token, datetime.now(UTC))
        if words:
            return Reason.EXPIRED if late else Reason.DENIED, words
    return error.reason, error.detail
