"""Registry: every connector, detector and report by name, the one place to add a line to. Imported when asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from discover.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from connectors.base import Connector
    from detectors.base import Detector
    from discover.report.base import Reporter

CONNECTORS: Mapping[str, str] = {
    "azure": "connectors.azure:AzureObjects",
    "gcs": "connectors.gcs:GcsObjects",
    "git": "connectors.git:GitHistory",
    "local": "connectors.local:LocalFiles",
    "s3": "connectors.s3:S3Objects",
    "zip": "connectors.zipped:ZipMembers",
}
DETECTORS: Mapping[str, str] = {
    "text": "detectors.text.detector:TextDetector",
}
REPORTS: Mapping[str, str] = {
    "csv": "discover.report.csv:Table",
    "json": "discover.report.json:JsonDocument",
    "jsonl": "discover.report.jsonl:JsonLines",
    "sarif": "discover.report.sarif:Sarif",
    "text": "discover.report.text:TextReport",
}


def connector(name: str) -> type[Connector]:
    """The connector of that name.

    Raises:
        UsageError: there is none; the message lists those there are.
    """
    found: type[Connector] = _load("connector", CONNECTORS, name)
    return found


def detector(name: str) -> type[Detector[Any]]:
    """The detector of that name, of whatever view.

    Raises:
        UsageError: there is none; the message lists those there are.
    """
    found: type[Detector[Any]] = _load("detector", DETECTORS, name)
    return found


def report(name: str) -> type[Reporter]:
    """The reporter of that name.

    Raises:
        UsageError: there is none; the message lists those there are.
    """
    found: type[Reporter] = _load("report format", REPORTS, name)
    return found


def _load(what: str, table: Mapping[str, str], name: str) -> Any:  # a class, whose type the callers know
    if name not in table:
        raise UsageError(f"no {what} is named '{name}'; there are: {', '.join(table)}")
    module, _, attribute = table[name].partition(":")
    return getattr(import_module(module), attribute)
