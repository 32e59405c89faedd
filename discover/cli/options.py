"""Options that several commands have, each defined once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from discover.inventory.store import Store


def vendors(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Vendors of the inventory in use, for the shell; none where it cannot be read."""
    from click.shell_completion import CompletionItem  # noqa: PLC0415  # only while a shell completes

    from discover.errors import DiscoverError  # noqa: PLC0415  # as above
    from discover.inventory.store import open_store  # noqa: PLC0415  # as above

    try:
        with open_store(ctx.params.get("inventory")) as store:
            return [CompletionItem(name) for name in store.vendors() if name.startswith(incomplete)]
    except DiscoverError:
        return []


def asked(store: Store, vendor: str | None) -> list[str]:
    """The vendor that was named, or all of the inventory, sorted."""
    return store.vendors() if vendor is None else [vendor]


vendor = click.argument("vendor", required=False, shell_complete=vendors)

form = click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="How to print the answer.",
)

inventory = click.option(
    "--inventory",
    metavar="PATH-OR-URL",
    help="The inventory: a file, or a postgresql+psycopg:// URL. [default: the one in your data folder]",
)

rules = click.option(
    "--rules",
    "rules",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="A rule file or a folder of them, beside the rules that ship. May be given several times.",
)

policy = click.option(
    "--policy",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A policy file in place of the one that ships.",
)

declared = click.option(
    "--declared",
    metavar="TIER-OR-PROFILE",
    help="What the vendor is said to be, such as T1 or a profile of the policy; a measured tier that differs is named.",
)
