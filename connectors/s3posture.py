"""S3's facts about a bucket, by calls that only read. What is not answered is unknown, never off.

Other servers answer 200 with an empty document to what they do not know: an answer without its member is unknown.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from connectors.fact import Fact
from connectors.s3client import explained

#: Groups that let anybody in: https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html
_ANYBODY = (
    "http://acs.amazonaws.com/groups/global/AllUsers",
    "http://acs.amazonaws.com/groups/global/AuthenticatedUsers",
)
#: Codes that say that something is not set, as against not told.
_UNSET = frozenset({
    "ServerSideEncryptionConfigurationNotFoundError", "NoSuchPublicAccessBlockConfiguration", "NoSuchBucketPolicy",
    "NoSuchLifecycleConfiguration", "ReplicationConfigurationNotFoundError", "ObjectLockConfigurationNotFoundError",
    "NoSuchTagSet", "OwnershipControlsNotFoundError",
})  # fmt: skip
_BLOCKS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
_NOT_TOLD = "the service answered without saying so"


class _Answer:
    """One answer: a document, `unset`, or neither with the reason."""

    def __init__(self, document: Mapping[str, Any] | None, *, unset: bool = False, why: str = "") -> None:
        self.document, self.unset, self.why = document, unset, why

    def member(self, name: str) -> Any:
        return (self.document or {}).get(name)


def facts(client: Any, bucket: str, *, aws: bool) -> Iterator[Fact]:
    """What S3 says of a bucket.

    Args:
        client: of S3.
        bucket: its name.
        aws: whether AWS answers, whose empty documents mean that something is off.
    """
    ask = _Asker(client, bucket, aws=aws)
    location = ask("get_bucket_location")
    told = location.document is not None and "LocationConstraint" in location.document
    yield Fact("region", (location.member("LocationConstraint") or "us-east-1") if told else None, location.why)
    acl, block, status = ask("get_bucket_acl"), ask("get_public_access_block"), ask("get_bucket_policy_status")
    policy = ask("get_bucket_policy")
    yield Fact("owner", (acl.member("Owner") or {}).get("ID"), acl.why)
    yield from _encryption(ask("get_bucket_encryption"))
    yield from _public(acl, block, status, policy)
    yield from _foreign(policy, acl)
    yield from _kept(ask)
    yield from _rest(ask)


class _Asker:
    def __init__(self, client: Any, bucket: str, *, aws: bool) -> None:
        self._client, self._bucket, self.aws = client, bucket, aws

    def __call__(self, operation: str) -> _Answer:
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415  # an extra

        try:
            answer = getattr(self._client, operation)(Bucket=self._bucket)
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            if code in _UNSET:
                return _Answer(None, unset=True)
            return _Answer(None, why=f"{operation}: {explained(error).reason} ({code})")
        except BotoCoreError as error:
            return _Answer(None, why=f"{operation}: {explained(error).reason}")
        answer.pop("ResponseMetadata", None)
        return _Answer(answer, why="" if answer else _NOT_TOLD)


def _encryption(answer: _Answer) -> Iterator[Fact]:
    """All new objects of AWS are encrypted since January 2023; that no rule is set says nothing of another server."""
    rules = (answer.member("ServerSideEncryptionConfiguration") or {}).get("Rules", [])
    default = next((rule.get("ApplyServerSideEncryptionByDefault", {}) for rule in rules), None)
    if not default:
        why = (
            "no rule is set; what the service does by itself it does not say"
            if answer.unset
            else answer.why or _NOT_TOLD
        )
        yield Fact("encryption", None, why)
        return
    managed = str(default.get("SSEAlgorithm", "")).startswith("aws:kms")
    key = default.get("KMSMasterKeyID")
    yield Fact(
        "encryption",
        "customer-managed-key" if managed and key else "provider-key",
        str(default.get("SSEAlgorithm", "")),
    )
    if key:
        yield Fact("encryption.key", str(key))


def _public(acl: _Answer, block: _Answer, status: _Answer, policy: _Answer) -> Iterator[Fact]:
    settings = block.member("PublicAccessBlockConfiguration")
    blocked: bool | None = None
    detail = block.why
    if settings:
        blocked = all(settings.get(name) is True for name in _BLOCKS)
        missing = [name for name in _BLOCKS if settings.get(name) is not True]
        detail = f"not set: {', '.join(missing)}" if missing else ""
    elif block.unset:
        blocked, detail = False, "not set for the bucket; the account's own setting may still block"
    yield Fact("public.block", blocked, detail)
    public = (status.member("PolicyStatus") or {}).get("IsPublic")
    by_policy: bool | None = public if isinstance(public, bool) else (False if policy.unset or status.unset else None)
    yield Fact("public.policy", by_policy, "" if by_policy is not None else status.why or _NOT_TOLD)
    grants = acl.member("Grants")
    open_to = [grant for grant in grants or () if grant.get("Grantee", {}).get("URI") in _ANYBODY]
    by_acl = bool(open_to) if grants is not None else None
    yield Fact(
        "public.acl",
        by_acl,
        acl.why if by_acl is None else ", ".join(sorted(str(g.get("Permission")) for g in open_to)),
    )
    yield _exposure(blocked, by_policy, by_acl)


def _exposure(blocked: bool | None, by_policy: bool | None, by_acl: bool | None) -> Fact:
    if blocked:
        return Fact("exposure", "private", "public access is blocked")
    if by_policy or by_acl:
        return Fact("exposure", "public", "by its policy" if by_policy else "by its ACL")
    if by_policy is None or by_acl is None:
        return Fact("exposure", "unknown", "policy or ACL could not be read")
    return Fact("exposure", "private", "neither policy nor ACL lets anybody in")


def _foreign(policy: _Answer, acl: _Answer) -> Iterator[Fact]:
    """Accounts of others that policy or ACL name; `*` is `public.policy`'s matter."""
    if policy.document is None and not policy.unset:
        yield Fact("access.foreign", None, policy.why)
        return
    owner = str((acl.member("Owner") or {}).get("ID", ""))
    named = set(_principals(policy.member("Policy") or "{}"))
    named |= {str(g["Grantee"]["ID"]) for g in acl.member("Grants") or () if g.get("Grantee", {}).get("ID")} - {owner}
    yield Fact("access.foreign", len(named), "accounts and users that its policy and ACL name")


