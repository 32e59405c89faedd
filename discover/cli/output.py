"""Output: an answer on standard output, for people or for programs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from discover.report import sections
from discover.report.rows import to_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType


def document(value: Any) -> None:  # whatever JSON knows
    """Print a value as an indented JSON document."""
    sys.stdout.write(to_json(value, indent=2) + "\n")


def one_or_list(rows: Sequence[Any]) -> None:
    """Print the row where there is one, else a list: what `[VENDOR]` gives."""
    document(rows[0] if len(rows) == 1 else list(rows))


def text(parts: Iterable[RenderableType]) -> None:
    """Print parts for people."""
    sections.write(sys.stdout, iter(parts))
