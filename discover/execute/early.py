"""Early: the process that workers are forked from, started first of all: it gets ready while the command imports what it needs."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

#: A scan of files that are no larger than this, in bytes, ends before what larger ones gain from is imported.
_SMALL = 8 << 20

_ALWAYS, _COMPILED, _LARGE = "discover.execute.worker", "discover.execute.compiled", "discover.execute.preload"


def available() -> bool:
    """Whether this system can fork workers and share locks with them.

    Some sandboxes and Windows cannot, nor can anybody whose folder for temporary files has a name too long for a socket.
    """
    try:
        multiprocessing.get_context("forkserver").Lock()
        _run()
    except (ImportError, OSError, ValueError):
        return False
    return True


def begin(targets: Sequence[str], *, own_rules: bool) -> None:
    """Start it, where it can be; it ends with this process.

    Args:
        targets: of the scan, as given.
        own_rules: whether the user's rules come in, so that the rules that ship are not what workers need.
    """
    wanted = [_ALWAYS]
    if not own_rules:
        wanted.append(_COMPILED)
    if not _small(targets):
        wanted.append(_LARGE)
    with suppress(ImportError, OSError, ValueError):  # `available` says so later
        multiprocessing.get_context("forkserver").set_forkserver_preload(wanted)
        _run()


def _run() -> None:
    from multiprocessing import forkserver  # noqa: PLC0415  # not on every system

    forkserver.ensure_running()


def _small(targets: Sequence[str]) -> bool:
    try:
        return (
            all(Path(name).is_file() for name in targets)
            and sum(Path(name).stat().st_size for name in targets) <= _SMALL
        )
    except (OSError, ValueError):  # said when it is scanned
        return False
