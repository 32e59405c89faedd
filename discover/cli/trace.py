"""Trace: where an error came from, without what it says.

The message of an unforeseen error may quote what was being read, so it goes to no log and no terminal.
"""

from __future__ import annotations

import traceback
from pathlib import Path


def trace(error: BaseException) -> str:
    """Frames and class of an error and of those before it, the first cause first."""
    parts = [] if (before := _before(error)) is None else [trace(before), "which led to"]
    return "\n".join([*parts, *_frames(error), type(error).__qualname__])


def origin(error: BaseException) -> str:
    """The class of an error and where it was raised, such as `KeyError in confirm.py:41`."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" in {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__qualname__}{where}"


def _before(error: BaseException) -> BaseException | None:
    return error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _frames(error: BaseException) -> list[str]:
    return [line.rstrip("\n") for line in traceback.format_list(traceback.extract_tb(error.__traceback__))]
