"""Posture of a bucket of Cloud Storage: facts read out of its document and its IAM policy, without a call of its own.

Fields: https://cloud.google.com/storage/docs/json_api/v1/buckets#resource. What is not said is not known. Some fields are left out
by the service where nothing is set; they mean "not set" only in a document that has what the service always gives.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from connectors.fact import Fact

_Document = Mapping[str, Any]

#: Whoever asks, and whoever has any Google account: https://cloud.google.com/storage/docs/access-control/lists#special-groups
_ANYBODY = frozenset({"allUsers", "allAuthenticatedUsers"})
#: What Cloud Storage gives of every bucket.
_ALWAYS = ("iamConfiguration", "location", "locationType", "projectNumber", "storageClass", "timeCreated")
#: Every fact that a bucket of this service has.
_NAMES = (
    "exposure",
    "region",
    "owner",
    "created",
    "encryption",
    "encryption.key",
    "public.block",
    "public.policy",
    "public.acl",
    "access.uniform",
    "versioning",
    "soft-delete",
    "lifecycle",
    "lifecycle.expires",
    "lifecycle.noncurrent",
    "lifecycle.uploads",
    "replication",
    "object-lock",
    "logging",
    "tags",
    "requester-pays",
    "storage",
)
_DAY = 86_400
_UNSAID = "the service does not say"


def unknown(detail: str) -> Iterator[Fact]:
    """All facts, none of them known, for one reason."""
    return (Fact(name, None, detail) for name in _NAMES)


def facts(document: _Document, policy: _Document | None, refused: str = "") -> Iterator[Fact]:
    """What a bucket's document and policy say.

    Args:
        document: the bucket as `buckets.get` gives it, with ACLs where they may be seen.
        policy: as `buckets.getIamPolicy` gives it, or None.
        refused: why there is no policy.
    """
    access = list(_access(document, policy, refused))
    yield _exposure({fact.name: fact for fact in access})
    yield from access
    yield from _place(document)
    yield from _encryption(document)
    yield from _keeping(document)
    yield from _lifecycle(document)
    yield from _rest(document)


def _said(name: str, value: str | int | bool | None, detail: str = "") -> Fact:
    return Fact(name, value, detail if value is not None else detail or _UNSAID)


def _whole(document: _Document) -> bool:
    """Whether what is left out is not set, not just unsaid."""
    return all(name in document for name in _ALWAYS)


def _optional(document: _Document, name: str) -> _Document | None:
    """A part that the service leaves out where nothing is set: empty then; None where nothing is said."""
    part = document.get(name)
    return part if isinstance(part, Mapping) else {} if _whole(document) else None


def _place(document: _Document) -> Iterator[Fact]:
    location, kind = document.get("location"), document.get("locationType")
    yield _said("region", f"{location} ({kind})" if location and kind else location)
    yield _said(
        "owner", document.get("projectNumber"), "number of the project" if document.get("projectNumber") else ""
    )
    yield _said("created", str(document.get("timeCreated") or "")[:10] or None)
    yield _said("replication", _copies(document), "copies that Storage Transfer makes are not told by a bucket")
    automatic = (document.get("autoclass") or {}).get("enabled")
    yield _said("storage", document.get("storageClass"), "Autoclass moves objects between classes" if automatic else "")


def _copies(document: _Document) -> str | None:
    kind = document.get("locationType")
    if kind == "region":
        return "none"
    places = (document.get("customPlacementConfig") or {}).get("dataLocations") or [document.get("location")]
    # Replication within 15 minutes: https://cloud.google.com/storage/docs/turbo-replication
    turbo = ", turbo" if document.get("rpo") == "ASYNC_TURBO" else ""
    return f"{kind}: {', '.join(map(str, places))}{turbo}" if kind else None


def _encryption(document: _Document) -> Iterator[Fact]:
    part = _optional(document, "encryption")
    key = part.get("defaultKmsKeyName") if part is not None else None
    # Without a key of the customer's, Google encrypts with its own: https://cloud.google.com/storage/docs/encryption/default-keys
    kind = None if part is None else "customer-managed-key" if key else "provider-key"
    yield _said("encryption", kind, "single objects may have another key" if kind else "")
    if key or part is None:
        yield _said("encryption.key", key)


def _keeping(document: _Document) -> Iterator[Fact]:
    versions = _optional(document, "versioning")
    yield _said("versioning", None if versions is None else "on" if versions.get("enabled") else "off")
    seconds = (document.get("softDeletePolicy") or {}).get(
        "retentionDurationSeconds"
    )  # always given, 0 where it is off
    yield _said("soft-delete", None if seconds is None else _days(seconds))
    lock = (
        _lock(document) if _whole(document) or "retentionPolicy" in document or "objectRetention" in document else None
    )
    yield _said("object-lock", lock)


def _lock(document: _Document) -> str:
    """Retention for all objects, and whether single ones can have theirs: https://cloud.google.com/storage/docs/bucket-lock."""
    said = []
    policy = document.get("retentionPolicy") or {}
    if policy:
        locked = "locked" if policy.get("isLocked") else "not locked"
        said.append(f"all objects for {_days(policy.get('retentionPeriod') or 0)} days, {locked}")
    if str((document.get("objectRetention") or {}).get("mode", "")).lower() == "enabled":
        said.append("single objects as each says")
    return "; ".join(said) or "none"


