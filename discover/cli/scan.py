"""`discover scan`: scan targets into the inventory, report what they hold, and end with an exit code that says it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from detectors.kinds import SEVERITIES
from discover.cli import exits, options
from discover.cli.buckets import allowance, bucket_options, buckets
from discover.cli.main import version
from discover.cli.progress import progress_bar
from discover.errors import DiscoverError, UsageError
from discover.interrupt import obeyed

if TYPE_CHECKING:
    from connectors.export.base import Choice
    from discover.classify.policy import Policy
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
@options.policy
@options.declared
@click.option("--staged", is_flag=True, help="Only what is staged for the next commit.")
@click.option("--since", metavar="REV|DATE", help="Only what commits after a revision or date brought in.")
@click.option("--branch", metavar="NAME", help="Only what is reachable from one branch.")
@click.option("--no-history", is_flag=True, help="Only files and the tree of HEAD, no older versions.")
@click.option("--keep", is_flag=True, help="Keep the clone of a repository that was given by URL.")
@click.option(
    "--archive-password-file",
    "password_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Passwords for encrypted archives and documents, one a line.",
)
@click.option(
    "--connector",
    "export",
    metavar="NAME",
    help="Take files for those of this export (slack, …); by default exports are told by their content.",
)
@click.option(
    "--messages",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Which tables (CSV, JSON) are of messages, and what their columns are; see the README.",
)
@click.option(
    "--osv",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of OSV records: versions of packages in lock files that they name are told.",
)
@click.option(
    "--limit",
    "limits",
    multiple=True,
    metavar="NAME=NUMBER",
    help="Bound on opening one object: depth=10, expanded=8G, seconds=600. May be given several times; see the README.",
)
@bucket_options
@click.option("--show-values", is_flag=True, help="Print the values found: on a terminal, after a text report only.")
def scan(targets: tuple[str, ...], form: str, output: Path | None, failing: tuple[str, ...], **given: object) -> int:
    """Scan folders, files, git repositories (paths or URLs) and buckets, and say what they hold.

    A folder is walked; every repository in it is scanned with its full history and its work tree. Buckets are
    s3://bucket/prefix, gs://bucket/prefix and azure://account/container/prefix; without a bucket (s3://), all of the
    account's. What was scanned before and has not changed is not read again.
    """
    prices = given["prices"]
    if given["plan"]:
        from discover.cli.plan import run  # noqa: PLC0415  # as below

        return run(request_of(targets, given), form, prices if isinstance(prices, Path) else None)
    if prices:
        raise UsageError("--prices is what --plan estimates with; give both, or neither")
    from discover.execute import early  # noqa: PLC0415  # `discover --help` does without

    early.begin(targets, own_rules=bool(given["rules"]))
    from discover.sweep.session import session  # noqa: PLC0415  # as above, and what `early` began is under way

    request = request_of(targets, given)
    judging = _judging(failing, given)
    if given["show_values"]:
        _terminal_only(form, output)
    with obeyed(), progress_bar() as bar, session(request, bar) as scanned:
        bar.done()
        with _stream(output) as stream:
            failed = _report(stream, form, request, scanned, judging)
        if given["show_values"]:
            from discover.cli.values import show  # noqa: PLC0415  # rarely asked for

            show(sys.stdout, scanned, request, judging.least)
        return exits.scan_code(failing=failed, partial=partial(scanned), nothing=scanned.nothing)


@dataclass(frozen=True, slots=True)
class _Judging:
    """By what a report judges what was found.

    Attributes:
        failing: findings that make the exit code 10.
        least: least confidence that is reported.
        policy: of the tier.
        declared: what the vendor is said to be, or None.
        started: when the scan began, UTC.
    """

    failing: FailOn
    least: float
    policy: Policy
    declared: str | None
    started: datetime


def _judging(failing: tuple[str, ...], given: dict[str, object]) -> _Judging:
    from discover.classify import policy as policies  # noqa: PLC0415  # see scan

    path, least, declared = given["policy"], given["min_confidence"], given["declared"]
    return _Judging(
        failing=fail_on(failing),
        least=least if isinstance(least, float) else 0.0,
        policy=policies.load(path) if isinstance(path, Path) else policies.load_default(),
        declared=declared if isinstance(declared, str) else None,
        started=datetime.now(UTC),
    )


def request_of(targets: tuple[str, ...], given: dict[str, object]) -> Request:
    """What the options ask for.

    Raises:
        UsageError: they do not fit together.
    """
    from discover.bounds import bounds  # noqa: PLC0415  # see scan
    from discover.inventory.ledger import printable  # noqa: PLC0415  # see scan
    from discover.sweep.session import Request  # noqa: PLC0415  # see scan
    from discover.sweep.target import Narrow  # noqa: PLC0415  # see scan

    chosen = [name for name in ("staged", "since", "branch", "no_history") if given[name]]
    if len(chosen) > 1:
        raise UsageError("--staged, --since, --branch and --no-history exclude each other; give one")
    if given["no_inventory"] and given["inventory"]:
        raise UsageError("--inventory and --no-inventory exclude each other; give one")
    select = {"no_history": "head"}.get(chosen[0], chosen[0]) if chosen else "all"
    value = given.get(select)
    rules, limits = given["rules"], given["limits"]
    jobs, inventory, passwords, osv = given["jobs"], given["inventory"], given["password_file"], given["osv"]
    return Request(
        targets=targets,
        vendor=printable(str(given["vendor"])),
        inventory=str(inventory) if inventory else None,
        keep_nothing=bool(given["no_inventory"]),
        rule_paths=tuple(path.resolve() for path in rules) if isinstance(rules, tuple) else (),
        jobs=jobs if isinstance(jobs, int) else 0,
        narrow=Narrow(select, value if isinstance(value, str) else ""),
        keep_clones=bool(given["keep"]),
        password_file=passwords.resolve() if isinstance(passwords, Path) else None,
        osv=osv.resolve() if isinstance(osv, Path) else None,
        export=_export(given["export"], given["messages"]),
        limits=bounds(limits) if isinstance(limits, tuple) else bounds(()),
        buckets=buckets(given, jobs if isinstance(jobs, int) else os.cpu_count() or 1),
        allowance=allowance(given),
    )


def _export(name: object, messages: object) -> Choice:
    """What is said of files of exports.

    Raises:
        UsageError: there is no format of this name, or what reads exports is not installed.
        ConfigError: a mapping cannot be used.
    """
    from connectors.export.base import Choice  # noqa: PLC0415  # see scan

    if name is None and messages is None:
        return Choice()
    from connectors.export.registry import FORMATS as EXPORTS  # noqa: PLC0415  # see scan
    from discover.config import exports_installed  # noqa: PLC0415  # see scan
    from discover.sweep import mappings  # noqa: PLC0415  # see scan

    if name and not exports_installed():
        raise UsageError("--connector needs what reads exports: pip install 'discover-holdings[exports]'")
    if name is not None and name not in EXPORTS:
        raise UsageError(f"--connector {name}: no export is named so; there are: {', '.join(sorted(EXPORTS))}")
    return Choice(str(name or ""), mappings.load(messages) if isinstance(messages, Path) else ())


def _terminal_only(form: str, output: Path | None) -> None:
    if form != "text" or output is not None or not sys.stdout.isatty():
        raise UsageError(
            "--show-values works on a terminal with --format text only: values are written to no file and no pipe"
        )


def _report(stream: TextIO, form: str, request: Request, scanned: Scanned, judging: _Judging) -> bool:
    """Write the report; whether a finding meets `--fail-on`."""
    from discover.registry import report  # noqa: PLC0415  # see scan
    from discover.report.base import RunInfo  # noqa: PLC0415  # see scan
    from discover.sweep.recorded import classified  # noqa: PLC0415  # see scan

    vendor, store = request.vendor, scanned.store
    rules = {rule.id: rule for rule in scanned.rules}
    reporter = report(form)(stream)
    reporter.begin(RunInfo(vendor, request.targets, version(), judging.started, rules))
    if not scanned.results:
        reporter.cut("; ".join(scanned.failed.values()))
        return False
    failed = False
    for record in store.findings(vendor, scans=scanned.scans, min_confidence=judging.least):
        failed = failed or judging.failing.meets(record)
        reporter.finding(record)
    coverage, holdings = store.coverage(vendor), store.holdings(vendor)
    tier = classified(store, vendor, judging.policy, judging.declared)
    reporter.end(holdings, coverage, tier, store.postures(vendor))
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


def partial(scanned: Scanned) -> bool:
    """Whether a part of a target could not be read."""
    from discover.sweep.session import UNREAD  # noqa: PLC0415  # see scan

    if scanned.failed or any(result.state != "done" or result.problems for result in scanned.results):
        return True
    return not UNREAD.isdisjoint(scanned.store.unexamined(scanned.scans))
