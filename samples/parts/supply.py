"""Supply: a lock file of a portal in which one package is poisoned, and the record of OSV that says so. All names are invented."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from parts.ledger import VENDOR

if TYPE_CHECKING:
    from parts.ledger import Ledger

#: The list of bad versions, beside the vendor: `discover scan --osv OUT/osv`.
FOLDER = "osv"
_BAD, _VERSION, _ID = "quickpad-stream", "4.2.1", "MAL-2026-900001"
_GOOD = {"date-steps": "2.0.3", "tiny-router": "7.1.0", "wide-table": "0.9.4"}


def write(ledger: Ledger) -> None:
    """Write the lock file and the record."""
    packages = {
        f"node_modules/{name}": {"version": version, "resolved": f"https://registry.npmjs.org/{name}/-/{name}-{version}.tgz"}
        for name, version in sorted({**_GOOD, _BAD: _VERSION}.items())
    }
    lock = {"name": "candidate-portal", "lockfileVersion": 3, "packages": packages}
    path = ledger.write(f"{VENDOR}/portal/package-lock.json", json.dumps(lock, indent=2) + "\n", days_old=40)
    ledger.hold(path, "supply.dependency", what="four packages from npm")
    ledger.hold(path, "supply.compromised_dependency", what="one of them poisoned")
    record = {
        "schema_version": "1.6.0",
        "id": _ID,
        "modified": "2026-03-01T00:00:00Z",
        "summary": "Malicious code in an invented package",
        "affected": [{"package": {"ecosystem": "npm", "name": _BAD}, "versions": [_VERSION]}],
    }
    ledger.write(f"{FOLDER}/{_ID}.json", json.dumps(record, indent=2) + "\n", days_old=20)
