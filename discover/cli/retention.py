"""`discover retention`: what is over its time, how to delete it, and whether it is gone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.table import Table
from rich.text import Text

from discover.cli import exits, options, output
from discover.errors import UsageError
from discover.inventory import history
from discover.inventory.store import open_store
from discover.report import sections
from discover.report.rows import moment
from discover.report.words import clean, plural, shown
from discover.retention import plan as plans
from discover.retention import proof as proofs
from discover.retention.clocks import OVERDUE, due, load_events
from discover.retention.held import items
from discover.retention.policy import RetentionPolicy, load, load_default
from discover.retention.summary import Summary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from discover.inventory.store import Store
    from discover.retention.clocks import Due, Event
    from discover.retention.proof import Verdict

_FILE = click.Path(path_type=Path, dir_okay=False)
_STYLES = {"overdue": "bold red", "due soon": "yellow"}
#: Overdue objects that are listed as text, and entries that are not gone.
_SHOWN = 20


@click.command()
@options.vendor
@options.form
@options.inventory
@click.option("--policy", type=_FILE, metavar="FILE", help="A retention policy in place of the one that ships.")
@click.option(
    "--facts",
    type=_FILE,
    metavar="FILE",
    help="CSV of what the vendor knows: paths, event, date (last_interaction, …).",
)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day to judge by. [default: today, UTC]")
@click.option(
    "--plan",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write how what is overdue is deleted into a new folder.",
)
@click.option(
    "--verify",
    "manifest",
    type=_FILE,
    metavar="MANIFEST",
    help="Prove by later scans that what a plan's manifest names is gone.",
)
@click.option(
    "--fail-on-overdue", is_flag=True, help="Exit with 10 where something is overdue, or is not proven to be gone."
)
def retention(
    vendor: str | None, form: str, inventory: str | None, policy: Path | None, facts: Path | None, as_of: datetime | None,
    folder: Path | None, manifest: Path | None, fail_on_overdue: bool,
) -> int:  # fmt: skip
    """Say what is held longer than it may be, by which clock and by how many days; plan its deletion; prove it.

    The age of an object is by the first date that is known, in the policy's order: of a message, in its path, of the commit, of
    the file. Older versions of a bucket's objects and what lies in a repository's history only count as held.

    As JSON: {vendor, as_of, policy, clocks, overdue, duties, no_clock}, overdue being the 50 worst; with --verify {vendor,
    manifest, entries, gone, held, unknown, left}.
    """
    today = as_of.date() if as_of else datetime.now(UTC).date()
    using = load(policy) if policy else load_default()
    events = load_events(facts) if facts else []
    with open_store(inventory) as store:
        if manifest is not None:
            return _verify(store, vendor, manifest, form, failing=fail_on_overdue)
        names = options.asked(store, vendor)
        if folder is not None and len(names) != 1:
            raise UsageError("--plan is for one vendor: name it before the options")
        told = [(name, *_due(store, name, using, events, today, keep=folder is not None)) for name in names]
    if folder is not None:
        _, _, overdue = told[0]
        written = plans.write(folder, names[0], f"{using.name} {using.version}", datetime.now(UTC), overdue)
        click.echo(f"{folder}: {plural(len(written), 'object')} to delete; begin with {folder / 'README.md'}", err=True)
    if form == "json":
        output.one_or_list([_document(name, summary, using, today) for name, summary, _ in told])
    else:
        output.text(part for name, summary, _ in told for part in _parts(name, summary, today))
    return exits.FINDINGS if fail_on_overdue and any(summary.overdue for _, summary, _ in told) else exits.DONE


def _due(
    store: Store, vendor: str, policy: RetentionPolicy, events: Sequence[Event], today: date, *, keep: bool
) -> tuple[Summary, list[Due]]:
    """Clocks over what a vendor holds; all that is overdue only where it is to be kept."""
    store.coverage(vendor)  # which refuses a vendor that there is not
    summary, overdue = Summary(policy), []
    with store.read() as connection:
        for item in items(connection, vendor, today):
            found = due(item, policy, events, today)
            summary.take(item.kind, item.source, found)
            if keep and found is not None and found.state == OVERDUE:
                overdue.append(found)
    return summary, overdue


def _document(vendor: str, summary: Summary, policy: RetentionPolicy, today: date) -> dict[str, Any]:
    return {
        "vendor": vendor, "as_of": today.isoformat(), "policy": f"{policy.name} {policy.version}",
        "clocks": [
            {
                "kind": line.kind, "clock": line.clock.id, "within": str(line.clock.within), "event": line.clock.event,
                "basis": line.clock.basis, "source": line.clock.source, "proposal": line.clock.proposal, "objects": line.objects,
                "overdue": line.overdue, "due_soon": line.soon, "unknown_date": line.unknown, "assumed": line.assumed,
                "older_versions_or_history": line.older, "days_over": line.oldest, "dated_by": dict(sorted(line.dated.items())),
            }
            for line in summary.ordered()
        ],
        "overdue": [
            {
                "source": clean(each.item.source), "path": clean(each.item.path), "version": each.item.version,
                "kind": each.item.kind,
                "state": each.item.state, "clock": each.clock.id, "from": each.start.isoformat() if each.start else None,
                "dated_by": each.dated, "assumed": each.assumed, "deadline": each.deadline.isoformat() if each.deadline else None,
                "days_over": each.days, "confirmed": each.item.sure,
            }
            for each in summary.worst()
        ],
        "duties": [
            {
                "id": each.keep.id, "copies": each.copies, "described_by": list(each.described), "result": each.result,
                "basis": each.keep.basis, "source": each.keep.source,
            }
            for each in summary.duties()
        ],
        "no_clock": dict(sorted(summary.unplaced.items())),
    }  # fmt: skip


def _parts(vendor: str, summary: Summary, today: date) -> Iterator[RenderableType]:
    yield Text.assemble(
        (shown(vendor), "bold"), f": {plural(summary.overdue, 'object')} over the time on {today:%Y-%m-%d}"
    )
    if not summary.lines:
        yield Text("  Nothing is held for which the policy has a clock.")
    grid = Table.grid(padding=(0, 2, 0, 0), pad_edge=True)
    for line in summary.ordered():
        over = f"{line.overdue:,} of {line.objects:,} overdue"
        most = f"by {line.oldest:,} days at most" if line.overdue else f"{line.soon:,} due soon" if line.soon else ""
        grid.add_row(
            "",
            line.kind,
            Text(over, style=_STYLES["overdue"] if line.overdue else ""),
            most,
            f"{line.clock.within}, {line.clock.id}",
        )
    yield grid
    yield from _doubts(summary)
    if summary.overdue:
        yield sections.heading("Over by most")
        rows = Table.grid(padding=(0, 2, 0, 0), pad_edge=True)
        for each in summary.worst()[:_SHOWN]:
            what = "" if each.item.state == "current" else f", {each.item.state}"
            rows.add_row(
                "",
                f"{each.days:,} days",
                each.item.kind,
                Text(f"{shown(each.item.path)}{what}"),
                Text(f"{each.dated} {each.start}", style="dim"),
            )
        yield rows
        yield Text(f"\nTo delete what is overdue: discover retention {shown(vendor)} --plan DIR")
    for duty in summary.duties():
        yield Text(f"\n{duty.keep.id}: {plural(duty.copies, 'copy')}; {duty.result}")
        yield sections.prose(f"{duty.keep.basis}. {duty.keep.source}")


def _doubts(summary: Summary) -> Iterator[RenderableType]:
    assumed = sum(line.assumed for line in summary.lines.values())
    unknown = sum(line.unknown for line in summary.lines.values())
    modified = sum(line.dated.get("modified", 0) for line in summary.lines.values())
    if assumed:
        yield Text(
            f"  {assumed:,} are judged by their own date, as the day of verification, last interaction or closing is not known: "
            "--facts FILE tells it.",
            style="yellow",
        )
    if unknown:
        yield Text(
            f"  {unknown:,} have no date that could be told: they are not within any time, they are unknown.",
            style="yellow",
        )
    if modified:
        yield Text(
            f"  {modified:,} are dated by when the file was last written; a copy sets that anew, so they are at least so old.",
            style="dim",
        )
    if summary.unplaced:
        kinds = ", ".join(sorted(summary.unplaced)[:6])
        yield Text(
            f"  {plural(len(summary.unplaced), 'kind')} of what is held has no clock in the policy: {kinds} …",
            style="dim",
        )


def _verify(store: Store, vendor: str | None, path: Path, form: str, *, failing: bool) -> int:
    """Hold a manifest against the inventory, and keep what was found in it."""
    given = proofs.load(path)
    if vendor is not None and vendor != given.vendor:
        raise UsageError(f"{path}: is of vendor '{given.vendor}', not '{vendor}'")
    if given.vendor not in store.vendors():
        raise UsageError(
            f"{path}: is of vendor '{given.vendor}', of which the inventory has nothing; give its own with --inventory"
        )
    with store.read() as connection:
        found = proofs.verdicts(connection, given)
    made = proofs.proof(given, found, datetime.now(UTC))
    with store.begin() as connection:
        history.prove(connection, given.vendor, made)
    left = [each for each in found if each.state != proofs.GONE]
    if form == "json":
        output.document({
            "vendor": given.vendor, "manifest": given.digest, "made": moment(given.made), "entries": made.entries,
            "gone": made.gone,
            "held": made.held, "unknown": made.unknown,
            "left": [
                {"source": each.entry.source, "path": each.entry.path, "state": each.state, "why": clean(each.why)} for each in left
            ],
        })  # fmt: skip
    else:
        output.text(_proven(given.vendor, made, left))
    return exits.FINDINGS if failing and left else exits.DONE


def _proven(vendor: str, made: history.Proof, left: Sequence[Verdict]) -> Iterator[RenderableType]:
    style = "bold green" if made.complete else "bold red"
    yield Text.assemble(
        (shown(vendor), "bold"),
        ": ",
        (f"{made.gone:,} of {made.entries:,} gone", style),
        f", {made.held:,} still held, {made.unknown:,} unknown",
    )
    for each in left[:_SHOWN]:
        yield Text(
            f"  {each.state}: {shown(each.entry.path)}: {shown(each.why)}",
            style="red" if each.state == proofs.HELD else "yellow",
        )
    if len(left) > _SHOWN:
        yield Text(f"  and {len(left) - _SHOWN:,} more: --format json lists them")
    if made.complete:
        yield Text("  The proof is kept: discover classify counts it as evidence of deletion (V12).")
