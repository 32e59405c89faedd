"""Exits: every exit code, and the one place where errors become exit codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from connectors.errors import ConnectorError
from detectors.errors import DetectorError
from discover.errors import DiscoverError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

DONE = 0
BUG = 1
USAGE = 2
PARTIAL = 3
ENVIRONMENT = 4
SOURCE = 5
FINDINGS = 10
INTERRUPTED = 130

#: What each code says, for `--help` and the README.
SENTENCES: Mapping[int, str] = {
    DONE: "done, and nothing at or over --fail-on",
    BUG: "a bug in discover",
    USAGE: "the command line does not fit together",
    PARTIAL: "done, but a part could not be read: see the coverage",
    ENVIRONMENT: "a setting, a rule, the inventory or the environment is wrong",
    SOURCE: "nothing of any target could be read",
    FINDINGS: "findings at or over --fail-on (before 3 and 5), or an attestation that does not hold",
    INTERRUPTED: "interrupted",
}

#: Errors whose message is for the user as it stands.
EXPECTED = (DiscoverError, ConnectorError, DetectorError, OSError)


def exit_code(error: BaseException) -> int:
    """The exit code of a command that ended with an error."""
    if isinstance(error, KeyboardInterrupt | click.Abort):
        return INTERRUPTED
    if isinstance(error, UsageError | click.ClickException):
        return USAGE
    if isinstance(error, ConnectorError):
        return SOURCE
    # What the operating system refuses here is a full disk, a missing file or a lacking right.
    return ENVIRONMENT if isinstance(error, EXPECTED) else BUG


def scan_code(*, failing: bool, partial: bool, nothing: bool) -> int:
    """The exit code of a scan that came to its end.

    Args:
        failing: whether there are findings at or over `--fail-on`.
        partial: whether a part of a target could not be read.
        nothing: whether no byte of any target could be read.
    """
    if failing:
        return FINDINGS
    if nothing:
        return SOURCE
    return PARTIAL if partial else DONE
