"""`discover coverage`: how much was examined, and what was not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.text import Text

from discover.cli import options, output
from discover.inventory.store import Store, open_store
from discover.report import sections
from discover.report.rows import coverage_row
from discover.report.words import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType


@click.command()
@options.vendor
@options.form
@options.inventory
def coverage(vendor: str | None, form: str, inventory: str | None) -> None:
    """Say how much of what a vendor holds was examined, and what was not, and why.

    As JSON: one object; a list of them where there are several vendors and none is named.
    """
    with open_store(inventory) as store:
        names = options.asked(store, vendor)
        if form == "json":
            output.one_or_list([coverage_row(store.coverage(name)) for name in names])
        else:
            output.text(_parts(store, names))


def _parts(store: Store, names: list[str]) -> Iterator[RenderableType]:
    for number, name in enumerate(names):
        yield Text(("\n" if number else "") + shown(name), style="bold")
        yield from sections.coverage(store.coverage(name))
