"""What tests read of a bucket as a source."""

from __future__ import annotations

from collections.abc import Iterable

from connectors.base import Connector, Item, Mark, Refused


def listed(source: Connector, after: str = "") -> tuple[list[Item | Refused | Mark], dict[str, Item], list[Refused]]:
    """All entries of a listing, its items by name, and what is refused."""
    entries = list(source.list(after))
    items = {entry.name: entry for entry in entries if isinstance(entry, Item)}
    return entries, items, [entry for entry in entries if isinstance(entry, Refused)]


def contents(source: Connector, items: Iterable[Item]) -> dict[str, bytes | str]:
    """What every item holds, or why it was refused."""
    out: dict[str, bytes | str] = {}
    for shard in source.pack(items):
        for blob in source.open(shard):
            if isinstance(blob, Refused):
                out[blob.name] = blob.reason
            else:
                out[shard.items[blob.index].name] = blob.content()
    return out
