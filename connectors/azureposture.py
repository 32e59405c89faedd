"""Azure's facts about a container, as far as the data plane tells them. What is not answered is unknown, never off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from connectors.azureclient import told
from connectors.errors import RemoteError
from connectors.fact import Fact

_MANAGEMENT = "the data plane does not say; it stands in Azure Resource Manager"


def facts(service: Any, container: Any) -> Iterator[Fact]:
    """What the service says of a container and its account.

    Args:
        service: client of the account.
        container: client of the container.
    """
    properties, why = _asked(container.get_container_properties)
    yield Fact("region", None, _MANAGEMENT)
    yield from _account(service)
    yield from _public(properties, why)
    scope = getattr(properties, "encryption_scope", None)
    named = getattr(scope, "default_encryption_scope", None)
    managed = None if named in (None, "$account-encryption-key") else "customer-managed-key"
    yield Fact("encryption", managed, f"encryption scope {named}" if named else why or _MANAGEMENT)
    if properties is not None:
        kept = [
            word for word, on in (
                ("immutability policy", properties.has_immutability_policy), ("legal hold", properties.has_legal_hold),
                ("immutable versions", properties.immutable_storage_with_versioning_enabled),
            ) if on
        ]  # fmt: skip
        told_of = properties.has_immutability_policy is not None
        yield Fact("object-lock", ", ".join(kept) or ("off" if told_of else None), "" if told_of else _MANAGEMENT)
        yield Fact("tags", ", ".join(sorted(properties.metadata or {})) or "none", "names of its metadata")
    else:
        yield Fact("object-lock", None, why)
        yield Fact("tags", None, why)
    yield from _settings(service)


def _asked(ask: Callable[[], Any]) -> tuple[Any, str]:
    try:
        return told(ask), ""
    except RemoteError as error:
        return None, f"refused ({error.reason})"


def _account(service: Any) -> Iterator[Fact]:
    account, why = _asked(service.get_account_information)
    sku = (account or {}).get("sku_name")
    yield Fact("owner", service.account_name, "account")
    copies = str(sku).rpartition("_")[2] if sku else None
    yield Fact("replication", copies, "" if copies else why or _MANAGEMENT)


def _public(properties: Any, why: str) -> Iterator[Fact]:
    if properties is None:
        yield Fact("public.acl", None, why)
        yield Fact("exposure", "unknown", "its properties could not be read")
        return
    level = properties.public_access
    yield Fact("public.acl", bool(level), f"access level {level}" if level else "")
    if level:
        # The account may still forbid what the container allows; only Resource Manager tells.
        yield Fact("exposure", "public", f"access level {level}, unless the account forbids it")
    else:
        yield Fact("exposure", "private", "no access level for everybody")


def _settings(service: Any) -> Iterator[Fact]:
    settings, why = _asked(service.get_service_properties)
    policy = (settings or {}).get("delete_retention_policy")
    on = getattr(policy, "enabled", None)
    days = int(getattr(policy, "days", 0) or 0) if on else 0
    yield Fact("soft-delete", days if on is not None else None, why)
    log = (settings or {}).get("analytics_logging")
    read = getattr(log, "read", None)
    yield Fact(
        "logging",
        ("$logs" if read else "none") if read is not None else None,
        why or "classic log; diagnostics are not told",
    )
    yield Fact("versioning", None, _MANAGEMENT)
    yield Fact("lifecycle", None, _MANAGEMENT)
