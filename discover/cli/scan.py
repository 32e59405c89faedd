"""`discover scan`: scan targets into the inventory, report what they hold, and end with an exit code that says it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from detectors.kinds import SEVERITIES
from discover.cli import exits, options
from discover.cli.main import version
from discover.cli.progress import progress_bar
from discover.errors import DiscoverError, UsageError

if TYPE_CHECKING:
    from discover.inventory.holding import FindingRecord
    from discover.sweep.session import Request, Scanned

FORMATS = ("text", "json", "jsonl", "sarif", "csv")


@dataclass(frozen=True, slots=True)
class FailOn:
    """Which findings make the exit code 10: kinds (`cred`, `cred.cloud_key`, `govid.*`) and a least severity."""

    kinds: tuple[str, ...]
    severity: int | None

    def meets(self, record: FindingRecord) -> bool:
        """Whether a finding is one of them."""
        if self.severity is not None and SEVERITIES.index(record.severity) <= self.severity:
            return True
        return any(record.category == kind or fnmatchcase(record.kind, kind) for kind in self.kinds)


def fail_on(words: tuple[str, ...]) -> FailOn:
    """Read the values of `--fail-on`.

    Raises:
        UsageError: a severity, kind or category does not exist.
    """
    from detectors.kinds import load  # noqa: PLC0415  # the table is read only where it is asked for

    known = load()
    kinds: list[str] = []
    severity: int | None = None
    for word in (part.strip() for given in words for part in given.split(",")):
        name, _, level = word.partition(":")
        if name == "severity":
            if level not in SEVERITIES:
                raise UsageError(f"--fail-on {word}: severities are {', '.join(SEVERITIES)}")
            severity = max(SEVERITIES.index(level), severity if severity is not None else 0)
        elif not any(kind.category == word or fnmatchcase(kind.name, word) for kind in known.values()):
            raise UsageError(f"--fail-on {word}: no such kind or category; see `discover rules list` for kinds")
        else:
            kinds.append(word)
    return FailOn(tuple(kinds), severity)


@click.command()
@click.argument("targets", nargs=-1, required=True, metavar="TARGET...", type=click.Path())
@click.option("--vendor", default="unassigned", show_default=True, help="Whose holdings these are.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="How to report.")
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the report to a file. [default: standard output]",
)
@click.option(
    "--fail-on",
    "failing",
    multiple=True,
    metavar="KIND-OR-SEVERITY",
    help="End with 10 on such findings: cred, govid.us_ssn, 'person.*', severity:high. May be given several times.",
)
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    help="Report findings of this confidence or more.",
)
@click.option("--jobs", type=click.IntRange(min=1), help="Worker processes. [default: one a processor]")
@options.inventory
@click.option("--no-inventory", is_flag=True, help="Keep nothing: use an inventory that is removed at the end.")
@options.rules
@click.option(
    "--policy", type=click.Path(path_type=Path), metavar="FILE", help="A policy file in place of the one that ships."
)
@click.option(
    "--declared",
    metavar="TIER-OR-PROFILE",
    help="What the vendor is said to be; a measured tier that differs is named.",
)
@click.option("--staged", is_flag=True, help="Only what is staged for the next commit.")
@click.option("--since", metavar="REV|DATE", help="Only what commits after a revision or date brought in.")
@click.option("--branch", metavar="NAME", help="Only what is reachable from one branch.")
@click.option("--no-history", is_flag=True, help="Only files and the tree of HEAD, no older versions.")
@click.option("--keep", is_flag=True, help="Keep the clone of a repository that was given by URL.")
@click.option(
    "--show-values", is_flag=True, help="Print the values found, on a terminal only, in the text report only."
)
def scan(targets: tuple[str, ...], form: str, output: Path | None, failing: tuple[str, ...], **given: object) -> int:
    """Scan folders, files and git repositories (paths or URLs) and say what they hold.

    A folder is walked; every repository in it is scanned with its full history and its work tree. What was scanned
    before and has not changed is not read again.
    """
    from discover.classify import policy as policies  # noqa: PLC0415  # `discover --help` does without
    from discover.sweep.session import session  # noqa: PLC0415  # as above

    request = _request(targets, given)
    wanted = fail_on(failing)
    policy = given["policy"]
    using = policies.load(policy) if isinstance(policy, Path) else policies.load_default()
    if given["show_values"]:
        _terminal_only(form, output)
    started = datetime.now(UTC)
    with progress_bar() as bar, session(request, bar) as scanned:
        bar.done()
        with _stream(output) as stream:
            failed = _report(
                stream, form, request, scanned, (using, given["declared"], started), _chooser(wanted, given)
            )
        if given["show_values"]:
            from discover.cli.values import show  # noqa: PLC0415  # rarely asked for

            show(sys.stdout, scanned, request)
        partial = _partial(scanned, request.vendor)
        return exits.scan_code(failing=failed, partial=partial, nothing=scanned.nothing)


def _request(targets: tuple[str, ...], given: dict[str, object]) -> Request:
    from discover.sweep.session import Request  # noqa: PLC0415  # see scan
    from discover.sweep.target import Narrow  # noqa: PLC0415  # see scan

    chosen = [name for name in ("staged", "since", "branch", "no_history") if given[name]]
    if len(chosen) > 1:
        raise UsageError("--staged, --since, --branch and --no-history exclude each other; give one")
    if given["no_inventory"] and given["inventory"]:
        raise UsageError("--inventory and --no-inventory exclude each other; give one")
    select = {"no_history": "head"}.get(chosen[0], chosen[0]) if chosen else "all"
    value = given.get(select)
    rules = given["rules"]
    jobs, inventory = given["jobs"], given["inventory"]
    return Request(
        targets=targets,
        vendor=str(given["vendor"]),
        inventory=str(inventory) if inventory else None,
        keep_nothing=bool(given["no_inventory"]),
        rule_paths=tuple(path.resolve() for path in rules) if isinstance(rules, tuple) else (),
        jobs=jobs if isinstance(jobs, int) else 0,
        narrow=Narrow(select, value if isinstance(value, str) else ""),
        keep_clones=bool(given["keep"]),
    )


def _terminal_only(form: str, output: Path | None) -> None:
    if form != "text" or output is not None or not sys.stdout.isatty():
        raise UsageError(
            "--show-values works on a terminal with --format text only: values are written to no file and no pipe"
        )


def _chooser(wanted: FailOn, given: dict[str, object]) -> tuple[float, Callable[[FindingRecord], bool]]:
    least = given["min_confidence"]
    return (least if isinstance(least, float) else 0.0), wanted.meets


def _report(
    stream: TextIO,
    form: str,
    request: Request,
    scanned: Scanned,
    judged: tuple[object, ...],
    chosen: tuple[float, Callable[[FindingRecord], bool]],
) -> bool:
    """Write the report; whether a finding meets `--fail-on`."""
    from discover.classify.classify import classify  # noqa: PLC0415  # see scan
    from discover.registry import report  # noqa: PLC0415  # see scan
    from discover.report.base import RunInfo  # noqa: PLC0415  # see scan

    policy, declared, started = judged
    least, meets = chosen
    vendor = request.vendor
    reporter = report(form)(stream)
    reporter.begin(RunInfo(vendor, request.targets, version(), started, {rule.id: rule for rule in scanned.rules}))  # type: ignore[arg-type]
    failed = False
    store = scanned.store
    if scanned.results:
        for record in store.findings(vendor, scans=scanned.scans, min_confidence=least):
            failed = failed or meets(record)
            reporter.finding(record)
    if not scanned.results:
        reporter.cut("; ".join(scanned.failed.values()))
        return False
    coverage = store.coverage(vendor)
    holdings = store.holdings(vendor)
    reporter.end(holdings, coverage, classify(vendor, holdings, coverage, policy, declared=declared))  # type: ignore[arg-type]
    return failed


@contextmanager
def _stream(output: Path | None) -> Iterator[TextIO]:
    if output is None:
        yield sys.stdout
        return
    try:
        with output.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
            yield stream
    except OSError as error:
        raise DiscoverError(
            f"{output}: the report cannot be written ({error.strerror}); the inventory has the findings"
        ) from error


def _partial(scanned: Scanned, vendor: str) -> bool:
    """Whether a part of a target could not be read."""
    from discover.sweep.session import UNREAD  # noqa: PLC0415  # see scan

    if scanned.failed or any(result.state != "done" or result.problems for result in scanned.results):
        return True
    return bool(scanned.results) and any(row.reason in UNREAD for row in scanned.store.coverage(vendor).rows)
