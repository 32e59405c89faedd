"""`discover declared`: what vendors declare, held against what was measured."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.table import Table
from rich.text import Text

from discover.classify import policy as policies
from discover.cli import exits, options, output
from discover.declared.compare import DRIFTS, MATCH, compare
from discover.errors import UsageError
from discover.inventory.store import open_store
from discover.report.words import clean, plural, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rich.console import RenderableType

    from discover.declared.compare import Verdict


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@options.form
@options.inventory
@options.policy
@click.option(
    "--only", multiple=True, metavar="VENDOR", help="Only this vendor of the file. May be given several times."
)
@click.option("--fail-on-drift", is_flag=True, help="Exit with 10 where what is measured is not what is declared.")
def declared(
    file: Path, form: str, inventory: str | None, policy: Path | None, only: tuple[str, ...], fail_on_drift: bool
) -> int:
    """Hold what vendors declare in FILE, a sweep file, against what was measured.

    A [[vendor]] of the file has [[vendor.declares]] tables: kinds = ["kyc.*"], and where they are declared people = "1,000-10,000",
    max_age = "24 months", stores = ["s3://acme-kyc*"], purpose = "...". Verdicts: MATCH, UNDECLARED, OVERDECLARED, BAND_DRIFT,
    AGE_DRIFT, LOCATION_DRIFT, and UNVERIFIABLE where too little is known to say.

    As JSON: a list of {vendor, verdict, kind, severity, because}.
    """
    from discover.cli.sweep import source_options  # noqa: PLC0415  # which imports what a scan needs
    from discover.sweep import vendors  # noqa: PLC0415  # as above

    using = policies.load(policy) if policy else policies.load_default()
    given = vendors.load(file, source_options())
    names = [vendor.name for vendor in given.vendors]
    missing = [name for name in only if name not in names]
    if missing:
        raise UsageError(f"--only {missing[0]}: the file names no such vendor; there are: {', '.join(names)}")
    told: dict[str, Sequence[Verdict]] = {}
    with open_store(inventory or given.inventory or None) as store:
        for vendor in given.vendors:
            if not only or vendor.name in only:
                held, coverage = store.holdings(vendor.name), store.coverage(vendor.name)
                told[vendor.name] = compare(vendor.declares, held, coverage, using, datetime.now(UTC).date())
    if form == "json":
        output.document(
            [{"vendor": clean(name), **asdict(each)} for name, verdicts in told.items() for each in verdicts]
        )
    else:
        output.text(_parts(told))
    drifts = any(each.verdict in DRIFTS for verdicts in told.values() for each in verdicts)
    return exits.FINDINGS if fail_on_drift and drifts else exits.DONE


def _parts(told: Mapping[str, Sequence[Verdict]]) -> Iterator[RenderableType]:
    for name, verdicts in told.items():
        drifts = sum(each.verdict in DRIFTS for each in verdicts)
        yield Text.assemble(
            (shown(name), "bold"), f": {plural(drifts, 'difference')} between what is declared and what is measured"
        )
        if not verdicts:
            yield Text("  Nothing is declared and nothing is held.")
        grid = Table.grid(padding=(0, 2, 0, 0), pad_edge=True)
        for each in verdicts:
            style = "red" if each.verdict in DRIFTS else "green" if each.verdict == MATCH else "yellow"
            grid.add_row("", Text(each.verdict, style=style), each.kind, Text(shown(each.because)))
        yield grid
