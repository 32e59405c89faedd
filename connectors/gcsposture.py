"""Google Cloud Storage's facts about a bucket, by calls that only read. What is not answered is unknown, never off."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from connectors.fact import Fact
from connectors.provider import Requests

_ANYBODY = frozenset({"allUsers", "allAuthenticatedUsers"})
_NOT_TOLD = "the service answered without saying so"
_DAY = 86_400


def facts(client: Any, name: str, pays: str | None, sent: Requests, *, google: bool) -> Iterator[Fact]:
    """What the service says of a bucket.

    Args:
        client: of the library.
        name: of the bucket.
        pays: the project that pays, or None.
        sent: counts requests.
        google: whether Google answers, for whom a setting that is not there is off.
    """
    bucket = client.bucket(name, user_project=pays)
    why = _asked(sent, lambda: bucket.reload(timeout=30))
    settings = _Settings(bucket, google=google, why=why)
    yield from settings.plain()
    yield from _public(bucket, settings, sent)
    yield from settings.kept()


def _asked(sent: Requests, ask: Callable[[], object]) -> str:
    """Why an answer was refused; empty where it came."""
    import requests  # noqa: PLC0415  # comes with the library
    from google.api_core.exceptions import GoogleAPICallError, RetryError  # noqa: PLC0415  # an extra
    from google.auth.exceptions import GoogleAuthError  # noqa: PLC0415  # an extra

    sent.add()
    try:
        ask()
    except GoogleAPICallError as error:
        return f"refused ({error.code})"
    except (RetryError, GoogleAuthError, requests.RequestException, ConnectionError) as error:
        return f"no answer ({type(error).__name__})"
    return ""


class _Settings:
    """What the bucket's own description says."""

    def __init__(self, bucket: Any, *, google: bool, why: str) -> None:
        self._bucket, self._google, self.why = bucket, google, why

    def _fact(self, name: str, value: Any, off: str | int | bool | None, detail: str = "") -> Fact:
        """A setting; where it is not there it is off if Google answers, and else unknown."""
        if self.why:
            return Fact(name, None, self.why)
        if value not in (None, "", False, {}, []):
            return Fact(name, value, detail)
        return Fact(name, off, detail) if self._google and off is not None else Fact(name, None, _NOT_TOLD)

    def plain(self) -> Iterator[Fact]:
        """Region, owner, date, encryption, class, labels, who pays."""
        bucket = self._bucket
        sort = getattr(bucket, "location_type", None) or ""
        yield self._fact("region", (bucket.location or "").lower(), None, sort)
        yield self._fact("owner", str(bucket.project_number or ""), None, "project number")
        created = bucket.time_created
        yield self._fact("created", created.date().isoformat() if created else None, None)
        key = bucket.default_kms_key_name
        yield self._fact("encryption", "customer-managed-key" if key else None, "provider-key")
        if key:
            yield Fact("encryption.key", str(key))
        yield self._fact("storage", bucket.storage_class, None)
        yield self._fact("tags", ", ".join(sorted(bucket.labels or {})), "none")
        yield self._fact("requester-pays", bucket.requester_pays, off=False)
        turbo = bucket.rpo == "ASYNC_TURBO"
        copied = f"{sort}{', turbo' if turbo else ''}" if sort in {"dual-region", "multi-region"} else None
        yield self._fact("replication", copied, "none")

    def kept(self) -> Iterator[Fact]:
        """Versions, deletion, retention, log."""
        bucket = self._bucket
        yield self._fact("versioning", "on" if bucket.versioning_enabled else None, "off")
        policy = bucket.soft_delete_policy
        seconds = getattr(policy, "retention_duration_seconds", None)
        yield self._fact("soft-delete", int(seconds) // _DAY if seconds else None, 0)
        rules = [dict(rule) for rule in bucket.lifecycle_rules] if not self.why else []
        yield self._fact("lifecycle", len(rules), 0)
        for name, action, live in (
            ("lifecycle.expires", "Delete", True), ("lifecycle.noncurrent", "Delete", False),
            ("lifecycle.uploads", "AbortIncompleteMultipartUpload", None),
        ):  # fmt: skip
            yield self._fact(name, _days(rules, action, live=live), 0)
        period = bucket.retention_period
        said = f"{int(period) // _DAY} days{', locked' if bucket.retention_policy_locked else ''}" if period else None
        yield self._fact("object-lock", said or bucket.object_retention_mode, "off")
        log = bucket.get_logging() or {}
        yield self._fact("logging", log.get("logBucket"), "none")


def _days(rules: list[dict[str, Any]], action: str, *, live: bool | None) -> int:
    """Days after which a rule that holds for all objects does something to them."""
    found = []
    for rule in rules:
        condition: Mapping[str, Any] = rule.get("condition", {})
        if (
            rule.get("action", {}).get("type") != action
            or condition.get("matchesPrefix")
            or condition.get("matchesSuffix")
        ):
            continue
        if (
            live is True
            and condition.get("isLive") is not False
            and "age" in condition
            and "numNewerVersions" not in condition
        ):
            found.append(int(condition["age"]))
        elif live is False and "daysSinceNoncurrentTime" in condition:
            found.append(int(condition["daysSinceNoncurrentTime"]))
        elif live is None and "age" in condition:
            found.append(int(condition["age"]))
    return min(found, default=0)


def _public(bucket: Any, settings: _Settings, sent: Requests) -> Iterator[Fact]:
    # The library's public view fills in what was not told.
    configuration: Mapping[str, Any] = bucket._properties.get("iamConfiguration") or {}  # noqa: SLF001  # see above
    prevention = configuration.get("publicAccessPrevention") if not settings.why else None
    blocked = None if prevention in (None, "unspecified") else prevention == "enforced"
    detail = (
        "" if blocked else settings.why or (_NOT_TOLD if blocked is None else "the organisation may still enforce it")
    )
    yield Fact("public.block", blocked, detail)
    uniform = (configuration.get("uniformBucketLevelAccess") or {}).get("enabled") if not settings.why else None
    yield Fact("access.uniform", uniform, settings.why or ("" if uniform is not None else _NOT_TOLD))
    members, why = _members(bucket, sent)
    by_policy = None if members is None else not _ANYBODY.isdisjoint(members)
    yield Fact("public.policy", by_policy, why)
    foreign = None if members is None else len({each for each in members if each not in _ANYBODY and not _own(each)})
    yield Fact("access.foreign", foreign, why or "users, groups and service accounts that its policy names")
    by_acl, why = (False, "uniform access: ACLs have no effect") if uniform else _acl(bucket, sent)
    yield Fact("public.acl", by_acl, why)
    yield _exposure(blocked, by_policy, by_acl)


def _own(member: str) -> bool:
    """Roles of the bucket's own project."""
    return member.startswith(("projectOwner:", "projectEditor:", "projectViewer:"))


def _members(bucket: Any, sent: Requests) -> tuple[set[str] | None, str]:
    found: list[Any] = []
    why = _asked(sent, lambda: found.append(bucket.get_iam_policy(requested_policy_version=3, timeout=30)))
    if why:
        return None, f"its IAM policy: {why}"
    return {member for binding in found[0].bindings for member in binding["members"]}, ""


def _acl(bucket: Any, sent: Requests) -> tuple[bool | None, str]:
    why = _asked(sent, lambda: bucket.acl.reload(timeout=30))
    if why:
        return None, f"its ACL: {why}"
    return any(entry["entity"] in _ANYBODY for entry in bucket.acl), ""


def _exposure(blocked: bool | None, by_policy: bool | None, by_acl: bool | None) -> Fact:
    if blocked:
        return Fact("exposure", "private", "public access is prevented")
    if by_policy or by_acl:
        return Fact("exposure", "public", "by its IAM policy" if by_policy else "by its ACL")
    if by_policy is None or by_acl is None:
        return Fact("exposure", "unknown", "IAM policy or ACL could not be read")
    return Fact("exposure", "private", "neither IAM policy nor ACL lets anybody in")
