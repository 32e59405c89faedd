"""Subject: one object under examination, the hits in it with their places, and who is told of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import NamedTuple

from connectors.blob import Blob
from connectors.export.base import Surroundings
from detectors.text.confirm import Hit
from detectors.views.sniff import Media
from discover.outcome import NOWHERE, Label
from discover.reading import Located


class Placed(NamedTuple):
    """A hit in an object: where it is in the object or in its text, and on which page or in which cell.

    `records` and `people` are as in `discover.outcome.Group`.
    """

    rule: int
    fingerprint: bytes
    confidence: float
    evidence: tuple[str, ...]
    start: int
    end: int
    line: int
    end_line: int
    number: int = 0
    label: Label | int = NOWHERE
    records: int = 1
    people: bytes = b""


class Subject(NamedTuple):
    """An object under examination.

    Attributes:
        inner: its path in the item.
        blob: its content.
        media: what it is.
        head: its first bytes; all of it where it is not longer than a window.
        small: whether that is all.
        depth: containers around it.
        weight: bytes of the item for each byte of it.
        raw: how its own bytes are scanned, in place of the usual way (versions of a history).
        document: whether it may be a document of some class: a commit's message is none, and a version that is stored as
            a difference to another one is of the class that that one is of.
        path: its path in what is around it; empty where it has none.
        around: what lies around it, and what was read of that; None where that cannot be had.
    """

    inner: str
    blob: Blob
    media: Media
    head: bytes
    small: bool
    depth: int = 0
    weight: float = 1.0
    raw: Callable[[bytes], list[Hit]] | None = None
    document: bool = True
    path: str = ""
    around: Surroundings | None = None


class Sink(ABC):
    """Who is told what an item holds."""

    @abstractmethod
    def found(self, subject: Subject, inner: str, placed: Iterable[Placed], content: bytes | None) -> None:
        """Hits of one object, or of one named part of it, `content` being all of that or None where it is not in memory."""

    @abstractmethod
    def gap(self, inner: str, size: int, reason: str, detail: str) -> None:
        """What was not examined: so many of the item's bytes."""


def told(item: Located) -> Placed:
    """A hit in the object's own bytes."""
    hit = item.hit
    return Placed(
        hit.rule, hit.fingerprint, hit.confidence, hit.evidence, item.start, item.end, item.line, item.end_line
    )
