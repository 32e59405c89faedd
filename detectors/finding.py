"""Finding: what a detector says of one place. It never holds the value that was found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of an object's original bytes.

    Attributes:
        start: first byte, from 0.
        end: one past the last byte.
        line: line of the first byte, from 1 (lines end at LF).
        end_line: line of the last byte, from 1.
    """

    start: int
    end: int
    line: int
    end_line: int


@dataclass(frozen=True, slots=True)
class Region:
    """A place in paged or timed media: page from 1, box as left, top, right, bottom in pixels, second from 0."""

    page: int | None
    box: tuple[int, int, int, int] | None
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A place in a table: its name, the column's name, and the row from 1 (a header is not a row)."""

    table: str
    column: str
    row: int


Place = Span | Region | Cell


@dataclass(frozen=True, slots=True)
class Finding:
    """One detected thing at one place.

    Attributes:
        kind: dotted name from kinds.toml, for example `cred.cloud_key`.
        rule: full id of the rule that found it, `<file>.<id>`.
        version: digest of that rule, so that a changed rule is a new one.
        place: where it is, in the original object.
        confidence: probability from 0 to 1 that it is what the kind says.
        evidence: names of the checks that passed, in the order they were made.
        fingerprint: keyed HMAC-SHA-256 of the normalised value, first 16 bytes.
        preview: what may be shown of it: its type and length, never a part of it.
    """

    kind: str
    rule: str
    version: str
    place: Place
    confidence: float
    evidence: tuple[str, ...]
    fingerprint: bytes
    preview: str
