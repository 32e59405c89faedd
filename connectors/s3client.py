"""S3's client: made from a source's options, its requests counted, its errors put in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from connectors import clock
from connectors.base import SourceSpec
from connectors.errors import Reason, RemoteError, SourceError
from connectors.provider import Requests
from connectors.refusal import refusal

if TYPE_CHECKING:
    from boto3.session import Session

#: Seconds to wait for a connection, and for the next bytes of an answer.
_CONNECT, _READ = 10, 30
#: Retries of one request by botocore itself; what breaks amid an answer is resumed by `connectors.ranges`.
_RETRIES = 3

#: Codes of errors by what they mean: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
_CODES: Mapping[str, str] = {
    "AccessDenied": Reason.DENIED, "AccessDeniedException": Reason.DENIED, "AllAccessDisabled": Reason.DENIED,
    "AccountProblem": Reason.DENIED, "Forbidden": Reason.DENIED, "403": Reason.DENIED, "401": Reason.DENIED,
    "InvalidAccessKeyId": Reason.DENIED, "SignatureDoesNotMatch": Reason.DENIED, "InvalidSecurity": Reason.DENIED,
    "RequestTimeTooSkewed": Reason.CLOCK, "UnauthorizedAccess": Reason.DENIED,
    "ExpiredToken": Reason.EXPIRED, "ExpiredTokenException": Reason.EXPIRED, "InvalidToken": Reason.EXPIRED,
    "InvalidClientTokenId": Reason.EXPIRED, "TokenRefreshRequired": Reason.EXPIRED, "RequestExpired": Reason.EXPIRED,
    "NoSuchKey": Reason.VANISHED, "NoSuchVersion": Reason.VANISHED, "404": Reason.VANISHED, "MethodNotAllowed": Reason.VANISHED,
    "NoSuchBucket": Reason.MISSING,
    "PreconditionFailed": Reason.CHANGED, "412": Reason.CHANGED,
    "InvalidObjectState": Reason.ARCHIVED,
    "SlowDown": Reason.THROTTLED, "Throttling": Reason.THROTTLED, "ThrottlingException": Reason.THROTTLED,
    "RequestLimitExceeded": Reason.THROTTLED, "TooManyRequests": Reason.THROTTLED, "503": Reason.THROTTLED,
    "429": Reason.THROTTLED, "RequestThrottled": Reason.THROTTLED, "BandwidthLimitExceeded": Reason.THROTTLED,
    "ServiceUnavailable": Reason.THROTTLED,
    "InternalError": Reason.UNREACHABLE, "500": Reason.UNREACHABLE, "502": Reason.UNREACHABLE, "504": Reason.UNREACHABLE,
    "RequestTimeout": Reason.UNREACHABLE, "OperationAborted": Reason.UNREACHABLE,
    "PermanentRedirect": Reason.REGION, "AuthorizationHeaderMalformed": Reason.REGION, "301": Reason.REGION,
    "302": Reason.REGION, "307": Reason.REGION,
    "IllegalLocationConstraintException": Reason.REGION, "TemporaryRedirect": Reason.REGION,
}  # fmt: skip
#: Refusals of a signature, of which a wrong clock can be the cause. HEAD's answer is bare: all it tells is 403.
_SIGNED = frozenset(
    {"RequestTimeTooSkewed", "SignatureDoesNotMatch", "InvalidSignatureException", "RequestExpired", "403"}
)
#: Refusals that name the region that was expected.
_ELSEWHERE = frozenset({"301", "302", "307", "400"})
_REGION = re.compile(r"[a-z0-9-]{1,63}")
_WORDS: Mapping[str, str] = {
    Reason.KEY_DENIED: "the key that it is encrypted with may not be used; ask for kms:Decrypt",
    Reason.EXPIRED: "the credentials have expired or are not known; renew them and scan again",
    Reason.MISSING: "there is no such bucket; check its name",
    Reason.ARCHIVED: "is archived and has to be restored before it can be read",
    Reason.REGION: "lies in another region; give it with --region",
    Reason.CLOCK: "this machine's clock is not the service's; set it (timedatectl set-ntp true) and scan again",
    Reason.ENCRYPTED: "is encrypted with a key that its owner gives with each request (SSE-C); it cannot be read without it",
}


def session_of(spec: SourceSpec) -> Session:
    """The session whose credentials read a source: the usual chain, a profile, or a role on top of either.

    Raises:
        SourceError: boto3 is not installed, or there is no such profile.
    """
    try:
        import boto3.session  # noqa: PLC0415  # an extra; and only scans of buckets pay for its import
        import botocore.exceptions  # noqa: PLC0415  # as above
        import botocore.session  # noqa: PLC0415  # as above
    except ImportError as error:
        raise SourceError(
            f"{spec.locator}: boto3 is not installed; run: pip install 'discover-holdings[s3]'", Reason.NO_EXTRA
        ) from error
    inner = botocore.session.Session(profile=spec.options.get("profile") or None)
    try:
        inner.get_scoped_config()
        session = boto3.session.Session(botocore_session=inner)
    except botocore.exceptions.ProfileNotFound as error:
        raise SourceError(f"{spec.locator}: {error}; see `aws configure list-profiles`", Reason.DENIED) from error
    if spec.options.get("role"):
        _take_on(inner, session, spec)
    return session


def _take_on(inner: Any, session: Session, spec: SourceSpec) -> None:
    """Let the session read with a role's credentials, renewed before they expire."""
    from botocore.credentials import AssumeRoleCredentialFetcher, DeferredRefreshableCredentials  # noqa: PLC0415  # an extra

    base = session.get_credentials()
    if base is None:
        raise SourceError(f"{spec.locator}: no AWS credentials to take on {spec.options['role']} with", Reason.DENIED)
    arguments = {"RoleSessionName": "discover-scan"}
    if spec.options.get("external-id"):
        arguments["ExternalId"] = spec.options["external-id"]

    def client(*given: Any, **named: Any) -> Any:
        if spec.options.get("endpoint"):
            named.setdefault("endpoint_url", spec.options["endpoint"])
        named.setdefault("region_name", _region(session, spec))
        return session.client(*given, **named)

    fetcher = AssumeRoleCredentialFetcher(client, base, spec.options["role"], arguments)
    # botocore has no public way to set credentials that renew themselves; its own CLI sets this attribute likewise.
    inner._credentials = DeferredRefreshableCredentials(fetcher.fetch_credentials, "assume-role")  # noqa: SLF001  # see above


