"""Golden reports: one made-up vendor in every format. `UPDATE_GOLDEN=1 pytest tests/discover/report` writes them anew."""

from __future__ import annotations

import difflib
import io
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from detectors.rules.rule import Rule
from discover import registry
from discover.inventory.holding import Coverage, CoverageRow, FindingRecord, Holding
from discover.report.base import RunInfo

GOLDEN = Path(__file__).parents[2] / "golden" / "report"
SUFFIX = {"text": "txt"}
REPOSITORY = "git+file:///srv/northwind/matcher"
FOLDER = "file:///srv/northwind"


def day(year: int, month: int, date: int) -> datetime:
    return datetime(year, month, date, 9, 30, tzinfo=UTC)


def rule(name: str, title: str, kind: str, docs: str, severity: str, confidence: float) -> Rule:  # a table below
    return Rule(
        id=name, name=title, kind=kind, docs=docs, keywords=(), anchor="a", pattern="a", checks=(), entropy=0.0, confidence=confidence,
        severity=severity, context=None, allow=(), digits=False, generic=False, match=(), reject=(), overlaps=(), version="0",
    )  # fmt: skip


RULES = {
    each.id: each
    for each in (
        rule("aws.access-key", "AWS access key ID", "cred.cloud_key", "https://docs.aws.amazon.com/IAM/latest/UserGuide/", "critical", 0.97),
        rule("us.ssn", "US social security number", "govid.us_ssn", "https://www.ssa.gov/employer/randomization.html", "", 0.9),
        rule("password.assignment", "password in an assignment", "cred.password", "https://cwe.mitre.org/data/definitions/798.html", "", 0.6),
    )
}
KEY = FindingRecord(
    vendor="northwind", source=REPOSITORY, path="matcher/infra/prod.env", line=12, end_line=12, start=301, end=321,
    kind="cred.cloud_key", category="cred", rule="aws.access-key", confidence=0.97, severity="critical",
    evidence=("shape", "key-id"), fingerprint="0f" * 16, role="data", where="history", commit="1" * 40, last_commit="2" * 40,
    removed_commit="3" * 40, author="Robin Example <robin@example.invalid>", date=day(2024, 2, 29), date_of="commit", in_head=False,
    gone=False,
)  # fmt: skip
SSN = replace(
    KEY, source=FOLDER, path="users/export.csv", line=7, end_line=7, start=512, end=523, kind="govid.us_ssn", category="govid",
    rule="us.ssn", confidence=0.9, severity="high", evidence=("area", "context"), where="file", commit=None, last_commit=None,
    removed_commit=None, author=None, date=day(2025, 5, 1), date_of="modified", in_head=None,
)  # fmt: skip
PASSWORD = replace(
    KEY, path="matcher/tests/settings.py", line=3, end_line=3, start=40, end=52, kind="cred.password", rule="password.assignment",
    confidence=0.55, severity="medium", evidence=("entropy",), where="history", in_head=True, role="test", removed_commit=None,
    date=day(2023, 11, 5),
)  # fmt: skip
FINDINGS = (
    KEY,
    replace(KEY, path="matcher/src/=cmd|x.py", line=88, end_line=88, start=4000, end=4020, in_head=True, removed_commit=None, fingerprint="a1" * 16),
    *(replace(SSN, line=number, end_line=number, start=80 * number, end=80 * number + 11, fingerprint=f"{number:032x}") for number in range(7, 57)),
    replace(SSN, path="users/caf\udce9.csv", line=2, end_line=2, confidence=0.6),
    PASSWORD,
)
HOLDINGS = (
    Holding(
        vendor="northwind", kind="cred.cloud_key", objects=2, bytes=8200, findings=2, confirmed=2, values=2, confirmed_values=2,
        subjects=None, confirmed_subjects=None, oldest=day(2024, 2, 29), newest=day(2024, 2, 29), date_of="commit", stores=(REPOSITORY,),
        in_head=1, worst="critical", confidence=0.97, gone=0,
    ),
    Holding(
        vendor="northwind", kind="govid.us_ssn", objects=14, bytes=52_000_000, findings=51, confirmed=50, values=51, confirmed_values=50,
        subjects=51, confirmed_subjects=50, oldest=day(2025, 5, 1), newest=day(2025, 6, 30), date_of="modified", stores=(FOLDER,),
        in_head=51, worst="high", confidence=0.9, gone=3,
    ),
    Holding(
        vendor="northwind", kind="cred.password", objects=1, bytes=900, findings=1, confirmed=0, values=1, confirmed_values=0,
        subjects=None, confirmed_subjects=None, oldest=day(2023, 11, 5), newest=day(2023, 11, 5), date_of="commit", stores=(REPOSITORY,),
        in_head=1, worst="medium", confidence=0.55, gone=0,
    ),
)  # fmt: skip
COVERAGE = Coverage(
    vendor="northwind", held_objects=3204, held_bytes=3_400_000_000, examined_bytes=412_000_000, read_bytes=400_000_000,
    rows=(
        CoverageRow("no-detector", 120, 2_900_000_000, "video/mp4: no video detector in this version", ("interviews/001.mp4", "interviews/002.mp4")),
        CoverageRow("denied", 1, 88_000_000, "permission denied", ("backup/db.dump",)),
        CoverageRow("symlink", 1, 0, "symbolic link, not followed", ("latest",)),
    ),
    partial=(), denied={"file:///srv/northwind/vault": "permission denied; run as its owner"},
    not_looked_for={"bio.*": "image and video detectors are not part of this version", "kyc.*": "image and video detectors are not part of this version", "comms.*": "chat readers are not part of this version"},
)  # fmt: skip
NOTHING = Coverage("northwind", 12, 4096, 4096, 4096, (), (), {}, {})


