"""`discover sweep`: scan every source of every vendor that a file names, one after the other, into one inventory."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click
from rich.text import Text

from discover.cli import exits, options, output
from discover.cli.history import since
from discover.cli.progress import progress_bar
from discover.cli.scan import partial, request_of, scan
from discover.errors import ConfigError, DiscoverError, UsageError
from discover.interrupt import obeyed
from discover.inventory.changed import caution, changes
from discover.report.rows import moment
from discover.report.words import plural, shown, size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from discover.classify.tier import Classification
    from discover.inventory.history import SweepRecord
    from discover.sweep.session import Request, Scanned
    from discover.sweep.vendors import SweepFile, Vendor

#: Options of a scan that belong to its report or to the sweep as a whole.
_NOT = frozenset({
    "format", "output", "fail-on", "min-confidence", "vendor", "inventory", "no-inventory", "plan", "prices", "show-values",
    "policy", "declared", "help",
})  # fmt: skip
_KINDS = 5


class Swept(NamedTuple):
    """What became of one source.

    Attributes:
        vendor: whose it is.
        target: as the file names it.
        state: done, partial, failed or refused (its options do not fit).
        objects: listed in this sweep.
        bytes: of them.
        read_bytes: read in this sweep.
        appeared: findings that were not there in the sweep before, by kind.
        gone: findings that were, by kind.
        problems: sentences.
    """

    vendor: str
    target: str
    state: str
    objects: int
    bytes: int
    read_bytes: int
    appeared: dict[str, int]
    gone: dict[str, int]
    problems: list[str]


class Ended(NamedTuple):
    """What became of a vendor.

    Attributes:
        vendor: its name.
        tier: that follows from what it holds.
        before: its last sweep before this one, None where this is the first.
        now: this sweep.
    """

    vendor: str
    tier: Classification
    before: SweepRecord | None
    now: SweepRecord

    def document(self) -> dict[str, Any]:
        """As plain data."""
        found = changes(self.before, self.now) if self.before is not None else []
        return {
            "vendor": self.vendor, "tier": self.tier.tier.name, "state": self.tier.state.value,
            "rules": [each.as_dict() for each in self.tier.rules],
            "tier_before": self.before.judged.tier if self.before is not None else None,
            "since": moment(self.before.taken) if self.before is not None else None,
            "changes": [
                {"kind": each.kind, "what": each.what, "measure": each.measure, "before": each.before, "after": each.after}
                for each in found
            ],
            "caution": caution(self.before, self.now) if self.before is not None else "",
        }  # fmt: skip


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@options.form
@options.inventory
@click.option(
    "--only", multiple=True, metavar="VENDOR", help="Only this vendor of the file. May be given several times."
)
def sweep(file: Path, form: str, inventory: str | None, only: tuple[str, ...]) -> int:
    """Scan every source of every vendor that FILE names, and say what has changed since the sweep before.

    FILE is TOML: [[vendor]] tables with a name, each with [[vendor.source]] tables: a target of `discover scan`, and its options
    without the dashes. One source that fails keeps no other from being scanned. Run nightly, it reads what has changed.
    """
    from discover.execute import early  # noqa: PLC0415  # `discover --help` does without
    from discover.sweep import vendors  # noqa: PLC0415  # as above

    with _alone(file):
        given = vendors.load(file, source_options())
        chosen = _chosen(given, only)
        where = inventory or given.inventory or None
        requests = [
            (vendor, source.target, _request(file, vendor, source, where))
            for vendor in chosen
            for source in vendor.sources
        ]
        early.begin(
            [target for _, target, _ in requests], own_rules=any(request.rule_paths for *_, request in requests)
        )
        told, ended = list[Swept](), list[Ended]()
        with obeyed():
            for vendor in chosen:
                for _, target, request in (each for each in requests if each[0] is vendor):
                    told.append(_one(vendor.name, target, replace(request, remembered=False)))
                    if form == "text":
                        output.text(_line(told[-1]))
                ended += _ended(vendor, where, [each for each in told if each.vendor == vendor.name])
                if form == "text":
                    output.text(part for each in ended[-1:] if each.vendor == vendor.name for part in _summary(each))
        if form == "json":
            output.document(
                {"sources": [each._asdict() for each in told], "vendors": [each.document() for each in ended]}
            )
        states = {each.state for each in told}
        return exits.scan_code(failing=False, partial=states != {"done"}, nothing=states <= {"failed", "refused"})


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Hold the file for this sweep alone.

    Raises:
        ConfigError: it cannot be opened, or another sweep holds it.
    """
    try:
        stream = file.open("rb")
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read ({error.strerror}); give the path of a sweep file") from error
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise ConfigError(f"{file}: another sweep of it is under way; wait for its end") from error
        yield


