"""Progress: a bar on a terminal with bytes, rate and time left; nothing in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID


class Bar:
    """What a sweep tells; see `discover.sweep.run.Progress`. Silent without a display."""

    def __init__(self, display: RichProgress | None) -> None:
        """Take the display, or None."""
        self._display = display
        self._task: TaskID | None = display.add_task("scanning", total=0) if display else None
        self._total = 0
        self._listed = 0
        self._done = 0
        self._waiting = 0

    def listed(self, size: int) -> None:
        """An object of so many bytes was listed."""
        self._total += size
        self._listed += 1
        self._waiting += 1
        if self._display is not None and self._task is not None and self._waiting >= _EVERY:
            self._waiting = 0
            self._display.update(self._task, total=self._total, description=self._said())

    def passed(self, size: int, objects: int = 1) -> None:
        """So many bytes of so many objects are done."""
        self._done += objects
        if self._display is not None and self._task is not None:
            self._display.update(self._task, total=self._total, advance=size, description=self._said())

    def _said(self) -> str:
        return f"scanning, {self._done:,} of {self._listed:,} objects"

    def done(self) -> None:
        """Take the bar away, so that the report stands alone."""
        if self._display is not None:
            self._display.stop()


#: Listed objects between two updates: telling of each would cost more than listing it.
_EVERY = 500


@contextmanager
def progress_bar() -> Iterator[Bar]:
    """A bar on standard error where that is a terminal."""
    if not sys.stderr.isatty():
        yield Bar(None)
        return
    from rich.console import Console  # noqa: PLC0415  # not needed in a pipe
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn  # noqa: PLC0415  # as above

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as display:
        yield Bar(display)
