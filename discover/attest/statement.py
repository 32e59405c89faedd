"""Statement: an in-toto Statement v1 whose predicate says what a vendor holds: https://github.com/in-toto/attestation.

It holds kinds, bands of people, sizes, coverage, tier and rules, and aliases for stores; no value, no name of a person, store,
path or file, and no small number. What it rests on is named: who scanned with what, and what was not looked at.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from detectors import kinds
from discover.attest.band import band, rounded
from discover.classify.tier import State, Tier

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from discover.attest.stores import Attested
    from discover.classify.policy import Policy
    from discover.classify.tier import Classification
    from discover.inventory.holding import Coverage, Holding

STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "https://github.com/discover-holdings/discover/attestation/holdings/v0.1"
PAYLOAD = "application/vnd.in-toto+json"

#: How long an attestation holds, by the controls that the tier demands: each month, each quarter, each year.
_VALID = {Tier.T4: 31, Tier.T3: 92}
_VALID_ELSE = 366
#: DPV's namespaces of personal data: https://w3id.org/dpv/pd
_DPV = "https://w3id.org/dpv/pd#"
#: What no attestation can show, said in each.
LIMITS = (
    "A store or an account that was left out of the scope is not in this statement: compare it with what providers count and bill.",
    "A signature shows who said this and that nothing of it was changed since, not that it is true.",
)


@dataclass(frozen=True, slots=True)
class Basis:
    """What a statement is made of.

    Attributes:
        vendor: its name as the inventory has it.
        holdings: what it holds.
        coverage: how much of that was examined.
        tier: that follows.
        stores: its sources.
        policy: by which it was classified.
        looked_for: kinds that the loaded rules find.
        version: of the program.
        digest: of rules and engine.
        declared: tier or profile that was declared, or empty.
        previous: SHA-256 of the attestation before this one, hexadecimal, or empty.
        allowed: why it is made though not everything was examined, or empty.
    """

    vendor: str
    holdings: Sequence[Holding]
    coverage: Coverage
    tier: Classification
    stores: Sequence[Attested]
    policy: Policy
    looked_for: Collection[str]
    version: str
    digest: str
    declared: str = ""
    previous: str = ""
    allowed: str = ""


def incomplete(basis: Basis) -> list[str]:
    """Why a statement would not be of all that is held; nothing where it is."""
    reasons = []
    unfinished = sum(not each.finished for each in basis.stores)
    if not basis.stores:
        reasons.append("no store was scanned")
    if unfinished:
        reasons.append(f"{unfinished} of {len(basis.stores)} stores were not listed to their end")
    if basis.coverage.denied:
        reasons.append(f"{len(basis.coverage.denied)} places were denied")
    if basis.tier.state is State.UNPROVEN:
        reasons.append(f"{basis.coverage.share:.1%} of the bytes held were examined")
    return reasons


def statement(basis: Basis, now: datetime) -> dict[str, Any]:
    """The statement.

    Args:
        basis: what it is made of.
        now: in UTC.

    Returns:
        Plain data that `holdings-v0.1.schema.json` describes.
    """
    subjects = [{"name": each.alias, "digest": {"sha256": each.root.hex()}} for each in basis.stores]
    whole = hashlib.sha256(b"".join(each.root for each in basis.stores)).hexdigest()
    return {
        "_type": STATEMENT,
        "subject": [{"name": "holdings", "digest": {"sha256": whole}}, *subjects],
        "predicateType": PREDICATE,
        "predicate": _predicate(basis, now),
    }


def _predicate(basis: Basis, now: datetime) -> dict[str, Any]:
    until = now + timedelta(days=_VALID.get(basis.tier.tier, _VALID_ELSE))
    missing = incomplete(basis)
    aliases = {each.locator: each.alias for each in basis.stores}
    return {
        "vendor": basis.vendor,
        "madeAt": moment(now),
        "validUntil": moment(until),
        "complete": not missing,
        "incompleteBecause": missing,
        "allowedBecause": basis.allowed if missing else "",
        "scanner": {
            "name": "discover",
            "version": basis.version,
            "rulesDigest": basis.digest,
            "policy": f"{basis.policy.name} {basis.policy.version}",
        },
        "scope": {"stores": [_store(each) for each in basis.stores]},
        "coverage": _coverage(basis.coverage),
        "holdings": [_holding(each, aliases) for each in basis.holdings],
        "negatives": _negatives(basis),
        "tier": {
            "tier": basis.tier.tier.name,
            "state": basis.tier.state.value,
            "rules": [
                {"id": each.id, "tier": each.tier.name, "says": _says(each.id, basis.policy)}
                for each in basis.tier.rules
            ],
        },
        "declared": basis.declared,
        "previous": {"sha256": basis.previous} if basis.previous else None,
        "limits": list(LIMITS),
    }


def _store(each: Attested) -> dict[str, Any]:
    told = dict(each.told)
    finished = told.pop("finishedAt")
    told["finishedAt"] = moment(datetime.fromtimestamp(finished, UTC)) if finished else None
    objects = told.pop("heldObjects")
    sizes = {name: rounded(told.pop(name)) for name in ("heldBytes", "examinedBytes")}
    return {"alias": each.alias, "objects": band(objects), **told, **sizes}


def _coverage(coverage: Coverage) -> dict[str, Any]:
    return {
        "objects": band(coverage.held_objects),
        "heldBytes": rounded(coverage.held_bytes),
        "examinedBytes": rounded(coverage.examined_bytes),
        "share": round(coverage.share, 6),
        "notExamined": [
            {"reason": row.reason, "objects": band(row.objects), "bytes": rounded(row.bytes)} for row in coverage.rows
        ],
        "notLookedFor": sorted(coverage.not_looked_for),
    }


def _holding(each: Holding, aliases: Mapping[str, str]) -> dict[str, Any]:
    known = kinds.load().get(each.kind)
    return {
        "kind": each.kind,
        "category": each.kind.partition(".")[0],
        "dpv": f"{_DPV}{known.dpv.removeprefix('pd:')}" if known and known.dpv.startswith("pd:") else "",
        "special": bool(known and known.special),
        "bulkClass": known.bulk_class if known else "",
        "revocability": known.revocability if known else "",
        "objects": band(each.objects),
        "bytes": rounded(each.bytes),
        "confirmed": band(each.confirmed),
        "unconfirmed": band(each.findings - each.confirmed),
        "people": {
            "known": each.subjects is not None,
            "band": band(each.subjects or 0),
            "estimated": each.subjects_between is not None,
        },
        "seconds": band(each.seconds),
        "oldest": each.oldest.strftime("%Y-%m") if each.oldest else None,
        "newest": each.newest.strftime("%Y-%m") if each.newest else None,
        "dateOf": each.date_of,
        "stores": sorted(aliases[store] for store in each.stores if store in aliases),
    }


def _negatives(basis: Basis) -> list[str]:
    """Kinds that were looked for and not found; what coverage lacks holds for each of them."""
    held = {each.kind for each in basis.holdings}
    return sorted(
        kind
        for kind in basis.looked_for
        if kind not in held and not any(fnmatchcase(kind, pattern) for pattern in basis.coverage.not_looked_for)
    )


def _says(rule: str, policy: Policy) -> str:
    """The policy's own sentence of a rule: what a rule fired over may name stores."""
    said = {each.id: each.sentence for each in policy.rules}
    said |= {policy.unplaced.id: policy.unplaced.sentence, policy.coverage.id: policy.coverage.sentence}
    said |= {policy.declared.id: policy.declared.sentence, policy.downgrade.id: policy.downgrade.sentence}
    return said.get(rule, "")


def moment(when: datetime) -> str:
    """RFC 3339 in UTC to the second."""
    return when.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def serialised(document: Mapping[str, Any]) -> bytes:
    """The same document gives the same bytes."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
