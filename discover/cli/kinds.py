"""`discover kinds`: everything that a vendor may be found to hold, and what law and good sense say of it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click
from rich.text import Text

from detectors.kinds import Kind, load
from discover.cli import options, output
from discover.errors import UsageError
from discover.report import sections
from discover.report.words import plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType


@click.command()
@click.argument("name", default="", metavar="[KIND|CATEGORY]")
@options.form
def kinds(name: str, form: str) -> None:
    """List every kind of data: how bad one exposed item is, what can be done then, and how the law names it.

    NAME is a category such as govid, or a kind such as govid.us_ssn.

    As JSON: a list of {name, sentence, category, severity, dpv, special, bulk_class, revocability, source}.
    """
    known = load()
    found = [kind for kind in known.values() if not name or f"{kind.name}.".startswith(f"{name}.")]
    if not found:
        categories = dict.fromkeys(kind.category for kind in known.values())
        raise UsageError(f"no kind or category is named '{name}'; the categories are {', '.join(categories)}")
    if form == "json":
        output.document([asdict(kind) for kind in found])
    else:
        output.text(_lines(found))


def _lines(found: Sequence[Kind]) -> Iterator[RenderableType]:
    width = max(len(kind.name) for kind in found)
    for kind in found:
        law = ", ".join(
            part
            for part in (kind.dpv, "special category" if kind.special else "", _bulk(kind))
            if part and part != "own"
        )
        yield Text.assemble(
            f"{kind.name:<{width}}  ",
            (f"{kind.severity:<8}", sections.STYLES.get(kind.severity, "")),
            f"  {kind.revocability:<10}  {kind.sentence}",
            (f"  [{law}]" if law else "", "dim"),
        )
    yield Text(plural(len(found), "kind"), style="bold")


def _bulk(kind: Kind) -> str:
    return f"28 CFR 202.205({kind.bulk_class})" if kind.bulk_class else ""
