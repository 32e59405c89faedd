"""`discover inventory`: what is held."""

from __future__ import annotations

import csv
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click
from rich.text import Text

from detectors.kinds import SEVERITIES
from discover.cli import options, output
from discover.inventory.concentration import StoreShare, concentration
from discover.inventory.store import Store, open_store
from discover.inventory.where import where as conditions
from discover.report import sections
from discover.report.csv import cell
from discover.report.rows import holding_row
from discover.report.words import clean, percent, shown, size

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rich.console import RenderableType

    from discover.inventory.holding import Holding
    from discover.inventory.where import Where


@click.command()
@options.vendor
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json", "csv")),
    default="text",
    show_default=True,
    help="How to print the answer.",
)
@options.inventory
@click.option(
    "--where",
    "asked",
    multiple=True,
    metavar="CONDITION",
    help="Only what meets this, such as kind=kyc.* or age>365d. May be given several times.",
)
@click.option(
    "--by", type=click.Choice(("kind", "store")), default="kind", show_default=True, help="What each row is of."
)
def inventory(vendor: str | None, form: str, inventory: str | None, asked: tuple[str, ...], by: str) -> None:
    """Say what a vendor holds, the worst first; every vendor where none is named.

    A condition is a field, one of = != < <= > >=, and a value; * stands for anything in a text. Of findings: kind, category,
    store, path, rule, role, state, severity, confidence, date, age, in_head, exposure. Of what was counted: people, objects,
    bytes, findings, confirmed, seconds. What is not known meets no condition.

    By store, the rows say how much of the vendor lies in each, and which store is a chokepoint: 80 % of the people or the
    categories of more than one store.

    As JSON and CSV: a list of holdings, one for each vendor and kind; by store, of {vendor, store, kinds, categories, objects,
    people, people_share, category_share, worst, chokepoint}.
    """
    only = conditions(asked, datetime.now(UTC))
    with open_store(inventory) as store:
        names = options.asked(store, vendor)
        if by == "store":
            _stores({name: _shares(store, name, only) for name in names}, form)
            return
        if form == "text":
            output.text(_parts(store, names, only))
            return
        rows = [holding for name in names for holding in _held(store, name, only)]
    if form == "json":
        output.document([holding_row(holding) for holding in rows])
    else:
        _csv(rows)


def _held(store: Store, vendor: str, only: Where) -> list[Holding]:
    return [held for held in store.holdings(vendor, only.finding if only.narrowed else None) if only.chooses(held)]


def _shares(store: Store, vendor: str, only: Where) -> list[StoreShare]:
    clause = only.finding if only.narrowed else None
    by_store = {
        name: [held for held in rows if only.chooses(held)] for name, rows in store.by_store(vendor, clause).items()
    }
    return concentration(_held(store, vendor, only), by_store, SEVERITIES)


def _stores(told: Mapping[str, Sequence[StoreShare]], form: str) -> None:
    rows = [
        {"vendor": clean(vendor), **asdict(each), "store": clean(each.store)}
        for vendor, shares in told.items()
        for each in shares
    ]
    if form == "json":
        output.document(rows)
    elif form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\r\n")
        names = ["vendor", *StoreShare.__slots__]
        writer.writerow(names)
        for row in rows:
            writer.writerow([cell(list(row[name]) if isinstance(row[name], tuple) else row[name]) for name in names])
    else:
        output.text(part for vendor, shares in told.items() for part in _by_store(vendor, shares))


def _by_store(vendor: str, shares: Sequence[StoreShare]) -> Iterator[RenderableType]:
    yield Text(shown(vendor), style="bold")
    for each in shares:
        people = "people not told apart" if each.people is None else f"{each.people:,} people"
        part = f", {percent(each.people_share)} of the vendor's" if each.people_share is not None else ""
        yield Text.assemble(
            "  ",
            (f"{each.worst:<8}", sections.STYLES.get(each.worst, "")),
            f"  {shown(each.store)}",
            (", a chokepoint", "bold red") if each.chokepoint else "",
        )
        yield Text(
            f"            {people}{part}; {percent(each.category_share)} of its categories: {', '.join(each.categories)}",
            style="dim",
        )
    if not shares:
        yield Text("  Nothing was found.")


def _csv(rows: Sequence[Holding]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for held in rows:
        row = holding_row(held)
        writer.writerow([cell(row[name]) for name in _COLUMNS])


_COLUMNS = (
    "vendor", "kind", "objects", "bytes", "findings", "confirmed", "values", "subjects", "records", "seconds", "conversations",
    "oldest", "newest", "date_of", "worst", "confidence", "in_head", "gone", "stores",
)  # fmt: skip


def _parts(store: Store, names: list[str], only: Where) -> Iterator[RenderableType]:
    if not names:
        yield Text("The inventory is empty. Fill it with: discover scan TARGET --vendor NAME")
    for number, name in enumerate(names):
        coverage = store.coverage(name)
        examined = f"{percent(coverage.share)} of {size(coverage.held_bytes)} examined"
        yield Text.assemble("\n" if number else "", (shown(name), "bold"), f": {examined}")
        yield from sections.holdings(_held(store, name, only), {})