def source_options() -> dict[str, click.Parameter]:
    """Options of a scan that a source may have."""
    named = {name.removeprefix("--"): each for each in scan.params for name in each.opts if name.startswith("--")}
    return {name: each for name, each in named.items() if name not in _NOT}


def _chosen(given: SweepFile, only: tuple[str, ...]) -> list[Vendor]:
    names = [vendor.name for vendor in given.vendors]
    missing = [name for name in only if name not in names]
    if missing:
        raise UsageError(f"--only {missing[0]}: the file names no such vendor; there are: {', '.join(names)}")
    return [vendor for vendor in given.vendors if not only or vendor.name in only]


def _request(file: Path, vendor: Vendor, source: Any, inventory: str | None) -> Request:
    """What `discover scan` would be asked for with the source's words.

    Raises:
        ConfigError: one of them does not fit.
    """
    words = [source.target, "--vendor", vendor.name, *(("--inventory", inventory) if inventory else ()), *source.words]
    try:
        given = scan.make_context("scan", words).params
        request = request_of(given["targets"], given)
        export = request.export._replace(mappings=(*source.mappings, *request.export.mappings))
        return replace(request, export=export)
    except (click.ClickException, UsageError) as error:
        said = error.format_message() if isinstance(error, click.ClickException) else str(error)
        raise ConfigError(f"{file}: source '{source.target}' of vendor '{vendor.name}': {said}") from error


def _one(vendor: str, target: str, request: Request) -> Swept:
    from discover.sweep.session import session  # noqa: PLC0415  # see sweep

    try:
        with progress_bar() as bar, session(request, bar) as scanned:
            bar.done()
            return _swept(vendor, target, scanned)
    except DiscoverError as error:
        return Swept(vendor, target, "failed", 0, 0, 0, {}, {}, [str(error)])


def _swept(vendor: str, target: str, scanned: Scanned) -> Swept:
    problems = [f"{name}: {why}" for name, why in scanned.failed.items()]
    problems += [problem for result in scanned.results for problem in result.problems]
    state = "failed" if scanned.nothing else "partial" if partial(scanned) else "done"
    held, appeared, gone = scanned.store.changes(scanned.scans)
    return Swept(vendor, target, state, *held, appeared, gone, problems)


def _ended(vendor: Vendor, inventory: str | None, told: Sequence[Swept]) -> list[Ended]:
    """Write the vendor's history, once all its sources were scanned; nothing where none could be."""
    from discover.inventory.store import open_store  # noqa: PLC0415  # see sweep
    from discover.sweep.recorded import record  # noqa: PLC0415  # see sweep

    if all(each.state in {"failed", "refused"} for each in told):
        return []
    with open_store(inventory) as store:
        tier = record(store, vendor.name, declared=vendor.declared or None)
        if tier is None:
            return []
        *earlier, now = store.sweeps(vendor.name)
        return [Ended(vendor.name, tier, earlier[-1] if earlier else None, now)]


def _summary(ended: Ended) -> Iterator[RenderableType]:
    before = ended.before
    was = f", was {before.judged.tier}" if before is not None and before.judged.tier != ended.tier.tier.name else ""
    yield Text.assemble(
        (shown(ended.vendor), "bold"), "  tier ", (ended.tier.tier.name, "bold"), f"{was}, {ended.tier.state.value}"
    )
    if before is not None:
        yield from since(before, ended.now)


def _line(swept: Swept) -> Iterator[RenderableType]:
    style = {"done": "green", "partial": "yellow"}.get(swept.state, "bold red")
    held = f"{plural(swept.objects, 'object')}, {size(swept.bytes)}, {size(swept.read_bytes)} read"
    yield Text.assemble((shown(swept.vendor), "bold"), f"  {shown(swept.target)}  ", (swept.state, style), f"  {held}")
    for what, counts in (("new", swept.appeared), ("gone", swept.gone)):
        if counts:
            first = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
            more = f" and {len(first) - _KINDS} kinds more" if len(first) > _KINDS else ""
            yield Text(f"  {what}: {', '.join(f'{count:,} {kind}' for kind, count in first[:_KINDS])}{more}")
    for problem in swept.problems:
        yield Text(f"  {shown(problem)}", style="yellow")
