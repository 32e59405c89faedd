"""The contract of every reporter: whatever it is given, it writes something whole, and keeps little."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from discover import registry
from discover.inventory.holding import Coverage, CoverageRow, FindingRecord, Holding
from discover.report.base import Reporter, RunInfo
from discover.report.csv import RISKY
from discover.report.rows import FINDING

if TYPE_CHECKING:
    from collections.abc import Iterator

WHEN = datetime(2026, 3, 1, 12, tzinfo=UTC)
RUN = RunInfo(vendor="Acme", targets=("/srv/acme",), version="1.2.3", started=WHEN)
FINDING_0 = FindingRecord(
    vendor="Acme", source="file:///srv/acme", path="a/b.env", line=3, end_line=3, start=20, end=40, kind="cred.cloud_key",
    category="cred", rule="aws.access-key", confidence=0.95, severity="critical", evidence=("shape", "base32"),
    fingerprint="00112233445566778899aabbccddeeff", role="data", where="file", commit=None, last_commit=None,
    removed_commit=None, author=None, date=WHEN, date_of="modified", in_head=None, gone=False,
)  # fmt: skip
HOLDING = Holding(
    vendor="Acme", kind="cred.cloud_key", objects=1, bytes=900, findings=1, confirmed=1, values=1, confirmed_values=1, subjects=None,
    confirmed_subjects=None, oldest=WHEN, newest=WHEN, date_of="modified", stores=("file:///srv/acme",), in_head=1, worst="critical",
    confidence=0.95, gone=0,
)  # fmt: skip
COVERAGE = Coverage(
    vendor="Acme", held_objects=2, held_bytes=1000, examined_bytes=900, read_bytes=900, partial=(), denied={},
    rows=(CoverageRow("no-detector", 1, 100, "image/png: no image detector", ("a/c.png",)),), not_looked_for={"bio.*": "no image detector"},
)  # fmt: skip

#: Paths that have broken reports: bytes that are no UTF-8, halves of pairs, line breaks, quotes, formulas, markup, escapes.
ODD_PATHS = (
    "caf\udce9/\udcff.txt",
    "lone\ud800half",
    "two\nlines.txt",
    'quo"te,comma;semi.csv',
    "=HYPERLINK(1)",
    "'already",
    "@sum",
    "-dash",
    "tab\there",
    "[bold red]not markup[/]",
    "\x1b[2J\x1b[31mred",
    "\u202etxt.exe",
    "a.zip!b/in.txt",
    "100%41.txt",
    "a b#c?d:e",
    "文書/資料.csv",
    " leading and trailing ",
)


class Judged:
    """A classification as far as a reporter needs one."""

    def as_dict(self) -> dict[str, object]:
        rule = {"id": "V1", "tier": "T4", "because": "1 cloud key", "source": "88 FR 37920"}
        return {"vendor": "Acme", "tier": "T4", "state": "UNPROVEN", "rules": [rule], "would_be": [], "coverage": 0.9, "controls": []}


class Stream(io.StringIO):
    """Remembers whether somebody closed it."""

    shut = False

    def close(self) -> None:
        self.shut = True


class Sink(io.StringIO):
    """Keeps nothing."""

    count = 0

    def write(self, text: str) -> int:
        self.count += len(text)
        return len(text)


class ReporterContract:
    """What holds for every reporter. A subclass names one and says how its findings are read back."""

    name = ""

    def paths(self, text: str) -> list[str] | None:
        """Paths of the findings in a report, None where it shows some of them only."""
        raise NotImplementedError

    def whole(self, text: str) -> None:
        """Fail where the report is not whole."""

    def make(self, stream: io.StringIO) -> Reporter:
        return registry.report(self.name)(stream)

    def report(self, records: list[FindingRecord], holdings: tuple[Holding, ...] = (HOLDING,), coverage: Coverage = COVERAGE) -> str:
        stream = Stream()
        reporter = self.make(stream)
        reporter.begin(RUN)
        for record in records:
            reporter.finding(record)
        reporter.end(holdings, coverage, Judged())
        assert not stream.shut
        return stream.getvalue()

    def test_zero_findings_make_a_whole_report(self) -> None:
        text = self.report([], holdings=())
        self.whole(text)
        assert self.paths(text) in ([], None)

    def test_nothing_at_all_held_makes_a_whole_report(self) -> None:
        empty = Coverage("Acme", 0, 0, 0, 0, (), (), {}, {})
        self.whole(self.report([], holdings=(), coverage=empty))

    def test_each_finding_is_read_back_in_order(self) -> None:
        records = [replace(FINDING_0, path=f"f{number}", line=number + 1) for number in range(5)]
        text = self.report(records)
        self.whole(text)
        assert self.paths(text) in ([f"f{number}" for number in range(5)], None)

    @pytest.mark.parametrize("path", ODD_PATHS)
    def test_an_odd_path_is_valid_text_and_reads_back(self, path: str) -> None:
        text = self.report([replace(FINDING_0, path=path, author=path, source=path, vendor=path)])
        text.encode()
        self.whole(text)
        assert self.paths(text) in ([expected(path)], None)

    def test_no_control_character_of_a_path_reaches_the_stream(self) -> None:
        text = self.report([replace(FINDING_0, path="\x1b]0;owned\x07\x9b2J", author="\x1b[2J")])
        assert not set("\x1b\x07\x9b") & set(text) or self.name == "csv"  # CSV quotes; JSON escapes; text shows \x1b

    def test_a_cut_report_is_whole_without_findings(self) -> None:
        stream = Stream()
        reporter = self.make(stream)
        reporter.begin(RUN)
        reporter.cut("interrupted")
        assert not stream.shut
        self.whole(stream.getvalue())

    def test_a_cut_report_is_whole_with_a_finding(self) -> None:
        stream = Stream()
        reporter = self.make(stream)
        reporter.begin(RUN)
        reporter.finding(FINDING_0)
        reporter.cut("interrupted")
        self.whole(stream.getvalue())
        assert self.paths(stream.getvalue()) in (["a/b.env"], None)

    def test_two_reports_of_equal_input_are_equal(self) -> None:
        records = [replace(FINDING_0, path=f"f{number % 3}", kind=kind) for number in range(9) for kind in ("govid.us_ssn", "cred.api_key")]
        assert self.report(records) == self.report(records)

    def test_ten_thousand_findings_take_bounded_memory(self) -> None:
        self.stream_many(10)  # imports and tables, once
        tracemalloc.start()
        try:
            self.stream_many(10_000)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < 1_500_000  # the findings alone are over 5 MB

    def stream_many(self, count: int) -> None:
        sink = Sink()
        reporter = self.make(sink)
        reporter.begin(RUN)
        for record in many(count):
            reporter.finding(record)
        reporter.end((HOLDING,), COVERAGE, Judged())
        assert sink.count

    def test_a_stream_that_refuses_is_not_hidden(self) -> None:
        class Full(io.StringIO):
            def write(self, text: str) -> int:
                raise OSError(28, "No space left on device")

        def write() -> None:
            reporter = self.make(Full())
            reporter.begin(RUN)
            reporter.finding(FINDING_0)
            reporter.end((HOLDING,), COVERAGE, Judged())

        with pytest.raises(OSError, match="No space"):
            write()


def many(count: int) -> Iterator[FindingRecord]:
    for number in range(count):
        yield replace(FINDING_0, path=f"folder/{number:06d}/" + "x" * 200, fingerprint=f"{number:032x}", evidence=(f"check-{number}",))


def expected(path: str) -> str:
    """What a path reads as: undecodable bytes as %XX, half pairs as U+FFFD."""
    return path.replace("\udce9", "%E9").replace("\udcff", "%FF").replace("\ud800", "\ufffd")


class TestText(ReporterContract):
    name = "text"

    def paths(self, text: str) -> list[str] | None:
        return None

    def test_a_path_is_shown_with_its_controls_escaped(self) -> None:
        assert "two\\nlines.txt:3" in self.report([replace(FINDING_0, path="two\nlines.txt")])

    def test_markup_in_a_path_is_shown_as_it_stands(self) -> None:
        assert "[bold red]x[/]:3" in self.report([replace(FINDING_0, path="[bold red]x[/]")])


class TestJsonLines(ReporterContract):
    name = "jsonl"

    def paths(self, text: str) -> list[str] | None:
        return [json.loads(line)["path"] for line in text.splitlines()]

    def test_keys_are_those_promised_in_their_order(self) -> None:
        assert tuple(json.loads(self.report([FINDING_0]))) == FINDING

    def test_null_stands_where_nothing_is_known(self) -> None:
        row = json.loads(self.report([FINDING_0]))
        assert [name for name, value in row.items() if value is None] == [
            "commit", "author", "in_head", "place", "message", "last_commit", "removed_commit", "people",
        ]  # fmt: skip


class TestJson(ReporterContract):
    name = "json"

    def paths(self, text: str) -> list[str] | None:
        return [row["path"] for row in json.loads(text)["findings"]]

    def whole(self, text: str) -> None:
        assert {"findings", "coverage", "holdings", "tier"} <= json.loads(text).keys()

    def test_tier_and_what_led_to_it_are_named(self) -> None:
        document = json.loads(self.report([]))
        assert (document["tier"], document["classification"]["rules"][0]["id"]) == ("T4", "V1")

    def test_a_cut_document_judges_nothing(self) -> None:
        stream = Stream()
        reporter = self.make(stream)
        reporter.begin(RUN)
        reporter.cut("interrupted")
        document = json.loads(stream.getvalue())
        assert (document["tier"], document["coverage"], document["cut"]) == (None, None, "interrupted")


class TestCsv(ReporterContract):
    name = "csv"

    def rows(self, text: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))

    def paths(self, text: str) -> list[str] | None:
        return [unmarked(row["path"]) for row in self.rows(text)]

    def whole(self, text: str) -> None:
        assert text.startswith(",".join(FINDING) + "\r\n")
        assert text.endswith("\r\n")
        assert all(None not in row and None not in row.values() for row in self.rows(text))

    @pytest.mark.parametrize("sign", RISKY)
    def test_no_cell_begins_a_formula(self, sign: str) -> None:
        (row,) = self.rows(self.report([replace(FINDING_0, path=f"{sign}1+1", author=f"{sign}cmd")]))
        assert not [cell for cell in row.values() if cell.startswith(tuple(set(RISKY) - {"'"}))]
        assert (unmarked(row["path"]), unmarked(row["author"])) == (f"{sign}1+1", f"{sign}cmd")


def unmarked(cell: str) -> str:
    return cell.removeprefix("'")


class TestSarif(ReporterContract):
    name = "sarif"

    def run_of(self, text: str) -> dict:
        document = json.loads(text)
        assert document["version"] == "2.1.0"
        (run,) = document["runs"]
        return run

    def uris(self, text: str) -> list[str]:
        return [result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in self.run_of(text)["results"]]

    def paths(self, text: str) -> list[str] | None:
        # A byte that was no UTF-8 keeps its value in an address; in the other formats it is spelled out.
        def escaped(uri: str) -> str:
            raw = unquote(uri, errors="surrogateescape")
            return "".join(f"%{ord(c) - 0xDC00:02X}" if 0xDC80 <= ord(c) <= 0xDCFF else c for c in raw)

        return [escaped(uri) for uri in self.uris(text)]

    def whole(self, text: str) -> None:
        run = self.run_of(text)
        rules = run["tool"]["driver"]["rules"]
        assert len({rule["id"] for rule in rules}) == len(rules)
        for result in run["results"]:
            assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
            assert result["level"] in {"error", "warning", "note"}
            assert result["partialFingerprints"].keys() == {"discoverValue/v1"}
        assert isinstance(run["invocations"][0]["executionSuccessful"], bool)

    @pytest.mark.parametrize("path", ODD_PATHS)
    def test_an_address_is_relative_and_plain_ascii(self, path: str) -> None:
        (uri,) = self.uris(self.report([replace(FINDING_0, path=path)]))
        assert uri.isascii()
        assert not set(' #?:<>"\\') & set(uri)

    def test_what_was_not_examined_is_a_notification(self) -> None:
        notices = self.run_of(self.report([]))["invocations"][0]["toolExecutionNotifications"]
        assert [notice["properties"]["reason"] for notice in notices] == ["no-detector", "not-looked-for"]

    def test_a_cut_run_was_not_successful(self) -> None:
        stream = Stream()
        reporter = self.make(stream)
        reporter.begin(RUN)
        reporter.cut("interrupted")
        assert self.run_of(stream.getvalue())["invocations"][0]["executionSuccessful"] is False


def test_every_registered_reporter_is_held_to_the_contract() -> None:
    assert {case.name for case in ReporterContract.__subclasses__()} == set(registry.REPORTS)
