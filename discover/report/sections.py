"""Sections: the parts of a text report, for the reporter and for the commands that show one of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TextIO

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from discover.inventory.role import ASIDE
from discover.report.advice import sentence
from discover.report.words import duration, percent, plural, shown, size

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from discover.inventory.holding import Coverage, CoverageRow, FindingRecord, Holding

#: Columns where there is no terminal to ask.
WIDTH = 100
#: Characters of a commit id that tell commits of large repositories apart.
COMMIT = 10

STYLES: Mapping[str, str] = {"critical": "bold red", "high": "red", "medium": "yellow", "low": "cyan", "info": "dim"}
TIERS: Mapping[str, str] = {
    "T0": "no sensitive holding",
    "T1": "business contacts",
    "T2": "personal data",
    "T3": "sensitive custodian",
    "T4": "privileged access: treat it as an identity provider or a secrets manager",
}
#: Blanks with which rich fills a line up.
_PADDING = re.compile(r" +\n")


def write(stream: TextIO, parts: Iterator[RenderableType]) -> None:
    """Write parts to a stream: in colour and to its width on a terminal, plain and to `WIDTH` elsewhere."""
    terminal = stream.isatty()
    console = Console(
        file=stream,
        width=None if terminal else WIDTH,
        force_terminal=terminal,
        highlight=False,
        markup=False,
        emoji=False,
    )
    # Captured and written here, as rich ends the whole process where a reader has closed the pipe.
    with console.capture() as captured:
        for part in parts:
            console.print(part, soft_wrap=isinstance(part, Text))
    stream.write(_PADDING.sub("\n", captured.get()))


def heading(text: str) -> Text:
    """A section's title, after an empty line."""
    return Text(f"\n{text}", style="bold")


def prose(text: str) -> Padding:
    """A sentence, wrapped."""
    return _beneath(text, 2)


def _beneath(text: str, indent: int, style: str = "") -> Padding:
    return Padding(Text(text, style=style), (0, 0, 0, indent))


def tier(classification: Mapping[str, Any], bytes_held: int | None = None) -> Iterator[RenderableType]:
    """Vendor, tier, whether it is proven, and the rules that led there."""
    name = classification["tier"]
    style = {"T4": "bold red", "T3": "red", "T2": "yellow"}.get(name, "green")
    yield Text.assemble(
        (shown(classification["vendor"]), "bold"), ": tier ", (name, style), f", {TIERS.get(name, '')}".rstrip(", ")
    )
    of = "of what it holds" if bytes_held is None else f"of {size(bytes_held)}"
    examined = f"{percent(classification['coverage'])} {of} was examined"
    if classification["state"] == "PROVEN":
        yield Text(f"PROVEN: {examined}.")
    else:
        doubt = "there may be more" if name == max(TIERS) else "the tier may turn out higher"
        yield Text.assemble((classification["state"], "bold yellow"), f": {examined}, so {doubt}.")
    if classification["rules"]:
        yield heading("Why")
        yield from _rules(classification["rules"])
    if classification.get("would_be"):
        yield heading("Would count as well, if what is unconfirmed is true")
        yield from _rules(classification["would_be"])


def _rules(rules: Sequence[Mapping[str, str]]) -> Iterator[RenderableType]:
    grid = Table.grid(padding=(0, 2, 0, 0), pad_edge=True)
    for rule in rules:
        told = Text.assemble(shown(rule["because"]), "\n", (rule["source"], "dim"))
        grid.add_row("", Text(rule["id"], style="bold"), rule["tier"], told)
    yield grid


def controls(classification: Mapping[str, Any]) -> Iterator[RenderableType]:
    """What is demanded of a vendor of this tier."""
    if classification.get("controls"):
        yield heading("What the tier demands")
        grid = Table.grid(padding=(0, 1, 0, 0))
        for control in classification["controls"]:
            grid.add_row(" -", Text(control))
        yield grid


def holdings(rows: Sequence[Holding], where: Mapping[str, Sequence[str]]) -> Iterator[RenderableType]:
    """What is held, one kind a paragraph, in the order given.

    Args:
        rows: holdings of one vendor.
        where: paths by kind, those with the most findings first; stores stand in where there are none.
    """
    yield heading("What is held, the worst first")
    if not rows:
        yield Text("  Nothing was found.")
        return
    kinds = max(len(holding.kind) for holding in rows)
    sure = [f"{holding.confirmed:,} of {holding.findings:,} confirmed" for holding in rows]
    told = [_distinct(holding) for holding in rows]
    wide, wider = max(map(len, sure)), max(map(len, told))
    for holding, how_sure, distinct in zip(rows, sure, told, strict=True):
        line = f"  {holding.kind:<{kinds}}  {how_sure:>{wide}}  {distinct:>{wider}}  {_dates(holding)}".rstrip()
        yield Text.assemble("  ", (f"{holding.worst:<8}", STYLES.get(holding.worst, "")), line)
        yield _beneath(_where(holding, where.get(holding.kind, ())), 12, "dim")


def _distinct(holding: Holding) -> str:
    if holding.conversations:
        people = "1 person" if holding.values == 1 else f"{holding.values:,} people"
        return f"{plural(holding.records, 'message')} of {people} in {plural(holding.conversations, 'conversation')}"
    if holding.seconds:
        return f"{plural(holding.objects, 'recording')}, {duration(holding.seconds)}"
    if holding.subjects is None:
        return plural(holding.values, "value")
    told = "1 person" if holding.subjects == 1 else f"{holding.subjects:,} people"
    if holding.subjects_between is not None:
        low, high = holding.subjects_between
        told = f"about {told} ({low:,} to {high:,})"
    return f"{told}, {plural(holding.unknown, 'record')} of nobody known" if holding.unknown else told