class Judged:
    def __init__(self, tier: str, state: str, rules: list[dict[str, str]], would_be: list[dict[str, str]], share: float) -> None:
        self.given = {"vendor": "northwind", "tier": tier, "state": state, "rules": rules, "would_be": would_be, "coverage": share, "controls": []}

    def as_dict(self) -> dict[str, object]:
        return self.given


FULL = Judged(
    "T4",
    "UNPROVEN",
    [
        {"id": "V1", "tier": "T4", "because": "2 values of cred.cloud_key in 1 store, unverified", "source": "88 FR 37920; NIST SP 800-53 IA-5(7)"},
        {"id": "V7", "tier": "T3", "because": "50 people's govid.us_ssn in 1 store", "source": "NIST SP 800-53 PT-7(1)"},
        {"id": "V10", "tier": "T3", "because": "12.1 % of the bytes held were examined, and 1 store was denied", "source": "this policy"},
    ],
    [{"id": "V4", "tier": "T4", "because": "more people's govid.us_ssn, unconfirmed", "source": "28 CFR 202.205(f)"}],
    412 / 3400,
)
CLEAN = Judged("T0", "PROVEN", [], [], 1.0)


def written(name: str, case: str) -> str:
    stream = io.StringIO()
    reporter = registry.report(name)(stream)
    reporter.begin(RunInfo("northwind", ("/srv/northwind",), "1.2.3", day(2026, 3, 1), RULES))
    if case != "clean":
        for record in FINDINGS:
            reporter.finding(record)
    if case == "cut":
        reporter.cut("interrupted")
    elif case == "clean":
        reporter.end((), NOTHING, CLEAN)
    else:
        reporter.end(HOLDINGS, COVERAGE, FULL)
    return stream.getvalue()


def compare(path: Path, text: str) -> None:
    """Hold a text to a file; the failure is a unified diff."""
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_bytes(text.encode())
    before = path.read_bytes().decode() if path.exists() else ""
    if before != text:
        diff = difflib.unified_diff(before.splitlines(), text.splitlines(), f"golden/{path.name}", "now", lineterm="", n=2)
        pytest.fail("\n".join([*diff, "If this is meant: UPDATE_GOLDEN=1 pytest tests/discover/report"]), pytrace=False)


@pytest.mark.parametrize("name", sorted(registry.REPORTS))
@pytest.mark.parametrize("case", ["full", "clean", "cut"])
def test_report_is_the_golden_one(name: str, case: str) -> None:
    compare(GOLDEN / f"{case}.{SUFFIX.get(name, name)}", written(name, case))


def test_no_report_is_wider_or_coloured_because_of_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = written("text", "full")
    for name, value in {"COLUMNS": "40", "FORCE_COLOR": "1", "TERM": "xterm-256color"}.items():
        monkeypatch.setenv(name, value)
    assert written("text", "full") == plain
