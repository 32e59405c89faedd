"""Options of buckets, and of how much of a source is read; what they mean for a scan."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from discover.errors import UsageError

if TYPE_CHECKING:
    from discover.sweep.allowance import Allowance
    from discover.sweep.buckets import Buckets

_SIZE = re.compile(r"(\d{1,12}(?:\.\d{1,3})?)([KMGT]?)(?:i?B)?", re.IGNORECASE)
_AGE = re.compile(r"(\d{1,5})([hdwmy])")
_HOURS = {"h": 1, "d": 24, "w": 24 * 7, "m": 24 * 30, "y": 24 * 365}

_OPTIONS = (
    click.option("--endpoint-url", "endpoint", metavar="URL", help="A server other than the service's own."),
    click.option("--region", metavar="NAME", help="Region of an S3 bucket."),
    click.option("--profile", metavar="NAME", help="AWS profile whose credentials are used."),
    click.option("--role-arn", "role", metavar="ARN", help="AWS role to take on."),
    click.option("--external-id", metavar="ID", help="What that role asks for."),
    click.option(
        "--project", metavar="NAME", help="Google project: lists its buckets, and pays with --requester-pays."
    ),
    click.option("--anonymous", is_flag=True, help="Read public buckets without credentials."),
    click.option("--requester-pays", is_flag=True, help="Pay for reading buckets whose reader pays."),
    click.option("--current-only", is_flag=True, help="Leave older versions and unfinished uploads of buckets alone."),
    click.option("--restore-cost-ok", "restore", is_flag=True, help="Read archived objects that cost by the gigabyte."),
    click.option(
        "--listing", metavar="MANIFEST", help="Inventory report of the bucket, to list it by: a path or an address."
    ),
    click.option("--include", multiple=True, metavar="GLOB", help="Only objects of buckets whose name matches."),
    click.option("--exclude", multiple=True, metavar="GLOB", help="No objects of buckets whose name matches."),
    click.option("--min-size", metavar="SIZE", help="Only objects of buckets of this size or larger (10K, 5M, 1G)."),
    click.option("--max-size", metavar="SIZE", help="Only objects of buckets of this size or smaller."),
    click.option(
        "--newer-than", metavar="DATE|AGE", help="Only objects of buckets that changed since (2026-01-31, 30d)."
    ),
    click.option("--older-than", metavar="DATE|AGE", help="Only objects of buckets that changed before."),
    click.option(
        "--storage-class", "storage", multiple=True, metavar="NAME", help="Only objects of this storage class."
    ),
    click.option("--max-bytes", metavar="SIZE", help="Read no more than this; what is left out is said."),
    click.option(
        "--max-requests", type=click.IntRange(min=1), help="Send services no more requests than this, or a few more."
    ),
    click.option("--bandwidth", metavar="SIZE", help="Read no more than this a second from buckets."),
    click.option("--concurrency", type=click.IntRange(1, 32), help="Most requests at once, for each worker."),
    click.option(
        "--sample", metavar="SHARE", help="Read a part of the objects (5%), and say what that says of the rest."
    ),
    click.option(
        "--plan",
        is_flag=True,
        help="Read nothing: list, and say how many bytes and requests a scan would take, and about what price.",
    ),
    click.option(
        "--prices",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Prices for --plan, in place of the list prices that ship: your own, or those of another server.",
    ),
)


def bucket_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of buckets."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def buckets(given: Mapping[str, object], jobs: int, now: datetime | None = None) -> Buckets:
    """How buckets are read, as the options say.

    Args:
        given: values of the options.
        jobs: worker processes, which share the bandwidth.
        now: the moment that ages count from, UTC.

    Raises:
        UsageError: a size, an age or a combination is none.
    """
    from connectors.selection import Selection  # noqa: PLC0415  # the command line starts without
    from discover.sweep.buckets import Buckets  # noqa: PLC0415  # as above

    moment = now or datetime.now(UTC)
    named = ("endpoint", "region", "profile", "role", "external_id", "project", "listing", "concurrency")
    options = {name.replace("_", "-"): str(given[name]) for name in named if given.get(name)}
    options |= {name: "1" for name in ("anonymous", "restore") if given.get(name)}
    if given.get("requester_pays"):
        options["requester-pays"] = options.get("project", "1")
    if given.get("current_only"):
        options["versions"] = "current"
    if given.get("bandwidth"):
        options["bandwidth"] = str(max(1, size("--bandwidth", given["bandwidth"]) // max(1, jobs)))
    if given.get("anonymous") and (given.get("profile") or given.get("role")):
        raise UsageError("--anonymous and --profile or --role-arn exclude each other; give one")
    selection = Selection(
        include=_words(given, "include"),
        exclude=_words(given, "exclude"),
        least=size("--min-size", given.get("min_size")),
        most=size("--max-size", given.get("max_size")),
        since=_moment("--newer-than", given.get("newer_than"), moment),
        before=_moment("--older-than", given.get("older_than"), moment),
        storage=_words(given, "storage"),
    )
    return Buckets(options, selection)


def allowance(given: Mapping[str, object]) -> Allowance:
    """How much may be read, as the options say.

    Raises:
        UsageError: a size or a share is none.
    """
    from discover.sweep.allowance import Allowance  # noqa: PLC0415  # the command line starts without

    requests = given.get("max_requests")
    return Allowance(
        size("--max-bytes", given.get("max_bytes")),
        requests if isinstance(requests, int) else 0,
        _share(given.get("sample")),
    )


def size(option: str, text: object) -> int:
    """Bytes of `10K`, `5M`, `1.5G`; 0 where nothing was given.

    Raises:
        UsageError: it is no size.
    """
    if not text:
        return 0
    from discover.bounds import UNITS  # noqa: PLC0415  # the command line starts without

    match = _SIZE.fullmatch(str(text))
    if match is None:
        raise UsageError(f"{option} {text}: give a number of bytes, which may end in K, M, G or T")
    return int(float(match[1]) * UNITS[match[2].upper()])


def _words(given: Mapping[str, object], name: str) -> tuple[str, ...]:
    value = given.get(name)
    return tuple(map(str, value)) if isinstance(value, tuple) else ()


def _moment(option: str, text: object, now: datetime) -> float:
    """Unix seconds of a date, or of an age counted back from now; 0 where nothing was given."""
    if not text:
        return 0.0
    match = _AGE.fullmatch(str(text))
    if match is not None:
        return (now - timedelta(hours=int(match[1]) * _HOURS[match[2]])).timestamp()
    try:
        read = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise UsageError(
            f"{option} {text}: give a date such as 2026-01-31, or an age such as 12h, 30d, 8w, 6m, 1y"
        ) from error
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()


def _share(text: object) -> float:
    """0 to 1 of `5%` or `0.05`; 1 where nothing was given."""
    if not text:
        return 1.0
    word = str(text)
    try:
        share = float(word.removesuffix("%")) / (100 if word.endswith("%") else 1)
    except ValueError:
        share = 0.0
    if not 0 < share <= 1:
        raise UsageError(f"--sample {word}: give a share such as 5% or 0.05")
    return share