def _dates(holding: Holding) -> str:
    if holding.oldest is None or holding.newest is None:
        return ""
    first, last = holding.oldest.date().isoformat(), holding.newest.date().isoformat()
    return first if first == last else f"{first} to {last}"


def _where(holding: Holding, paths: Sequence[str]) -> str:
    objects = plural(holding.objects, "object")
    places = [shown(path) for path in paths] or [shown(store) for store in holding.stores]
    where = " of " if not paths else ": " if len(places) >= holding.objects else ", most in "
    only = holding.findings - holding.in_head
    history = f"; {plural(only, 'finding')} in history only" if only > 0 else ""
    gone = f"; {holding.gone:,} gone since" if holding.gone else ""
    return f"in {objects}{where if places else ''}{', '.join(places)}{history}{gone}"


@dataclass(slots=True)
class Spot:
    """What one rule found at one path: its worst finding, and how many there are."""

    record: FindingRecord
    count: int = 1


def findings(spots: Sequence[Spot], total: int) -> Iterator[RenderableType]:
    """Findings one a line, their place last so that it is never cut.

    Args:
        spots: those to show.
        total: how many findings there are.
    """
    if not spots:
        return
    yield heading("Findings to look at first")
    rows = [("severity", "sure", "rule", "where", "commit", "place"), *map(_cells, spots)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for number, row in enumerate(rows):
        first, *middle, place = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
        style = STYLES.get(row[0], "") if number else "dim"
        told = "  ".join(["", *middle, place.rstrip()])
        yield Text.assemble("  ", (first, style), (told, "" if number else "dim"))
    rest = total - sum(spot.count for spot in spots)
    if rest > 0:
        yield Text(f"  … and {rest:,} more; see --format jsonl")


def _cells(spot: Spot) -> tuple[str, ...]:
    record = spot.record
    place = f"{shown(record.path)}{_within(record)}"
    more = f" and {spot.count - 1:,} more in it" if spot.count > 1 else ""
    commit = (record.commit or "")[:COMMIT]
    return record.severity, f"{record.confidence:.2f}", record.rule, _state(record), commit, f"{place}{more}"


def _within(record: FindingRecord) -> str:
    """Where in an object: `:12` for a line, `, page 3`, `, name of the column, row 7`, or `, message 5 in general`."""
    if record.conversation is not None:
        said = f", message {shown(record.message_id)}" if record.message_id else ""
        state = f" ({record.state})" if record.state else ""
        return f"{said} in {shown(record.conversation)}{state}"
    if record.page is not None:
        return f", page {record.page}"
    if record.column is not None:
        table = f"{shown(record.table)}." if record.table else ""
        row = f", row {record.row}" if record.row else ""
        return f", {table}{shown(record.column)}{row}"
    return f":{record.line}" if record.line > 0 else ""


def _state(record: FindingRecord) -> str:
    """Where it is: in HEAD, in a file, or only in history and the like; and whether the path is a test's or so."""
    state = "in HEAD" if record.in_head else "file" if record.in_head is None else record.where
    return f"{state}, {record.role}" if record.role in ASIDE else state


def coverage(given: Coverage) -> Iterator[RenderableType]:
    """How much was examined, what was not, and what nobody looked for."""
    yield heading("How much was examined")
    held = f"{size(given.held_bytes)} in {plural(given.held_objects, 'object')}"
    asked = f", by {plural(given.requests, 'request')}" if given.requests else ""
    yield Text(f"  {percent(given.share)} of {held} ({size(given.read_bytes)} read by the latest scan{asked})")
    for source, reason in given.denied.items():
        yield Text.assemble("  ", ("nothing could be read", "bold yellow"), f" of {shown(source)}: {shown(reason)}")
    for source in given.partial:
        yield Text(f"  only a part was scanned of {shown(source)}")
    if given.rows:
        yield Text("\n  Not examined, so nothing is known of it:")
        yield from _unexamined(given.rows)
    if given.not_looked_for:
        yield Text("\n  Not looked for:")
        yield from _missing(given.not_looked_for)


def _unexamined(rows: Sequence[CoverageRow]) -> Iterator[RenderableType]:
    reasons = max(len(row.reason) for row in rows)
    sizes = max(len(size(row.bytes)) for row in rows)
    counts = max(len(plural(row.objects, "object")) for row in rows)
    for row in rows:
        how_much = f"{size(row.bytes):>{sizes}}  {plural(row.objects, 'object'):>{counts}}"
        yield Text(f"  {row.reason:<{reasons}}  {how_much}  {shown(row.detail)}")
        if row.examples:
            rest = row.objects - len(row.examples)
            more = f" and {rest:,} more" if rest > 0 else ""
            yield _beneath(f"{', '.join(shown(example) for example in row.examples)}{more}", 6 + reasons, "dim")


def _missing(not_looked_for: Mapping[str, str]) -> Iterator[RenderableType]:
    """Kinds joined by what would bring them."""
    by_reason: dict[str, list[str]] = {}
    for kind, reason in not_looked_for.items():
        by_reason.setdefault(reason, []).append(kind)
    for reason, kinds in by_reason.items():
        yield _beneath(f"{', '.join(kinds)}: {reason}", 2)


def rule(described: Mapping[str, Any]) -> Iterator[RenderableType]:
    """One rule of detection, every key on a line of its own."""
    yield Text(f"{described['id']}: {described['name']}", style="bold")
    yield _beneath(sentence(described["kind"]), 2, "dim")
    for key, value in described.items():
        if value not in ("", [], None, False):
            told = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            yield Text(f"  {key:<12} {shown(told)}")
