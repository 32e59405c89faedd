"""`discover stores`: where a vendor's data lies, and what the services say of these buckets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.text import Text

from discover.cli import options, output
from discover.inventory.store import Store, open_store
from discover.report.stores import every_fact, store_row
from discover.report.words import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType


@click.command()
@options.vendor
@options.form
@options.inventory
def stores(vendor: str | None, form: str, inventory: str | None) -> None:
    """Say what services say of the buckets that a vendor's data lies in: exposure, encryption, versions, deletion.

    A fact that the service does not tell is not known: neither on nor off. As JSON: a list of {store, facts, details}.
    """
    with open_store(inventory) as store:
        names = options.asked(store, vendor)
        if form == "json":
            output.document([store_row(posture) for name in names for posture in store.postures(name)])
        else:
            output.text(_parts(store, names))


def _parts(store: Store, names: list[str]) -> Iterator[RenderableType]:
    for name in names:
        found = store.postures(name)
        if not found:
            yield Text(f"{shown(name)}: no bucket was scanned")
        for posture in found:
            yield from every_fact(posture)
