"""Planted: one value that stands in a made container, and where a scan must report it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Planted:
    """One value.

    Attributes:
        inner: path of its object behind the container's own, as reported after `!` (`b/in.txt`, `b.zip!in.txt`); empty for the
            container itself.
        kind: dotted kind.
        page: page, slide or sheet from 1, where the report must name one.
        column: column of a table, where the report must name one.
        row: row from 1, where the report must name one.
        line: line from 1, where the report must name one.
    """

    inner: str
    kind: str = "cred.ci_token"
    page: int | None = None
    column: str | None = None
    row: int | None = None
    line: int | None = None
