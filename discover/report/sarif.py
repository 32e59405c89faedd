"""SARIF 2.1.0, for code hosts and editors: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from detectors import kinds
from discover.inventory.holding import CONFIRMED, PROBABLE, Coverage, CoverageRow, FindingRecord, Holding
from discover.inventory.posture import Posture
from discover.report.advice import advice, sentence
from discover.report.base import Classified, Reporter, RunInfo
from discover.report.rows import moment, to_json
from discover.report.words import clean, plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
INFORMATION = "https://github.com/discover-holdings/discover"
#: What paths are relative to; code hosts know it as the root of the repository.
ROOT = "%SRCROOT%"
#: Under which key the keyed digest of the value stands, so that a moved finding is known again.
FINGERPRINT = "discoverValue/v1"

LEVELS: Mapping[str, str] = {"critical": "error", "high": "error", "medium": "warning", "low": "note", "info": "note"}
#: Middles of the bands by which GitHub names severities: over 9.0 critical, from 7.0 high, from 4.0 medium, below low.
#: https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
SCORES: Mapping[str, str] = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.0", "info": "0.5"}


class Sarif(Reporter):
    """One run: results as they come, then the rules that fired, then what was not examined as notifications."""

    def begin(self, run: RunInfo) -> None:
        """Open the log and its run."""
        self._run = run
        self._fired: dict[
            str, FindingRecord
        ] = {}  # by rule id, in order of first sight: bounded by the number of rules
        self._indexes: dict[str, int] = {}
        self._separator = "\n"
        self._stream.write(f'{{\n"$schema": {to_json(SCHEMA)},\n"version": "2.1.0",\n"runs": [{{\n"results": [')

    def finding(self, record: FindingRecord) -> None:
        """Write one result."""
        self._fired.setdefault(record.rule, record)
        index = self._indexes.setdefault(record.rule, len(self._indexes))
        self._stream.write(self._separator + to_json(_result(record, index, self._name(record.rule))))
        self._separator = ",\n"

    def end(
        self,
        holdings: Sequence[Holding],  # noqa: ARG002  # SARIF has no place for them
        coverage: Coverage,
        classification: Classified,
        stores: Sequence[Posture] = (),  # noqa: ARG002  # as above
    ) -> None:
        """Write the tool, its rules and its notifications, and close the log."""
        why = classification.as_dict()
        properties = {
            "vendor": clean(self._run.vendor),
            "tier": why["tier"],
            "state": why["state"],
            "coverage": round(coverage.share, 6),
        }
        self._close(list(_notices(coverage)), properties, whole=True)

    def cut(self, reason: str) -> None:
        """Close the log of a run that did not end."""
        self._close(
            [_notice("error", f"The run was cut short: {clean(reason)}.", "cut")],
            {"vendor": clean(self._run.vendor)},
            whole=False,
        )

    def _name(self, rule: str) -> str:
        known = self._run.rules.get(rule)
        return known.name if known else rule

    def _close(self, notices: Sequence[Mapping[str, Any]], properties: Mapping[str, Any], *, whole: bool) -> None:
        invocation = {
            "executionSuccessful": whole,
            "startTimeUtc": moment(self._run.started),
            "toolExecutionNotifications": notices,
        }
        driver = {
            "name": "Discover",
            "version": self._run.version,
            "informationUri": INFORMATION,
            "rules": list(self._rules()),
        }
        members = {
            "tool": {"driver": driver},
            "invocations": [invocation],
            "columnKind": "utf16CodeUnits",
            "properties": properties,
        }
        self._stream.write("\n]")
        for name, value in members.items():
            self._stream.write(f",\n{to_json(name)}: {to_json(value, indent=1)}")
        self._stream.write("\n}]\n}\n")

    def _rules(self) -> Iterator[Mapping[str, Any]]:
        for name, record in self._fired.items():
            known = self._run.rules.get(name)
            help_text = f"{sentence(record.kind)} {advice(record.kind)}".strip()
            described: dict[str, Any] = {
                "id": name,
                "shortDescription": {"text": self._name(name)},
                "fullDescription": {"text": f"{self._name(name)}. {sentence(record.kind)}"},
                "help": {
                    "text": help_text,
                    "markdown": f"{help_text}\n\n[How the format is documented]({known.docs})" if known else help_text,
                },
                "defaultConfiguration": {"level": LEVELS[record.severity]},
                "properties": {
                    "kind": record.kind,
                    "tags": ["security", record.category, record.kind],
                    "precision": _precision(known.confidence if known else record.confidence),
                    "security-severity": SCORES[_severity(name, record, self._run)],
                },
            }
            yield {**described, "helpUri": known.docs} if known else described


def _severity(name: str, record: FindingRecord, run: RunInfo) -> str:
    """Of the rule itself, else of its kind: one finding may be less severe than its rule."""
    known = run.rules.get(name)
    kind = kinds.load().get(record.kind)
    return (known.severity if known else "") or (kind.severity if kind else record.severity)


def _precision(confidence: float) -> str:
    bands = ((0.95, "very-high"), (CONFIRMED, "high"), (PROBABLE, "medium"))
    return next((name for least, name in bands if confidence >= least), "low")


def _result(record: FindingRecord, index: int, name: str) -> Mapping[str, Any]:
    region: dict[str, int] = {"byteOffset": record.start, "byteLength": max(0, record.end - record.start)}
    if record.line > 0:  # a place in a file without lines has none
        region = {"startLine": record.line, "endLine": max(record.line, record.end_line), **region}
    location = {"artifactLocation": {"uri": uri(record.path), "uriBaseId": ROOT}, "region": region}
    properties = {
        "vendor": clean(record.vendor), "source": clean(record.source),
        "kind": record.kind, "severity": record.severity,
        "confidence": record.confidence, "evidence": list(record.evidence), "where": record.where, "role": record.role,
        "commit": record.commit, "lastCommit": record.last_commit, "removedCommit": record.removed_commit,
        "author": record.author and clean(record.author), "date": moment(record.date), "inHead": record.in_head,
    }  # fmt: skip
    return {
        "ruleId": record.rule,
        "ruleIndex": index,
        "level": LEVELS[record.severity],
        "message": {"text": _message(record, name)},
        "locations": [{"physicalLocation": location}],
        "partialFingerprints": {FINGERPRINT: record.fingerprint},
        "properties": {key: value for key, value in properties.items() if value is not None},
    }


def _message(record: FindingRecord, name: str) -> str:
    sure = (
        "confirmed" if record.confidence >= CONFIRMED else "probable" if record.confidence >= PROBABLE else "possible"
    )
    gone = (
        ""
        if record.in_head is not False
        else f"; not in HEAD, but in commit {record.commit[:10] if record.commit else 'unknown'}"
    )
    return f"{name} ({sure}, {record.confidence:.2f}){gone}. {advice(record.kind)}".strip()


def uri(path: str) -> str:
    """A path as a relative URI reference (RFC 3986): bytes that were not UTF-8 keep their value."""
    try:
        return quote(path, safe="/!", errors="surrogateescape")
    except UnicodeEncodeError:  # half of a pair that stands for no byte
        return quote(clean(path), safe="/!")


def _notices(coverage: Coverage) -> Iterator[Mapping[str, Any]]:
    """What a reader must not take for clean."""
    for source, reason in coverage.denied.items():
        yield _notice("error", f"Nothing could be read of {clean(source)}: {clean(reason)}.", "source")
    for source in coverage.partial:
        yield _notice("warning", f"Only a part of {clean(source)} was scanned.", "partial")
    yield from map(_unexamined, coverage.rows)
    for kind, reason in coverage.not_looked_for.items():
        yield _notice("note", f"Not looked for: {kind}: {reason}.", "not-looked-for")


def _unexamined(row: CoverageRow) -> Mapping[str, Any]:
    examples = f", for example {', '.join(clean(example) for example in row.examples)}" if row.examples else ""
    how_much = f"{plural(row.objects, 'object')}, {plural(row.bytes, 'byte')}"
    return _notice("warning", f"Not examined ({row.reason}): {how_much}: {clean(row.detail)}{examples}.", row.reason)


def _notice(level: str, text: str, reason: str) -> Mapping[str, Any]:
    return {"level": level, "message": {"text": text}, "properties": {"reason": reason}}