def _region(session: Session, spec: SourceSpec) -> str:
    return str(spec.options.get("region") or session.region_name or "us-east-1")


def client_of(spec: SourceSpec, session: Session, sent: Requests, service: str = "s3") -> Any:
    """A client of a service that counts its requests in `sent`; safe to be used from several threads."""
    from botocore import UNSIGNED  # noqa: PLC0415  # an extra
    from botocore.config import Config  # noqa: PLC0415  # an extra

    endpoint = spec.options.get("endpoint") or None
    settings: dict[str, Any] = {
        "connect_timeout": _CONNECT, "read_timeout": _READ, "max_pool_connections": 40, "user_agent_extra": "discover",
        "retries": {"mode": "standard", "max_attempts": _RETRIES},
    }  # fmt: skip
    if endpoint is not None:  # other servers do not know AWS's checksums, nor a host for each bucket
        settings |= {"request_checksum_calculation": "when_required", "response_checksum_validation": "when_required"}
        settings["s3"] = {"addressing_style": "path"}
    if spec.options.get("anonymous"):
        settings["signature_version"] = UNSIGNED
    region = _region(session, spec)
    client = session.client(service, region_name=region, endpoint_url=endpoint, config=Config(**settings))

    def count(**_: Any) -> None:
        sent.add()

    client.meta.events.register(f"before-send.{service}", count)
    client.meta.events.register("before-call.s3.HeadBucket", _not_redirected)
    return client


