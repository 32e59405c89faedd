"""Advice: what to do about a kind of thing, by what can still be done once it is out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detectors import kinds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from discover.inventory.holding import Coverage, Holding

#: Sentences by `detectors.kinds.Kind.revocability`.
BY_REVOCABILITY: Mapping[str, str] = {
    "rotatable": "Revoke it where it was issued and issue anew; taking it out of the file is not enough: copies stay.",
    "reissuable": "Take it out of this store; where it may have leaked, tell its holder, who can have it replaced.",
    "semi": "Take it out of this store unless there is a reason to hold it: it changes with great effort or never.",
    "permanent": "Take it out of this store unless there is a legal reason to hold it: a body cannot be issued again.",
    "knowledge": "Decide who may know it and move it there: what has been read cannot be called back.",
}
_LOUD = ("critical", "high")


def advice(kind: str) -> str:
    """What to do about one finding of a kind; empty for a kind that the table does not know."""
    known = kinds.load().get(kind)
    return BY_REVOCABILITY[known.revocability] if known else ""


def sentence(kind: str) -> str:
    """What a kind is, in the table's words, or its name."""
    known = kinds.load().get(kind)
    return known.sentence if known else kind


def next_step(vendor: str, holdings: Sequence[Holding], coverage: Coverage) -> str:
    """The one thing to do first, in one or two sentences."""
    for step in (_revoke(holdings), _remove(holdings), _look(vendor, coverage)):
        if step:
            return step
    if holdings:
        return "Look through the findings above: none is both confirmed and severe."
    return (
        "Nothing was found, and what there is was looked at. Scan again when it changes: only what is new will be read."
    )


def _revoke(holdings: Sequence[Holding]) -> str:
    found = [holding for holding in holdings if _severe(holding) and _revocability(holding.kind) == "rotatable"]
    if not found:
        return ""
    values = sum(holding.confirmed_values for holding in found)
    what = "the confirmed key or password" if values == 1 else f"the {values:,} confirmed keys and passwords"
    return f"Revoke {what} above where issued, the worst first, and issue anew; taking them out of files is not enough."


def _remove(holdings: Sequence[Holding]) -> str:
    found = [holding for holding in holdings if _severe(holding)]
    if not found:
        return ""
    store = found[0].stores[0] if found[0].stores else "its store"
    return f"Decide whether {found[0].kind} has to be held at all, and take what has not out of {store}."


def _look(vendor: str, coverage: Coverage) -> str:
    if coverage.denied:
        return f"Give access to {min(coverage.denied)} and scan again: nothing is known of what it holds."
    if coverage.partial:
        return "Run the scan again to its end: it goes on where it stopped."
    if coverage.examined_bytes < coverage.held_bytes:
        return f"See what was not examined with `discover coverage {vendor}`: it may hold anything."
    return ""


def _severe(holding: Holding) -> bool:
    return holding.confirmed_values > 0 and holding.worst in _LOUD


def _revocability(kind: str) -> str:
    known = kinds.load().get(kind)
    return known.revocability if known else ""
