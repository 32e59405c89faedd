"""Rules of columns: what a finding of a whole column, or of the records of a table, is called; made from identifiers and fields."""

from __future__ import annotations

import hashlib

from detectors import kinds
from detectors.columns import children
from detectors.columns.fields import FIELDS
from detectors.identifiers.registry import IDENTIFIERS
from detectors.rules.rule import Rule, structural
from detectors.rules.structure import PAYROLL, RECORD, of_identifier

#: Raised when columns are judged in another way: part of every version below.
JUDGE_VERSION = "2"
_RECORD_KIND, _PAYROLL_KIND = "person.record", "fin.payroll"


def column_rules() -> list[Rule]:
    """One for each identifier and field, and one for records of people."""
    made = [
        _rule(of_identifier(each.rule), each.kind, f"{each.name}, in a column", each.source) for each in IDENTIFIERS
    ]
    known = kinds.load()
    fields = {each.rule: each.kind for each in FIELDS}
    fields |= {children.RULE: children.KIND, RECORD: _RECORD_KIND, PAYROLL: _PAYROLL_KIND}
    for rule, kind in fields.items():
        what = rule.removeprefix("column.").replace("-", " ")
        made.append(_rule(rule, kind, f"Column of a table: {what}", known[kind].source))
    return made


def _rule(rule: str, kind: str, name: str, docs: str) -> Rule:
    version = hashlib.sha256(f"{rule}\0{kind}\0{JUDGE_VERSION}".encode()).hexdigest()[:12]
    return structural(rule, name, kind, docs, confidence=0.9, severity="", version=version)
