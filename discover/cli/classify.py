"""`discover classify`: the tier that follows from what is held."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.text import Text

from discover.classify import policy as policies
from discover.cli import options, output
from discover.inventory.store import open_store
from discover.report import sections
from discover.sweep.recorded import classified

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from rich.console import RenderableType

    from discover.classify.tier import Classification


@click.command()
@options.vendor
@options.form
@options.inventory
@options.policy
@options.declared
def classify(vendor: str | None, form: str, inventory: str | None, policy: Path | None, declared: str | None) -> None:
    """Give the tier that follows from what a vendor holds, with every rule and clause that led to it.

    As JSON: {vendor, tier, state, rules, would_be, coverage, controls}; a list of them where there are several
    vendors and none is named. A tier is PROVEN where enough was examined, else UNPROVEN: it may turn out higher,
    never lower.
    """
    using = policies.load(policy) if policy else policies.load_default()
    with open_store(inventory) as store:
        names = options.asked(store, vendor)
        found = [classified(store, name, using, declared) for name in names]
    if form == "json":
        output.one_or_list([each.as_dict() for each in found])
    else:
        output.text(_parts(found))


def _parts(found: Sequence[Classification]) -> Iterator[RenderableType]:
    for number, each in enumerate(found):
        if number:
            yield Text("")
        yield from sections.tier(each.as_dict())
        yield from sections.controls(each.as_dict())
