"""Every format has a rule of its kind, and is asked for the files that it claims."""

from __future__ import annotations

from connectors.export.registry import FORMATS, load
from detectors.rules.structure import load_structure


def test_every_format_has_a_rule_of_its_kind() -> None:
    rules = {rule.id: rule.kind for rule in load_structure() if rule.id.startswith("export.")}
    formats = {f"export.{name}": load(name).kind for name in FORMATS}
    assert rules == {**formats, "export.integration": "supply.integration", "export.table": "comms.ticket_export"}
    assert all(load(name).name == name for name in FORMATS)
