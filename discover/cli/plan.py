"""`discover scan --plan`: what a scan would list and read, and what that is likely to cost; nothing is read."""

from __future__ import annotations

from copy import copy
from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.text import Text

from connectors.errors import SourceError
from discover.cli import exits, output
from discover.inventory import ledger
from discover.inventory.keyset import KeySet
from discover.inventory.store import open_store
from discover.report.sections import heading
from discover.report.words import plural, shown, size
from discover.sweep.buckets import is_bucket, targets
from discover.sweep.plan import Planned, planned
from discover.sweep.session import digests_of
from discover.sweep.target import resolve

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from rich.console import RenderableType

    from discover.sweep.session import Request
    from discover.sweep.target import Target


def run(request: Request, form: str) -> int:
    """List the targets and print what reading them would take; the exit code."""
    plans: list[Planned] = []
    failed: dict[str, str] = {}
    left = copy(request.allowance)
    digest = "" if request.keep_nothing else digests_of(request)
    for name in request.targets:
        try:
            for target in _targets(request, name):
                plans += planned(target, left, _known(request, target, digest))
        except SourceError as error:
            failed[name] = str(error)
    if form == "json":
        output.document(
            [asdict(plan) for plan in plans] + [{"locator": name, "error": why} for name, why in failed.items()]
        )
    else:
        output.text(_parts(plans, failed))
    broken = bool(failed) or any(plan.error for plan in plans)
    return exits.scan_code(failing=False, partial=broken, nothing=not any(not plan.error for plan in plans))


def _targets(request: Request, name: str) -> Iterator[Target]:
    if is_bucket(name):
        yield from targets(name, request.vendor, request.buckets)
    else:
        yield resolve(name, request.vendor, request.narrow)


def _known(request: Request, target: Target, digest: str) -> Container[bytes]:
    """Keys of what need not be read again under rules of this digest, where there is an inventory that knows the sources."""
    from discover.errors import InventoryError  # noqa: PLC0415  # only here

    if request.keep_nothing:
        return ()
    try:
        with open_store(request.inventory) as store, store.read() as connection:
            found = KeySet()
            for spec in target.sources:
                source = ledger.known_source(connection, spec.vendor, spec.locator)
                if source is not None:
                    ledger.known(connection, source, digest, found)
            return found
    except InventoryError:
        return ()


def _parts(plans: list[Planned], failed: dict[str, str]) -> Iterator[RenderableType]:
    for plan in plans:
        yield Text(shown(plan.locator), style="bold")
        if plan.error:
            yield Text(f"  could not be listed: {shown(plan.error)}", style="bold yellow")
            if not plan.held_objects:
                continue
        yield Text(f"  held           {plural(plan.held_objects, 'object')}, {size(plan.held_bytes)}")
        yield Text(f"  to be read     {plural(plan.read_objects, 'object')}, at most {size(plan.read_bytes)}")
        if plan.known_objects:
            yield Text(f"  known already  {plural(plan.known_objects, 'object')} that have not changed")
        for reason, (objects, held) in sorted(plan.refused.items()):
            yield Text(f"  not read       {plural(objects, 'object')}, {size(held)}: {reason}")
        yield Text(f"  requests       about {plan.get_requests:,} to read, {plan.list_requests:,} to list")
    for name, why in failed.items():
        yield Text.assemble((shown(name), "bold"), f"  could not be listed: {shown(why)}")
    yield heading("Nothing was read. To read it, run the same command without --plan.")
