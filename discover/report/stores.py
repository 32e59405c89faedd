"""Stores: what services say of the buckets that data lies in, for people and as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from connectors.fact import FACTS
from discover.report.sections import heading
from discover.report.words import clean, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rich.console import RenderableType

    from discover.inventory.posture import Posture

#: Facts that stand in a report, in this order, and how they are said; `discover stores` shows all.
_SAID: Mapping[str, str] = {
    "region": "region {}",
    "encryption": "encryption: {}",
    "public.block": "public access blocked: {}",
    "versioning": "versioning {}",
    "lifecycle.expires": "deleted after {} days",
    "lifecycle.noncurrent": "older versions deleted after {} days",
    "object-lock": "object lock {}",
    "replication": "copied to {}",
    "logging": "access log {}",
}
_STYLES: Mapping[str, str] = {"public": "bold red", "unknown": "yellow", "private": "green"}
#: Values that say that there is nothing to say.
_NOTHING = frozenset({"0", "none"})


def summary(postures: Sequence[Posture]) -> Iterator[RenderableType]:
    """A paragraph a bucket: exposure, what is known, what is not."""
    if not postures:
        return
    yield heading("Where it lies")
    for posture in postures:
        exposure = posture.facts.get("exposure") or "unknown"
        because = posture.details.get("exposure", "")
        told = Text.assemble("  ", (shown(posture.store), "bold"), "  exposure ", (exposure, _STYLES.get(exposure, "")))
        yield told.append(f" ({because})" if because else "")
        known = [words.format(shown(str(value))) for words, value in _known(posture)]
        unknown = [name for name in FACTS if name in posture.facts and posture.facts[name] is None]
        if known:
            yield Text(f"      {'; '.join(known)}")
        if unknown:
            yield Text(f"      not known, so neither on nor off: {', '.join(unknown)}", style="yellow")


def _known(posture: Posture) -> Iterator[tuple[str, str]]:
    for name, words in _SAID.items():
        value = posture.facts.get(name)
        if value is not None and value not in _NOTHING:
            yield words, value


def every_fact(posture: Posture) -> Iterator[RenderableType]:
    """All that is known and not known of one bucket, a line each."""
    yield Text(shown(posture.store), style="bold")
    grid = Table.grid(padding=(0, 2, 0, 0), pad_edge=True)
    for name in FACTS:
        if name in posture.facts:
            value, detail = posture.facts[name], posture.details.get(name, "")
            said = Text("not known", style="yellow") if value is None else Text(shown(value))
            grid.add_row("", name, said, Text(shown(detail), style="dim"))
    yield grid


def store_row(posture: Posture) -> dict[str, Any]:
    """A bucket as plain data: `{store, facts, details}`; a fact that is null is not known."""
    return {
        "store": clean(posture.store),
        "facts": {name: None if value is None else clean(value) for name, value in posture.facts.items()},
        "details": {name: clean(value) for name, value in posture.details.items()},
    }