def _not_redirected(params: dict[str, Any], **_: Any) -> None:
    """Let HeadBucket be as it is answered.

    botocore asks by it where a redirect leads that names no region; were that redirected likewise, botocore (1.44) would ask again
    without end.
    """
    params.get("context", {}).get("s3_redirect", {})["redirected"] = True


def explained(error: Exception) -> RemoteError:
    """What an error of botocore, a `ClientError` or another `BotoCoreError`, means for one request."""
    from botocore import exceptions  # noqa: PLC0415  # an extra

    if isinstance(error, exceptions.ClientError):
        reason, code = _reason(error)
        return refusal(reason, code, {**_WORDS, **_named(reason, error)})
    if isinstance(error, exceptions.NoCredentialsError | exceptions.PartialCredentialsError):
        detail = "no AWS credentials were found; set them up, or use --anonymous for a public bucket"
        return RemoteError(Reason.DENIED, detail)
    name = type(error).__name__
    if isinstance(
        error,
        exceptions.CredentialRetrievalError | exceptions.TokenRetrievalError | exceptions.UnauthorizedSSOTokenError,
    ):
        return refusal(Reason.EXPIRED, name, _WORDS)
    if isinstance(
        error, exceptions.HTTPClientError | exceptions.IncompleteReadError | exceptions.ResponseStreamingError
    ):
        return refusal(Reason.UNREACHABLE, name, _WORDS)
    return refusal(Reason.UNREADABLE, name, _WORDS)


def _reason(error: Any) -> tuple[str, str]:
    """Reason and code of a refused request."""
    told = error.response.get("Error", {})
    code, message = str(told.get("Code", "")), str(told.get("Message", "")).lower()
    status = str(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", ""))
    if code.startswith("KMS.") or ("kms" in message and _CODES.get(code) == Reason.DENIED):
        return Reason.KEY_DENIED, code
    if code == "InvalidRequest" and ("encrypt" in message or "sse" in message):
        return Reason.ENCRYPTED, code
    if code in _SIGNED and _skewed(error) is not None:
        return Reason.CLOCK, code
    if code == "AuthorizationHeaderMalformed" and not _where(error) and "region" not in message:
        return Reason.DENIED, code  # the same code is of an access key that is none
    if status in _ELSEWHERE and _where(error):
        return Reason.REGION, code
    return _CODES.get(code) or _CODES.get(status) or Reason.UNREADABLE, code or status


def _headers(error: Any) -> Mapping[str, str]:
    found: Mapping[str, str] = error.response.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    return found


def _skewed(error: Any) -> float | None:
    """Seconds by which the clock is wrong where it is so by more than services take, by the refusal's own Date."""
    seconds = clock.skew(_headers(error).get("date", ""))
    return seconds if seconds is not None and abs(seconds) > clock.TOLERATED else None


def _where(error: Any) -> str:
    """The region that a refusal names, or nothing.

    https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html (PermanentRedirect, AuthorizationHeaderMalformed)
    """
    told = error.response.get("Error", {})
    for name in (_headers(error).get("x-amz-bucket-region"), told.get("Region")):
        if isinstance(name, str) and _REGION.fullmatch(name):
            return name
    return ""


def _named(reason: str, error: Any) -> Mapping[str, str]:
    """Words of a refusal that name what is right: the region, or how far the clock is off."""
    if reason == Reason.REGION and (where := _where(error)):
        return {
            reason: f"lies in the region {where}; scan it with --region {where}, and with no endpoint of another region"
        }
    if reason == Reason.CLOCK and (seconds := _skewed(error)) is not None:
        off = f"this machine's clock is {clock.told(seconds)} the service's"
        return {reason: f"{off}; set it (timedatectl set-ntp true) and scan again"}
    return {}
