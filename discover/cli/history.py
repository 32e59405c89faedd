"""`discover history`: what a vendor held at each sweep, and what has changed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click
from rich.table import Table
from rich.text import Text

from discover.cli import options, output
from discover.errors import UsageError
from discover.inventory.changed import Change, caution, changes
from discover.inventory.store import open_store
from discover.report import sections
from discover.report.rows import moment
from discover.report.words import duration, percent, shown, size

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from discover.inventory.history import SweepRecord

_STYLES = {"appeared": "red", "grew": "yellow", "shrank": "green", "vanished": "green"}
#: Sweeps that are listed as text.
_SHOWN = 20


@click.command()
@options.vendor
@options.form
@options.inventory
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Compare with the last sweep before this day, in place of the one before the last.",
)
def history(vendor: str | None, form: str, inventory: str | None, since: datetime | None) -> None:
    """Say what a vendor held at each sweep, its tier then, and what has appeared, grown, shrunk or vanished since.

    Every `discover scan` and every vendor of a `discover sweep` is a sweep. As JSON: {vendor, sweeps, compared, changes,
    caution}; a list of them where there are several vendors and none is named.
    """
    with open_store(inventory) as store:
        told = [_told(name, store.sweeps(name), since) for name in options.asked(store, vendor)]
    if form == "json":
        output.one_or_list([_document(*each) for each in told])
    else:
        output.text(part for each in told for part in _parts(*each))


def _told(
    vendor: str, records: Sequence[SweepRecord], since: datetime | None
) -> tuple[str, Sequence[SweepRecord], SweepRecord | None]:
    """The sweeps of a vendor and the one that the last is compared with.

    Raises:
        UsageError: there is none before the day given.
    """
    if since is None:
        return vendor, records, records[-2] if len(records) > 1 else None
    before = [record for record in records if record.taken < since.replace(tzinfo=UTC)]
    if not before:
        first = f"the first is of {moment(records[0].taken)}" if records else "there is none at all"
        raise UsageError(f"--since {since:%Y-%m-%d}: no sweep of '{vendor}' before that day; {first}")
    return vendor, records, before[-1]


def _document(vendor: str, records: Sequence[SweepRecord], compared: SweepRecord | None) -> dict[str, Any]:
    found = changes(compared, records[-1]) if compared is not None else []
    return {
        "vendor": vendor,
        "sweeps": [
            {
                "taken": moment(record.taken), "full": record.full, "held_objects": record.held_objects,
                "held_bytes": record.held_bytes, "examined": round(record.share, 6), "tier": record.judged.tier,
                "measured": record.judged.measured, "state": record.judged.state, "policy": record.judged.policy,
                "holdings": [
                    {
                        "kind": kind, "objects": then.objects, "bytes": then.bytes, "findings": then.findings,
                        "confirmed": then.confirmed, "people": then.people, "seconds": then.seconds,
                    }
                    for kind, then in record.held.items()
                ],
            }
            for record in records
        ],
        "compared": moment(compared.taken) if compared is not None else None,
        "changes": [
            {"kind": each.kind, "what": each.what, "measure": each.measure, "before": each.before, "after": each.after}
            for each in found
        ],
        "caution": caution(compared, records[-1]) if compared is not None else "",
    }  # fmt: skip


def _parts(vendor: str, records: Sequence[SweepRecord], compared: SweepRecord | None) -> Iterator[RenderableType]:
    yield Text.assemble((shown(vendor), "bold"), f": {len(records):,} sweep{'' if len(records) == 1 else 's'}")
    if not records:
        yield Text("  None is remembered yet: the next `discover scan` or `discover sweep` begins the history.")
        return
    grid = Table.grid(padding=(0, 2, 0, 0), pad_edge=True)
    for record in records[-_SHOWN:]:
        full = "" if record.full else "not all was listed"
        grid.add_row(
            "", f"{record.taken:%Y-%m-%d %H:%M}", Text(record.judged.tier, style="bold"), record.judged.state,
            f"{record.held_objects:,} objects", size(record.held_bytes), f"{percent(record.share)} examined", full,
        )  # fmt: skip
    yield grid
    if compared is not None:
        yield from since(compared, records[-1])


def since(compared: SweepRecord, last: SweepRecord) -> Iterator[RenderableType]:
    """What is held otherwise than at an earlier sweep."""
    found = changes(compared, last)
    yield sections.heading(f"Since {compared.taken:%Y-%m-%d %H:%M}")
    if not found:
        yield Text("  Nothing is held otherwise.")
    grid = Table.grid(padding=(0, 2, 0, 0), pad_edge=True)
    for each in found:
        grid.add_row("", Text(each.what, style=_STYLES[each.what]), each.kind, _numbers(each))
    yield grid
    doubt = caution(compared, last)
    if doubt:
        yield Text(f"  With caution: {doubt}.", style="yellow")


def _numbers(each: Change) -> str:
    def said(count: int) -> str:
        if each.measure == "seconds":
            return duration(count)
        return size(count) if each.measure == "bytes" else f"{count:,}"

    unit = "" if each.measure in {"seconds", "bytes"} else f" {each.measure}"
    if each.what == "appeared":
        return f"{said(each.after)}{unit}"
    if each.what == "vanished":
        return f"{said(each.before)}{unit} before"
    return f"{said(each.before)} to {said(each.after)}{unit}"