def _principals(text: str) -> Iterator[str]:
    try:
        document = json.loads(text)
    except ValueError:
        return
    statements = document.get("Statement", []) if isinstance(document, dict) else []
    for statement in statements if isinstance(statements, list) else [statements]:
        if not isinstance(statement, dict) or statement.get("Effect") != "Allow":
            continue
        principal = statement.get("Principal")
        given = principal.get("AWS", []) if isinstance(principal, dict) else []
        yield from (
            each for each in ([given] if isinstance(given, str) else given) if isinstance(each, str) and each != "*"
        )


def _kept(ask: _Asker) -> Iterator[Fact]:
    versioning = ask("get_bucket_versioning")
    states = {"Enabled": "on", "Suspended": "suspended"}
    status = states.get(versioning.member("Status"))
    # AWS answers with an empty document where versioning never was on; other servers where they do not know it.
    never = "off" if versioning.document is not None and ask.aws else None
    yield Fact("versioning", status or never, "" if status or never else versioning.why)
    yield from _lifecycle(ask("get_bucket_lifecycle_configuration"))
    lock = ask("get_object_lock_configuration")
    settings = lock.member("ObjectLockConfiguration")
    rule = (settings or {}).get("Rule", {}).get("DefaultRetention", {})
    if settings or lock.unset:
        days = rule.get("Days") or (rule.get("Years") or 0) * 365
        said = f"{rule.get('Mode', 'on').lower()}, {days} days" if rule else ("on" if settings else "off")
        yield Fact("object-lock", said)
    else:
        yield Fact("object-lock", None, lock.why)


def _lifecycle(answer: _Answer) -> Iterator[Fact]:
    rules = [rule for rule in answer.member("Rules") or () if rule.get("Status") == "Enabled"]
    if answer.member("Rules") is None and not answer.unset:
        yield Fact("lifecycle", None, answer.why)
        return
    yield Fact("lifecycle", len(rules))
    whole = [rule for rule in rules if _of_all(rule)]
    yield Fact("lifecycle.expires", _least(rule.get("Expiration", {}).get("Days") for rule in whole))
    yield Fact(
        "lifecycle.noncurrent",
        _least(rule.get("NoncurrentVersionExpiration", {}).get("NoncurrentDays") for rule in whole),
    )
    yield Fact(
        "lifecycle.uploads",
        _least(rule.get("AbortIncompleteMultipartUpload", {}).get("DaysAfterInitiation") for rule in whole),
    )


def _of_all(rule: Mapping[str, Any]) -> bool:
    """Whether a rule holds for all objects: no prefix, tag or size narrows it."""
    narrowed = rule.get("Filter") or {}
    return not rule.get("Prefix") and not any(value for value in narrowed.values())


def _least(days: Iterator[Any]) -> int:
    return min((int(day) for day in days if day), default=0)


def _rest(ask: _Asker) -> Iterator[Fact]:
    replication = ask("get_bucket_replication")
    rules = (replication.member("ReplicationConfiguration") or {}).get("Rules")
    to = sorted({str(rule.get("Destination", {}).get("Bucket", "")) for rule in rules or ()})
    known = rules is not None or replication.unset
    yield Fact("replication", (", ".join(to) or "none") if known else None, "" if known else replication.why)
    logging = ask("get_bucket_logging")
    target = logging.member("LoggingEnabled")
    never = "none" if logging.document is not None and ask.aws else None
    where = target.get("TargetBucket") if target else never
    yield Fact("logging", where, "" if where else logging.why)
    tags = ask("get_bucket_tagging")
    names: Sequence[str] = sorted(str(tag.get("Key", "")) for tag in tags.member("TagSet") or ())
    known = tags.member("TagSet") is not None or tags.unset
    yield Fact("tags", (", ".join(names) or "none") if known else None, "" if known else tags.why)
    payment = ask("get_bucket_request_payment").member("Payer")
    yield Fact("requester-pays", None if payment is None else payment == "Requester", "" if payment else _NOT_TOLD)
    controls = ask("get_bucket_ownership_controls")
    owned = [r.get("ObjectOwnership") for r in (controls.member("OwnershipControls") or {}).get("Rules", ())]
    uniform = owned == ["BucketOwnerEnforced"] if owned or controls.unset else None
    yield Fact("access.uniform", uniform, controls.why if uniform is None else "")