def _days(seconds: object) -> int:
    """Whole days, begun ones counted."""
    return -(-int(str(seconds)) // _DAY)


def _lifecycle(document: _Document) -> Iterator[Fact]:
    part = _optional(document, "lifecycle")
    if part is None:
        for name in ("lifecycle", "lifecycle.expires", "lifecycle.noncurrent", "lifecycle.uploads"):
            yield _said(name, None)
        return
    rules = [rule for rule in part.get("rule") or [] if isinstance(rule, Mapping)]
    yield Fact("lifecycle", len(rules))
    deletes = [rule.get("condition") or {} for rule in rules if _does(rule, "Delete")]
    aborts = [rule.get("condition") or {} for rule in rules if _does(rule, "AbortIncompleteMultipartUpload")]
    yield Fact("lifecycle.expires", _least(deletes, live=True))
    yield Fact("lifecycle.noncurrent", _least(deletes, live=False))
    yield Fact("lifecycle.uploads", _least(aborts, live=True))


def _does(rule: _Document, kind: str) -> bool:
    return (rule.get("action") or {}).get("type") == kind


def _least(conditions: Iterable[_Document], *, live: bool) -> int:
    """Days of the soonest rule that holds for all live or all older generations; 0 where none does.

    All conditions of a rule have to be met, so that one with any other condition does not hold for all:
    https://cloud.google.com/storage/docs/lifecycle#conditions
    """
    counted = ("age",) if live else ("age", "daysSinceNoncurrentTime")
    days = [
        max(int(condition[name]) for name in counted if name in condition)
        for condition in conditions
        if condition.keys() <= {"isLive", *counted}
        and condition.get("isLive", live) is live
        and any(name in condition for name in counted)
    ]
    return min(days, default=0)


def _rest(document: _Document) -> Iterator[Fact]:
    logging = _optional(document, "logging")
    target = None if logging is None else "none"
    if logging:
        target = f"gs://{logging.get('logBucket', '')}/{logging.get('logObjectPrefix', '')}"
    yield _said("logging", target, "" if target is None else "Cloud Audit Logs are not told by a bucket")
    labels = _optional(document, "labels")
    yield _said("tags", None if labels is None else ", ".join(sorted(labels)))
    billing = _optional(document, "billing")
    yield _said("requester-pays", None if billing is None else bool(billing.get("requesterPays")))


def _access(document: _Document, policy: _Document | None, refused: str) -> Iterator[Fact]:
    configuration = document.get("iamConfiguration") or {}
    prevention = configuration.get("publicAccessPrevention")
    # "unspecified" is the older word for "inherited": https://cloud.google.com/storage/docs/public-access-prevention
    inherited = (
        "" if prevention in {"enforced", None} else "inherited: a policy of the organisation may block it all the same"
    )
    yield _said("public.block", None if prevention is None else prevention == "enforced", inherited)
    if policy is None:
        yield Fact("public.policy", None, f"the IAM policy cannot be read: {refused}")
    else:
        roles = sorted({str(binding.get("role")) for binding in policy.get("bindings") or [] if _open(binding)})
        yield Fact("public.policy", bool(roles), ", ".join(roles))
    uniform = (configuration.get("uniformBucketLevelAccess") or {}).get("enabled")
    yield _acl(document, uniform=uniform)
    yield _said("access.uniform", None if uniform is None else bool(uniform))


def _open(binding: _Document) -> bool:
    return not _ANYBODY.isdisjoint(binding.get("members") or [])


def _acl(document: _Document, *, uniform: bool | None) -> Fact:
    if uniform:
        return Fact("public.acl", value=False, detail="ACLs do not count: access is uniform")
    named = {"acl": "of the bucket", "defaultObjectAcl": "of new objects"}
    if not any(name in document for name in named):
        return Fact("public.acl", None, "ACLs are not told; grant storage.buckets.getIamPolicy to who scans")
    where = [
        words
        for name, words in named.items()
        if any(entry.get("entity") in _ANYBODY for entry in document.get(name) or [])
    ]
    detail = "; ".join(f"ACL {words}" for words in where) or "single objects may have ACLs of their own"
    return Fact("public.acl", bool(where), detail)


def _exposure(access: Mapping[str, Fact]) -> Fact:
    block, policy, acl, uniform = (
        access[name] for name in ("public.block", "public.policy", "public.acl", "access.uniform")
    )
    if block.value:
        return Fact("exposure", "private", "public access prevention is enforced")
    by = [fact.name for fact in (policy, acl) if fact.value]
    if by:
        return Fact("exposure", "public", f"by {' and '.join(by)}, unless a policy of the organisation blocks it")
    if policy.value is None or acl.value is None:
        return Fact("exposure", "unknown", f"{(policy if policy.value is None else acl).name} is not known")
    if not uniform.value:
        return Fact("exposure", "unknown", "the bucket is not public; single objects may have ACLs that are")
    return Fact("exposure", "private")
