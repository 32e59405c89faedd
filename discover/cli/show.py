"""`discover show`: all that is known of one value, by its fingerprint."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from detectors import kinds
from discover.cli import options, output
from discover.errors import UsageError
from discover.inventory.store import open_store
from discover.report import sections
from discover.report.advice import advice, sentence
from discover.report.rows import finding_row
from discover.report.words import plural, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from discover.inventory.holding import FindingRecord

_PREFIX = re.compile(r"[0-9a-fA-F]{6,32}")
_SHOWN = 40


@click.command()
@click.argument("finding")
@options.form
@options.inventory
def show(finding: str, form: str, inventory: str | None) -> None:
    """Show all places of one value: FINDING is its fingerprint, as reports in JSON and CSV give it, or six digits and more of it.

    A fingerprint is keyed: it tells equal values, within this inventory, and nothing of the value.

    As JSON: {fingerprint, kind, sentence, advice, places}; places are findings, those that are gone among them.
    """
    if _PREFIX.fullmatch(finding) is None:
        raise UsageError(
            f"'{finding}' is no fingerprint: give six to 32 hexadecimal digits of one, from discover scan --format jsonl"
        )
    with open_store(inventory) as store:
        found = store.places(finding.lower())
    if not found:
        raise UsageError(
            f"no finding has a fingerprint that begins with '{finding}' in this inventory; give another with --inventory"
        )
    values = sorted({each.fingerprint for each in found})
    if len(values) > 1:
        raise UsageError(
            f"{len(values)} values begin with '{finding}', such as {values[0]} and {values[1]}; give more digits"
        )
    if form == "json":
        output.document(_document(found))
    else:
        output.text(_parts(found))


def _document(found: Sequence[FindingRecord]) -> dict[str, Any]:
    first = found[0]
    return {
        "fingerprint": first.fingerprint, "kind": first.kind, "sentence": sentence(first.kind), "advice": advice(first.kind),
        "places": [{**finding_row(each), "gone": each.gone} for each in found],
    }  # fmt: skip


def _parts(found: Sequence[FindingRecord]) -> Iterator[RenderableType]:
    first, known = found[0], kinds.load().get(found[0].kind)
    yield Text.assemble(
        (first.kind, "bold"), "  ", (first.severity, sections.STYLES.get(first.severity, "")), f"  {first.fingerprint}"
    )
    yield sections.prose(sentence(first.kind))
    held = [each for each in found if not each.gone]
    gone = f", {len(found) - len(held):,} not held any more" if len(held) < len(found) else ""
    yield Text(f"  at {plural(len(held), 'place')}{gone}, by {', '.join(sorted({each.rule for each in found}))}")
    for each in found[:_SHOWN]:
        when = f"{each.date:%Y-%m-%d}, {each.date_of}" if each.date else "date not known"
        how = (
            ""
            if each.in_head is None or each.in_head
            else ", not in HEAD"
            if each.where != "version"
            else ", an older version"
        )
        state = ", gone" if each.gone else how
        yield Text(
            f"  {shown(each.vendor)}  {shown(each.path)}:{each.line}  {when}{state}"
            f"  {each.confidence:.2f} {' '.join(each.evidence)}"
        )
        yield Text(f"      in {shown(each.source)}", style="dim")
    if len(found) > _SHOWN:
        yield Text(f"  and {len(found) - _SHOWN:,} more: --format json lists them")
    if held and advice(first.kind):
        yield sections.prose(advice(first.kind))
    if known is not None and known.source:
        yield Text(f"  {known.source}", style="dim")
