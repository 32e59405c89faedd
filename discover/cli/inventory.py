"""`discover inventory`: what is held."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.text import Text

from discover.cli import options, output
from discover.inventory.store import Store, open_store
from discover.report import sections
from discover.report.rows import holding_row
from discover.report.words import percent, shown, size

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType


@click.command()
@options.vendor
@options.form
@options.inventory
def inventory(vendor: str | None, form: str, inventory: str | None) -> None:
    """Say what a vendor holds, the worst first; every vendor where none is named.

    As JSON: a list of holdings, one for each vendor and kind.
    """
    with open_store(inventory) as store:
        names = options.asked(store, vendor)
        if form == "json":
            output.document([holding_row(holding) for name in names for holding in store.holdings(name)])
        else:
            output.text(_parts(store, names))


def _parts(store: Store, names: list[str]) -> Iterator[RenderableType]:
    if not names:
        yield Text("The inventory is empty. Fill it with: discover scan TARGET --vendor NAME")
    for number, name in enumerate(names):
        coverage = store.coverage(name)
        examined = f"{percent(coverage.share)} of {size(coverage.held_bytes)} examined"
        yield Text.assemble("\n" if number else "", (shown(name), "bold"), f": {examined}")
        yield from sections.holdings(store.holdings(name), {})
